"""A person is asked, on their own page and in the exact words, before a value is released."""

import datetime
from typing import Any

import pytest
from django.test import Client

from access.domain import releases, tokens
from access.models import AuditEntry, Consent, Release, User
from registrations.domain import links
from registrations.domain.states import State
from registrations.models import Registration
from tests.factories.access import UserFactory
from tests.factories.events import PersonFactory
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def staff() -> User:
    user: User = UserFactory()
    return user


@pytest.fixture
def registration(workshop: Any) -> Registration:
    person = PersonFactory(workshop=workshop, values={"passport_number": "X0000001"})
    entry: Registration = RegistrationFactory(
        workshop=workshop, person=person, state=State.ACCEPTED
    )
    return entry


def token(registration: Registration) -> str:
    vault = registration.workshop.vault
    return tokens.issue(links.STATUS, vault, registration.person_id, DAY)


def make(registration: Registration, staff: User) -> Release:
    person = registration.person
    assert person is not None
    return releases.make(
        registration.workshop.vault,
        staff,
        recipient="Protocol desk of the ministry",
        purpose="Courtesies at the airport",
        fields=["passport_number"],
        people={person.pk: person.track},
        expires_on=datetime.date(2090, 1, 1),
    )


def lines(release: Release, staff: User, registration: Registration) -> Any:
    return releases.print_sheet(release, staff, {registration.person_id}).lines


def test_the_status_page_shows_the_exact_words_and_takes_the_answer(
    client: Client, registration: Registration, staff: User
) -> None:
    """US-P11, domain rule 6: nothing leaves before; GET changes nothing (SEC-F2)."""
    raw, release = token(registration), make(registration, staff)
    page = client.get(f"/me/{raw}/").content.decode()
    for words in ("Protocol desk of the ministry", "Courtesies at the airport", "X0000001"):
        assert words in page
    assert lines(release, staff, registration) == []
    assert client.get(f"/me/{raw}/release/{release.pk}/").status_code == 405
    (asked,) = releases.asked(registration.workshop.vault, registration.person_id)
    answer = {"answer": "agreed", "words": asked.fingerprint}
    response = client.post(f"/me/{raw}/release/{release.pk}/", answer)
    assert (response.status_code, response["Referrer-Policy"]) == (302, "no-referrer")
    assert lines(release, staff, registration) == [["X0000001"]]
    assert "You agreed" in client.get(f"/me/{raw}/").content.decode()
    client.post(f"/me/{raw}/release/{release.pk}/", answer | {"answer": "refused"})
    assert lines(release, staff, registration) == []


def test_an_answer_to_other_words_is_none(
    client: Client, registration: Registration, staff: User
) -> None:
    raw, release = token(registration), make(registration, staff)
    for posted in ({"answer": "agreed", "words": "0" * 40}, {"answer": "agreed"}, {}):
        client.post(f"/me/{raw}/release/{release.pk}/", posted)
    assert Consent.objects.filter(purpose__startswith="release:").count() == 0


def test_nobody_answers_for_another_person(
    client: Client, registration: Registration, staff: User
) -> None:
    """SEC-A1, SEC-F3."""
    release = make(registration, staff)
    (asked,) = releases.asked(registration.workshop.vault, registration.person_id)
    other = RegistrationFactory(workshop=registration.workshop)
    answer = {"answer": "agreed", "words": asked.fingerprint}
    client.post(f"/me/{token(other)}/release/{release.pk}/", answer)
    assert client.post(f"/me/{'x' * 43}/release/{release.pk}/", answer).status_code == 404
    assert not AuditEntry.objects.filter(action="release.agreed").exists()


def test_who_is_asked_nothing_sees_nothing(client: Client, registration: Registration) -> None:
    assert "May we send this?" not in client.get(f"/me/{token(registration)}/").content.decode()
