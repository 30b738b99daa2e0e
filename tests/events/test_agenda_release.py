"""What blocks a release, and what a host may release alone on the day."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from access.models import AuditEntry
from events.domain import agenda, agenda_conflicts
from events.domain.agenda_conflicts import Clash, Facts, conflicts
from events.domain.agenda_document import load
from events.domain.releases import Blocked, DraftChanged, give_reason
from events.models import Session
from tests.events.test_agenda_documents import KEYS, PEOPLE, document, session, speaker
from tests.factories.access import host_organiser, secretariat
from tests.factories.events import (
    RoomFactory,
    SessionFactory,
    WorkshopFactory,
)

# --- Conflicts ----------------------------------------------------------------------------------


def clashes(*sessions: dict, facts: Facts | None = None) -> list[tuple[Clash, tuple[str, ...]]]:
    return [(c.clash, c.sessions) for c in conflicts(document(*sessions), facts)]


def test_a_ceremony_has_all_to_itself_but_for_breaks():
    ceremony = session(kind="opening", room=None)
    other, tea = session(KEYS[1], room=None), session(KEYS[2], kind="break", room=None)
    assert clashes(ceremony, other, tea) == [(Clash.CEREMONY, (KEYS[1], KEYS[0]))]


def test_a_panel_needs_a_chair_unless_it_is_closed():
    panel, closed = (
        session(kind="panel"),
        session(KEYS[1], kind="panel", attribution="closed", room=2),
    )
    assert clashes(panel, closed) == [(Clash.NO_CHAIR, (KEYS[0],))]


@pytest.mark.parametrize(
    ("booths", "expected"),
    [({}, [Clash.NO_BOOTH]), ({1: 1}, [Clash.BOOTH_TWICE]), ({1: 2}, [])],
)
def test_interpretation_needs_booths(booths, expected):
    """SB-A3: English is the floor, signing needs no booth."""
    spoken = session(languages=["en", "km", "lo", "sign"])
    assert [clash for clash, _ in clashes(spoken, facts=Facts(booths))] == expected


def test_changing_rooms_takes_five_minutes():
    one = session(roles=[speaker(PEOPLE[0])])
    at_once = session(KEYS[1], start="10:00", room=2, roles=[speaker(PEOPLE[0])])
    later = session(KEYS[2], start="11:05", room=1, roles=[speaker(PEOPLE[0])])
    assert clashes(one, at_once, later) == [(Clash.TURNOVER, (KEYS[0], KEYS[1]))]


def test_answers_are_told():
    row = session(roles=[speaker(PEOPLE[0]), speaker(PEOPLE[1]), speaker(PEOPLE[2])])
    answers = {
        (KEYS[0], "speaker", PEOPLE[0]): "accepted",
        (KEYS[0], "speaker", PEOPLE[1]): "declined",
    }
    found = conflicts(document(row), Facts(answers=answers))
    assert [(c.clash, c.about) for c in found] == [
        (Clash.DECLINED, PEOPLE[1]),
        (Clash.UNCONFIRMED, PEOPLE[2]),
    ]


def test_an_interpreter_typed_twice_is_in_two_places():
    role = {"role": "interpreter", "person": None, "label": "Team A", "category": None}
    one, other = session(roles=[role]), session(KEYS[1], room=2, roles=[role])
    assert clashes(one, other) == [(Clash.INTERPRETER_TWICE, (KEYS[0], KEYS[1]))]


@pytest.fixture
def clash(db) -> Session:
    """Two sessions in one room at one time."""
    room = RoomFactory()
    SessionFactory(workshop=room.workshop, room=room, kind="meeting")
    return SessionFactory(workshop=room.workshop, room=room, kind="meeting")


def test_a_must_blocks_the_release_until_a_reason_is_given(clash):
    """SB-A3: the reason stays visible and can be taken back."""
    staff, workshop = secretariat(), clash.workshop
    with pytest.raises(Blocked):
        agenda.release(workshop, staff, "")
    draft = load(workshop)
    [found] = conflicts(draft.document, draft.facts)
    give_reason(workshop, found.key, "The wall between is open.", actor=staff)
    assert agenda.release(workshop, staff, "").number == 1
    give_reason(workshop, found.key, "", actor=staff)
    Session.objects.filter(pk=clash.pk).update(title="Other")
    with pytest.raises(Blocked):
        agenda.release(workshop, staff, "")
    actions = AuditEntry.objects.filter(action__startswith="agenda.clash").order_by("number")
    assert [entry.action for entry in actions] == ["agenda.clash_stands", "agenda.clash_counts"]


def test_pairs_are_found_in_sorted_order_whatever_the_size():
    rows = [session(f"{n:08d}", start=None) for n in range(300)]
    for number, row in enumerate(rows):
        row["starts_at"] = f"2027-06-15T{number // 60 + 6:02d}:{number % 60:02d}:00+00:00"
        row["minutes"] = 1
    assert agenda_conflicts.conflicts(document(*rows)) == ()


# --- A host on the day --------------------------------------------------------------------------


def running(minutes: int = 60) -> Session:
    """A released session of a workshop that is held today."""
    today = timezone.now().astimezone(datetime.timezone(datetime.timedelta(hours=8))).date()
    workshop = WorkshopFactory(starts_on=today, ends_on=today, year=today.year)
    start = datetime.datetime.combine(today, datetime.time(2, 0), tzinfo=datetime.UTC)
    row = SessionFactory(workshop=workshop, starts_at=start, minutes=minutes)
    agenda.release(workshop, secretariat(), "")
    return row


@pytest.mark.django_db
@pytest.mark.parametrize(("shift", "may"), [(30, True), (-30, True), (35, False)])
def test_on_the_day_a_host_releases_small_shifts_alone(shift, may):
    """Issue 5, 7."""
    row = running()
    host = host_organiser(row.workshop)
    later = row.starts_at + datetime.timedelta(minutes=shift)
    Session.objects.filter(pk=row.pk).update(starts_at=later)
    if may:
        assert agenda.release(row.workshop, host, "").number == 2
        return
    with pytest.raises(PermissionDenied):
        agenda.release(row.workshop, host, "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"title": "Other"}, {"minutes": 30}, {"is_public": False}, {"starts_at": None}]
)
def test_on_the_day_a_host_releases_nothing_else(change):
    row = running()
    Session.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(PermissionDenied):
        agenda.release(row.workshop, host_organiser(row.workshop), "")


@pytest.mark.django_db
def test_before_the_day_and_elsewhere_a_host_releases_nothing():
    row = SessionFactory()
    agenda.release(row.workshop, secretariat(), "")
    Session.objects.filter(pk=row.pk).update(
        starts_at=row.starts_at + datetime.timedelta(minutes=5)
    )
    for host in (host_organiser(row.workshop), host_organiser(WorkshopFactory())):
        with pytest.raises(PermissionDenied):
            agenda.release(row.workshop, host, "")


# --- Asking and releasing -----------------------------------------------------------------------


@pytest.mark.django_db
def test_asking_twice_leaves_one_request_with_the_new_note():
    workshop = WorkshopFactory()
    host = host_organiser(workshop)
    first = agenda.request_release(workshop, host, "Ready")
    second = agenda.request_release(workshop, host, "Really ready")
    assert (first, second.note) == (second, "Really ready")
    assert agenda.open_request(workshop) == first


@pytest.mark.django_db
def test_only_the_secretariat_releases():
    workshop = WorkshopFactory()
    with pytest.raises(PermissionDenied):
        agenda.release(workshop, host_organiser(workshop), "")
    assert agenda.latest_release(workshop) is None


@pytest.mark.django_db
def test_releases_are_numbered_without_a_gap_and_a_second_click_does_nothing():
    session = SessionFactory()
    staff, workshop = secretariat(), session.workshop
    agenda.request_release(workshop, host_organiser(workshop), "")
    one = agenda.release(workshop, staff, "First")
    again = agenda.release(workshop, staff, "Second click")
    Session.objects.filter(pk=session.pk).update(minutes=45)
    two = agenda.release(workshop, staff, "Second")
    assert [(r.number, r.note) for r in (one, again, two)] == [
        (1, "First"),
        (1, "First"),
        (2, "Second"),
    ]
    assert agenda.open_request(workshop) is None
    assert agenda.latest_release(workshop) == two
    released = AuditEntry.objects.filter(action="agenda.release").order_by("number")
    assert [entry.detail for entry in released] == [
        {"number": 1, "sessions": 1},
        {"number": 2, "sessions": 1},
    ]


@pytest.mark.django_db
def test_a_draft_that_changed_after_the_review_is_not_released():
    session = SessionFactory()
    reviewed = agenda.fingerprint(agenda.draft_document(session.workshop))
    Session.objects.filter(pk=session.pk).update(minutes=45)
    with pytest.raises(DraftChanged):
        agenda.release(session.workshop, secretariat(), "", reviewed)
    assert agenda.latest_release(session.workshop) is None


@pytest.mark.django_db
def test_a_release_is_never_changed():
    workshop = SessionFactory().workshop
    release = agenda.release(workshop, secretariat(), "")
    release.note = "Other words"
    with pytest.raises(ValidationError):
        release.save()
