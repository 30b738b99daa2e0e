"""The agenda before the public: names only as agreed, in every form and every old release."""

import datetime

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.domain import consent
from access.domain.consent import Naming, Output
from events.domain.agenda import release
from events.models import AgendaPage, Session
from tests.factories.access import secretariat
from tests.factories.events import (
    AgendaPageFactory,
    PersonFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> AgendaPage:
    """A published agenda page of the workshop `kl`, nothing released."""
    return AgendaPageFactory(parent=WorkshopFactory(slug="kl", title="Kuala Lumpur 2027"))


def workshop_of(page: AgendaPage):
    return page.get_parent().specific


def address(name: str, *args: object) -> str:
    return reverse(name, args=["kl", *args])


def test_before_the_first_release_the_page_says_so(page, client):
    response = client.get("/workshops/kl/agenda/")
    assert response.status_code == 200
    assert "The agenda is being prepared." in response.content.decode()


@pytest.mark.parametrize("name", ["agenda_calendar", "agenda_changes"])
def test_before_the_first_release_there_is_no_file_and_no_change(page, client, name):
    assert client.get(address(name)).status_code == 404


def test_the_public_sees_the_release_and_never_the_draft(page, client):
    """SB-A1."""
    session = SessionFactory(workshop=workshop_of(page), title="Released title")
    release(session.workshop, secretariat(), "")
    Session.objects.filter(pk=session.pk).update(title="DRAFT CANARY")
    SessionFactory(workshop=session.workshop, title="DRAFT CANARY")
    text = client.get("/workshops/kl/agenda/").content.decode()
    assert "Released title" in text
    assert "DRAFT CANARY" not in text


def test_times_are_those_of_the_venue_and_the_zone_is_named(page, client):
    """SB-A7."""
    release(SessionFactory(workshop=workshop_of(page)).workshop, secretariat(), "")
    text = client.get("/workshops/kl/agenda/").content.decode()
    assert '<time datetime="2027-06-15T09:00:00+08:00">09:00</time>' in text
    assert "Kuala Lumpur time" in text
    assert "Tuesday 15 June 2027" in text


def all_outputs(client, *sessions: Session) -> str:
    """Every public form of the agenda of `kl`, in one text."""
    addresses = [
        "/workshops/kl/agenda/",
        address("agenda_release", 1),
        address("agenda_changes"),
        address("agenda_release_changes", 1),
        address("agenda_calendar"),
        *(address("agenda_session", str(session.pk)[:8]) for session in sessions),
        *(address("agenda_session_calendar", str(session.pk)[:8]) for session in sessions),
    ]
    responses = [client.get(where) for where in addresses]
    assert {response.status_code for response in responses} == {200}
    texts = [response.content.decode().replace("\r\n ", "") for response in responses]
    return "\n".join(texts)


def test_a_withheld_name_is_in_no_public_output(page, client):
    """SB-P9, SB-A1: page, old release, changes, session page, calendar files."""
    workshop = workshop_of(page)
    named = PersonFactory(
        workshop=workshop, values={"name": "Suharti"}, naming={Output.PROGRAMME: Naming.NAME}
    )
    withheld = PersonFactory(
        workshop=workshop,
        values={"name": "CANARY", "organisation": "CANARY", "other_name": "CANARY"},
        naming={Output.PROCEEDINGS: Naming.NAME, Output.HOST: Naming.NAME},
    )
    session = SessionFactory(workshop=workshop)
    for person in (named, withheld):
        SessionRoleFactory(session=session, person=person, label="")
    staff = secretariat()
    release(workshop, staff, "")
    other = SessionFactory(workshop=workshop, starts_at=session.starts_at)
    SessionRoleFactory(session=other, person=withheld, label="")
    session.roles.filter(person=withheld).delete()
    release(workshop, staff, "")
    text = all_outputs(client, session, other)
    assert text.count("CANARY") == 0
    # The control: a name that is agreed to is found by the same search.
    assert text.count("Suharti") > 3
    assert str(withheld.pk) not in text


def test_a_name_withdrawn_today_is_gone_from_every_release(page, client):
    workshop = workshop_of(page)
    person = PersonFactory(
        workshop=workshop, values={"name": "CANARY"}, naming={Output.PROGRAMME: Naming.NAME}
    )
    session = SessionFactory(workshop=workshop)
    SessionRoleFactory(session=session, person=person, label="")
    staff = secretariat()
    release(workshop, staff, "")
    Session.objects.filter(pk=session.pk).update(minutes=90)
    release(workshop, staff, "")
    assert "CANARY" in all_outputs(client, session)
    consent.withdraw(person.pk, consent.purpose_of(Output.PROGRAMME))
    assert "CANARY" not in all_outputs(client, session)


def test_a_closed_meeting_shows_its_time_and_nothing_else(page, client):
    workshop = workshop_of(page)
    room = RoomFactory(workshop=workshop, name="CANARY room")
    hidden = SessionFactory(workshop=workshop, title="CANARY", room=room, is_public=False)
    SessionRoleFactory(session=hidden, label="CANARY")
    shown = SessionFactory(workshop=workshop, starts_at=hidden.starts_at)
    staff = secretariat()
    release(workshop, staff, "")
    Session.objects.filter(pk=hidden.pk).update(minutes=90, title="CANARY 2")
    release(workshop, staff, "")
    text = all_outputs(client, shown)
    assert "CANARY" not in text
    assert "Closed meeting" in text
    assert client.get(address("agenda_session", str(hidden.pk)[:8])).status_code == 404
    assert client.get(address("agenda_session_calendar", str(hidden.pk)[:8])).status_code == 404


def test_a_session_under_the_rule_names_nobody(page, client):
    """US-P15."""
    workshop = workshop_of(page)
    person = PersonFactory(
        workshop=workshop, values={"name": "CANARY"}, naming={Output.PROGRAMME: Naming.NAME}
    )
    session = SessionFactory(workshop=workshop, attribution="chatham_house")
    SessionRoleFactory(session=session, person=person, label="")
    release(workshop, secretariat(), "")
    text = all_outputs(client, session)
    assert "CANARY" not in text
    assert "Chatham House Rule" in text


def test_words_are_printed_as_text(page, client):
    """SEC-B1."""
    workshop = workshop_of(page)
    evil = '"><script>alert(1)</script>'
    session = SessionFactory(workshop=workshop, title=evil, description=evil)
    SessionRoleFactory(session=session, label=evil)
    release(workshop, secretariat(), evil)
    text = client.get("/workshops/kl/agenda/").content.decode()
    text += client.get(address("agenda_session", str(session.pk)[:8])).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_old_releases_stay_and_point_to_the_latest(page, client):
    """US-H4."""
    session = SessionFactory(workshop=workshop_of(page), title="First title")
    staff = secretariat()
    release(session.workshop, staff, "")
    Session.objects.filter(pk=session.pk).update(title="Second title")
    release(session.workshop, staff, "A better title")
    old = client.get(address("agenda_release", 1)).content.decode()
    assert "First title" in old
    assert "See the latest, version 2" in old
    assert '<meta name="robots" content="noindex">' in old
    changes = client.get(address("agenda_changes")).content.decode()
    assert "First title</del>" in changes
    assert "Second title</ins>" in changes
    assert "A better title" in changes
    assert client.get(address("agenda_release", 3)).status_code == 404


@pytest.mark.parametrize("gone", ["agenda", "workshop"])
def test_an_unpublished_agenda_is_gone_at_once_in_every_form(page, client, gone):
    """SEC-A6."""
    session = SessionFactory(workshop=workshop_of(page))
    release(session.workshop, secretariat(), "")
    all_outputs(client, session)
    (page if gone == "agenda" else session.workshop).unpublish()
    for where in (
        "/workshops/kl/agenda/",
        address("agenda_release", 1),
        address("agenda_changes"),
        address("agenda_calendar"),
        address("agenda_session", str(session.pk)[:8]),
        address("agenda_session_calendar", str(session.pk)[:8]),
    ):
        assert client.get(where).status_code == 404


def test_the_calendar_is_read_by_an_independent_parser(page, client):
    """SB-A6: stable UID, rising SEQUENCE, what was called off is cancelled."""
    workshop = workshop_of(page)
    staying = SessionFactory(
        workshop=workshop, title="Staying", room=RoomFactory(workshop=workshop)
    )
    going = SessionFactory(workshop=workshop, title="Going")
    gone = going.pk
    SessionFactory(workshop=workshop, title="Tea", kind=Session.Kind.BREAK)
    staff = secretariat()
    release(workshop, staff, "")
    first = icalendar.Calendar.from_ical(client.get(address("agenda_calendar")).content)
    Session.objects.filter(pk=staying.pk).update(minutes=90)
    going.delete()
    release(workshop, staff, "")
    response = client.get(address("agenda_calendar"))
    second = icalendar.Calendar.from_ical(response.content)

    def events(calendar):
        return {
            str(event["uid"]): (
                str(event["summary"]),
                int(event["sequence"]),
                str(event["status"]),
                event.decoded("dtend") - event.decoded("dtstart"),
            )
            for event in calendar.walk("VEVENT")
        }

    hour = datetime.timedelta(hours=1)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert events(first) == {
        f"{staying.pk}@agenda": ("Staying", 1, "CONFIRMED", hour),
        f"{gone}@agenda": ("Going", 1, "CONFIRMED", hour),
    }
    assert events(second) == {
        f"{staying.pk}@agenda": ("Staying", 2, "CONFIRMED", 1.5 * hour),
        f"{gone}@agenda": ("Going", 2, "CANCELLED", hour),
    }


def test_the_public_page_costs_the_same_whatever_the_size(page, client):
    """The release and its names are six statements (tests/events/test_programme.py), the rest
    belongs to the page tree."""
    workshop = workshop_of(page)
    person = PersonFactory(workshop=workshop, naming={Output.PROGRAMME: Naming.NAME})
    staff = secretariat()
    client.get("/workshops/kl/agenda/")
    statements = []
    start = datetime.datetime(2027, 6, 15, 1, tzinfo=datetime.UTC)
    for count in (1, 2, 37):
        for _ in range(count):
            start += datetime.timedelta(minutes=10)
            session = SessionFactory(workshop=workshop, starts_at=start, minutes=5)
            SessionRoleFactory(session=session, person=person, label="")
        release(workshop, staff, "")
        with CaptureQueriesContext(connection) as captured:
            client.get("/workshops/kl/agenda/")
        statements.append(len(captured))
    assert statements == [statements[0]] * 3
