"""`make bench`: serve the demo, ask every module of rows, print one table, write var/bench.json.

A module `rows_<what>.py` in this folder has a function `rows(bench)` that yields rows; new issues
add files. BENCH_ONLY=public,proceedings runs a few of them. On PostgreSQL where BENCH_DATABASE_URL
names an empty database.
"""

import importlib
import os
import shutil
import subprocess
import sys
import time
import traceback
from pathlib import Path

from tests.benchmarks import harness

ROOT = harness.ROOT
FOLDER = ROOT / "var" / "bench"
RESULT = ROOT / "var" / "bench.json"


def main() -> int:
    started = time.monotonic()
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "VAR_DIR": str(FOLDER),
        "LOG_LEVEL": "WARNING",
        "LOG_FORMAT": "plain",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
        "BASE_URL": "http://127.0.0.1:8000",
    }
    os.environ.update(environment)
    os.environ.pop("DATABASE_URL", None)
    if database := os.environ.get("BENCH_DATABASE_URL"):
        environment["DATABASE_URL"] = os.environ["DATABASE_URL"] = database
    sys.path.insert(0, str(ROOT / "site"))
    prepare()
    rows: list[harness.Row] = []
    broken: list[str] = []
    with harness.gunicorn("tests.benchmarks.bare", environment) as server:
        bare = server.per_request("/", 2000)
    rows.append(harness.row("bare.view.cpu", bare, "ms CPU/request"))
    with harness.gunicorn("config.wsgi", environment) as site:
        import django

        django.setup()
        bench = harness.Bench(site, bare)
        for module in modules():
            print(f"Measuring {module.removeprefix('rows_')} ...", flush=True)
            try:
                for figure in importlib.import_module(f"tests.benchmarks.{module}").rows(bench):
                    rows.append(figure)
            except Exception:
                # The figures of the others are still worth having.
                traceback.print_exc()
                broken.append(module)
        rows.append(harness.row("site.worker.memory", site.memory(), "MB resident"))
    harness.write(rows, RESULT)
    shutil.rmtree(FOLDER, ignore_errors=True)
    print(f"\n{harness.table(rows)}\n\n{time.monotonic() - started:.0f} s; also in {RESULT}")
    missed = [r.id for r in rows if r.holds is False]
    if missed:
        print(f"Over their limit: {', '.join(missed)}")
    if broken:
        print(f"Could not be measured, see above: {', '.join(broken)}")
    return 1 if broken else 0


def prepare() -> None:
    """A fresh demo in a folder of its own: figures never depend on what somebody clicked."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for command in (
        ["keys"],
        ["migrate", "--verbosity", "0"],
        ["collectstatic", "--no-input", "--verbosity", "0"],
        ["load_demo"],
    ):
        print(f"Preparing: {command[0]} ...", flush=True)
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True)


def modules() -> list[str]:
    """The names of the modules of rows, in alphabetical order."""
    found = sorted(path.stem for path in Path(__file__).parent.glob("rows_*.py"))
    only = {f"rows_{name}" for name in os.environ.get("BENCH_ONLY", "").split(",") if name}
    return [name for name in found if not only or name in only]


if __name__ == "__main__":
    sys.exit(main())
