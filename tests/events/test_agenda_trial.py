"""What would clash, told while somebody drags or types: every kind, and nothing is saved."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.domain.consent import Naming, Output
from events.domain.agenda_document import draft_document
from events.models import AgendaChange, Session, WorkshopPage
from tests.factories.access import host_organiser, secretariat
from tests.factories.events import (
    PersonFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db
AT_NINE = datetime.datetime(2027, 6, 15, 1, 0, tzinfo=datetime.UTC)


@pytest.fixture
def workshop() -> WorkshopPage:
    """A room and a booth; at nine a panel whose speaker the host meets by name."""
    workshop = WorkshopFactory(slug="kl")
    hall = RoomFactory(workshop=workshop, name="Hall", booths=1)
    RoomFactory(workshop=workshop, name="Room 1")
    person = PersonFactory(
        workshop=workshop, values={"name": "Suharti"}, naming={Output.HOST: Naming.NAME}
    )
    panel = SessionFactory(workshop=workshop, title="Panel", room=hall)
    SessionRoleFactory(session=panel, role="chair", label="The host")
    SessionRoleFactory(session=panel, person=person, label="")
    SessionRoleFactory(session=panel, role="interpreter", label="Team A", language="km")
    return workshop


@pytest.fixture
def late(workshop) -> Session:
    """The session that is changed: at two, in the other room, with the same speaker."""
    row = SessionFactory(
        workshop=workshop,
        title="Late",
        room=workshop.rooms.get(name="Room 1"),
        starts_at=AT_NINE + datetime.timedelta(hours=5),
    )
    person = workshop.people.get()
    SessionRoleFactory(session=row, role="chair", label="The host")
    SessionRoleFactory(session=row, person=person, label="")
    return row


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def host(workshop) -> Client:
    return client_of(host_organiser(workshop))


def told(client: Client, session: Session | None, **data: object) -> list[tuple[str, bool]]:
    name, more = ("agenda_check", [session.pk]) if session else ("agenda_check_new", [])
    answer = client.post(reverse(f"organise:{name}", args=["kl", *more]), data)
    assert answer.status_code == 200
    return [(problem["text"], problem["must"]) for problem in answer.json()["problems"]]


def place(start: str, room: object = "", day: str = "2027-06-15", minutes: int = 60) -> dict:
    return {"day": day, "start": start, "minutes": minutes, "room": room}


def words(kind: str = "panel", **roles: str) -> dict:
    return {"kind": kind, "attribution": "on_record", "role_chair": "The host", **roles}


def test_a_move_tells_people_rooms_and_time_to_change(host, workshop, late):
    """SB-A3: person in two places, room twice, turnover."""
    hall = workshop.rooms.get(name="Hall").pk
    assert told(host, late, **place("14:00", late.room_id)) == []
    assert told(host, late, **place("09:30", hall)) == [
        ("Hall is used twice", True),
        ("Suharti is in two places", True),
    ]
    assert told(host, late, **place("10:00", late.room_id)) == [
        ("Suharti has no time to change rooms", False)
    ]


def test_a_move_tells_ceremonies_and_the_end_of_the_day(host, workshop, late):
    """SB-A3."""
    noon = AT_NINE + datetime.timedelta(hours=3)
    SessionFactory(workshop=workshop, kind="opening", title="Opening", starts_at=noon)
    assert told(host, late, **place("12:30", late.room_id)) == [
        ("At the same time as a ceremony that all attend", True)
    ]
    assert told(host, late, **place("23:30", late.room_id)) == [
        ("Outside the days of the workshop", True)
    ]


def test_words_tell_interpreters_booths_and_a_chair(host, workshop, late):
    """SB-A3: for a session that is not there yet, too."""
    hall = workshop.rooms.get(name="Hall").pk
    typed = words(role_interpreter="Khmer: team a")
    at_once = place("09:00", workshop.rooms.get(name="Room 1").pk)
    assert told(host, None, **typed, **at_once) == [("An interpreter is in two places", True)]
    both = {"languages": ["km", "th"], **place("15:00", hall)}
    assert told(host, None, **words(), **both) == [("More languages than booths", True)]
    none = {"languages": ["km"], "minutes": 60, "room": late.room_id}
    assert told(host, late, **words(), **none) == [("Interpretation and no booth", False)]
    assert told(host, None, **{**words(), "role_chair": ""}, **place("15:00")) == [
        ("No chair", False)
    ]


def test_a_person_is_looked_at_only_if_the_form_offers_them(host, workshop):
    """US-H5: an undisclosed person and one that does not exist give the same answer."""
    panel = Session.objects.get(title="Panel")
    hidden = PersonFactory(workshop=workshop, values={"name": "CANARY"})
    SessionRoleFactory(session=panel, person=hidden, label="", role="discussant")
    shown = workshop.people.exclude(pk=hidden.pk).get()
    new = {**words(), **place("09:00"), "person_role": "speaker"}
    assert told(host, None, **new, person=shown.pk) == [("Suharti is in two places", True)]
    answers = [told(host, None, **new, person=key) for key in (hidden.pk, PersonFactory().pk, "x")]
    assert answers == [[], [], []]


def test_a_host_is_told_nothing_of_a_closed_session(host, workshop, late):
    """SB-P9: the Secretariat is."""
    room = late.room_id
    closed = SessionFactory(
        workshop=workshop, is_public=False, title="CANARY", room_id=room, starts_at=AT_NINE
    )
    new = {**words(), **place("09:00", room)}
    assert told(host, None, **new) == []
    assert told(client_of(secretariat()), None, **new) == [("Room 1 is used twice", True)]
    where = reverse("organise:agenda_check", args=["kl", closed.pk])
    assert host.post(where, place("09:00")).status_code == 404


def test_asking_changes_nothing_and_takes_whatever_comes(host, workshop, late):
    """SEC-A7."""
    before = draft_document(workshop)
    for data in (
        {"day": "never", "start": "25:99", "minutes": "x", "room": "x"},
        {**place("09:00"), "kind": "x", "attribution": "x", "removed_roles": ["x"]},
        {"minutes": -5},
        {},
    ):
        told(host, late, **data)
        told(host, None, **data)
    assert (draft_document(workshop), AgendaChange.objects.count()) == (before, 0)
    stranger = client_of(host_organiser(WorkshopFactory()))
    for session in (late, None):
        name, more = ("agenda_check", [session.pk]) if session else ("agenda_check_new", [])
        where = reverse(f"organise:{name}", args=["kl", *more])
        assert (stranger.post(where).status_code, host.get(where).status_code) == (404, 405)


def test_asking_costs_the_same_whatever_the_size(host, workshop, late):
    told(host, late, **place("09:30"))
    statements = []
    for count in (1, 3):
        for _ in range(count):
            SessionFactory(workshop=workshop)
        with CaptureQueriesContext(connection) as captured:
            told(host, late, **place("09:30", late.room_id))
        statements.append(len(captured))
    assert statements[0] == statements[1] <= 20
