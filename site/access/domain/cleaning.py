"""Cleaning uploaded files in a child process: limited in time and memory, without our secrets.

A picture or a PDF from outside meets large libraries written in C. They run where a bomb ends the
child and nothing else, and where there is no key, no database and no network address to be had.
"""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

CPU_SECONDS = 20
WALL_SECONDS = 60
MEMORY_BYTES = 768 * 1024 * 1024
FILE_BYTES = 64 * 1024 * 1024
# How a child says that it does not take the file, as against that it broke.
REFUSED = 3


class Refused(Exception):
    """The file is not taken; the message is for the person who sent it."""

    def __init__(self, message: "str | _StrPromise") -> None:
        super().__init__(message)
        self.message = message


def in_child(module: str, content: bytes) -> bytes:
    """What `module`'s `cleaned(content)` returns, run in a limited child. Raises Refused."""
    root = str(Path(__file__).resolve().parents[2])
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8"}
    command = [sys.executable, "-I", "-c", _START, root, module]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own module
            command,
            input=content,
            capture_output=True,
            env=environment,
            timeout=WALL_SECONDS,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        raise Refused(_("The file took too long to read. Save it again, smaller.")) from None
    if done.returncode:
        raise Refused(_("The file could not be read safely. Save it again, as a new file."))
    return done.stdout


# Isolated: neither the environment nor the current folder decides what is imported.
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from access.domain import cleaning; cleaning.run(sys.argv[2])"
)


def run(module: str) -> None:
    """In the child: set the limits, then read, clean, write."""
    import importlib

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    if sys.platform.startswith("linux"):  # macOS does not hold the address space to a limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    content = sys.stdin.buffer.read()
    try:
        result = importlib.import_module(module).cleaned(content)
    except (ValueError, OSError, RuntimeError, MemoryError):
        sys.exit(REFUSED)
    sys.stdout.buffer.write(result)
