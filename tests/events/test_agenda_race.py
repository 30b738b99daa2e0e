"""Two people at the same moment: one change wins, one release is made (SB-A4)."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from events.domain import agenda
from events.models import AgendaRelease, Session
from tests.factories.access import secretariat
from tests.factories.events import SessionFactory

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="on SQLite one transaction is let in at a time; its tests run in memory",
    ),
]
PEOPLE = 6


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """What `act(n)` gives to each of the people who start together: a result or an exception."""
    barrier = threading.Barrier(PEOPLE)
    results: list[Any] = [None] * PEOPLE

    def run(number: int) -> None:
        barrier.wait()
        try:
            results[number] = act(number)
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_of_changes_on_one_version_exactly_one_wins():
    session = SessionFactory()

    def move(number: int) -> Session:
        return agenda.move_session(
            session.pk,
            based_on=1,
            actor=None,
            starts_at=session.starts_at,
            minutes=65 + 5 * number,  # to leave it as it is would be no change
            room_id=None,
        )

    results = at_once(move)
    won = [result for result in results if isinstance(result, Session)]
    lost = [result for result in results if isinstance(result, agenda.StaleVersion)]
    assert (len(won), len(lost)) == (1, PEOPLE - 1)
    session.refresh_from_db()
    assert (session.version, session.minutes) == (2, won[0].minutes)


def test_clicks_at_once_make_one_release():
    workshop = SessionFactory().workshop
    staff = secretariat()
    results = at_once(lambda number: agenda.release(workshop, staff, f"Click {number}"))
    assert [result.number for result in results] == [1] * PEOPLE
    assert AgendaRelease.objects.count() == 1
