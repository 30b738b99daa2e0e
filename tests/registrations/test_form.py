"""The form: two steps on one address, answers never lost, every mistake named."""

import datetime
import uuid
from typing import Any
from unittest import mock

import pytest
from django.core import signing
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access import catalogue
from access.domain import disclosure
from events.models import Category, Person, WorkshopPage
from registrations.domain import places, queries
from registrations.domain.states import State
from registrations.models import Registration, RegistrationPage
from registrations.public import forms, start
from registrations.public.forms import SALT
from tests.factories.events import CategoryFactory, StateFactory
from tests.factories.registrations import category, registered

pytestmark = pytest.mark.django_db

# BEGIN and COMMIT included; PostgreSQL has one more for the time that the gate may take.
STATEMENTS_OF_A_POST = {"sqlite": 20, "postgresql": 20}


@pytest.fixture
def address(workshop: WorkshopPage) -> str:
    CategoryFactory()
    return f"/workshops/{workshop.slug}/registration/form/"


def answers(**changes: str) -> dict[str, str]:
    """What a careful person sends from the check page."""
    return {
        "name": "Invented Maya",
        "email": "maya@example.org",
        "category": "CSO",
        "state": "",
        "organisation": "Invented Organisation",
        "appear_list": "none",
        "appear_badge": "none",
        "appear_programme": "none",
        "appear_proceedings": "none",
        "appear_host": "none",
        "other_name": "",
        "message": "",
        "privacy": "on",
        "submission": signing.dumps(str(uuid.uuid4()), salt=SALT),
        "step": "send",
        **changes,
    }


def errors_of(response: Any) -> dict[str, list[str]]:
    return {field: list(errors) for field, errors in response.context["form"].errors.items()}


def test_the_whole_form(client: Client, workshop: WorkshopPage, address: str) -> None:
    """US-P5: fill in, check, change, send, look in your mailbox; no JavaScript anywhere."""
    page = client.get(address)
    assert page.status_code == 200
    key = page.context["form"].initial["submission"]
    check = client.post(address, answers(submission=key, step="check"))
    assert dict(check.context["hidden"]) == {
        **{name: value for name, value in answers().items() if name != "step"},
        "submission": key,
    }
    edit = client.post(address, answers(submission=key, step="edit"))
    assert edit.context["form"]["name"].value() == "Invented Maya"
    assert edit.context["form"].errors == {}
    sent = client.post(address, answers(submission=key))
    assert (sent.status_code, sent["Location"]) == (
        302,
        f"/workshops/{workshop.slug}/registration/sent/",
    )
    registration = Registration.objects.get()
    assert registration.state == State.AWAITING_EMAIL
    neutral = client.get(sent["Location"]).content.decode()
    for betrayed in (registration.reference, "maya@", "Maya"):
        assert betrayed not in neutral


def test_sending_twice_is_one_registration(client: Client, address: str) -> None:
    """SEC-D2: the same page after a double click, a reload or a retry."""
    form = answers()
    first, second = client.post(address, form), client.post(address, form)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert Registration.objects.count() == 1


def test_known_and_unknown_addresses_get_the_same_answer(client: Client, address: str) -> None:
    """SEC-F1, SB-R12: same status, same headers, same body."""
    registered(WorkshopPage.objects.get())
    known = client.post(address, answers())
    unknown = client.post(address, answers(email="new@example.org"))
    assert (known.status_code, known["Location"], known.content) == (
        unknown.status_code,
        unknown["Location"],
        unknown.content,
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": ""}, {"name": ["Enter your full name"]}),
        ({"name": "x" * 201}, {"name": ["A name has at most 200 characters"]}),
        (
            {"name": "Ma\x00ya"},
            {"name": ["Remove the hidden control characters; perhaps type the text anew."]},
        ),
        (
            {"name": "Maya\r\nBcc: all@example.org"},
            {"name": ["Remove the hidden control characters; perhaps type the text anew."]},
        ),
        ({"name": "Maya 🎉"}, {"name": ["Write this in letters, without pictures."]}),
        (
            {"organisation": "Invented \u202eevil"},
            {"organisation": ["Remove the characters that change the direction of writing."]},
        ),
        (
            {"email": "maya(at)example.org"},
            {"email": ["Enter an e-mail address in the form name@example.org"]},
        ),
        (
            {"email": "maya@example.org\nBcc: x@example.org"},
            {"email": ["Enter an e-mail address in the form name@example.org"]},
        ),
        (
            {"email": '"maya b"@example.org'},
            {"email": ["Enter an e-mail address in the form name@example.org"]},
        ),
        (
            {"email": f"{'m' * 250}@example.org"},
            {"email": ["An e-mail address has at most 254 characters"]},
        ),
        ({"message": "x" * 4001}, {"message": ["A message has at most 4,000 characters"]}),
        ({"category": "nobody"}, {"category": ["Choose one of the capacities in the list"]}),
        (
            {"appear_list": "other_name"},
            {"other_name": ["Enter the other name, or choose another answer"]},
        ),
        ({"appear_host": "organisation"}, {"appear_host": ["Choose one of the answers"]}),
        ({"privacy": ""}, {"privacy": ["Say that you have read who can see what you tell us"]}),
    ],
)
def test_every_mistake_is_named(
    client: Client, address: str, changes: dict[str, str], expected: dict[str, list[str]]
) -> None:
    """SEC-D9, SEC-B5: the same words at the field and in the summary; nothing typed is lost."""
    response = client.post(address, answers(**changes))
    assert errors_of(response) == expected
    assert response.content.decode().count("<title>Error:&#32;") == 1
    for messages in expected.values():
        assert response.content.decode().count(messages[0]) == 2
    assert response.context["form"]["organisation"].value() == answers(**changes)["organisation"]
    assert Registration.objects.count() == 0


@pytest.mark.parametrize(
    "name",
    ["S", "สุกสวรรค์", "ສຸກສະຫວັນ", "សុខ វណ្ណារី", "မောင်", "சுஜாதா", "محمد", "O’Neil d/o X III"],
)
def test_names_are_as_people_have_them(client: Client, address: str, name: str) -> None:
    """SB-R18: one letter, any script, nothing split or title-cased."""
    assert client.post(address, answers(name=name)).status_code == 302
    person = Person.objects.get()
    assert disclosure.visible_to(
        disclosure.SECRETARIAT, person.workshop.vault, {person.pk: person.track}, ["name"]
    ) == {person.pk: {"name": name}}


def test_a_state_is_asked_of_those_who_represent_one(client: Client, address: str) -> None:
    category("GOV", Category.Channel.NOMINATED)
    StateFactory()
    missing = client.post(address, answers(category="GOV"))
    assert errors_of(missing) == {"state": ["Choose the State that you represent"]}
    client.post(address, answers(category="GOV", state="MY"))
    client.post(address, answers(state="MY", email="cso@example.org"))
    assert list(
        Person.objects.order_by("registration__position").values_list(
            "category__code", "state__code", "is_nominated"
        )
    ) == [("GOV", "MY", False), ("CSO", None, False)]


def test_fields_that_nobody_asked_for_change_nothing(client: Client, address: str) -> None:
    """SEC-A8: state, position, nomination, a place on the list: all ours."""
    client.post(
        address,
        answers(
            registration_state="accepted",
            position="1",
            is_nominated="on",
            number_at_address="7",
            person=str(uuid.uuid4()),
            quota="999",
        ),
    )
    registration = Registration.objects.get()
    assert (registration.state, registration.number_at_address) == ("awaiting_email", 1)
    assert not registration.person.is_nominated


def test_a_key_that_is_not_ours_sends_nothing(client: Client, address: str) -> None:
    """SEC-D9: straight to the last step with a made-up key shows the check page once more."""
    response = client.post(address, answers(submission="made-up"))
    assert response.templates[0].name == "registrations/check.html"
    assert forms.read_key(dict(response.context["hidden"])["submission"]) is not None
    assert Registration.objects.count() == 0


def test_too_large_is_named(client: Client, address: str) -> None:
    """SEC-D10: ten megabytes and five thousand fields are refused before they are read."""
    big = client.post(address, answers(message="x" * 10_000_000))
    many = client.post(address, {**answers(), **{f"f{n}": "x" for n in range(5000)}})
    assert (big.status_code, many.status_code) == (413, 400)
    for response in (big, many):
        assert response.templates[0].name == "registrations/too_large.html"
    assert Registration.objects.count() == 0


def test_the_form_demands_a_csrf_token(workshop: WorkshopPage, address: str) -> None:
    """SEC-A7: `csrf_exempt` outside only lets the size be judged first."""
    assert Client(enforce_csrf_checks=True).post(address, answers()).status_code == 403
    assert Registration.objects.count() == 0


def test_a_browser_without_referer_may_send_the_form(address: str) -> None:
    """The page sends no Referer, so browsers say `Origin: null`; the token decides (SEC-A7)."""
    browser = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    browser.get(address)
    token = browser.cookies["csrftoken"].value
    assert browser.post(address, {**answers(), "csrfmiddlewaretoken": token}).status_code == 302
    foreign = {"sec-fetch-site": "cross-site"}
    form = {**answers(), "csrfmiddlewaretoken": token}
    assert browser.post(address, form, headers=foreign).status_code == 403
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("error", [places.Busy(), OperationalError("locked")])
def test_a_busy_database_keeps_the_form(client: Client, address: str, error: Exception) -> None:
    """SEC-D7: 503 with Retry-After, every answer on the page, and the retry succeeds."""
    form = answers()
    with mock.patch("registrations.public.register.register", side_effect=error):
        response = client.post(address, form)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    kept = dict(response.context["kept"])
    assert kept == form
    assert client.post(address, kept).status_code == 302


def test_open_and_closed_to_the_second(client: Client, address: str, settings: Any) -> None:
    """SEC-D6: 23:59 in Jakarta is one moment everywhere, whatever the server's zone."""
    jakarta = datetime.timezone(datetime.timedelta(hours=7))
    closes = datetime.datetime(2027, 5, 21, 23, 59, tzinfo=jakarta)
    RegistrationPage.objects.update(closes_at=closes)
    window = queries.window(WorkshopPage.objects.get().slug)
    assert window is not None
    second = datetime.timedelta(seconds=1)
    for zone in ("UTC", "Asia/Jakarta", "America/New_York"):
        settings.TIME_ZONE = zone
        with timezone.override(zone):
            assert [window.is_closed(moment) for moment in (closes - second, closes)] == [
                False,
                True,
            ]


def test_a_closed_form_says_so_in_the_zone_of_the_host(client: Client, address: str) -> None:
    RegistrationPage.objects.update(
        closes_at=datetime.datetime(2026, 1, 1, 15, 59, tzinfo=datetime.UTC)
    )
    shown = client.get(address)
    assert "It ended on 1 January 2026 at 23:59 (Kuala Lumpur time, UTC+8)." in (
        shown.content.decode()
    )
    assert client.post(address, answers()).status_code == 403
    assert Registration.objects.count() == 0


def test_not_open_yet(client: Client, address: str) -> None:
    RegistrationPage.objects.update(opens_at=timezone.now() + datetime.timedelta(days=1))
    assert "Registration is not open yet" in client.get(address).content.decode()
    assert client.post(address, answers()).status_code == 403


def test_a_page_that_is_not_live_is_not_there(client: Client, address: str) -> None:
    """SEC-A6."""
    RegistrationPage.objects.update(live=False)
    assert client.get(address).status_code == 404
    assert client.post(address, answers()).status_code == 404


def test_the_start_page_says_who_sees_what(client: Client, workshop: WorkshopPage) -> None:
    """US-P2: the table is made from the catalogue rows that decide."""
    response = client.get(f"/workshops/{workshop.slug}/registration/")
    assert response.status_code == 200
    rows = {str(row["label"]): [str(word) for _h, word in row["cells"]] for row in start.matrix()}
    assert rows["E-mail address"] == ["Yes", "No", "No", "No"]
    assert rows["Organisation"] == ["Yes", *["Only if you allow it"] * 3]
    for row in response.context["matrix"]:
        assert str(row["label"]) in response.content.decode()


def test_every_question_shows_its_readers(client: Client, address: str) -> None:
    """US-P2: the line beside the question is the one of the catalogue."""
    html = client.get(address).content.decode()
    for code in forms.VALUES:
        assert catalogue.who_sees(code) in html


def test_the_preselected_choice_is_the_safest() -> None:
    """US-P6: every switch starts at 'not at all'."""
    form = forms.AppearanceForm()
    assert {
        name: field.initial for name, field in form.fields.items() if name.startswith("appear_")
    } == dict.fromkeys(
        ("appear_list", "appear_badge", "appear_programme", "appear_proceedings", "appear_host"),
        "none",
    )


def test_markup_stays_text(client: Client, address: str) -> None:
    """SEC-B1, SEC-B6, SEC-B7: on the check page as typed, never as markup or template."""
    polyglot = "<script>alert(1)</script>{{ settings.SECRET_KEY }}[Pay](https://evil.example)"
    html = client.post(address, answers(organisation=polyglot, step="check")).content.decode()
    assert "<script>alert" not in html
    assert "{{ settings.SECRET_KEY }}" in html


def test_private_headers(client: Client, address: str) -> None:
    """SEC-F4: the form and the check page are never stored."""
    for response in (client.get(address), client.post(address, answers(step="check"))):
        assert response["Cache-Control"] == "no-store, private"
        assert response["Referrer-Policy"] == "no-referrer"


@pytest.mark.django_db(transaction=True)
def test_statements_of_the_final_post(client: Client, address: str) -> None:
    """Issue 6: at most 20 statements, BEGIN and COMMIT included, however many limits there are."""
    workshop = WorkshopPage.objects.get()
    counts = []
    for number in (1, 3):
        registered(workshop, email=f"first{number}@example.org")
        for extra in range(number):
            places.Quota.objects.get_or_create(
                workshop=workshop, category=category(f"C{extra}"), defaults={"places": 5}
            )
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = client.post(address, answers(email=f"q{number}@example.org"))
        assert response.status_code == 302
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] == STATEMENTS_OF_A_POST[connection.vendor]


def test_queries_of_choices_are_one(workshop: WorkshopPage) -> None:
    registration = registered(workshop)
    with CaptureQueriesContext(connection) as captured:
        queries.choices_of(registration)
    assert len(captured) == 1
