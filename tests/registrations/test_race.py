"""The race: 200 attempts at 50 places by 8 processes, on the database of the settings.

On SQLite the test database lies in memory; it is copied into a file, where other processes can
open it. The negative control runs the same race with what is counted patched out of the lock: it
must oversell, or the race proves nothing.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from events.models import WorkshopPage
from registrations.domain.states import State
from registrations.models import PLACE_HOLDING
from tests.factories.events import CategoryFactory, PersonFactory, WorkshopFactory
from tests.factories.registrations import QuotaFactory, RegistrationFactory, category

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.processes,
]

ROOT = Path(__file__).resolve().parents[2]
PROCESSES, ATTEMPTS, PLACES = 8, 25, 50


def _address(folder: Path) -> str:
    if connection.vendor == "sqlite":
        file = folder / "race.sqlite3"
        copy = sqlite3.connect(file)
        connection.connection.backup(copy)
        copy.close()
        return f"sqlite:///{file}"
    options = connection.settings_dict
    host = options["HOST"] or "localhost"
    if host.startswith("/"):
        host = host.replace("/", "%2F")
    return (
        f"postgres://{options['USER']}:{options['PASSWORD']}@{host}:{options['PORT']}"
        f"/{options['NAME']}"
    )


def race(
    database: str,
    workshop: WorkshopPage,
    category_id: int,
    variant: str,
    attempts: int = ATTEMPTS,
) -> Counter[str]:
    """Let all processes go at once; returns how often each outcome occurred."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "TEST_DATABASE_URL": database,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
    }
    finished = subprocess.run(
        [
            *(sys.executable, "-m", "tests.registrations.racer"),
            *(str(workshop.pk), str(category_id), str(PROCESSES), str(attempts), variant),
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert finished.returncode == 0, finished.stderr
    return Counter(json.loads(finished.stdout))


def rows(database: str, sql: str) -> list[Any]:
    """What the database holds after the race."""
    if connection.vendor == "sqlite":
        file = sqlite3.connect(database.removeprefix("sqlite:///"))
        try:
            return file.execute(sql).fetchall()
        finally:
            file.close()
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _prepared(tmp_path: Path) -> tuple[str, WorkshopPage, int]:
    workshop = WorkshopFactory()
    QuotaFactory(workshop=workshop, places=PLACES)
    for code in ("ACAD", "MEDIA"):
        QuotaFactory(workshop=workshop, category=category(code), places=5)
    racing = CategoryFactory()
    return _address(tmp_path), workshop, racing.pk


def test_two_hundred_attempts_at_fifty_places(tmp_path: Path) -> None:
    """SEC-D1, SB-R3, US-ST3: exactly fifty, 150 in order, not one error."""
    database, workshop, category_id = _prepared(tmp_path)
    outcomes = race(database, workshop, category_id, "product")
    assert outcomes == {State.AWAITING_EMAIL: 50, State.WAITLISTED: 150}
    states = rows(database, "SELECT state FROM registrations_registration ORDER BY position")
    assert [state for (state,) in states] == ["awaiting_email"] * 50 + ["waitlisted"] * 150
    assert rows(database, "SELECT count(DISTINCT position) FROM registrations_registration") == [
        (200,)
    ]
    assert rows(database, "SELECT count(*) FROM correspondence_mailmessage") == [(200,)]
    assert rows(database, "SELECT max(number), count(*) FROM access_auditentry") == [(200, 200)]


def test_negative_control_oversells(tmp_path: Path) -> None:
    """SEC-D1: decided outside the lock, the same race gives more places than there are."""
    database, workshop, category_id = _prepared(tmp_path)
    outcomes = race(database, workshop, category_id, "count_first")
    assert sum(outcomes.values()) == 200
    held = sum(outcomes[state] for state in PLACE_HOLDING)
    assert held > PLACES, outcomes


def _applied(tmp_path: Path) -> tuple[str, WorkshopPage, int]:
    """Eighty people applied for ten places of a selection category."""
    workshop = WorkshopFactory()
    QuotaFactory(workshop=workshop, places=None)
    selecting = CategoryFactory()
    QuotaFactory(workshop=workshop, category=selecting, places=10, by_selection=True)
    for number in range(80):
        RegistrationFactory(
            workshop=workshop,
            category=selecting,
            by_selection=True,
            position=number,
            person=PersonFactory(
                workshop=workshop, category=selecting, values={"email": f"r{number}@example.org"}
            ),
        )
    return _address(tmp_path), workshop, selecting.pk


def test_acceptance_in_a_selection_never_oversells(tmp_path: Path) -> None:
    """SEC-D1, SB-R7: eight readers accept eighty people for ten places at the same moment."""
    database, workshop, category_id = _applied(tmp_path)
    outcomes = race(database, workshop, category_id, "accept", attempts=10)
    assert outcomes == {"accepted": 10, "no place": 70}


def test_negative_control_of_the_acceptance(tmp_path: Path) -> None:
    """SEC-D1: decided before the gate, the same race accepts more than there are places."""
    database, workshop, category_id = _applied(tmp_path)
    outcomes = race(database, workshop, category_id, "accept_count_first", attempts=10)
    assert sum(outcomes.values()) == 80
    assert outcomes["accepted"] > 10, outcomes


def _waiting(tmp_path: Path) -> tuple[str, WorkshopPage]:
    """Three places are free, ten people wait."""
    workshop = WorkshopFactory()
    QuotaFactory(workshop=workshop, places=3)
    kind = CategoryFactory()
    for number in range(10):
        RegistrationFactory(
            workshop=workshop,
            category=kind,
            state=State.WAITLISTED,
            confirmed_at=timezone.now(),
            position=number,
            person=PersonFactory(
                workshop=workshop, category=kind, values={"email": f"w{number}@example.org"}
            ),
        )
    return _address(tmp_path), workshop


def test_workers_never_promote_twice(tmp_path: Path) -> None:
    """SEC-D5, SB-R4: eight workers at once: three offers, to the first three, one mail each."""
    database, workshop = _waiting(tmp_path)
    assert race(database, workshop, 0, "promote", attempts=3) == {"offered": 3}
    states = rows(database, "SELECT state FROM registrations_registration ORDER BY position")
    assert [state for (state,) in states] == ["offered"] * 3 + ["waitlisted"] * 7
    assert rows(database, "SELECT count(*) FROM correspondence_mailmessage") == [(3,)]


def test_negative_control_of_the_promotion(tmp_path: Path) -> None:
    """SEC-D5: workers that counted before the gate offer more than there is."""
    database, workshop = _waiting(tmp_path)
    outcomes = race(database, workshop, 0, "promote_count_first", attempts=3)
    assert outcomes["offered"] > 3, outcomes
