"""Everything that must hold before a change is good: `make test`.

    tools/check.py            all of it
    tools/check.py --static   only lint, types, contracts, migrations and settings

Every step runs, also after a failure. What the machine lacks is a visible skip, under CI=true a
failure. Two cores are kept busy: the steps before the tests run two at a time, and so do the tests.
"""

import argparse
import base64
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

import native
import postgres

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CI = os.environ.get("CI", "").lower() in ("true", "1", "yes")
_SUMMARY = re.compile(
    r"^=*\s*(\d+ (?:passed|failed|skipped|errors?|deselected)\b.* in [\d.]+s.*?)\s*=*$"
)
_COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped)")


@dataclass(frozen=True)
class Step:
    """A command whose exit code decides, and what its environment has beside that of the run."""

    title: str
    command: tuple[object, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Outcome:
    """How one step ended."""

    title: str
    seconds: float
    verdict: str  # "ok", "FAILED" or "skipped"
    words: str = ""


class Run:
    """Runs steps and remembers how they ended."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self.outcomes: list[Outcome] = []
        self.counts = {"passed": 0, "failed": 0, "skipped": 0}
        self.started = time.monotonic()

    def steps(self, *steps: Step) -> None:
        """Run commands two at a time; the output of each is shown, in order, when it has ended."""
        with ThreadPoolExecutor(max_workers=2) as pool:
            for step, (code, output, seconds) in zip(
                steps, pool.map(self._finished, steps), strict=True
            ):
                self._start(step.title)
                print(output, end="", flush=True)
                self._end(step.title, seconds, "FAILED" if code else "ok")

    def _finished(self, step: Step) -> tuple[int, str, float]:
        started = time.monotonic()
        done = subprocess.run(
            [str(part) for part in step.command],
            cwd=ROOT,
            env=self.environment | dict(step.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        return done.returncode, done.stdout, time.monotonic() - started

    def pytest(self, title: str, *arguments: str, env: Mapping[str, str] | None = None) -> None:
        """Run pytest; no test at all (exit code 5) counts as a skip."""
        self._start(title)
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", *arguments],
            cwd=ROOT,
            env=self.environment | dict(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        try:
            words = self._follow(process)
        finally:
            process.kill()  # does nothing unless this run was interrupted
        for number, what in _COUNT.findall(words):
            self.counts["failed" if what.startswith("error") else what] += int(number)
        verdict = {0: "ok", 5: "skipped"}.get(process.wait(), "FAILED")
        self._end(title, time.monotonic() - started, verdict, words)

    def _follow(self, process: "subprocess.Popen[str]") -> str:
        """Show what pytest says as it comes; returns its closing line."""
        words = ""
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            if found := _SUMMARY.match(line.strip()):
                words = found[1]
        process.wait()
        return words

    def lacking(self, title: str, reason: str) -> None:
        """Something is not on this machine: a skip for a person, a failure for CI."""
        print(f"\n== {title}: {'FAILED' if CI else 'skipped'}, {reason}", flush=True)
        self.outcomes.append(Outcome(title, 0.0, "FAILED" if CI else "skipped", reason))

    def _start(self, title: str) -> None:
        print(f"\n== {title}", flush=True)

    def _end(self, title: str, seconds: float, verdict: str, words: str = "") -> None:
        self.outcomes.append(Outcome(title, seconds, verdict, words))

    def report(self) -> int:
        """Print one line a step and, last, the number of tests. Returns the exit code."""
        print("\n== Summary")
        for outcome in self.outcomes:
            print(
                f"{outcome.verdict:<8}{outcome.seconds:6.0f} s  {outcome.title:<38} {outcome.words}"
            )
        total = time.monotonic() - self.started
        failed = [outcome.title for outcome in self.outcomes if outcome.verdict == "FAILED"]
        print(f"Whole run: {total:.0f} s. " + (f"Failed: {', '.join(failed)}." if failed else ""))
        if any(self.counts.values()):
            print("{passed} passed, {failed} failed, {skipped} skipped".format(**self.counts))
        return 1 if failed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--static", action="store_true", help="no tests")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = tempfile.TemporaryDirectory(prefix="workshops-check-", dir=native.quick_folder())
        var = stack.enter_context(folder)
        environment = native.environment() | {
            "VAR_DIR": var,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
            "LOG_LEVEL": "WARNING",
        }
        # Neither the demo's nor a production database may ever be the one under test.
        environment.pop("DATABASE_URL", None)
        database = environment.pop("TEST_DATABASE_URL", "")
        run = Run(environment)
        if options.static:
            run.steps(*static())
        else:
            everything(run, stack, database)
    return run.report()


def static() -> list[Step]:
    """What is checked without running the product."""
    manage = (sys.executable, "manage.py")
    domains = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("*/domain"))
    domains += sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("site/*/domain"))
    return [
        Step("Lint (ruff check)", (BIN / "ruff", "check", ".")),
        Step("Style (ruff format)", (BIN / "ruff", "format", "--check", ".")),
        Step("Types (mypy) in every domain/", (BIN / "mypy", *domains)),
        Step("Floors (import-linter)", (BIN / "lint-imports", "--no-cache")),
        Step("Migrations are complete", (*manage, "makemigrations", "--check", "--dry-run")),
        Step(
            "Production settings (check --deploy)",
            (*manage, "check", "--deploy", "--fail-level", "WARNING"),
            safe_production(),
        ),
    ]


def safe_production() -> dict[str, str]:
    """The environment of a safe installation, its secrets made here and now."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATA_KEY": base64.b64encode(os.urandom(32)).decode(),
        "ALLOWED_HOSTS": "workshops.example.org",
        "BASE_URL": "https://workshops.example.org",
        "DATABASE_URL": "postgres://workshops:unused@127.0.0.1:1/workshops",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "EMAIL_BACKEND": "anymail.backends.postmark.EmailBackend",
        "ANYMAIL": f"POSTMARK_SERVER_TOKEN=unused,WEBHOOK_SECRET=hook:{secrets.token_urlsafe(24)}",
        "DEFAULT_FROM_EMAIL": "Secretariat <desk@workshops.example.org>",
        "STORAGE_BUCKET": "public",
        "STORAGE_PRIVATE_BUCKET": "private",
    }


def everything(run: Run, stack: ExitStack, database: str) -> None:
    """The static checks beside the two empty databases, then every test, two at a time.

    On PostgreSQL without the tests that never ask a database and those in Chromium.
    """
    for need in native.ensure(native.TESTS):
        run.lacking(need.name, f"not installed: {native.command_for([need])}")
    if not database and native.find_postgres():
        try:
            database = stack.enter_context(postgres.cluster())
        except postgres.Unavailable as error:
            run.lacking("Tests on PostgreSQL", str(error))
    template = Path(run.environment["VAR_DIR"]) / "template.sqlite3"
    empty = [migrated("SQLite", f"sqlite:///{template}")]
    if database:
        with psycopg.connect(database, autocommit=True) as server:
            server.execute("DROP DATABASE IF EXISTS workshops_template")
            server.execute("CREATE DATABASE workshops_template")
        address = urlsplit(database)._replace(path="/workshops_template").geturl()
        empty.append(migrated("PostgreSQL", address))
    run.steps(*empty, *static())
    two = ("-n", "2")  # how they are given out says tests/conftest.py
    if database:
        run.pytest(
            "Tests on PostgreSQL",
            *(*two, "-m", "database and not browser"),
            env={"TEST_DATABASE_URL": database, "TEST_TEMPLATE": "workshops_template"},
        )
    run.pytest("Tests on SQLite and in Chromium", *two, env={"TEST_TEMPLATE": str(template)})


def migrated(kind: str, address: str) -> Step:
    """Makes the empty database that every test process copies: the migrations take 20 s."""
    return Step(
        f"An empty database on {kind}",
        (sys.executable, "manage.py", "migrate", "--verbosity", "0"),
        {"DATABASE_URL": address},
    )


if __name__ == "__main__":
    sys.exit(main())
