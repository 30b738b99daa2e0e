"""Run the whole product on this machine: `make demo`.

Makes keys, database and demo content at the first start; later starts are ready in seconds. Then
the site and the worker run until Ctrl-C.
"""

import hashlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path

import native
from install import PYTHON, ROOT
from supervise import Child, Supervisor

HOST = os.environ.get("HOST", "127.0.0.1")
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))
READY_WITHIN = 90.0  # seconds


class Failed(Exception):
    """A step failed; the text says what to do."""


def main() -> int:
    started = time.monotonic()
    try:
        port = free_port()
        environment = demo_environment(port)
        prepare(environment)
        serve(environment, port, started)
    except Failed as failure:
        print(f"\nStopped: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def free_port() -> int:
    """The port of PORT, if nobody listens there."""
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Failed(f"PORT is '{text}'; it must be a number such as 8000.")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Failed(
                f"port {port} cannot be used ({error.strerror}). If the demo runs already, open "
                f"http://{HOST}:{port}/ - else choose another port: make demo PORT={port + 1}"
            ) from None
    return port


def demo_environment(port: int) -> dict[str, str]:
    """The environment of every process of the demo."""
    environment = native.environment()
    environment.setdefault("LOG_FORMAT", "plain")
    return environment | {
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "VAR_DIR": str(VAR),
        "BASE_URL": os.environ.get("BASE_URL", f"http://{HOST}:{port}"),
        "BIND": f"{HOST}:{port}",
        "PYTHONUNBUFFERED": "1",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
    }


def prepare(environment: dict[str, str]) -> None:
    """Keys, database, static files and content; each step does nothing when it is done already."""
    VAR.mkdir(parents=True, exist_ok=True)
    if not (VAR / "keys.env").exists():
        step("Making keys for this machine", ["keys"], environment)
    static = digest_of(app / "static" for app in apps())
    if not (is_done("static", static) and (VAR / "static" / "staticfiles.json").exists()):
        step(
            "Compressing the static files (half a minute, only after a change)",
            ["collectstatic", "--no-input", "--verbosity", "0"],
            environment,
        )
        done("static", static)
    code = digest_of(
        file for app in apps() for kind in ("py", "json") for file in app.rglob(f"*.{kind}")
    )
    database = VAR / "db.sqlite3"
    if not (is_done("content", code) and database.exists() and "DATABASE_URL" not in os.environ):
        step("Checking the database", ["migrate", "--verbosity", "0"], environment)
        step("Loading the content of the demo", ["load_demo"], environment)
        done("content", code)


def apps() -> list[Path]:
    """The folders of the project's own apps."""
    return sorted(path.parent for path in (*ROOT.glob("*/apps.py"), *ROOT.glob("site/*/apps.py")))


def digest_of(paths: Iterable[Path]) -> str:
    """A hash of the lock file and of every file named, folders with all that is in them."""
    digest = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    for path in sorted(paths):
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            digest.update(str(file.relative_to(ROOT)).encode())
            digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()


def is_done(what: str, digest: str) -> bool:
    """Whether a step was done for exactly these files."""
    stamp = VAR / f"{what}.sha256"
    return stamp.exists() and stamp.read_text() == digest


def done(what: str, digest: str) -> None:
    """Remember that a step was done for these files."""
    (VAR / f"{what}.sha256").write_text(digest)


def step(title: str, arguments: list[str], environment: dict[str, str]) -> None:
    """One management command, its output shown as it comes."""
    print(f"{title} ...", flush=True)
    result = subprocess.run(
        [PYTHON, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if result.returncode:
        raise Failed(
            f"'{title}' failed: what went wrong is printed above. `make doctor` examines this "
            f"installation. To begin from nothing (the demo's data are lost): rm -r {VAR}"
        )


def serve(environment: dict[str, str], port: int, started: float) -> None:
    """Start site and worker, print where to go once the site answers, stay until the end."""
    supervisor = Supervisor(
        [
            Child(
                "web",
                [str(PYTHON), "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"],
                environment,
                ROOT,
            ),
            Child("worker", [str(PYTHON), "manage.py", "worker"], environment, ROOT),
        ]
    )
    supervisor.start()
    try:
        wait_until_ready(supervisor, port, environment)
        if not supervisor.ending:
            print_addresses(environment["BASE_URL"], time.monotonic() - started)
        supervisor.watch()
    finally:
        print("\nStopping ...", flush=True)
        supervisor.stop()


def wait_until_ready(supervisor: Supervisor, port: int, environment: dict[str, str]) -> None:
    """Return when /health/ready answers, watching the children meanwhile.

    Where an older database was put back, what was erased since is erased again first.
    """
    deadline = time.monotonic() + READY_WITHIN
    is_erased_again = False
    while time.monotonic() < deadline and not supervisor.ending:
        supervisor.watch(0.3)
        found = health(port)
        if found.get("ready"):
            return
        if found.get("migrations") and not found.get("erased") and not is_erased_again:
            step(
                "This database is older than what was erased: erasing it again",
                ["reapply_tombstones"],
                environment,
            )
            is_erased_again = True
    if not supervisor.ending:
        raise Failed(
            f"the site did not answer within {READY_WITHIN:.0f} seconds. The lines above say "
            "why; `make doctor` examines this installation."
        )


def health(port: int) -> dict[str, bool]:
    """What /health/ready says; nothing while it does not answer."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/health/ready", timeout=5) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as refusal:
        try:
            return dict(json.load(refusal))
        except ValueError:
            return {}
    except (OSError, ValueError):
        return {}


def print_addresses(base: str, seconds: float) -> None:
    """Where to go, and as whom."""
    print(f"\nReady after {seconds:.0f} seconds.\n")
    for address, what in (
        ("/", "the public site: open a workshop, register"),
        ("/outbox/", "every mail the demo has sent, with its links"),
        ("/organise/", "host organisers: the agenda of their own workshop"),
        ("/admin/", "Secretariat and proceedings staff"),
    ):
        print(f"  {base + address:<40} {what}")
    accounts = VAR / "demo-accounts.txt"
    if accounts.exists():
        print("\nSign-ins, made on this machine (also in var/demo-accounts.txt):\n")
        print(accounts.read_text().rstrip())
    print("\nCtrl-C ends it.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
