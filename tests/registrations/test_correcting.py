"""A wrong address is corrected on the neutral page, and nobody learns who is registered."""

import datetime
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access.domain.crypto import Cipher
from access.models import Token
from correspondence.domain import messages, rendering
from correspondence.models import MailMessage
from events.models import Person, WorkshopPage
from registrations.domain import holding, registering
from registrations.models import Draft, Registration
from registrations.public import doors
from tests.factories.events import CategoryFactory
from tests.factories.registrations import registered
from tests.registrations.conftest import last_token, occasions
from tests.registrations.test_form import answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(workshop: WorkshopPage) -> str:
    CategoryFactory()
    return f"/workshops/{workshop.slug}/registration/form/"


@pytest.fixture
def neutral(workshop: WorkshopPage) -> str:
    return f"/workshops/{workshop.slug}/registration/sent/"


def addressees() -> list[tuple[str, str]]:
    """(occasion, address) of every mail, in order."""
    rows = MailMessage.objects.order_by("queued_at", "pk")
    return [(row.occasion, messages.build(row).to[0]) for row in rows]


def test_a_wrong_address_is_corrected(client: Client, form: str, neutral: str) -> None:
    """SEC-D2, SEC-F3: one registration, the old link is dead, the new one confirms."""
    client.post(form, answers(email="wrong@example.org"))
    old = last_token(Registration.objects.get())
    assert client.get(neutral).context["form"] is not None
    answer = client.post(neutral, {"email": "right@example.org"})
    assert (answer.status_code, answer["Location"]) == (302, f"{neutral}?again=1")
    assert "corrected address" in client.get(answer["Location"]).content.decode()
    registration = Registration.objects.get()
    assert addressees() == [
        ("confirm_address", "wrong@example.org"),
        ("confirm_address", "right@example.org"),
    ]
    with pytest.raises(registering.tokens.BadToken):
        registering.confirm(old)
    registering.confirm(last_token(registration))
    registration.refresh_from_db()
    assert registration.state == "submitted"
    client.post(neutral, {"email": "thief@example.org"})
    assert occasions(registration) == ["confirm_address", "confirm_address", "received"]
    registered(registration.workshop, email="wrong@example.org")
    assert Registration.objects.count() == 2


def test_known_and_unknown_do_not_differ(client: Client, form: str, neutral: str) -> None:
    """SEC-F1: typed over somebody's address or over nobody's, the same pages and the same mails."""
    registered(WorkshopPage.objects.get(), email="known@example.org")
    seen: dict[str, Any] = {}
    for wrong in ("known@example.org", "unknown@example.org"):
        browser, right = Client(), f"right-for-{wrong}"
        pages = [
            browser.post(form, answers(email=wrong)),
            browser.get(neutral),
            browser.post(neutral, {"email": right}),
            browser.get(f"{neutral}?again=1"),
        ]
        seen[wrong] = [
            (page.status_code, page.get("Location", ""), sorted(page.cookies), len(page.content))
            for page in pages
        ]
        assert [mail for mail in addressees() if mail[1] == right] == [("confirm_address", right)]
    assert seen["known@example.org"] == seen["unknown@example.org"]
    assert Registration.objects.count() == 3
    assert Draft.objects.count() == 0


def test_what_was_sent_to_a_known_address_is_kept_sealed_and_for_two_days(
    client: Client, form: str, neutral: str
) -> None:
    registered(WorkshopPage.objects.get(), email="known@example.org")
    sent = answers(email="known@example.org", name="CANARY-NAME")
    client.post(form, sent)
    client.post(form, sent)
    row = Draft.objects.get()
    assert b"CANARY" not in bytes(row.sealed)
    client.post(neutral, {"email": "right@example.org"})
    made = Registration.objects.latest("position")
    assert registering.queries.choices_of(made)[registering.Output.LIST] == "none"
    client.post(form, answers(email="known@example.org", submission=""))
    Draft.objects.update(erase_at=timezone.now() - datetime.timedelta(seconds=1))
    holding.release_expired()
    assert Draft.objects.count() == 0


def test_corrected_to_an_address_that_is_taken(client: Client, form: str, neutral: str) -> None:
    """SEC-F1: its owner is told by mail; nothing of theirs changes, the page says the same."""
    known = registered(WorkshopPage.objects.get(), email="known@example.org")
    registering.confirm(last_token(known))
    client.post(form, answers(email="wrong@example.org"))
    answer = client.post(neutral, {"email": "known@example.org"})
    assert (answer.status_code, answer["Location"]) == (302, f"{neutral}?again=1")
    assert addressees()[-1] == ("already_registered", "known@example.org")
    assert Registration.objects.count() == Person.objects.count() == 2
    last = Registration.objects.latest("position")
    registering.confirm(last_token(last))


def test_nobody_writes_to_many_addresses(client: Client, form: str, neutral: str) -> None:
    client.post(form, answers(email="a0@example.org"))
    for number in range(1, 7):
        client.post(neutral, {"email": f"a{number}@example.org"})
    assert [address for _occasion, address in addressees()] == [
        f"a{number}@example.org" for number in range(4)
    ]
    assert Token.objects.filter(purpose="confirm_address").count() == 1


def test_only_the_browser_that_sent_the_form_corrects(
    client: Client, form: str, neutral: str
) -> None:
    """SEC-A1: no cookie, a foreign one, a mistake: nothing is written to anybody."""
    sent = client.post(form, answers(email="wrong@example.org"))
    cookie = sent.cookies["sent"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", neutral)
    stranger = Client()
    assert stranger.get(neutral).context["form"] is None
    stranger.cookies["sent"] = "made-up:1:signature"
    assert stranger.post(neutral, {"email": "x@example.org"})["Location"] == neutral
    bad = client.post(neutral, {"email": "no address"})
    assert bad.context["form"].errors == {
        "email": ["Enter an e-mail address in the form name@example.org"]
    }
    assert bad["Cache-Control"] == "no-store, private"
    assert [address for _occasion, address in addressees()] == ["wrong@example.org"]


def test_the_work_for_known_and_unknown_is_the_same(client: Client, form: str) -> None:
    """SEC-F1: what takes time is done in every case: seal the answers, write and seal one mail.

    The figures over 200 tries are rows of `make bench` (registration.known...).
    """
    registered(WorkshopPage.objects.get(), email="known@example.org")
    MailMessage.objects.all().delete()

    def work(address: str) -> tuple[int, int, int]:
        """Mails rendered, texts sealed, statements."""
        with (
            mock.patch("correspondence.domain.mail.render", wraps=rendering.render) as render,
            mock.patch.object(Cipher, "seal", autospec=True, side_effect=Cipher.seal) as seal,
            CaptureQueriesContext(connection) as captured,
        ):
            assert client.post(form, answers(email=address)).status_code == 302
        return render.call_count, seal.call_count, len(captured)

    work("warm@example.org")
    unknown, known, again = (work(f"{who}@example.org") for who in ("new", "known", "known"))
    # Kept for a correction: one text more. The statements that are more are short ones.
    assert known[:2] == again[:2] == (unknown[0], unknown[1] + 1)
    assert max(known[2], again[2]) - unknown[2] <= 10
    assert MailMessage.objects.filter(occasion="confirm_address").count() == 3


def test_answers_come_at_full_steps_of_time(
    client: Client, form: str, neutral: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SEC-F1: sending and correcting both wait; whatever was done before, to the same step."""
    waits: list[float] = []
    monkeypatch.setattr(doors, "STEP_SECONDS", 0.25)
    monkeypatch.setattr(doors.time, "sleep", waits.append)
    client.post(form, answers(email="wrong@example.org"))
    client.post(neutral, {"email": "right@example.org"})
    assert len(waits) == 2
    assert all(0 < wait <= 0.25 for wait in waits)
    waits.clear()
    for passed in (0.01, 0.24, 0.26):
        monkeypatch.setattr(doors.time, "monotonic", lambda passed=passed: 100 + passed)
        doors.even_out(100)
    assert [round(wait, 2) for wait in waits] == [0.24, 0.01, 0.24]
