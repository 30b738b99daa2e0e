"""The draft: versions, days, five minutes, audit; invariants under any sequence of operations."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.models import AuditEntry
from events.domain import agenda, times
from events.models import Session, SessionRole, WorkshopPage
from tests.factories.access import UserFactory
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


def move(session: Session, **changes: object) -> Session:
    values = {
        "based_on": session.version,
        "actor": UserFactory(),
        "starts_at": at(11),
        "minutes": 45,
        "room_id": None,
        **changes,
    }
    return agenda.move_session(session.pk, **values)


def edit(session: Session, **changes: object) -> Session:
    values = {
        "based_on": session.version,
        "actor": UserFactory(),
        "title": "New title",
        "kind": Session.Kind.PANEL,
        "description": "",
        "room_id": None,
        "minutes": 60,
        "languages": [],
        "attribution": Session.Attribution.ON_RECORD,
        "labels": [],
        **changes,
    }
    return agenda.edit_session(session.pk, **values)


def test_a_move_changes_start_minutes_room_and_raises_the_version():
    session = SessionFactory()
    room = RoomFactory(workshop=session.workshop)
    moved = move(session, room_id=room.pk)
    assert (moved.starts_at, moved.minutes, moved.room, moved.version) == (at(11), 45, room, 2)


def test_a_change_based_on_an_old_version_is_refused_and_tells_who_when_and_what():
    """SB-A4, US-H3."""
    session = SessionFactory()
    first = UserFactory(full_name="First Editor")
    now = move(session, actor=first, starts_at=at(14))
    with pytest.raises(agenda.StaleVersion) as caught:
        move(session, based_on=1, starts_at=at(16))
    stale = caught.value
    assert (stale.who, stale.when, stale.current.starts_at) == (first, now.changed_at, at(14))
    session.refresh_from_db()
    assert (session.starts_at, session.version) == (at(14), 2)


@pytest.mark.parametrize("change", [move, edit])
def test_a_stale_change_leaves_no_audit_entry(change):
    session = SessionFactory()
    with pytest.raises(agenda.StaleVersion):
        change(session, based_on=7)
    assert AuditEntry.objects.count() == 0


def test_removing_is_compared_too():
    session = SessionFactory()
    move(session)
    with pytest.raises(agenda.StaleVersion):
        agenda.remove_session(session.pk, based_on=1, actor=UserFactory())
    agenda.remove_session(session.pk, based_on=2, actor=UserFactory())
    assert Session.objects.count() == 0


def test_changing_a_removed_session_says_that_it_is_not_there():
    with pytest.raises(Session.DoesNotExist):
        agenda.move_session(
            uuid.uuid4(), based_on=1, actor=None, starts_at=None, minutes=60, room_id=None
        )


@pytest.mark.parametrize(
    ("start", "minutes", "field"),
    [
        (at(9, 3), 60, "start"),
        (at(9).replace(second=1), 60, "start"),
        (at(9), 62, "minutes"),
        (at(9), 0, "minutes"),
        (at(9), -5, "minutes"),
        (at(9), 1445, "minutes"),
        (at(23, 30), 35, "minutes"),
        (at(9, day=14), 60, "day"),
        (at(9, day=18), 60, "day"),
    ],
)
def test_times_stick_to_five_minutes_and_stay_inside_the_days(start, minutes, field):
    session = SessionFactory()
    with pytest.raises(ValidationError) as caught:
        move(session, starts_at=start, minutes=minutes)
    assert list(caught.value.message_dict) == [field]
    session.refresh_from_db()
    assert session.version == 1


def test_a_session_may_end_at_midnight():
    assert move(SessionFactory(), starts_at=at(23), minutes=60).minutes == 60


def test_a_day_is_a_day_of_the_venue_not_of_the_server():
    """SB-A7: 07:00 on the 15th in Kuala Lumpur is still the 14th in UTC."""
    moved = move(SessionFactory(), starts_at=at(7))
    assert moved.starts_at.astimezone(datetime.UTC).day == 14


def test_a_workshop_without_dates_places_nothing():
    session = SessionFactory(workshop__starts_on=None, workshop__ends_on=None, starts_at=None)
    with pytest.raises(ValidationError) as caught:
        move(session)
    assert list(caught.value.message_dict) == ["day"]


def test_without_a_start_a_session_goes_to_the_tray():
    assert move(SessionFactory(), starts_at=None).starts_at is None


def test_a_room_of_another_workshop_is_refused():
    foreign = RoomFactory()
    with pytest.raises(ValidationError) as caught:
        move(SessionFactory(), room_id=foreign.pk)
    assert list(caught.value.message_dict) == ["room"]


def test_adding_and_editing_keep_every_value():
    workshop = WorkshopFactory()
    session = agenda.add_session(
        workshop,
        actor=UserFactory(),
        title="Opening",
        kind=Session.Kind.OPENING,
        starts_at=at(9),
        minutes=45,
        languages=["ms"],
        labels=[("chair", "The Co-chairperson")],
    )
    edited = edit(
        session,
        title="Opening ceremony",
        description="Welcome.",
        minutes=30,
        languages=["ms", "sign"],
        attribution="chatham_house",
        labels=[("chair", "The Co-chairperson"), ("speaker", "The host")],
    )
    assert edited.starts_at == at(9)
    assert (edited.title, edited.description, edited.minutes) == (
        "Opening ceremony",
        "Welcome.",
        30,
    )
    assert (edited.languages, edited.attribution) == (["ms", "sign"], "chatham_house")
    assert list(edited.roles.values_list("role", "label")) == [
        ("chair", "The Co-chairperson"),
        ("speaker", "The host"),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 251}, "title"),
        ({"kind": "party"}, "kind"),
        ({"attribution": "secret"}, "attribution"),
        ({"languages": ["tlh"]}, "languages"),
        ({"labels": [("owner", "Somebody")]}, "labels"),
        ({"labels": [("chair", " ")]}, "labels"),
        ({"labels": [("chair", "x" * 201)]}, "labels"),
    ],
)
def test_what_cannot_stand_is_refused_by_field(changes, field):
    with pytest.raises(ValidationError) as caught:
        edit(SessionFactory(), **changes)
    assert list(caught.value.message_dict) == [field]


def test_editing_keeps_the_roles_of_people_but_for_those_taken_out():
    session = SessionFactory()
    staying, going = (
        SessionRoleFactory(
            session=session, person=PersonFactory(workshop=session.workshop), label=""
        )
        for _ in range(2)
    )
    edit(session, removed_roles=[going.pk])
    assert list(session.roles.all()) == [staying]


def test_a_role_of_another_session_cannot_be_taken_out():
    other = SessionRoleFactory(person=PersonFactory(), label="")
    edit(SessionFactory(), removed_roles=[other.pk])
    assert SessionRole.objects.filter(pk=other.pk).exists()


def test_every_change_is_audited_without_any_word_of_it():
    user = UserFactory()
    workshop = WorkshopFactory()
    session = agenda.add_session(workshop, actor=user, title="CANARY", kind="panel")
    session = move(session, actor=user)
    session = edit(session, actor=user, title="CANARY 2", labels=[("chair", "CANARY 3")])
    agenda.remove_session(session.pk, based_on=session.version, actor=user)
    entries = list(AuditEntry.objects.order_by("number"))
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("agenda.add", str(user.pk)),
        ("agenda.move", str(user.pk)),
        ("agenda.edit", str(user.pk)),
        ("agenda.remove", str(user.pk)),
    ]
    assert {entry.chain.vault_id for entry in entries} == {workshop.vault_id}
    assert entries[2].detail == {"fields": ["minutes", "title", "roles"]}
    assert [entry.number for entry in entries if "CANARY" in str(entry.detail)] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_draft_document_costs_three_statements(count, django_assert_num_queries):
    workshop = WorkshopFactory()
    for _ in range(count):
        session = SessionFactory(workshop=workshop, room=RoomFactory(workshop=workshop))
        person = PersonFactory(workshop=workshop)
        SessionRoleFactory(session=session, person=person, label="")
    with django_assert_num_queries(3):
        agenda.draft_document(workshop)


def test_the_document_has_the_agreed_shape_and_no_name():
    room = RoomFactory(name="Hall A")
    workshop = room.workshop
    session = SessionFactory(workshop=workshop, room=room, title="Panel", languages=["ms"])
    person = PersonFactory(workshop=workshop, values={"name": "CANARY"})
    SessionRoleFactory(session=session, person=person, label="", role="chair")
    SessionRoleFactory(session=session, label="The host", sort_order=1)
    document = agenda.draft_document(workshop)
    assert document == {
        "schema": 1,
        "time_zone": "Asia/Kuala_Lumpur",
        "days": ["2027-06-15", "2027-06-16", "2027-06-17"],
        "rooms": [{"id": room.pk, "name": "Hall A"}],
        "sessions": [
            {
                "id": str(session.pk),
                "kind": "panel",
                "title": "Panel",
                "description": "",
                "starts_at": "2027-06-15T01:00:00+00:00",
                "minutes": 60,
                "room": room.pk,
                "languages": ["ms"],
                "attribution": "on_record",
                "is_public": True,
                "roles": [
                    {"role": "chair", "person": str(person.pk), "label": "", "category": "CSO"},
                    {"role": "speaker", "person": None, "label": "The host", "category": None},
                ],
            }
        ],
    }


@settings(deadline=None)
@given(
    day=st.dates(datetime.date(2026, 1, 1), datetime.date(2030, 1, 1)),
    clock=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    zone=st.sampled_from(
        ["Asia/Jakarta", "Asia/Jayapura", "Asia/Yangon", "Europe/Zurich", "America/New_York"]
    ),
)
def test_a_clock_time_goes_there_and_back_or_is_refused(day, clock, zone):
    """SB-A7: also in zones with daylight saving, where an hour of spring does not exist."""
    workshop = WorkshopPage(time_zone=zone)
    try:
        moment = times.moment(workshop, day, clock)
    except ValidationError:
        assert zone in ("Europe/Zurich", "America/New_York")
        return
    local = moment.astimezone(times.zone_of(workshop))
    assert (local.date(), local.time()) == (day, clock)


def test_the_hour_that_clocks_leave_out_is_refused():
    workshop = WorkshopPage(time_zone="Europe/Zurich")
    with pytest.raises(ValidationError):
        times.moment(workshop, datetime.date(2027, 3, 28), datetime.time(2, 30))


moments = st.builds(
    lambda day, minutes: at(0, day=15) + datetime.timedelta(days=day, minutes=minutes),
    st.integers(-1, 3),
    st.integers(0, 1439),
)
operations = st.lists(
    st.tuples(
        st.sampled_from(["add", "move", "edit", "remove"]),
        st.integers(0, 5),
        st.one_of(st.none(), moments),
        st.integers(-10, 1500),
        st.integers(0, 2),
    ),
    max_size=25,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(operations=operations)
def test_any_sequence_of_operations_keeps_the_invariants(operations, db):
    """Inside the days, whole steps of five, keys stable, versions only grow (SB-A4, SB-A7)."""
    workshop = WorkshopFactory()
    seen: dict[uuid.UUID, int] = {}
    for name, index, start, minutes, lag in operations:
        keys = sorted(seen)
        try:
            if name == "add" or not keys:
                added = agenda.add_session(
                    workshop, actor=None, title="T", kind="panel", starts_at=start, minutes=minutes
                )
                seen[added.pk] = 1
                continue
            key = keys[index % len(keys)]
            based_on = seen[key] - lag
            if name == "move":
                agenda.move_session(
                    key,
                    based_on=based_on,
                    actor=None,
                    starts_at=start,
                    minutes=minutes,
                    room_id=None,
                )
            elif name == "edit":
                edit(Session(pk=key, version=based_on), actor=None, minutes=minutes)
            else:
                agenda.remove_session(key, based_on=based_on, actor=None)
                assert lag == 0
                del seen[key]
                continue
            # A late change that touches other values is merged: it raises the version too.
            seen[key] += 1
        except agenda.StaleVersion:
            assert lag > 0
        except ValidationError:
            pass
    sessions = list(workshop.sessions.all())
    assert {session.pk: session.version for session in sessions} == seen
    for session in sessions:
        assert session.minutes % 5 == 0
        assert 5 <= session.minutes <= 1440
        if session.starts_at:
            times.check_placed(workshop, session.starts_at, session.minutes)
