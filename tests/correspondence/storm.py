"""Workers as processes of their own on the database of the test, and a provider with moods."""

import datetime
import json
import multiprocessing
import os
import random
import smtplib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from correspondence.domain import timetable, work

REFUSED, AMBIGUOUS = 0.10, 0.05


class MoodyBackend(BaseEmailBackend):
    """Writes what it accepts to a file; refuses 10 % and times out after accepting 5 %."""

    def send_messages(self, messages):
        for message in messages:
            time.sleep(random.uniform(0.01, 0.05))
            mood = random.random()
            if mood < REFUSED:
                raise smtplib.SMTPRecipientsRefused({"x": (451, b"later")})
            ambiguous = mood < REFUSED + AMBIGUOUS
            write({"id": message.extra_headers["Message-ID"], "timed_out": ambiguous})
            time.sleep(random.uniform(0.01, 0.05))
            if ambiguous:
                raise TimeoutError
        return len(messages)


def write(line: dict) -> None:
    """One line, whole, whoever else writes."""
    handle = os.open(accepted_file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(handle, json.dumps(line).encode() + b"\n")
    os.close(handle)


def accepted_file() -> Path:
    return Path(settings.VAR) / "accepted.jsonl"


def accepted() -> list[dict]:
    """What the provider took, in order."""
    return [json.loads(line) for line in accepted_file().read_text().splitlines()]


def without_repeats() -> list[dict]:
    """What a provider delivers that drops a key (the Message-ID) which it has seen before."""
    seen: set[str] = set()
    return [line for line in accepted() if line["id"] not in seen and not seen.add(line["id"])]


@contextmanager
def shared_database(folder: Path) -> Iterator[None]:
    """The test's database where other processes reach it: SQLite's is copied to a file."""
    if connection.vendor != "sqlite":
        connection.close()
        yield
        return
    connection.ensure_connection()
    memory, name = connection.connection, connection.settings_dict["NAME"]
    path = folder / "storm.sqlite3"
    copy = sqlite3.connect(path)
    memory.backup(copy)
    copy.close()
    connection.connection = None
    connection.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        connection.connection = memory


def start_worker() -> multiprocessing.Process:
    """A real worker with its timetable, forked from here; close the connection before."""
    connection.close()
    process = multiprocessing.get_context("fork").Process(target=_work, daemon=True)
    process.start()
    return process


def _work() -> None:
    random.seed()
    work.TICK_SECONDS = 0.3
    timetable._jobs.clear()
    # A kill in the middle of a sweep is found out soon, in the proportion of everything else here.
    timetable.RETRY_AFTER = datetime.timedelta(seconds=3)
    timetable.every(1, "sweep", "correspondence.domain.delivery.sweep")
    name = str(os.getpid())
    work.Clock(name, "mail").start()
    work.make_worker(["mail"], name=name, interval=0.05).run()
