"""The agenda: the public page and the board with 40, 120 and 300 items, the page with 400 too.

The public page is asked for behind gunicorn, the board in this process, signed in as a host
organiser: its CPU is told as a multiple of the board with 40 items. The weight of the board is that
of a first visit: the page, its styles and scripts.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.harness import Bench, Row, cpu_seconds, first_visit, row

ROUNDS = 10


def rows(bench: Bench) -> Iterator[Row]:
    pages = {count: _released(count) for count in (40, 120, 300, 400)}
    small = pages[40]
    # A query string keeps a page from being sent as it was kept.
    forty = bench.multiple(f"{small}?uncached")
    yield row("agenda.public.40.cpu", forty, "bare views", 30)
    for count in (120, 300, 400):
        ratio = bench.multiple(f"{pages[count]}?uncached") / forty
        yield row(f"agenda.public.{count}.cpu", ratio, "pages of 40", 4)
    statements = {count: _statements(pages[count]) for count in (40, 120, 300)}
    for count, number in statements.items():
        yield row(f"agenda.public.{count}.statements", number, "SQL", statements[40])
    weights = first_visit(bench.site.base, small)
    yield row("agenda.public.40.weight", sum(weights.values()), "kB gzip", 100)
    boards = {count: _board(bench, count) for count in (40, 120, 300)}
    for count, (_seconds, statements, _weight) in boards.items():
        yield row(f"agenda.board.{count}.statements", statements, "SQL", boards[40][1])
    yield row("agenda.board.40.cpu", boards[40][0] * 1000, "ms CPU/request")
    for count in (120, 300):
        ratio = boards[count][0] / boards[40][0]
        yield row(f"agenda.board.{count}.cpu", ratio, "boards of 40", 6 if count == 300 else None)
    for count in (40, 300):
        yield row(f"agenda.board.{count}.weight", boards[count][2], "kB gzip", 80)
    yield row("agenda.move.statements", _move(), "SQL", 20)


def _workshop(slug: str, count: int) -> Any:
    """A workshop of three days with so many sessions, made by the rows alone."""
    from events.models import (
        AgendaPage,
        Room,
        Session,
        SessionRole,
        WorkshopIndexPage,
        WorkshopPage,
    )

    index = WorkshopIndexPage.objects.order_by("path").first()
    workshop = WorkshopPage.objects.filter(slug=slug).first()
    if workshop is not None:
        return workshop
    day = datetime.date(2027, 6, 15)
    workshop = index.add_child(
        instance=WorkshopPage(
            title=f"Invented workshop of {count} sessions",
            slug=slug,
            year=2027,
            starts_on=day,
            ends_on=day + datetime.timedelta(days=2),
            time_zone="Asia/Kuala_Lumpur",
            city="Kuala Lumpur",
        )
    )
    workshop.add_child(instance=AgendaPage(title="Agenda", slug="agenda"))
    parallel = max(1, count // 24)
    rooms = [Room.objects.create(workshop=workshop, name=f"Room {n}") for n in range(parallel)]
    sessions = []
    for number in range(count):
        slot, room = divmod(number, parallel)
        start = datetime.datetime(2027, 6, 15 + slot % 3, 0, 30, tzinfo=datetime.UTC)
        start += datetime.timedelta(minutes=60 * (slot // 3))
        title = f"Session {number} on remedies and their reach"
        values = {"title": title, "kind": "panel", "starts_at": start, "minutes": 50}
        sessions.append(Session(workshop=workshop, room=rooms[room], **values))
    Session.objects.bulk_create(sessions)
    SessionRole.objects.bulk_create(
        SessionRole(session=session, role=role, label=f"Invented {role} of an invented body")
        for session in sessions
        for role in ("chair", "speaker")
    )
    return workshop


def _released(count: int) -> str:
    """The path of a public agenda of so many sessions."""
    from events.domain.agenda import release

    workshop = _workshop(f"bench-{count}", count)
    release(workshop, None, "")
    return f"/workshops/{workshop.slug}/agenda/"


def _statements(path: str) -> int:
    """Statements of one anonymous GET of a page that is not kept."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="127.0.0.1")
    client.get(f"{path}?uncached")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"{path}?uncached").status_code == 200
    return len(captured)


def _signed_in(workshop: Any) -> Any:
    from django.contrib.auth.signals import user_logged_in
    from django.test import Client
    from django.utils import timezone

    from access.middleware import SECOND_FACTOR
    from access.models import Grant, User
    from access.roles import Role

    user, _made = User.objects.get_or_create(email="bench@example.org", full_name="Bench")
    ends_at = timezone.now() + datetime.timedelta(days=1)
    Grant.objects.get_or_create(
        user=user, vault=workshop.vault, role=Role.HOST_ORGANISER, defaults={"ends_at": ends_at}
    )

    def pass_it(request: Any, user: Any, **kwargs: Any) -> None:
        request.session[SECOND_FACTOR] = str(user.pk)

    user_logged_in.connect(pass_it, weak=False)
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    return client


def _board(bench: Bench, count: int) -> tuple[float, int, float]:
    """CPU seconds, statements and kB of the first visit of one board of so many items."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    workshop = _workshop(f"bench-{count}", count)
    client = _signed_in(workshop)
    where = f"/organise/{workshop.slug}/agenda/"
    answer = client.get(where)
    assert answer.status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(where)
    statements = len(captured)  # the next request empties the list
    seconds = cpu_seconds(lambda: [client.get(where) for _ in range(ROUNDS)]) / ROUNDS
    # Organisers' pages use typefaces of the system (tests/journeys/test_board.py): none is sent.
    weights = first_visit(bench.site.base, where, answer.content)
    return seconds, statements, weights["html"] + weights["assets"]


def _move() -> int:
    """Statements of one move on a board of 300 items."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    workshop = _workshop("bench-300", 300)
    client = _signed_in(workshop)
    session = workshop.sessions.order_by("title").first()
    data = {"version": session.version, "day": "2027-06-15", "start": "20:00", "minutes": 30}
    where = f"/organise/{workshop.slug}/agenda/{session.pk}/move/"
    client.post(where, data)
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(where, {**data, "version": session.version + 1, "start": "20:30"})
    assert answer.status_code == 302
    return len(captured)
