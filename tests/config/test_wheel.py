"""The wheel carries everything, and the product starts from it in an empty environment."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.processes

# Runs inside the empty environment, far from the checkout.
START = """
import logging, sys, pathlib
import config, django
assert pathlib.Path(config.__file__).is_relative_to(sys.prefix), config.__file__
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.template.loader import get_template
get_template("base.html"); get_template("correspondence/mail/confirm_address.txt")
from django.contrib.staticfiles import finders
assert finders.find("site/site.css")
from events.domain.content import load_reference
load_reference()
from events.models import State
assert State.objects.count() >= 11
from django.test import Client
answer = Client().get("/health/ready", headers={"host": "localhost"})
assert (answer.status_code, answer.json()["ready"]) == (200, True)
print("started from", config.__file__)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `python -m build` does, with the build tool of the lock file (no network)."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    result = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    [path] = folder.glob("*.whl")
    return path


def test_the_wheel_carries_every_file_of_every_app_and_nothing_else(wheel: Path) -> None:
    """Code, migrations, data, locale, static files, and the templates beside the settings."""
    places = {f"site/{app}": app for app in ("config", "home", "correspondence", "access")}
    places |= {app: app for app in ("events", "registrations", "publications")}
    places["templates"] = "config/templates"
    wanted = {
        f"{inside}/{path.relative_to(ROOT / outside)}"
        for outside, inside in places.items()
        for path in (ROOT / outside).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == wanted
    assert {name.split("/")[0] for name in names} == {
        inside.split("/")[0] for inside in places.values()
    }


def test_the_product_starts_from_the_wheel_in_an_empty_environment(
    wheel: Path, tmp_path: Path
) -> None:
    """The dependencies come from this environment by a path file; the project does not: a path
    file named in another one is not followed."""
    venv = tmp_path / "venv"
    _run([sys.executable, "-m", "venv", "--without-pip", str(venv)])
    python = venv / "bin" / "python"
    _run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps",
         "--no-index", "--quiet", "--disable-pip-version-check", str(wheel)]
    )  # fmt: skip
    [packages] = venv.glob("lib/python3*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "VAR_DIR": str(tmp_path / "var"),
        "LOG_LEVEL": "ERROR",
    }
    # `python -m django` is manage.py for somebody who has no checkout.
    assert "New keys" in _run([str(python), "-m", "django", "keys"], tmp_path, environment)
    assert "no issues" in _run([str(python), "-m", "django", "check"], tmp_path, environment)
    said = _run([str(python), "-c", START], tmp_path, environment)
    assert said.strip() == f"started from {packages / 'config' / '__init__.py'}"


def _run(
    command: list[str], folder: Path | None = None, environment: dict[str, str] | None = None
) -> str:
    result = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
