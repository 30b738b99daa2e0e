"""The small supervisor of `make demo`."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from supervise import Child, Supervisor  # noqa: E402

pytestmark = pytest.mark.processes

# Writes its process id, then waits for a signal.
PATIENT = """
import os, pathlib, signal, sys
with open(sys.argv[1], "a") as log: log.write(f"{os.getpid()}\\n")
signal.pause()
"""


def _child(log: Path, code: str = PATIENT) -> Child:
    return Child("patient", [sys.executable, "-c", code, str(log)], dict(os.environ), log.parent)


def _starts(log: Path) -> list[int]:
    return [int(line) for line in log.read_text().split()] if log.exists() else []


def _watch_until(supervisor: Supervisor, condition, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        supervisor.watch(0.2)


@pytest.fixture
def _signals():
    kept = {n: signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("_signals")
def test_what_dies_is_started_again_and_all_end_together(tmp_path: Path) -> None:
    log = tmp_path / "starts"
    supervisor = Supervisor([_child(log)])
    supervisor.start()
    try:
        _watch_until(supervisor, lambda: len(_starts(log)) == 1)
        os.kill(_starts(log)[0], signal.SIGKILL)
        _watch_until(supervisor, lambda: len(_starts(log)) == 2)
        assert supervisor.children[0].pause == 2.0  # the next start would wait longer
    finally:
        supervisor.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(_starts(log)[1], 0)


def test_a_signal_to_the_supervisor_ends_its_children(tmp_path: Path) -> None:
    """As systemd, Ctrl-C or a closed terminal would."""
    log = tmp_path / "starts"
    code = (
        "import os, sys; from pathlib import Path; from supervise import Child, Supervisor\n"
        f"s = Supervisor([Child('p', [sys.executable, '-c', {PATIENT!r}, sys.argv[1]], "
        "dict(os.environ), Path('/'))])\n"
        "s.start(); s.watch(); s.stop()"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tools")}
    parent = subprocess.Popen([sys.executable, "-c", code, str(log)], env=environment)
    deadline = time.monotonic() + 20
    while not _starts(log) and time.monotonic() < deadline:
        time.sleep(0.1)
    parent.send_signal(signal.SIGTERM)
    assert parent.wait(20) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(_starts(log)[0], 0)
