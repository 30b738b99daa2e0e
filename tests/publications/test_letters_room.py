"""The room for letters in the administration."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from access.models import AuditEntry
from publications.domain import letters
from publications.models import Letter, LetterBatch, Letterhead, LetterText
from registrations.domain import invitations
from registrations.domain.invitations import Guest
from tests.factories.access import secretariat, travel_desk
from tests.factories.events import WorkshopFactory
from tests.publications.test_letters import person

pytestmark = pytest.mark.django_db
MAILS = {"invited"}
HEAD = {
    "sender": "Working Group\nSecretariat",
    "place": "Manila",
    "signed_by": "",
    "signed_as": "Secretary-General",
    "prefix": "wgs",
}


@pytest.fixture
def workshop():
    return WorkshopFactory(starts_on=datetime.date(2027, 6, 15), ends_on=datetime.date(2027, 6, 17))


@pytest.fixture
def desk(client):
    client.force_login(secretariat())
    return client


def at(name, workshop, *arguments):
    return reverse(f"letters:{name}", args=[workshop.pk, *arguments])


def test_from_the_letterhead_to_the_paper(desk, workshop):
    """SB-R20, US-H9: letterhead, words, count, make, progress, ZIP, print file, one letter."""
    make = at("make", workshop, "invitation")
    assert desk.get(make).url == at("letterhead", workshop)
    assert desk.post(at("letterhead", workshop), HEAD).url == at("workshop", workshop)
    assert Letterhead.objects.get().prefix == "WGS"
    for name in ("Ana", "Ben"):
        invitations.invite(
            workshop, Guest(name, f"{name}@example.org"), category=None, actor="system"
        )
    answers = {"whom": "guests", "languages": ["en"], "tells": "on"}
    counted = desk.post(make, answers | {"do": "count"})
    assert counted.context["count"] == 2
    # Somebody else came meanwhile: it is counted again and nothing is made.
    assert desk.post(make, answers | {"do": "make", "count": "1"}).status_code == 200
    assert LetterBatch.objects.count() == 0
    begun = desk.post(make, answers | {"do": "make", "count": "2"})
    batch = LetterBatch.objects.get()
    page = at("batch", workshop, batch.pk)
    assert begun.url == page
    waiting = desk.get(page)
    assert (waiting["Refresh"], waiting.context["made"]) == ("3", 0)
    letters.run(batch.pk)
    done = desk.get(page)
    assert ("Refresh" in done, done.context["made"], done.context["all"]) == (False, 2, 2)
    assert [label for _row, label in done.context["rows"]] == [
        f"#{str(row.subject_key)[:8]}" for row in batch.letters.all()
    ]
    assert desk.get(at("zip", workshop, batch.pk)).content[:2] == b"PK"
    assert desk.get(at("print", workshop, batch.pk)).content[:5] == b"%PDF-"
    one = Letter.objects.first()
    assert desk.get(at("letter", workshop, one.pk)).content[:5] == b"%PDF-"
    assert desk.get(at("letter", WorkshopFactory(), one.pk)).status_code == 404
    assert "2 of 2" in desk.get(at("workshop", workshop)).content.decode()
    taken = AuditEntry.objects.filter(action__in=("letters.taken", "file.read"))
    assert taken.count() == 5


def test_a_batch_can_be_stopped(desk, workshop):
    desk.post(at("letterhead", workshop), HEAD)
    row = person(workshop)
    batch = letters.request_letters(
        workshop,
        letters.letters_kinds.get("invitation"),
        [row.person_id],
        languages=["en"],
        tells=False,
        actor=secretariat(),
    )
    assert desk.post(at("batch", workshop, batch.pk)).status_code == 302
    batch.refresh_from_db()
    assert batch.state == LetterBatch.State.CANCELLED


def test_to_registered_people_as_the_ticks_leave_them(desk, workshop):
    desk.post(at("letterhead", workshop), HEAD)
    accepted, _other = person(workshop), person(workshop, state="submitted")
    answers = {"whom": "people", "languages": ["en"], "to_state": ["accepted"], "do": "count"}
    assert desk.post(at("make", workshop, "invitation"), answers).context["count"] == 1
    answers |= {"do": "make", "count": "1"}
    desk.post(at("make", workshop, "invitation"), answers)
    assert [row.subject_key for row in Letter.objects.all()] == [accepted.person_id]


def test_words_are_shown_on_paper_saved_and_taken_back(desk, workshop):
    """SB-M2: preview with an invented person, versions, back to the built-in words."""
    words = at("text", workshop, "invitation", "en")
    assert "{name}" in desk.get(words).context["form"]["text"].value()
    new = {"text": "Dear {name}: {workshop}", "based_on": "0"}
    paper = desk.post(words, new | {"do": "preview"})
    assert paper.content[:5] == b"%PDF-"
    assert LetterText.objects.count() == 0
    assert desk.post(words, new | {"do": "save"}).status_code == 302
    stale = desk.post(words, new | {"do": "save"})
    assert (stale.status_code, LetterText.objects.count()) == (200, 1)
    wrong = desk.post(words, {"text": "{nobody} {name} {workshop}", "based_on": "1", "do": "save"})
    assert wrong.context["form"].errors["text"][0].startswith("{nobody} is not known here.")
    desk.post(words, {"do": "built_in", "based_on": "1"})
    assert LetterText.objects.first().text == ""
    certificate = desk.post(
        at("text", workshop, "certificate", "en"),
        {"text": "{name}\n\n{workshop}", "based_on": "0", "do": "preview"},
    )
    assert certificate.content[:5] == b"%PDF-"


def test_each_role_meets_its_own_kinds(desk, workshop):
    """Passports are the travel desk's; invitations the Secretariat's."""
    travel = Client()
    travel.force_login(travel_desk())
    for browser, theirs in (
        (desk, {"invitation", "note_verbale", "certificate"}),
        (travel, {"visa"}),
    ):
        page = browser.get(at("workshop", workshop))
        assert {kind.code for kind, _languages, _made in page.context["kinds"]} == theirs
        for code in ("invitation", "note_verbale", "visa", "certificate"):
            status = browser.get(at("text", workshop, code, "en")).status_code
            assert status == (200 if code in theirs else 404)
    assert desk.get(at("make", workshop, "certificate")).status_code == 404
    assert desk.get(at("make", workshop, "visa")).status_code == 404
    assert desk.get(at("text", workshop, "invitation", "xx")).status_code == 404


def test_no_note_without_a_delegation_and_no_language_without_words(desk, workshop):
    desk.post(at("letterhead", workshop), HEAD)
    page = desk.post(at("make", workshop, "note_verbale"), {"languages": ["th"], "do": "count"})
    assert sorted(page.context["form"].errors) == ["delegations", "languages"]
