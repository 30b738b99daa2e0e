"""Signs for the doors of rooms: what is held there, under which rule, and nobody's name."""

import datetime

import pytest
from django.test import Client

from access.domain.consent import Output
from events.domain import agenda
from events.domain.programme import resolve
from events.domain.room_signs import signs
from events.models import Room, WorkshopPage
from tests.factories.access import host_organiser, secretariat
from tests.factories.events import (
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2027, 6, 15, 1, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def workshop() -> WorkshopPage:
    workshop = WorkshopFactory(slug="2027-demo")
    hall = Room.objects.create(workshop=workshop, name="Main hall")
    small = Room.objects.create(workshop=workshop, name="Garden room")
    secret = Room.objects.create(workshop=workshop, name="CANARY-ROOM")
    rows = (
        ("Second words", MORNING + HOUR, hall, "on_record", True),
        ("Opening words", MORNING, hall, "on_record", True),
        ("Frank talk", MORNING, small, "chatham_house", True),
        ("Behind doors", MORNING + HOUR, secret, "closed", True),
        ("CANARY-TITLE", MORNING + 2 * HOUR, secret, "on_record", False),
    )
    for title, at, room, rule, is_public in rows:
        session = SessionFactory(
            workshop=workshop,
            title=title,
            starts_at=at,
            room=room,
            attribution=rule,
            is_public=is_public,
        )
        person = PersonFactory(workshop=workshop, values={"name": "CANARY-NAME"})
        SessionRoleFactory(session=session, role="chair", person=person, label="")
    return workshop


def test_a_sheet_for_each_room_and_day(workshop: WorkshopPage) -> None:
    """US-P15: in order of time; what is hidden from the public has no sign."""
    release = agenda.release(workshop, secretariat(), "First")
    made = signs(resolve(workshop, release.document, Output.PROGRAMME))
    found = {sign.room: [session.title for session in sign.sessions] for sign in made}
    assert found == {
        "Main hall": ["Opening words", "Second words"],
        "Garden room": ["Frank talk"],
    }


def test_the_rule_stands_on_the_sign_and_no_name(client: Client, workshop: WorkshopPage) -> None:
    """US-P15: the rule of every session in words; the host prints it alone."""
    client.force_login(host_organiser(workshop))
    address = f"/organise/{workshop.slug}/agenda/signs/"
    assert "Nothing is released yet" in client.get(address).content.decode()
    agenda.release(workshop, secretariat(), "First")
    page = client.get(address).content.decode()
    assert page.count("Chatham House Rule: use what you hear") == 1
    assert page.count("On the record") == 2
    assert "CANARY" not in page
    board = client.get(f"/organise/{workshop.slug}/agenda/").content.decode()
    assert board.count(f'href="{address}"') == 1
