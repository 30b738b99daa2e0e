"""The real server: its log lines, its restart of workers, its start."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "A1b2C3d4" * 5 + "xyz"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _gunicorn(folder: Path) -> Iterator[tuple[str, Path, int]]:
    """The site behind gunicorn. Yields its address, its log file and its process id."""
    port, log = _free_port(), folder / "log"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "VAR_DIR": str(folder),
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
        "BIND": f"127.0.0.1:{port}",
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "INFO",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(lambda: _status(f"{address}/health/live") == 200, log)
        yield address, log, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return int(error.code)
    except OSError:
        return 0


def _wait_for(condition, log: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.1)
    pytest.fail(f"gave up waiting; the server said:\n{log.read_text()[-3000:]}")


def _access_lines(log: Path) -> list[str]:
    records = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return [record["message"] for record in records if record["name"] == "gunicorn.access"]


@pytest.mark.processes
def test_a_log_line_identifies_nobody(tmp_path: Path) -> None:
    """SEC-F4: no token, no query string, no address, no browser, no Referer in the access log."""
    with _gunicorn(tmp_path) as (address, log, _pid):
        request = urllib.request.Request(
            f"{address}/me/confirm/{TOKEN}/?email=someone@example.org",
            headers={"User-Agent": "canary-agent", "Referer": f"{address}/me/{TOKEN}/"},
        )
        with contextlib.suppress(urllib.error.HTTPError):
            urllib.request.urlopen(request, timeout=10).close()
        _wait_for(lambda: any("/me/" in line for line in _access_lines(log)), log)
        text = log.read_text()
        [line] = [line for line in _access_lines(log) if "/me/" in line]
    assert line.startswith("GET /me/confirm/[token]/ ")
    for secret in (TOKEN, "someone", "canary-agent", "127.0.0.1 "):
        assert secret not in text


@pytest.mark.processes
def test_a_killed_worker_process_is_replaced(tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    with _gunicorn(tmp_path) as (address, log, pid):
        master = psutil.Process(pid)
        _wait_for(lambda: len(master.children()) == 2, log)
        before = {child.pid for child in master.children()}
        os.kill(min(before), signal.SIGKILL)
        _wait_for(lambda: len({c.pid for c in master.children()} - before) == 1, log)
        assert _status(f"{address}/health/live") == 200
