"""Everything that must hold before a change is good: `make test`.

    tools/check.py            all of it
    tools/check.py --static   only lint, types, contracts, migrations and settings

Every step runs, also after a failure. What the machine lacks is a visible skip, under CI=true a
failure.
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
from contextlib import ExitStack
from dataclasses import dataclass
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


@dataclass
class Outcome:
    """How one step ended."""

    title: str
    seconds: float
    verdict: str  # "ok", "FAILED" or "skipped"
    words: str = ""


class Run:
    """Runs steps one after the other and remembers how they ended."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self.outcomes: list[Outcome] = []
        self.counts = {"passed": 0, "failed": 0, "skipped": 0}

    def step(self, title: str, *command: object, env: Mapping[str, str] | None = None) -> None:
        """Run a command whose exit code decides; its output is shown as it comes."""
        self._start(title)
        started = time.monotonic()
        code = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env=self.environment | dict(env or {}),
            stdin=subprocess.DEVNULL,
            check=False,
        ).returncode
        self._end(title, started, "FAILED" if code else "ok")

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
        self._end(title, started, verdict, words)

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

    def _end(self, title: str, started: float, verdict: str, words: str = "") -> None:
        self.outcomes.append(Outcome(title, time.monotonic() - started, verdict, words))

    def report(self) -> int:
        """Print one line a step and, last, the number of tests. Returns the exit code."""
        print("\n== Summary")
        for outcome in self.outcomes:
            print(
                f"{outcome.verdict:<8}{outcome.seconds:6.0f} s  {outcome.title:<38} {outcome.words}"
            )
        total = sum(outcome.seconds for outcome in self.outcomes)
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
        var = stack.enter_context(tempfile.TemporaryDirectory(prefix="workshops-check-"))
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
        static(run)
        if not options.static:
            tests(run, stack, database)
    return run.report()


def static(run: Run) -> None:
    """What is checked without running the product."""
    manage = (sys.executable, "manage.py")
    run.step("Lint (ruff check)", BIN / "ruff", "check", ".")
    run.step("Style (ruff format)", BIN / "ruff", "format", "--check", ".")
    domains = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("*/domain"))
    domains += sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("site/*/domain"))
    run.step("Types (mypy) in every domain/", BIN / "mypy", *domains)
    run.step("Floors (import-linter)", BIN / "lint-imports", "--no-cache")
    run.step("Migrations are complete", *manage, "makemigrations", "--check", "--dry-run")
    run.step(
        "Production settings (check --deploy)",
        *manage, "check", "--deploy", "--fail-level", "WARNING",
        env=safe_production(),
    )  # fmt: skip


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


def tests(run: Run, stack: ExitStack, database: str) -> None:
    """Every test, two at a time; those with processes or a browser keep a file together."""
    for need in native.ensure(native.TESTS):
        run.lacking(need.name, f"not installed: {native.command_for([need])}")
    quick = ("-n", "2", "-m", "not browser and not processes")
    by_file = ("-n", "2", "--dist", "loadfile", "-m")
    # In the order of the folders: the wheel and the demo come early, so that neither half idles.
    slow = ("--no-loadscope-reorder", *by_file, "processes and not browser")
    if not database and native.find_postgres():
        try:
            database = stack.enter_context(postgres.cluster())
        except postgres.Unavailable as error:
            run.lacking("Tests on PostgreSQL", str(error))
    on_sqlite = {"TEST_TEMPLATE": str(Path(run.environment["VAR_DIR"]) / "template.sqlite3")}
    migrated(run, "SQLite", f"sqlite:///{on_sqlite['TEST_TEMPLATE']}")
    if database:
        on_postgres = {"TEST_DATABASE_URL": database, "TEST_TEMPLATE": "workshops_template"}
        with psycopg.connect(database, autocommit=True) as server:
            server.execute("DROP DATABASE IF EXISTS workshops_template")
            server.execute("CREATE DATABASE workshops_template")
        address = urlsplit(database)._replace(path="/workshops_template").geturl()
        migrated(run, "PostgreSQL", address)
        run.pytest("Tests on PostgreSQL", *quick, env=on_postgres)
        run.pytest(
            "Tests with processes on PostgreSQL", *slow, "--ignore=tests/config", env=on_postgres
        )
    run.pytest("Tests with processes on SQLite", *slow, env=on_sqlite)
    if native.find_chromium():
        run.pytest("Tests in Chromium on SQLite", *by_file, "browser", env=on_sqlite)
    run.pytest("Tests on SQLite", *quick, env=on_sqlite)


def migrated(run: Run, kind: str, address: str) -> None:
    """Make the empty database that every test process copies: the migrations take 20 s."""
    run.step(
        f"An empty database on {kind}",
        *(sys.executable, "manage.py", "migrate", "--verbosity", "0"),
        env={"DATABASE_URL": address},
    )


if __name__ == "__main__":
    sys.exit(main())
