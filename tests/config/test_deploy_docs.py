"""The deployment samples are read by the programs' own grammar, and name what really exists."""

import configparser
import re
import shlex
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
INSTRUCTIONS = {
    "FROM", "RUN", "CMD", "LABEL", "EXPOSE", "ENV", "ADD", "COPY", "ENTRYPOINT", "VOLUME", "USER",
    "WORKDIR", "ARG", "ONBUILD", "STOPSIGNAL", "HEALTHCHECK", "SHELL",
}  # fmt: skip


def _unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text())
    return parser


def _dockerfile() -> list[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Dockerfile").read_text(), flags=re.M)
    logical = text.replace("\\\n", " ").splitlines()
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in logical if line.strip()]


def test_there_is_a_unit_for_site_worker_and_typesetting() -> None:
    assert [unit.name for unit in UNITS] == [
        "workshops-typesetting.service",
        "workshops-web.service",
        "workshops-worker.service",
    ]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_restarts_what_dies_and_has_few_rights(path: Path) -> None:
    """The worker exits when the database restarts: that is why."""
    unit = _unit(path)
    assert unit.sections() == ["Unit", "Service", "Install"]
    service = unit["Service"]
    assert service["Restart"] == "always"
    assert service["User"] == "workshops"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["ExecStart"].startswith("/srv/workshops/app/.venv/bin/python ")


def test_the_units_and_compose_use_the_commands_and_queues_that_exist() -> None:
    from django.conf import settings
    from django.core.management import get_commands

    queues = set(settings.TASKS["default"]["QUEUES"])
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    lines = [_unit(path)["Service"]["ExecStart"] for path in UNITS]
    lines += [service.get("command", "") for service in compose["services"].values()]
    workers = [line for line in lines if "manage.py worker" in line]
    assert len(workers) == 4
    for line in workers:
        named = shlex.split(line)[-1].split(",")
        assert set(named) <= queues
    assert "worker" in get_commands()
    assert any("-c python:config.gunicorn config.wsgi" in line for line in lines)


def test_compose_starts_everything_in_order() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = compose["services"]
    assert sorted(services) == ["cache", "database", "prepare", "typesetting", "web", "worker"]
    for name in ("web", "worker", "typesetting"):
        condition = services[name]["depends_on"]["prepare"]["condition"]
        assert condition == "service_completed_successfully"
    # Only the proxy on the same machine reaches the site; nobody reaches the database.
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert [name for name, service in services.items() if "ports" in service] == ["web"]


def test_the_dockerfile_is_well_formed_and_copies_what_exists() -> None:
    instructions = _dockerfile()
    assert {name for name, _ in instructions} <= INSTRUCTIONS
    assert instructions[0][0] == "FROM"
    assert [name for name, _ in instructions].count("CMD") == 1
    for name, rest in instructions:
        if name == "COPY":
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source
    # The site never runs as root.
    names = [name for name, _ in instructions]
    assert names.index("USER") < names.index("CMD")


def test_no_secret_stands_in_the_samples() -> None:
    lines = (DEPLOY / "environment.example").read_text().splitlines()
    values = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert [values["SECRET_KEY"], values["DATA_KEY"], values["EMAIL_HOST_PASSWORD"]] == ["", "", ""]


def test_every_setting_of_the_environment_is_in_the_readme() -> None:
    """One table, and it is complete."""
    folders = ("site", "events", "registrations", "publications", "tools")
    code = "".join(path.read_text() for name in folders for path in (ROOT / name).rglob("*.py"))
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", code))
    read |= set(re.findall(r"os\.environ\.get\(\s*\"([A-Z_]+)\"", code))
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), flags=re.M))
    # The one that the test runner sets is nobody's to choose.
    assert read - {"PYTEST_XDIST_WORKER"} == table
