"""What a host could find out about a closed meeting by trying things: nothing."""

import datetime
import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from access.domain import consent
from access.domain.consent import Naming, Output
from events.domain import agenda, placeholders
from events.domain.releases import Blocked
from events.models import Room, Session
from tests.events.conftest import address, signed_in
from tests.factories.access import host_organiser, secretariat
from tests.factories.events import (
    AgendaPageFactory,
    PersonFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db
CLOSED = {"attribution": Session.Attribution.CLOSED, "is_public": False}


@pytest.fixture
def running():
    """A workshop that is held today; an open session with a speaker whom the host knows."""
    today = timezone.now().astimezone(datetime.timezone(datetime.timedelta(hours=8))).date()
    workshop = WorkshopFactory(slug="kl", starts_on=today, ends_on=today, year=today.year)
    start = datetime.datetime.combine(today, datetime.time(2, 0), tzinfo=datetime.UTC)
    row = SessionFactory(workshop=workshop, starts_at=start, minutes=30)
    known = PersonFactory(workshop=workshop, naming={Output.HOST: Naming.NAME})
    SessionRoleFactory(session=row, person=known, label="")
    return row, known


@pytest.mark.parametrize("what", ["person", "room"])
def test_a_host_is_not_held_up_by_a_clash_with_a_closed_meeting(running, what):
    """SB-P2: shifting sessions about and releasing would tell who is in it, and where it is."""
    row, known = running
    later = row.starts_at + datetime.timedelta(minutes=30)
    room = RoomFactory(workshop=row.workshop)
    closed = SessionFactory(workshop=row.workshop, starts_at=later, **CLOSED)
    if what == "person":
        SessionRoleFactory(session=closed, person=known, label="")
    else:
        Session.objects.filter(pk__in=[row.pk, closed.pk]).update(room=room)
    agenda.release(row.workshop, secretariat(), "")
    Session.objects.filter(pk=row.pk).update(starts_at=later)
    with pytest.raises(Blocked):
        agenda.release(row.workshop, secretariat(), "")
    assert agenda.release(row.workshop, host_organiser(row.workshop), "").number == 2


def test_a_host_is_held_up_by_what_a_host_sees(running):
    """The control."""
    row, known = running
    later = row.starts_at + datetime.timedelta(minutes=30)
    SessionRoleFactory(
        session=SessionFactory(workshop=row.workshop, starts_at=later), person=known, label=""
    )
    agenda.release(row.workshop, secretariat(), "")
    Session.objects.filter(pk=row.pk).update(starts_at=later)
    with pytest.raises(Blocked):
        agenda.release(row.workshop, host_organiser(row.workshop), "")


@pytest.mark.parametrize("is_public", [True, False])
def test_taking_rooms_out_tells_nothing_of_a_closed_meeting(is_public):
    """SB-P2: the room in which it is held and one that is free give the same answer."""
    workshop = WorkshopFactory(slug="kl")
    held, free = (RoomFactory(workshop=workshop, name=name) for name in ("Held", "Free"))
    SessionFactory(workshop=workshop, room=held, **{**CLOSED, "is_public": is_public})
    host = signed_in(host_organiser(workshop))
    said = []
    for room in (held, free):
        answer = host.post(address("agenda_rooms"), {"room": room.pk, "remove": "1"}, follow=True)
        words = [str(message) for message in answer.context["messages"]]
        said.append((words, Room.objects.filter(pk=room.pk).exists()))
    assert (
        said[0]
        == said[1]
        == (
            ["While a meeting is closed the Secretariat takes out rooms. Ask it."],
            True,
        )
    )
    desk = signed_in(secretariat())
    for room, is_left in ((held, True), (free, False)):
        desk.post(address("agenda_rooms"), {"room": room.pk, "remove": "1"})
        assert Room.objects.filter(pk=room.pk).exists() is is_left


def test_without_a_closed_meeting_a_host_takes_out_a_free_room():
    """The control."""
    workshop = WorkshopFactory(slug="kl")
    held, free = (RoomFactory(workshop=workshop, name=name) for name in ("Held", "Free"))
    SessionFactory(workshop=workshop, room=held)
    host = signed_in(host_organiser(workshop))
    for room in (held, free):
        host.post(address("agenda_rooms"), {"room": room.pk, "remove": "1"})
    assert list(Room.objects.values_list("name", flat=True)) == ["Held"]


# --- Closed, hidden or under the Rule after it was released -------------------------------------

PUBLIC = (
    "agenda/v1/",
    "agenda/changes/",
    "agenda/v2/changes/",
    "agenda/changes.atom",
    "agenda.ics",
)


@pytest.fixture
def told():
    """A released session whose speaker agreed to be named, in a room that nothing else uses."""
    workshop = WorkshopFactory(slug="kl")
    AgendaPageFactory(parent=workshop)
    row = SessionFactory(
        workshop=workshop,
        title="CANARY-TITLE",
        room=RoomFactory(workshop=workshop, name="CANARY-R"),
    )
    person = PersonFactory(
        workshop=workshop,
        values={"name": "CANARY-NAME"},
        naming={Output.PROGRAMME: Naming.NAME, Output.HOST: Naming.NAME},
    )
    SessionRoleFactory(session=row, person=person, label="")
    SessionFactory(workshop=workshop, title="Another")
    agenda.release(workshop, secretariat(), "")
    return row


def texts(client: Client, paths=PUBLIC) -> dict[str, str]:
    found = {}
    for path in paths:
        answer = client.get(f"/workshops/kl/{path}")
        assert answer.status_code == 200, path
        found[path] = answer.content.decode()
    return found


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        ({"attribution": "chatham_house"}, ["CANARY-NAME"]),
        ({"attribution": "closed"}, ["CANARY-NAME", "CANARY-R"]),
        ({"is_public": False}, ["CANARY-NAME", "CANARY-R"]),
    ],
)
def test_a_rule_that_is_set_later_holds_for_older_releases_too(client, told, change, gone):
    """SEC-C5, SB-P2: neither the release of then nor the difference names whom the rule hides."""
    assert [word for word in gone if word not in texts(client, ["agenda/v1/"])["agenda/v1/"]] == []
    Session.objects.filter(pk=told.pk).update(**change)
    agenda.release(told.workshop, secretariat(), "")
    said = texts(client)
    assert [(path, word) for path in said for word in gone if word in said[path]] == []
    if "is_public" in change:
        titled = {path for path, text in said.items() if "CANARY-TITLE" in text}
        # A calendar that took it in has to be told what is called off.
        assert titled == {"agenda.ics"}


def test_the_host_does_not_read_it_in_an_older_release_either(told):
    """SB-P2: nor in the difference on the board."""
    host = signed_in(host_organiser(told.workshop))
    assert "CANARY-NAME" in host.get(address("agenda_beside", 1)).content.decode()
    Session.objects.filter(pk=told.pk).update(**CLOSED)
    for name, args in (("agenda_beside", [1]), ("agenda_review", []), ("agenda", [])):
        page = host.get(address(name, *args)).content.decode()
        assert [word for word in ("NAME", "TITLE") if f"CANARY-{word}" in page] == [], name


def test_what_was_released_on_the_record_stays_as_it_was(client, told):
    """The control: a session that was moved keeps its names in both releases."""
    Session.objects.filter(pk=told.pk).update(minutes=90)
    agenda.release(told.workshop, secretariat(), "")
    said = texts(client, ["agenda/v1/", "agenda/changes/"])
    assert "CANARY-NAME" in said["agenda/v1/"]
    assert "CANARY-TITLE" in said["agenda/changes/"]


def test_the_number_of_a_placeholder_does_not_follow_the_key():
    """SB-P2: whoever is named in the proceedings has a page with their key in its address."""
    keys = [f"00000000-0000-4000-8000-{n:012d}" for n in range(12)]
    roles = [{"role": "speaker", "person": key, "label": "", "category": "CSO"} for key in keys]
    numbered = placeholders.numbers({"sessions": [{"roles": roles}]})
    assert sorted(numbered.values()) == list(range(1, 13))
    assert [numbered[uuid.UUID(key)] for key in keys] != list(range(1, 13))
    assert numbered == placeholders.numbers({"sessions": [{"roles": roles[::-1]}]})


def test_the_history_of_a_session_closes_with_it():
    """SB-P2: what it was called and what was changed in it, before it was closed."""
    workshop = WorkshopFactory(slug="kl")
    user = host_organiser(workshop)
    row = agenda.add_session(workshop, actor=user, title="CANARY", kind="panel", minutes=60)
    host = signed_in(user)
    [line] = host.get(address("agenda_history")).context["rows"]
    Session.objects.filter(pk=row.pk).update(**CLOSED)
    page = host.get(address("agenda_history"))
    assert (page.context["rows"], "CANARY" in page.content.decode()) == ([], False)
    data = {"change": line["change"].pk}
    assert host.post(address("agenda_undo"), data).status_code == 404
    desk = signed_in(secretariat())
    assert [row["change"] for row in desk.get(address("agenda_history")).context["rows"]] == [
        line["change"]
    ]


# --- The Chatham House Rule against a host ------------------------------------------------------


@pytest.fixture
def ruled():
    """A speaker of an open session who speaks under the Rule too, at the same time; withheld."""
    workshop = WorkshopFactory(slug="kl", data_annex_signed_on=datetime.date(2026, 1, 1))
    person = PersonFactory(workshop=workshop, naming={Output.PROGRAMME: Naming.NAME})
    shown, ruled = (
        SessionFactory(workshop=workshop, title=title, attribution=rule)
        for title, rule in (("On record", "on_record"), ("Under the Rule", "chatham_house"))
    )
    for session in (shown, ruled):
        SessionRoleFactory(session=session, person=person, label="")
        SessionRoleFactory(session=session, role="chair", label="Chair of the day")
        SessionRoleFactory(
            session=session, role="interpreter", label="", person=PersonFactory(workshop=workshop)
        )
    return shown, ruled


def test_a_host_cannot_tell_who_of_an_open_session_speaks_under_the_rule(ruled):
    """SB-P2: neither by the number of a placeholder nor by a clash; the Secretariat reads both."""
    shown, hidden = ruled
    host, desk = signed_in(host_organiser(shown.workshop)), signed_in(secretariat())
    rows = host.get(address("agenda")).context["board"].rows
    assert re.search(r"Speaker: Civil society speaker \d", rows[str(shown.pk)].who)
    assert "Speaker: Civil society speaker. " in f"{rows[str(hidden.pk)].who}. "
    for client, clashes in ((host, 0), (desk, 1)):
        board = client.get(address("agenda")).context["board"]
        assert sum("two places" in problem.text for problem in board.problems) == clashes
        data = {"minutes": 60, "room": "", "day": "2027-06-15", "start": "09:00"}
        where = address("agenda_check", hidden.pk)
        answer = client.post(where, data, headers={"accept": "application/json"}).json()
        assert sum("two places" in one["text"] for one in answer["problems"]) == clashes
    edited = host.get(address("agenda_edit", hidden.pk)).context["form"]
    assert [words for _key, words in edited.fields["removed_roles"].choices] == [
        "Speaker: Civil society speaker",
        "Interpreter: Civil society speaker",
    ]
    taken_out = host.get(address("agenda_export", "csv")).content.decode()
    assert not re.search(r"speaker \d", taken_out.split("Under the Rule")[1])


def test_a_name_that_the_host_may_read_stands_under_the_rule_too(ruled):
    """The control: the draft of those who make it."""
    shown, hidden = ruled
    person = shown.roles.get(role="speaker").person
    consent.give(
        shown.workshop.vault,
        person.pk,
        consent.purpose_of(Output.HOST),
        Naming.NAME,
        text_version="test",
        language="en",
    )
    host = signed_in(host_organiser(shown.workshop))
    board = host.get(address("agenda")).context["board"]
    assert f"Speaker: Invented Participant {str(person.pk)[:8]}" in board.rows[str(hidden.pk)].who
    assert sum("two places" in problem.text for problem in board.problems) == 1
