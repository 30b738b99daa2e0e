"""The board's operations: merged, undone, swapped, shifted, read from one line, restored."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.models import AuditEntry
from events.domain import agenda, agenda_log, agenda_operations, times
from events.domain.agenda_document import draft_document
from events.domain.agenda_log import merged
from events.domain.agenda_restore import restore
from events.models import AgendaChange, Room, Session, SessionRole
from tests.factories.access import UserFactory, secretariat
from tests.factories.events import (
    PersonFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db


def at(hour: int, minute: int = 0, day: int = 15) -> datetime.datetime:
    """A moment by the clocks of Kuala Lumpur."""
    zone = datetime.timezone(datetime.timedelta(hours=8))
    return datetime.datetime(2027, 6, day, hour, minute, tzinfo=zone)


def move(session: Session, actor=None, based_on: int = 1, **changes: object) -> Session:
    values = {"starts_at": at(11), "minutes": 60, "room_id": None, **changes}
    return agenda.move_session(session.pk, based_on=based_on, actor=actor, **values)


def edit(session: Session, actor=None, based_on: int = 1, **changes: object) -> Session:
    values = {
        "title": session.title,
        "kind": session.kind,
        "description": "",
        "room_id": None,
        "minutes": 60,
        "languages": [],
        "attribution": "on_record",
        "labels": [],
        **changes,
    }
    return agenda.edit_session(session.pk, based_on=based_on, actor=actor, **values)


# --- Merging ------------------------------------------------------------------------------------


def test_two_changes_of_different_values_are_merged():
    """SB-A4, US-H3: nobody overwrites anybody, and what does not clash needs no question."""
    session = SessionFactory()
    move(session, starts_at=at(14))
    both = edit(session, title="A better title", labels=[("chair", "The host")])
    assert (both.title, both.starts_at, both.version) == ("A better title", at(14), 3)
    assert AuditEntry.objects.get(action="agenda.edit").detail == {
        "fields": ["title", "roles"],
        "merged": True,
    }


def test_two_changes_of_one_value_collide():
    session = SessionFactory()
    edit(session, title="First")
    with pytest.raises(agenda.StaleVersion):
        edit(session, title="Second")
    session.refresh_from_db()
    assert session.title == "First"


values = st.fixed_dictionaries(
    {
        "starts_at": st.sampled_from(["1", "2"]),
        "minutes": st.sampled_from([30, 60]),
        "room": st.sampled_from([None, 1]),
        "title": st.sampled_from("ab"),
        "kind": st.just("panel"),
        "description": st.sampled_from(["", "x"]),
        "languages": st.sampled_from([[], ["km"]]),
        "attribution": st.just("on_record"),
        "is_public": st.booleans(),
        "roles": st.sampled_from([[], [{"role": "chair"}]]),
    }
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(base=values, theirs=values, mine=values)
def test_a_merge_loses_no_change_of_either(base, theirs, mine):
    """Every value is that of whoever changed it; None only where both changed one group."""
    both = merged(base, theirs, mine)
    if both is None:
        assert any(
            any(mine[n] != base[n] for n in group) and any(theirs[n] != base[n] for n in group)
            for group in agenda_log.GROUPS
        )
        return
    for name in base:
        if mine[name] != base[name]:
            assert both[name] == mine[name]
        if theirs[name] != base[name]:
            assert both[name] == theirs[name]


# --- Undo ---------------------------------------------------------------------------------------


def test_every_change_can_be_undone_one_after_the_other():
    """SB-A5: one click back, from history, again and again."""
    user, workshop = UserFactory(), WorkshopFactory()
    kept = SessionFactory(workshop=workshop, title="Kept")
    SessionRoleFactory(session=kept, label="The host")
    before = draft_document(workshop)
    added = agenda.add_session(workshop, actor=user, title="New", kind="panel")
    move(kept, user)
    edit(kept, user, 2, title="Other", labels=[("chair", "Somebody")])
    agenda_operations.swap_sessions((kept.pk, 3), (added.pk, 1), actor=user)
    agenda.remove_session(kept.pk, based_on=4, actor=user)
    for _ in range(5):
        agenda_log.undo(agenda_log.last_of(workshop, user), actor=user)
    assert agenda_log.last_of(workshop, user) is None
    assert draft_document(workshop) == before


def test_an_undo_never_overwrites_a_later_change_of_somebody_else():
    user = UserFactory()
    session = SessionFactory()
    move(session, user)
    move(session, UserFactory(), 2, starts_at=at(16))
    with pytest.raises(agenda_log.CannotUndo):
        agenda_log.undo(agenda_log.last_of(session.workshop, user), actor=user)
    session.refresh_from_db()
    assert session.starts_at == at(16)


def test_a_change_is_undone_once():
    user, session = UserFactory(), SessionFactory()
    move(session, user)
    change = AgendaChange.objects.get()
    agenda_log.undo(change, actor=user)
    with pytest.raises(agenda_log.CannotUndo):
        agenda_log.undo(change, actor=user)


def test_an_answer_to_a_part_outlives_changes_of_the_session():
    session = SessionFactory()
    person = PersonFactory(workshop=session.workshop)
    SessionRoleFactory(session=session, person=person, label="", answer="accepted")
    edit(session, title="Other", labels=[("chair", "The host")])
    assert SessionRole.objects.get(person=person).answer == "accepted"


# --- Swap, copy, shift --------------------------------------------------------------------------


def test_two_sessions_change_places_and_keep_their_length():
    workshop = WorkshopFactory()
    rooms = [RoomFactory(workshop=workshop) for _ in range(2)]
    one = SessionFactory(workshop=workshop, room=rooms[0], minutes=30)
    other = SessionFactory(workshop=workshop, room=rooms[1], starts_at=at(15))
    agenda_operations.swap_sessions((one.pk, 1), (other.pk, 1), actor=None)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.starts_at, one.room, one.minutes) == (at(15), rooms[1], 30)
    assert (other.starts_at, other.room, other.minutes) == (at(9), rooms[0], 60)
    with pytest.raises(agenda.StaleVersion):
        agenda_operations.swap_sessions((one.pk, 1), (other.pk, 2), actor=None)
    with pytest.raises(ValidationError):
        agenda_operations.swap_sessions((one.pk, 2), (SessionFactory().pk, 1), actor=None)


def test_a_copy_waits_in_the_tray_without_people():
    session = SessionFactory(title="Panel")
    SessionRoleFactory(session=session, label="The host")
    SessionRoleFactory(session=session, person=PersonFactory(workshop=session.workshop), label="")
    copied = agenda_operations.copy_session(session.pk, actor=None)
    assert (copied.title, copied.starts_at) == ("Panel", None)
    assert list(copied.roles.values_list("label", "person")) == [("The host", None)]


def test_what_follows_on_the_day_is_shifted_and_nothing_else():
    workshop = WorkshopFactory()
    first, beside, later, closed, tomorrow = (
        SessionFactory(workshop=workshop, starts_at=start, **more)
        for start, more in (
            (at(9), {}),
            (at(9), {}),
            (at(10), {}),
            (at(11), {"is_public": False}),
            (at(10, day=16), {}),
        )
    )
    agenda_operations.shift_after(first.pk, 15, actor=None, but_closed=True)
    starts = [
        Session.objects.get(pk=s.pk).starts_at for s in (first, beside, later, closed, tomorrow)
    ]
    assert starts == [at(9, 15), at(9), at(10, 15), at(11), at(10, day=16)]
    with pytest.raises(ValidationError):
        agenda_operations.shift_after(first.pk, 7, actor=None)


def test_a_shift_past_midnight_changes_nothing():
    workshop = WorkshopFactory()
    first = SessionFactory(workshop=workshop)
    SessionFactory(workshop=workshop, starts_at=at(23))
    with pytest.raises(ValidationError):
        agenda_operations.shift_after(first.pk, 5, actor=None)
    first.refresh_from_db()
    assert (first.starts_at, first.version) == (at(9), 1)


# --- Quick entry --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            '09:00 45 Plenary "Opening words" @Main Hall',
            (datetime.time(9), 45, "plenary", "Opening words", "Main Hall"),
        ),
        ('panel "Words"', (None, 60, "panel", "Words", "")),
        ("9.30 Opening “Zeremonie”", (datetime.time(9, 30), 60, "opening", "Zeremonie", "")),
        ('14:00 30 break "Tea"', (datetime.time(14), 30, "break", "Tea", "")),
    ],
)
def test_a_session_is_read_from_one_line(line, expected):
    entry = agenda_operations.read_line(line)
    assert (entry.start, entry.minutes, entry.kind, entry.title, entry.room) == expected


@pytest.mark.parametrize("line", ["", "09:00", '09:00 party "X"', '25:00 panel "X"', "\0" * 40])
def test_a_line_that_is_none_is_refused(line):
    with pytest.raises(ValidationError):
        agenda_operations.read_line(line)


def test_one_line_makes_a_session_in_the_room_it_names():
    workshop = WorkshopFactory()
    hall = RoomFactory(workshop=workshop, name="Main Hall")
    line = '09:00 45 Plenary "Opening words" @main'
    day = datetime.date(2027, 6, 15)
    made = agenda_operations.quick_add(workshop, line, day, actor=UserFactory())
    assert (made.starts_at, made.minutes, made.room) == (at(9), 45, hall)
    with pytest.raises(ValidationError):
        agenda_operations.quick_add(workshop, 'panel "X" @Cellar', day, actor=UserFactory())


# --- Restore ------------------------------------------------------------------------------------


def test_a_release_is_taken_back_into_the_draft_and_that_can_be_undone():
    """SB-A1."""
    staff, workshop = secretariat(), WorkshopFactory()
    room = RoomFactory(workshop=workshop, name="Hall")
    going, moved = (SessionFactory(workshop=workshop, room=r) for r in (room, None))
    person = PersonFactory(workshop=workshop)
    SessionRoleFactory(session=going, person=person, label="")
    released = agenda.release(workshop, staff, "")
    agenda.remove_session(going.pk, based_on=1, actor=staff)
    move(moved, staff)
    agenda.add_session(workshop, actor=staff, title="New", kind="panel")
    Room.objects.all().delete()
    now = draft_document(workshop)
    restore(released, actor=staff)
    restored = draft_document(workshop)
    assert [room["name"] for room in restored["rooms"]] == ["Hall"]
    without_room = [{**session, "room": None} for session in restored["sessions"]]
    assert without_room == [{**s, "room": None} for s in released.document["sessions"]]
    assert restore(released, actor=staff) is None
    agenda_log.undo(agenda_log.last_of(workshop, staff), actor=staff)
    assert draft_document(workshop)["sessions"] == now["sessions"]


def test_a_person_who_was_erased_does_not_come_back():
    staff, session = secretariat(), SessionFactory()
    person = PersonFactory(workshop=session.workshop)
    SessionRoleFactory(session=session, person=person, label="")
    released = agenda.release(session.workshop, staff, "")
    person.delete()
    restore(released, actor=staff)
    assert SessionRole.objects.count() == 0


# --- Invariants ---------------------------------------------------------------------------------

operations = st.lists(
    st.tuples(
        st.sampled_from(["add", "move", "swap", "copy", "shift", "remove", "undo"]),
        st.integers(0, 5),
        st.integers(0, 5),
        st.one_of(st.none(), st.integers(0, 3 * 24 * 12 - 1)),
        st.sampled_from([-35, -5, 5, 30, 90, 1440]),
    ),
    max_size=14,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(operations=operations)
def test_any_sequence_of_board_operations_keeps_the_invariants(operations, db):
    """Inside the days, whole steps of five, no negative duration, keys stable (SB-A2, SB-A5)."""
    workshop, user = WorkshopFactory(), UserFactory()
    for name, one, other, step, minutes in operations:
        rows = list(workshop.sessions.order_by("pk"))
        start = at(0) + datetime.timedelta(minutes=5 * step) if step is not None else None
        try:
            if name == "add" or not rows:
                agenda.add_session(
                    workshop,
                    actor=user,
                    title="T",
                    kind="panel",
                    starts_at=start,
                    minutes=abs(minutes),
                )
                continue
            first, second = rows[one % len(rows)], rows[other % len(rows)]
            if name == "move":
                move(first, user, first.version, starts_at=start, minutes=minutes)
            elif name == "swap":
                pair = (first.pk, first.version), (second.pk, second.version)
                agenda_operations.swap_sessions(*pair, actor=user)
            elif name == "copy":
                agenda_operations.copy_session(first.pk, actor=user)
            elif name == "shift":
                agenda_operations.shift_after(first.pk, minutes, actor=user)
            elif name == "remove":
                agenda.remove_session(first.pk, based_on=first.version, actor=user)
            elif change := agenda_log.last_of(workshop, user):
                agenda_log.undo(change, actor=user)
        except (ValidationError, agenda_log.CannotUndo):
            pass
        after = {session.pk: session for session in workshop.sessions.all()}
        assert name in ("remove", "undo") or {row.pk for row in rows} <= set(after)
        for session in after.values():
            assert isinstance(session.pk, uuid.UUID)
            times.check_length(session.minutes)
            if session.starts_at:
                times.check_placed(workshop, session.starts_at, session.minutes)
