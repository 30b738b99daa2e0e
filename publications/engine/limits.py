"""The child process: fresh, without secrets, limited in every way, killed whole.

Requests and answers are JSON, one a line, over its standard input and output. Limits of one
request: computing time, elapsed time; of the process: memory, size of a file, number of files.
"""

import contextlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from publications.engine.errors import BuildError

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Seconds are per request, the rest per process."""

    cpu_seconds: int = 90
    wall_seconds: int = 240
    memory_bytes: int = 1536 * MEGABYTE
    file_bytes: int = 400 * MEGABYTE
    open_files: int = 256


class Child:
    """A limited process that answers requests until it is closed; started at the first one."""

    def __init__(self, folder: Path, limits: Limits = Limits()) -> None:
        self._folder = folder
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._buffer = b""
        self.peak_bytes = 0  # the highest of all its processes
        self.last_peak_bytes = 0  # of the one that runs now
        self.cpu_seconds = 0.0
        self._cpu_before = 0.0

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def all_cpu_seconds(self) -> float:
        """Of every process that this child had."""
        return self._cpu_before + self.cpu_seconds

    def ask(self, **request: Any) -> dict[str, Any]:
        """Send one request and wait for its answer. Raises BuildError with the cause in words."""
        process = self._process or self._start()
        try:
            os.write(_number(process.stdin), json.dumps(request).encode() + b"\n")
        except BrokenPipeError:
            raise self._ended(process) from None
        answer = self._read_line(process)
        if "error" in answer:
            raise BuildError(answer["error"])
        self.last_peak_bytes = answer.pop("peak_bytes", 0)
        self.peak_bytes = max(self.peak_bytes, self.last_peak_bytes)
        self.cpu_seconds = answer.pop("cpu_seconds", self.cpu_seconds)
        return answer

    def close(self) -> None:
        """End the process and everything it may have started."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        self._buffer = b""
        self._cpu_before += self.cpu_seconds
        self.cpu_seconds = 0.0
        self.last_peak_bytes = 0
        config = self._folder / "fonts.conf"
        # No directory of fonts: the parts bring their own, the machine's are never used.
        config.write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
            f"<fontconfig><cachedir>{self._folder}/fontconfig</cachedir></fontconfig>"
        )
        root = Path(__file__).resolve().parents[2]
        # No key, no database address, no proxy: nothing of the parent's environment.
        environment = {
            "PATH": os.defpath,
            "LANG": "C.UTF-8",
            "HOME": str(self._folder),
            "TMPDIR": str(self._folder),
            "FONTCONFIG_FILE": str(config),
            "PYTHONPATH": str(root),
            "PYTHONHASHSEED": "0",
            "SOURCE_DATE_EPOCH": "1735689600",  # fontTools dates the fonts it makes smaller
            "PYTHONDONTWRITEBYTECODE": "1",
            "MALLOC_ARENA_MAX": "2",
        }
        for name in ("DYLD_FALLBACK_LIBRARY_PATH", "LD_LIBRARY_PATH"):
            if name in os.environ:  # where Pango lies outside the usual places (macOS)
                environment[name] = os.environ[name]
        with open(self._folder / "messages.txt", "ab") as messages:
            self._process = subprocess.Popen(  # noqa: S603
                [
                    sys.executable,
                    "-m",
                    "publications.engine.child",
                    json.dumps(asdict(self._limits)),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=messages,
                cwd=self._folder,
                env=environment,
                start_new_session=True,
            )
        return self._process

    def _read_line(self, process: subprocess.Popen[bytes]) -> dict[str, Any]:
        answers = _number(process.stdout)
        until = time.monotonic() + self._limits.wall_seconds
        while b"\n" not in self._buffer:
            left = until - time.monotonic()
            if left <= 0:
                self.close()
                raise BuildError(
                    f"It was stopped after {self._limits.wall_seconds} seconds, the time allowed."
                )
            ready, _, _ = select.select([answers], [], [], left)
            if ready:
                chunk = os.read(answers, 65536)
                if not chunk:
                    raise self._ended(process)
                self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _ended(self, process: subprocess.Popen[bytes]) -> BuildError:
        code = process.wait()
        self.close()
        if code == -signal.SIGXCPU:
            return BuildError(
                f"It needs more than {self._limits.cpu_seconds} seconds of computing time."
            )
        if code == -signal.SIGKILL:
            return BuildError("The typesetter was killed from outside, perhaps for want of memory.")
        return BuildError(f"The typesetter ended unexpectedly ({_named(code)}).")


def _number(pipe: IO[bytes] | None) -> int:
    """The descriptor of a pipe that was asked for when the process was started."""
    if pipe is None:
        raise BuildError("The typesetter could not be reached.")
    return pipe.fileno()


def _named(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"code {code}"


def limit_process(limits: Limits) -> None:
    """Set the limits of this process; called by the child before it reads anything."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits.open_files, limits.open_files))
    if sys.platform.startswith("linux"):  # macOS does not hold the address space to a limit
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file too large becomes an OSError


def limit_request(limits: Limits) -> None:
    """Allow the next request its computing time, counted from now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def usage() -> dict[str, float]:
    """Peak memory in bytes and computing time in seconds of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"peak_bytes": _peak(), "cpu_seconds": used.ru_utime + used.ru_stime}


def _peak() -> int:
    """The peak of this program: `ru_maxrss` also knows that of the parent before it was started."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def answer_line(stream: IO[str], answer: dict[str, Any]) -> None:
    stream.write(json.dumps(answer) + "\n")
    stream.flush()
