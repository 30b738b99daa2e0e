"""`manage.py worker`, as the supervisor starts it: a process, a signal, an exit code."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from correspondence.domain import health
from correspondence.models import MailMessage, Periodic, WorkerBeat
from tests.correspondence import storm
from tests.factories.correspondence import queue_mail

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds
State = MailMessage.State


def database_url() -> str:
    """The address of the database that the test itself uses."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}"))


def start(folder: Path) -> subprocess.Popen:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(folder),
        "SECRET_KEY": settings.SECRET_KEY,
        "DATA_KEY": settings.DATA_KEY,
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "worker", "--interval", "0.1"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_the_worker_delivers_and_ends_cleanly_on_sigterm(post, tmp_path):
    """Issue 8, item 2: a mail goes out, the timetable runs, SIGTERM ends it with code 0."""
    row = queue_mail()
    with storm.shared_database(tmp_path):
        worker = start(tmp_path)
        try:
            end = time.monotonic() + PATIENCE
            while MailMessage.objects.get().state != State.SENT or not _all_jobs_ran():
                assert time.monotonic() < end and worker.poll() is None
                time.sleep(0.2)
            assert not health.is_silent()
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(20) == 0
        finally:
            worker.kill()
            worker.wait()
            connection.close()
        (beat,) = WorkerBeat.objects.all()
    assert beat.queues == "mail,default,typesetting"
    assert [path.name for path in (tmp_path / "outbox").iterdir()] == [f"{row.pk.hex}.eml"]


def _all_jobs_ran() -> bool:
    rows = Periodic.objects.all()
    return len(rows) > 3 and all(row.finished_at for row in rows)


@pytest.mark.django_db
def test_once_does_what_is_ready_and_ends(post, monkeypatch):
    # Inside the test's transaction the connection must stay.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    row = queue_mail()
    call_command("worker", once=True)
    row.refresh_from_db()
    assert row.state == State.SENT
    assert [task.status for task in DBTaskResult.objects.all()] == ["SUCCESSFUL"]
    assert WorkerBeat.objects.count() == 0
