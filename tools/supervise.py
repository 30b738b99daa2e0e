"""Keep a few processes running: restart one that dies, end all of them together.

For one machine and the demo. In production systemd does this (docs/deploy/).
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

LONGEST_PAUSE = 30.0  # seconds before the next start of a process that keeps dying
STEADY = 60.0  # seconds after which a process counts as healthy again
GRACE = 30.0  # seconds that a process has to end after SIGTERM


@dataclass
class Child:
    """One supervised process."""

    name: str
    command: list[str]
    environment: dict[str, str]
    directory: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 1.0
    due: float = field(default=0.0)

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches the supervisor only, which ends all in order.
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            cwd=self.directory,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        self.started = time.monotonic()

    def died(self) -> int | None:
        """The exit code if the process has ended, else None."""
        return None if self.process is None else self.process.poll()


def _end_with_parent() -> None:
    """On Linux: be told to end when the supervisor itself is killed, so that nothing stays."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


class Supervisor:
    """Starts its children and stays until SIGTERM or SIGINT."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self.ending = False

    def start(self) -> None:
        """Start every child and take over the signals."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._end)
        for child in self.children:
            child.start()

    def watch(self, seconds: float | None = None) -> None:
        """Restart what dies, for `seconds` or until a signal asks to end."""
        until = None if seconds is None else time.monotonic() + seconds
        while not self.ending and (until is None or time.monotonic() < until):
            for child in self.children:
                self._tend(child)
            time.sleep(0.2)

    def _tend(self, child: Child) -> None:
        code = child.died()
        now = time.monotonic()
        if code is not None:
            if now - child.started > STEADY:
                child.pause = 1.0
            print(
                f"{child.name} ended with code {code}; starting it again in {child.pause:.0f} s",
                flush=True,
            )
            child.process, child.due = None, now + child.pause
            child.pause = min(child.pause * 2, LONGEST_PAUSE)
        elif child.process is None and now >= child.due:
            child.start()

    def _end(self, number: int, frame: object) -> None:
        self.ending = True

    def stop(self) -> None:
        """End every child: SIGTERM, then after a grace period SIGKILL for its whole group."""
        running = [c.process for c in self.children if c.process and c.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
