"""The traps of a folder named `site`, and the house as it is written down."""

import shutil
import site
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_site_is_a_folder_and_not_a_package() -> None:
    """An `__init__.py` there would break the interpreter where frozen modules are off."""
    assert (ROOT / "site").is_dir()
    assert not (ROOT / "site" / "__init__.py").exists()


def test_site_stays_the_one_of_the_standard_library() -> None:
    assert not Path(site.__file__).is_relative_to(ROOT / "site")
    assert hasattr(site, "getsitepackages")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")
def test_git_does_not_ignore_our_site() -> None:
    """A stock `.gitignore` line would hide the folder from git and from the wheel."""
    git = shutil.which("git")
    assert git is not None
    for path in ("site", "site/config/urls.py", "site/home/static/site/site.css"):
        result = subprocess.run(
            [git, "check-ignore", "--quiet", "--no-index", path], cwd=ROOT, check=False
        )
        assert result.returncode == 1, path


def test_no_tool_would_write_its_output_into_site() -> None:
    """`mkdocs build` with its defaults deletes packages in `site/`."""
    assert not (ROOT / "mkdocs.yml").exists()


def test_every_room_is_a_package_that_the_wheel_carries() -> None:
    """A folder without `__init__.py` is found here but may be lost in an installed product."""
    apps = ["site/config", "site/home", "site/correspondence", "site/access"]
    apps += ["events", "registrations", "publications"]
    folders = {path.parent for app in apps for path in (ROOT / app).rglob("*.py")}
    assert (
        sorted(str(f.relative_to(ROOT)) for f in folders if not (f / "__init__.py").exists()) == []
    )
