"""An installation of its own for a journey: fresh folder, real server, real worker.

No test database is involved.
It is what `make demo` runs, on a free port and with the product's own commands.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

BOOT_SECONDS = 60
COMMAND_SECONDS = 400


@dataclass
class Installation:
    """A running demo: its address and where its files lie."""

    url: str
    folder: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run one command of the product; returns what it printed. Raises on failure."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"manage.py {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def password(self, address: str) -> str:
        """The password of a demo account, from the file that the demo prints."""
        for line in (self.folder / "demo-accounts.txt").read_text().splitlines():
            if address in line.split():
                return line.split()[-1]
        raise AssertionError(f"no demo account {address}")


@contextmanager
def running_demo(folder: Path) -> Iterator[Installation]:
    """Install the demo into `folder`, serve it, run its worker; end both at the end."""
    port = _free_port()
    demo = Installation(f"http://127.0.0.1:{port}", folder, _environment(folder, port))
    demo.manage("keys")
    template = Path(os.environ.get("TEST_TEMPLATE", ""))
    if template.is_file():
        # `make test` has migrated an empty database already: `migrate` finds it done.
        shutil.copyfile(template, folder / "db.sqlite3")
    demo.manage("migrate", "--verbosity", "0")
    demo.manage("load_demo")
    demo.manage("collectstatic", "--noinput", "--verbosity", "0")
    server = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]
    worker = [sys.executable, "manage.py", "worker"]
    processes = []
    with (folder / "processes.log").open("wb") as log:
        try:
            for command in (server, worker):
                processes.append(
                    subprocess.Popen(
                        command,
                        cwd=settings.ROOT,
                        env=demo.environment,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                    )
                )
            _wait_for(f"{demo.url}/health/ready")
            yield demo
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=60)


def _environment(folder: Path, port: int) -> dict[str, str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "TEST_DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    }
    return inherited | {
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "PYTHONPATH": f"{settings.ROOT}{os.pathsep}{settings.ROOT / 'site'}",
        "VAR_DIR": str(folder),
        "BIND": f"127.0.0.1:{port}",
        "BASE_URL": f"http://127.0.0.1:{port}",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str) -> None:
    last: Exception | None = None
    for _ in range(BOOT_SECONDS * 4):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError) as error:
            last = error
        time.sleep(0.25)
    raise AssertionError(f"{url} did not answer: {last}")
