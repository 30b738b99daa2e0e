"""The travel desk enters journeys, rooms and decisions, for people with a place and no more."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from access.catalogue import Reader
from access.domain import disclosure, locks, values
from access.domain.disclosure import Viewer
from access.models import AuditEntry
from correspondence.domain import messages
from correspondence.models import MailMessage
from events.models import Person, WorkshopPage
from registrations.domain import registering, sealing, travel
from registrations.domain.states import State
from registrations.models import Cancellation
from tests.factories.access import UserFactory, focal_point, secretariat, travel_desk
from tests.factories.events import PersonFactory, WorkshopFactory
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db
NAMED = {"name": "Invented Traveller", "email": "t@example.org"}
BOOKED = {
    "itinerary": "16 June, 09:10, XX 123 to Kuala Lumpur\r\n19 June, 18:40, XX 124",
    "hotel": "Invented House, 16 to 19 June",
    "sponsorship_decision": "journey paid",
}


@pytest.fixture
def workshop() -> WorkshopPage:
    day = timezone.localdate()
    return WorkshopFactory(starts_on=day, ends_on=day + datetime.timedelta(days=2))


@pytest.fixture
def person(workshop: WorkshopPage) -> Person:
    return placed(workshop)


def placed(workshop: WorkshopPage, state: str = State.ACCEPTED) -> Person:
    person = PersonFactory(workshop=workshop, values=NAMED)
    RegistrationFactory(workshop=workshop, person=person, state=state)
    return person


def address(person: Person) -> str:
    return f"/admin/travel/{person.workshop.pk}/{person.pk}/"


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(travel_desk())
    return client


def held(person: Person) -> dict[str, str]:
    """What the person reads of it on their own page."""
    viewer = Viewer(Reader.PERSON, subject=person.pk)
    vault = person.workshop.vault
    return disclosure.visible_to(viewer, vault, {person.pk: person.track}, travel.ENTERED)[
        person.pk
    ]


def test_what_is_booked_is_entered_listed_and_read_by_the_person(
    desk: Client, person: Person
) -> None:
    """US-P10: and the trail holds the fields, never what they say."""
    assert desk.post(address(person), BOOKED).status_code == 302
    assert held(person) == BOOKED | {"itinerary": BOOKED["itinerary"].replace("\r\n", "\n")}
    listed = desk.get(f"/admin/travel/{person.workshop.pk}/").content.decode()
    assert all(words in listed for words in ("XX 123", "Invented House", "journey paid"))
    assert "Invented House" in desk.get(address(person)).content.decode()
    entry = AuditEntry.objects.get(action="travel.entered")
    assert entry.detail == {"fields": sorted(BOOKED)}


def test_a_decision_is_told_without_saying_which(desk: Client, person: Person) -> None:
    """US-P10: one mail for a decision, none for the rest; it names neither money nor reason."""
    desk.post(address(person), BOOKED | {"sponsorship_decision": ""})
    assert MailMessage.objects.count() == 0
    desk.post(address(person), BOOKED)
    desk.post(address(person), BOOKED)
    mail = MailMessage.objects.get()
    assert (mail.occasion, mail.subject_key) == ("page_news", person.pk)
    words = messages.build(mail)
    for word in ("paid", "cost", "money", "travel", "journey"):
        assert word not in (words.subject + words.body).casefold()


def test_only_what_changed_is_written(desk: Client, person: Person) -> None:
    """What the person wrote in the meantime is not overwritten by what the page showed."""
    desk.post(address(person), BOOKED)
    desk.post(address(person), BOOKED)
    desk.post(address(person), BOOKED | {"hotel": ""})
    entries = AuditEntry.objects.filter(action="travel.entered").order_by("pk")
    assert [entry.detail["fields"] for entry in entries] == [sorted(BOOKED), ["hotel"]]
    assert "hotel" not in held(person)


def test_hidden_characters_are_said(desk: Client, person: Person) -> None:
    response = desk.post(address(person), BOOKED | {"hotel": "a\u202eb"})
    assert response.status_code == 422
    assert held(person) == {}


@pytest.mark.parametrize("state", [State.SUBMITTED, State.DECLINED, State.WITHDRAWN])
def test_nobody_without_a_place_is_here(desk: Client, workshop: WorkshopPage, state: str) -> None:
    other = placed(workshop, state)
    assert desk.get(address(other)).status_code == 404
    assert desk.post(address(other), BOOKED).status_code == 404


def test_a_locked_record_takes_nothing(desk: Client, person: Person) -> None:
    locks.lock(person.workshop.vault, person.pk, UserFactory())
    assert desk.post(address(person), BOOKED).status_code == 404
    assert held(person) == {}


def test_nobody_else_enters_anything(person: Person) -> None:
    """SEC-A2: neither the Secretariat nor the focal point."""
    for account in (secretariat(), focal_point()):
        client = Client()
        client.force_login(account)
        assert client.post(address(person), BOOKED).status_code in {302, 403}
    assert held(person) == {}


@pytest.mark.parametrize("code", ["passport_number", "name", "email", "food"])
def test_other_fields_are_not_the_desks(person: Person, code: str, desk: Any) -> None:
    """SEC-A8: not by a forged form either."""
    with pytest.raises(ValueError, match=code):
        travel.enter(person, {code: "x"}, UserFactory())
    desk.post(address(person), BOOKED | {code: "CANARY"})
    assert AuditEntry.objects.get(action="travel.entered").detail == {"fields": sorted(BOOKED)}


def test_what_is_to_be_cancelled_is_the_travel_desks_alone(
    desk: Client, workshop: WorkshopPage
) -> None:
    """Column S of the field table: journey, room and costs are not the Secretariat's; SB-R14."""
    person = placed(workshop)
    letter = {"visa_letter_choice": "send", "visa_letter": "CANARY passport X0000000"}
    values.store(workshop.vault, person.pk, BOOKED | letter, workshop.last_day)
    registering.withdraw(person.registration)
    secretary = Client()
    secretary.force_login(secretariat())
    listed = secretary.get(f"/admin/registrations/{workshop.pk}/").content.decode()
    assert person.registration.reference in listed
    assert [text for text in BOOKED.values() if text.splitlines()[0] in listed] == []
    page = desk.get(f"/admin/travel/{workshop.pk}/").content.decode()
    assert BOOKED["hotel"] in page
    assert "The visa letter: <bdi>was written</bdi>" in page
    # The words themselves, and the passport in them, are kept nowhere for it.
    assert "CANARY" not in page + listed
    [row] = Cancellation.objects.all()
    assert "CANARY" not in str(sealing.unseal(row, workshop.vault.pk))


def test_of_a_locked_record_nothing_is_left_to_cancel(desk: Client, workshop: WorkshopPage) -> None:
    """US-ST4: nobody but the focal point reads it, also when its person goes."""
    person = placed(workshop)
    values.store(workshop.vault, person.pk, BOOKED, workshop.last_day)
    locks.lock(workshop.vault, person.pk, focal_point())
    registering.withdraw(person.registration)
    assert Cancellation.objects.count() == 0
