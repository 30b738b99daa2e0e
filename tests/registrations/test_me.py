"""The private pages: a GET changes nothing, a dead link says nothing, a person may leave."""

import datetime
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from access.domain.consent import Naming, Output
from access.models import AuditEntry, Token
from correspondence.models import MailMessage
from events.models import WorkshopPage
from registrations.domain import links, queries, registering
from registrations.domain.states import State
from registrations.models import Registration
from tests.factories.registrations import registered
from tests.registrations.conftest import last_token, occasions

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration(workshop: WorkshopPage) -> Registration:
    """A submitted registration."""
    return registering.confirm(last_token(registered(workshop)))


@pytest.fixture
def mine(registration: Registration) -> str:
    return links.status(registration)


def test_a_scanner_confirms_nothing(client: Client, workshop: WorkshopPage) -> None:
    """SEC-F2, SB-R11: HEAD and five GETs, then the human presses the button."""
    registration = registered(workshop)
    link = f"/me/confirm/{last_token(registration)}/"
    before = AuditEntry.objects.count()
    client.head(link)
    for _fetch in range(5):
        page = client.get(link)
        assert page.status_code == 200
        assert "Maya" not in page.content.decode()
    registration.refresh_from_db()
    assert (registration.state, AuditEntry.objects.count()) == (State.AWAITING_EMAIL, before)
    assert client.post(link)["Location"] == "/me/confirmed/"
    registration.refresh_from_db()
    assert registration.state == State.SUBMITTED
    assert client.get(link).status_code == 404


def test_dead_links_of_every_kind_look_alike(
    client: Client, registration: Registration, mine: str
) -> None:
    """SEC-F3, SEC-A1: unknown, expired, ended, of another purpose: one answer."""
    other_purpose = links.confirm(registration).replace("/confirm", "")
    expired = links.status(registration)
    Token.objects.filter(purpose=links.STATUS).order_by("-created_at").update(
        expires_at=timezone.now() - datetime.timedelta(seconds=1)
    )
    bodies = set()
    for link in (f"/me/{'x' * 43}/", other_purpose, expired, mine):
        for action in ("", "withdraw/", "appear/"):
            response = client.get(link + action)
            assert response.status_code == 404
            bodies.add(response.content)
    assert len(bodies) == 1


def test_the_page_shows_what_we_hold(client: Client, registration: Registration, mine: str) -> None:
    """US-P18: the person's own values with their readers, state and history."""
    response = client.get(mine)
    assert [(str(label), value) for label, value, _seen in response.context["held"]] == [
        ("Full name", "Invented Maya"),
        ("Organisation", "Invented Organisation"),
        ("E-mail address", "maya@example.org"),
    ]
    assert [str(entry["state"]) for entry in response.context["history"]] == [
        "Awaiting confirmation of the address",
        "Submitted",
    ]
    assert registration.reference in response.content.decode()


def test_no_token_leaves_the_page(client: Client, mine: str) -> None:
    """SEC-F4: no Referer, not stored, not indexed; hashed in the database."""
    response = client.get(mine)
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    raw = mine.removeprefix("/me/").strip("/")
    assert Token.objects.filter(digest__contains=raw).count() == 0


def test_withdrawing_in_two_steps(client: Client, registration: Registration, mine: str) -> None:
    """SB-R14: no reason; the second window changes nothing more."""
    assert client.get(f"{mine}withdraw/").status_code == 200
    registration.refresh_from_db()
    assert registration.state == State.SUBMITTED
    for _window in range(2):
        assert client.post(f"{mine}withdraw/")["Location"] == mine
    registration.refresh_from_db()
    assert registration.state == State.WITHDRAWN
    assert occasions(registration) == ["confirm_address", "received", "withdrawn"]
    page = client.get(mine)
    assert not page.context["can_withdraw"]


def test_ending_the_link(client: Client, registration: Registration, mine: str) -> None:
    """The next request is a 404, for every link of the person; a GET does not end it."""
    second = links.status(registration)
    assert client.get(f"{mine}end/").status_code == 405
    assert client.get(mine).status_code == 200
    assert client.post(f"{mine}end/")["Location"] == "/me/ended/"
    assert [client.get(link).status_code for link in (mine, second)] == [404, 404]


def test_changing_how_one_appears(client: Client, registration: Registration, mine: str) -> None:
    """US-P7: at once, each output by itself; what did not change is not recorded again."""
    answers = {
        "appear_list": "none",
        "appear_badge": "other_name",
        "appear_programme": "none",
        "appear_proceedings": "none",
        "appear_host": "none",
        "other_name": "",
    }
    assert client.post(f"{mine}appear/", answers).status_code == 200
    assert client.post(f"{mine}appear/", {**answers, "other_name": "A Friend"})["Location"] == mine
    assert queries.choices_of(registration) == {
        Output.BADGE: Naming.OTHER_NAME,
        Output.PROGRAMME: Naming.NONE,
        Output.LIST: Naming.NONE,
        Output.PROCEEDINGS: Naming.NONE,
        Output.HOST: Naming.NONE,
    }
    assert AuditEntry.objects.get(action="registration.appearance").detail == {
        "outputs": ["badge", "list"]
    }
    assert client.get(f"{mine}appear/").context["form"]["other_name"].value() == "A Friend"


def test_taking_up_an_offer(client: Client, registration: Registration, mine: str) -> None:
    """SB-R6: the button is there, and pressing it twice is no mistake."""
    Registration.objects.update(
        state=State.OFFERED, held_until=timezone.now() + datetime.timedelta(hours=1)
    )
    assert client.get(f"{mine}take-up/").status_code == 405
    assert f"{mine}take-up/" in client.get(mine).content.decode()
    for _press in range(2):
        assert client.post(f"{mine}take-up/")["Location"] == mine
    registration.refresh_from_db()
    assert registration.state == State.ACCEPTED


def test_a_new_link_ends_the_old_one(client: Client, registration: Registration, mine: str) -> None:
    """SB-R15."""
    client.post("/me/find/", {"email": "MAYA@example.org"})
    assert occasions(registration)[-1] == "new_link"
    assert client.get(mine).status_code == 404
    assert client.get(f"/me/{last_token(registration)}/").status_code == 200


def test_nobody_can_flood_a_mailbox_or_kill_links(
    client: Client, registration: Registration
) -> None:
    """Again and again within ten minutes: one mail, and the link in it stays alive."""
    with mock.patch.object(timezone, "now", return_value=timezone.now()):
        for _again in range(5):
            client.post("/me/find/", {"email": "maya@example.org"})
        assert occasions(registration).count("new_link") == 1
        assert client.get(f"/me/{last_token(registration)}/").status_code == 200


def test_finding_answers_alike(client: Client, registration: Registration) -> None:
    """SEC-F1, SB-R12: same answer, one commit, one audit entry; no mail to a stranger."""
    known = client.post("/me/find/", {"email": "maya@example.org"})
    unknown = client.post("/me/find/", {"email": "stranger@example.org"})
    assert (known.status_code, known["Location"], known.content) == (
        unknown.status_code,
        unknown["Location"],
        unknown.content,
    )
    assert AuditEntry.objects.filter(action="registration.link").count() == 2
    assert MailMessage.objects.filter(occasion="new_link").count() == 1
    assert Token.objects.exclude(subject=registration.person_id).count() == 0


@pytest.mark.parametrize("page", ["confirmed", "ended", "find", "find/sent"])
def test_neutral_pages(client: Client, registration: Registration, page: str) -> None:
    response: Any = client.get(f"/me/{page}/")
    assert response.status_code == 200
    for betrayed in ("Maya", registration.reference, registration.workshop.title):
        assert betrayed not in response.content.decode()


def test_personal_models_are_not_in_the_reference_index() -> None:
    """What is not copied need not be erased: Wagtail keeps no rows and no tasks about people."""
    from wagtail.models import ReferenceIndex

    from access.models import AuditChain, Consent, PersonalValue, Vault
    from access.models import Token as AccessToken
    from events.models import Person

    for model in (Registration, Person, Vault, PersonalValue, Consent, AccessToken, AuditChain):
        assert not ReferenceIndex.model_is_indexable(model), model
