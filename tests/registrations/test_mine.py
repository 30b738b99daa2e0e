"""What a participant can change, take along and end on the private page."""

import datetime
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from access.domain import disclosure
from access.models import Consent, PersonalValue
from events.models import WorkshopPage
from registrations.domain import desk, links, registering
from registrations.domain.described import Description
from registrations.domain.states import State
from registrations.models import Registration
from registrations.public.forms import TEXT_VERSION
from tests.factories.access import secretariat
from tests.factories.registrations import registered
from tests.registrations.conftest import last_token
from tests.registrations.test_described import described_form, question, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration(workshop: WorkshopPage) -> Registration:
    made = registered(workshop)
    return registering.confirm(last_token(made))


@pytest.fixture
def mine(registration: Registration) -> str:
    return links.status(registration)


def test_answers_are_changed_until_their_day(client: Client, workshop: WorkshopPage) -> None:
    """SB-R14: an own question past its day is not shown and not changed."""
    today = timezone.localdate()
    open_one = question(workshop, until=today.isoformat())
    closed = question(workshop, until=(today - datetime.timedelta(days=2)).isoformat())
    version = described_form(workshop, open_one, closed)
    values = {open_one.code: "before", closed.code: "before", "message": "old"}
    made = registered(workshop, values=values, form=version.pk)
    mine = links.status(registering.confirm(last_token(made)))
    page = client.get(f"{mine}answers/")
    assert page.context["form"][open_one.name].value() == "before"
    form = {
        "name": "Invented Maya", "organisation": "New place", "message": "",
        open_one.name: "after", closed.name: "after", "email": "thief@example.org",
        "category": "GOV", "photo_wish": "none", "food": "", "interpretation": "",
    }  # fmt: skip
    assert client.post(f"{mine}answers/", form).status_code == 302
    codes = (open_one.code, closed.code, "organisation", "message", "email")
    assert [stored(made, code) for code in codes] == [
        "after",
        "before",
        "New place",
        "",
        "maya@example.org",
    ]
    made.refresh_from_db()
    assert made.category.code == "CSO"


def test_a_wish_about_photographs_is_an_agreement(
    client: Client, registration: Registration, mine: str
) -> None:
    """Issue 7, 10: off by default; words, language and time; the one before stays, ended."""
    form = {"name": "Invented Maya", "organisation": "Kept", "food": "", "interpretation": ""}
    for wish in ("none", "any", "any", "none"):
        answer = client.post(f"{mine}answers/", {**form, "photo_wish": wish})
        assert answer.status_code == 302
    rows = Consent.objects.filter(purpose="photographs").order_by("given_at", "pk")
    assert [(row.choice, row.withdrawn_at is None, row.language) for row in rows] == [
        ("none", False, "en"),
        ("any", False, "en"),
        ("none", True, "en"),
    ]
    assert [row.text_version for row in rows[1:]] == [TEXT_VERSION, TEXT_VERSION]


def test_mistakes_keep_the_answers(client: Client, mine: str) -> None:
    response = client.post(f"{mine}answers/", {"name": "", "organisation": "Kept"})
    assert response.context["form"].errors["name"] == ["Enter your full name"]
    assert response.context["form"]["organisation"].value() == "Kept"


TRAVEL = {
    "visa_letter_choice": "me",
    "legal_name": "MAYA INVENTED",
    "nationality": "Invented",
    "passport_number": "X1234567",
    "passport_expiry": "1 2 2031",
    "passport_issuer": "Invented office",
    "date_of_birth": "3 4 1990",
    "itinerary": "Flight of the 14th",
}


def test_travel_is_asked_of_accepted_people_only(
    client: Client, registration: Registration, mine: str
) -> None:
    """SB-R10, SB-R20: not before; passport only with a letter; gone when the letter is."""
    assert client.get(f"{mine}travel/").status_code == 302
    assert client.post(f"{mine}travel/", TRAVEL).status_code == 302
    assert stored(registration, "passport_number") == ""
    registering.accept(registration, "system")
    assert client.get(f"{mine}travel/").context["form"]["visa_letter_choice"].value() == "none"
    without = client.post(f"{mine}travel/", {**TRAVEL, "passport_number": ""})
    assert without.context["form"].errors == {
        "passport_number": ["For a letter we need: Passport number"]
    }
    client.post(f"{mine}travel/", TRAVEL)
    assert stored(registration, "passport_number") == "X1234567"
    assert stored(registration, "passport_expiry") == "2031-02-01"
    client.post(f"{mine}travel/", {**TRAVEL, "visa_letter_choice": "none"})
    assert [stored(registration, code) for code in ("passport_number", "itinerary")] == [
        "",
        "Flight of the 14th",
    ]


def test_passport_data_are_apart_and_short_lived(
    client: Client, registration: Registration, mine: str
) -> None:
    """Fourteen days after the workshop, and the Secretariat's desk never shows them."""
    registering.accept(registration, "system")
    client.post(f"{mine}travel/", TRAVEL)
    row = PersonalValue.objects.get(field="passport_number")
    last = registering.last_day(registration.workshop)
    assert row.erase_after == last + datetime.timedelta(days=14)
    shown = [field.code for field, _text in desk.everything(registration)]
    assert "passport_number" not in shown
    person = registration.person
    assert person is not None
    found = disclosure.visible_to(
        disclosure.HOST, registration.workshop.vault, {person.pk: person.track}, ["passport_number"]
    )
    assert found[person.pk] == {}


def test_own_data_as_a_file(client: Client, registration: Registration, mine: str) -> None:
    """SB-R14: everything, notes of staff among it, and nobody else's."""
    registered(registration.workshop, email="other@example.org", values={"name": "CANARY"})
    desk.write_note(registration, secretariat(), "Asked for a ramp.")
    response = client.get(f"{mine}data.json")
    assert response["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert response["Cache-Control"] == "no-store, private"
    data = json.loads(response.content)
    assert data["answers"] == {
        "Full name": "Invented Maya",
        "Organisation": "Invented Organisation",
        "E-mail address": "maya@example.org",
    }
    assert (data["state"], data["category"]) == ("submitted", "CSO")
    assert [note["text"] for note in data["notes"]] == ["Asked for a ramp."]
    assert len(data["agreed"]) == 7
    assert "CANARY" not in response.content.decode()


def test_withdrawing_and_coming_back_on_the_page(
    client: Client, registration: Registration, mine: str
) -> None:
    client.post(f"{mine}withdraw/")
    assert "Undo my withdrawal" in client.get(mine).content.decode()
    client.post(f"{mine}undo/")
    registration.refresh_from_db()
    assert registration.state == State.SUBMITTED
    assert client.post(f"{mine}undo/").status_code == 302


def test_erasing_takes_two_steps_and_ends_the_page(
    client: Client, registration: Registration, mine: str
) -> None:
    """SEC-F2: a scanner that follows every link erases nothing."""
    for _time in range(3):
        assert client.get(f"{mine}erase/").status_code == 200
    registration.refresh_from_db()
    assert registration.state == State.SUBMITTED
    done = client.post(f"{mine}erase/")
    assert (done.status_code, done["Location"]) == (302, "/me/erased/")
    assert client.get("/me/erased/").status_code == 200
    assert client.get(mine).status_code == 404


@pytest.mark.parametrize("action", ["another", "undo", "end"])
def test_a_get_does_nothing(client: Client, mine: str, action: str) -> None:
    """SEC-A7, SEC-F2."""
    assert client.get(f"{mine}{action}/").status_code == 405


def test_foreign_links_open_nothing(client: Client, registration: Registration) -> None:
    """SEC-A1, SEC-F3: another purpose, another person."""
    other = registered(registration.workshop, email="other@example.org")
    confirming = last_token(other)
    for action in ("", "answers/", "travel/", "data.json", "erase/", "withdraw/"):
        response = client.get(f"/me/{confirming}/{action}")
        assert response.status_code == 404
        assert "Invented" not in response.content.decode()


def test_statements_of_the_page_do_not_grow(
    client: Client, registration: Registration, mine: str, django_assert_max_num_queries: Any
) -> None:
    described_form(registration.workshop, *(question(registration.workshop) for _n in range(5)))
    assert Description().codes
    with django_assert_max_num_queries(20):
        client.get(mine)
