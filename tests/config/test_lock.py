"""The lock files: every package with its hashes, no address, nothing of the machine they met."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["base.txt", "dev.txt"]
_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(\[[a-z0-9,_-]+\])?==([^\s;]+)( ; [^\\]+)? \\$")
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pins(lock: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / lock).read_text().splitlines()
    return {found[1]: found[3] for line in lines if (found := _PIN.match(line))}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: str) -> None:
    """No index address, no path, no option: whoever installs uses the index of their own pip."""
    lines = (ROOT / "requirements" / lock).read_text().splitlines()
    assert lines[0].startswith("# Written by `make lock`")
    assert [n for n in lines[1:] if not _PIN.match(n) and not _HASH.match(n)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_every_dependency_of_the_project(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"]
    if lock == "dev.txt":
        wanted = wanted + project["optional-dependencies"]["dev"]
    names = {_normal(re.split(r"[\[<>=~! ;]", line, maxsplit=1)[0]) for line in wanted}
    assert names - {_normal(name) for name in _pins(lock)} == set()


def test_both_locks_name_the_same_releases() -> None:
    """`make test` must try what `make demo` runs."""
    base, dev = _pins("base.txt"), _pins("dev.txt")
    assert {name: dev.get(name) for name in base} == base
