"""A PostgreSQL server of one's own for the length of a test run.

The binaries refuse to run as root: as root they are started as `postgres` or `nobody`.
"""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import native


class Unavailable(Exception):
    """There is no server to be had; the text says why."""


@contextmanager
def cluster() -> Iterator[str]:
    """Make, start and afterwards remove a cluster. Yields its database URL (TCP, loopback only).

    Raises Unavailable.
    """
    binaries = native.find_postgres()
    if binaries is None:
        raise Unavailable("PostgreSQL is not installed (initdb was not found)")
    port, password = _free_port(), secrets.token_urlsafe(24)
    folder = Path(tempfile.mkdtemp(prefix="workshops-pg-", dir=native.quick_folder()))
    user = _unprivileged() if os.geteuid() == 0 else None
    password_file = folder / "password"
    password_file.write_text(password)
    if user:
        for path in (folder, password_file):
            os.chown(path, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    data = folder / "data"
    # Durability off: the data die with the test run.
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} "
        "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=100"
    )
    try:
        _run(user, binaries / "initdb", "-D", data, "-U", "tests", "--auth=scram-sha-256",
             f"--pwfile={password_file}", "-E", "UTF8", "--locale=C")  # fmt: skip
        _run(user, binaries / "pg_ctl", "-D", data, "-o", options, "-w", "-t", "60",
             "-l", folder / "log", "start")  # fmt: skip
        yield f"postgres://tests:{password}@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            _run(user, binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> str:
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise Unavailable("PostgreSQL refuses to run as root and there is no other user here")


def _run(user: str | None, *command: object) -> None:
    group = pwd.getpwnam(user).pw_gid if user else None
    result = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        stdin=subprocess.DEVNULL,
        # A file, not a pipe: the server inherits it and would keep a pipe open for ever.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        user=user,
        group=group,
        extra_groups=[] if user else None,
    )
    if result.returncode:
        raise Unavailable(f"{Path(str(command[0])).name} ended with code {result.returncode}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
