"""Letters on paper: made for many, sealed, read by those who may, gone with the person."""

import datetime
import io
import zipfile

import pikepdf
import pytest
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from access.domain import erasure, locks, values
from access.models import AuditEntry, PrivateFile
from correspondence.domain import wording
from correspondence.models import MailMessage
from publications.domain import letters, letters_kinds, letters_people, letters_texts
from publications.domain.letters_paper import paragraphs
from publications.models import Letter, LetterBatch, LetterText
from registrations.domain import delegations, invitations, links, visa
from registrations.domain.invitations import Guest
from registrations.models import Registration
from tests.factories.access import focal_point, secretariat, travel_desk
from tests.factories.events import (
    CategoryFactory,
    InstitutionFactory,
    PersonFactory,
    WorkshopFactory,
)
from tests.factories.letters import LetterheadFactory
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db
MAILS = {"delegation", "invitation_letter", "invited", "visa_letter"}
State = Registration.State
LONG = "Invented Person with the Longest Name that Anybody Ever Typed into the Form of a Workshop"
EVIL = "<b>Evil</b> {passport_number} \u202egpj [x](http://evil.example)"
PASSPORT = {
    "visa_letter_choice": "me",
    "legal_name": "CANARY LEGAL NAME",
    "nationality": "Invented",
    "passport_number": "CANARY12345",
    "passport_expiry": "2031-01-01",
    "passport_issuer": "Invented Office",
    "date_of_birth": "1980-02-29",
}


@pytest.fixture
def workshop():
    page = WorkshopFactory(
        official_title="Invented Workshop on Remedies",
        starts_on=datetime.date(2027, 6, 15),
        ends_on=datetime.date(2027, 6, 17),
        city="Kuala Lumpur",
        venue="Invented Hall",
    )
    LetterheadFactory(vault=page.vault)
    return page


def person(workshop, name="Invented Person", state=State.ACCEPTED, **texts):
    row = PersonFactory(
        workshop=workshop, values={"name": name, "email": "canary@example.org", **texts}
    )
    return RegistrationFactory(
        workshop=workshop, person=row, state=state, confirmed_at=timezone.now()
    )


def made(workshop, kind, keys, languages=("en",), tells=False, actor=None):
    batch = letters.request_letters(
        workshop,
        letters_kinds.get(kind),
        keys,
        languages=list(languages),
        tells=tells,
        actor=actor or secretariat(),
    )
    return letters.run(batch.pk)


def paper(letter):
    kind = letters_kinds.get(letter.batch.kind)
    return letters.read(letter.file, kind.viewer, "system")


def text_of(pdf):
    """The text of each page, spaces as a reader sees them."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_letters_for_two_in_one_go(workshop):
    """SB-R20, SB-O3, US-H9: numbered, tagged, one ZIP and one print file; sealed where it lies."""
    people = [person(workshop, "Ana Canary"), person(workshop, "สมชาย ใจดี")]
    actor = secretariat()
    batch = made(workshop, "invitation", [p.person_id for p in people], actor=actor)

    assert (batch.state, batch.error) == (LetterBatch.State.DONE, "")
    rows = list(batch.letters.all())
    year = timezone.localdate().year
    assert [row.reference for row in rows] == [f"WGS/{year}/001", f"WGS/{year}/002"]
    by_person = {row.subject_key: paper(row) for row in rows}
    (ana,) = text_of(by_person[people[0].person_id])
    for words in ("Ana Canary", "Invented Workshop on Remedies, 15–17 June 2027", "Invented Hall"):
        assert words in " ".join(ana.split())
    for pdf in by_person.values():
        with pikepdf.open(io.BytesIO(pdf)) as document:
            assert document.Root.MarkInfo.Marked
            assert "/StructTreeRoot" in document.Root
            assert str(document.Root.Lang) == "en"

    with zipfile.ZipFile(io.BytesIO(letters.archive(batch, actor))) as folder:
        assert folder.namelist() == [f"WGS-{year}-001.pdf", f"WGS-{year}-002.pdf"]
        assert folder.testzip() is None
    with pikepdf.open(
        io.BytesIO(
            letters.read(letters.printable(batch), letters_kinds.get("invitation").viewer, actor)
        )
    ) as document:
        assert len(document.pages) == 2
    # On the disk lies noise, in the tables no name.
    for file in PrivateFile.objects.all():
        with storages["private"].open(file.path) as sealed:
            assert not sealed.read().startswith(b"%PDF")
    assert AuditEntry.objects.filter(action="file.read").count() == 5


def test_the_same_numbers_are_never_given_twice(workshop):
    first = made(workshop, "invitation", [person(workshop).person_id])
    second = made(workshop, "invitation", [person(workshop).person_id])
    assert [row.number for row in Letter.objects.all()] == [1, 2]
    assert {row.batch_id for row in Letter.objects.all()} == {first.pk, second.pk}


def test_two_languages_stand_in_one_file(workshop):
    """US-H9: the words of staff in Thai, then English, each marked with its language."""
    kind = letters_kinds.get("invitation")
    with pytest.raises(ValueError, match="languages"):
        made(workshop, "invitation", [person(workshop).person_id], ["th", "en"])
    letters_texts.save(
        workshop.vault, kind, "th", "เรียน {name}\n\n{workshop}", based_on=0, actor=secretariat()
    )
    batch = made(workshop, "invitation", [person(workshop, "Ana").person_id], ["th", "en"])
    pages = text_of(paper(batch.letters.get()))
    assert ["Ana" in page for page in pages] == [True, True]
    assert ["has the honour" in page for page in pages] == [False, True]


def test_a_note_goes_to_a_ministry_with_a_link_that_ends(workshop, client):
    """US-H9: numbered, with the institution's name and a nomination link."""
    row = delegations.open_for(
        workshop,
        category=CategoryFactory(),
        places=3,
        expires_at=timezone.now() + datetime.timedelta(days=30),
        name="Focal Canary",
        email="focal@example.org",
        actor=secretariat(),
        institution=InstitutionFactory(),
    )
    batch = made(workshop, "note_verbale", [row.pk])
    (page,) = text_of(paper(batch.letters.get()))
    assert row.institution.name_on(None).text in page
    assert "Focal Canary" not in page
    path = "/me/delegation/" + "".join(page.split("/me/delegation/")[1].split())[:43] + "/"
    assert client.get(path).status_code == 200
    delegations.close(row, secretariat())
    assert client.get(path).status_code == 404


def test_a_visa_letter_is_the_travel_desks(workshop, client):
    """US-P11: passports in the letter, read by the travel desk and the person, by nobody else."""
    asked = person(workshop, **PASSPORT)
    person(workshop, **{**PASSPORT, "visa_letter_choice": "none"})
    desk = travel_desk()
    everybody = Registration.objects.values_list("person", flat=True)
    batch = made(workshop, "visa", everybody, tells=True, actor=desk)
    letter = batch.letters.get()
    assert letter.subject_key == asked.person_id
    (page,) = text_of(paper(letter))
    words = " ".join(page.split())
    assert "CANARY LEGAL NAME, Invented, born on 29 February 1980" in words
    assert "passport CANARY12345 issued by Invented Office and valid until 1 January 2031" in words

    address = f"/admin/letters/{workshop.pk}/letter/{letter.pk}.pdf"
    for user, status in ((desk, 200), (secretariat(), 404), (focal_point(), 302)):
        browser = Client()
        browser.force_login(user)
        assert browser.get(address).status_code == status
    status = links.status(asked)
    assert f"letters/{letter.pk}.pdf" in client.get(status).content.decode()
    assert client.get(f"{status}letters/{letter.pk}.pdf").content.startswith(b"%PDF")
    other = links.status(person(workshop))
    assert client.get(f"{other}letters/{letter.pk}.pdf").status_code == 404
    # Told once, in words that tell nothing.
    (mail,) = MailMessage.objects.filter(occasion="visa_letter")
    assert mail.subject_key == asked.person_id
    letters.run(batch.pk)
    assert MailMessage.objects.filter(occasion="visa_letter").count() == 1


def test_a_letter_is_sent_in_the_words_that_the_person_saw(workshop):
    """US-P11: not before they agreed; later changes of the texts do not reach it."""
    asked = person(workshop)
    travel = {**PASSPORT, "visa_letter_choice": "send"}
    person(workshop, **travel)  # chose so, but has not agreed to any words
    seen = visa.words(asked, travel)
    visa.agree(asked, travel, seen)
    kind = letters_kinds.get("visa")
    desk = travel_desk()
    other = "Other words for {legal_name}, {passport_number}, {workshop}."
    letters_texts.save(workshop.vault, kind, "en", other, based_on=0, actor=desk)

    everybody = Registration.objects.values_list("person", flat=True)
    letter = made(workshop, "visa", everybody, actor=desk).letters.get()
    assert letter.subject_key == asked.person_id
    printed = " ".join(" ".join(text_of(paper(letter))).split())
    assert [words for words in seen if " ".join(words.split()) not in printed] == []
    assert "Other words" not in printed


def test_who_is_invited_gets_a_letter_before_registering(workshop):
    guest = invitations.invite(
        workshop, Guest("Guest Canary", "guest@example.org"), category=None, actor="system"
    )
    batch = made(workshop, "invitation", [guest.pk], tells=True)
    (page,) = text_of(paper(batch.letters.get()))
    assert "Guest Canary" in page
    assert not MailMessage.objects.filter(occasion="invitation_letter").exists()


def test_a_person_who_is_erased_takes_the_letters_along(workshop):
    """SEC-F: the letter, its file, and the print file in which they stand; the number stays."""
    gone, stays = person(workshop), person(workshop)
    batch = made(workshop, "invitation", [gone.person_id, stays.person_id])
    paths = {f.subject: f.path for f in PrivateFile.objects.all()}
    assert set(paths) == {gone.person_id, stays.person_id, batch.pk}
    erasure.erase_person(workshop.vault, gone.person_id)
    assert {f.subject for f in PrivateFile.objects.all()} == {stays.person_id}
    batch.refresh_from_db()
    assert batch.print_file is None
    left = {row.subject_key: row.file is None for row in batch.letters.all()}
    assert left == {gone.person_id: True, stays.person_id: False}


def test_a_locked_record_is_in_no_letter(workshop):
    """Neither a new one nor in the ZIP nor in the print file."""
    locked, other = person(workshop), person(workshop)
    batch = made(workshop, "invitation", [locked.person_id, other.person_id])
    locks.lock(workshop.vault, locked.person_id, focal_point())
    with zipfile.ZipFile(io.BytesIO(letters.archive(batch, secretariat()))) as folder:
        assert len(folder.namelist()) == 1
    assert letters.printable(batch) is None
    # The list of the batch does not give the reference away either.
    known = letters_people.labels(workshop, [locked.person_id, other.person_id])
    assert known == {other.person_id: other.reference}
    again = made(workshop, "invitation", [locked.person_id, other.person_id])
    assert [row.subject_key for row in again.letters.all()] == [other.person_id]


def test_what_was_made_is_not_made_again_after_a_kill(workshop, monkeypatch):
    """SEC-E1: a worker killed between two letters; the next one makes what is missing."""
    people = [person(workshop), person(workshop)]
    keep, killed = letters._keep, []

    def dies(letter, *rest):
        if letter.number == 2 and not killed:
            killed.append(letter.number)
            raise KeyboardInterrupt
        return keep(letter, *rest)

    monkeypatch.setattr(letters, "_keep", dies)
    with pytest.raises(KeyboardInterrupt):
        made(workshop, "invitation", [p.person_id for p in people])
    batch = LetterBatch.objects.get()
    first = batch.letters.get(number=1).file_id
    assert [row.file_id is None for row in batch.letters.all()] == [False, True]
    assert letters.run(batch.pk).state == LetterBatch.State.DONE
    assert batch.letters.get(number=1).file_id == first
    assert [row.file_id is None for row in batch.letters.all()] == [False, False]


def test_a_cancelled_batch_makes_nothing_more(workshop):
    actor = secretariat()
    batch = letters.request_letters(
        workshop,
        letters_kinds.get("invitation"),
        [person(workshop).person_id],
        languages=["en"],
        tells=False,
        actor=actor,
    )
    letters.cancel(batch, actor)
    assert letters.run(batch.pk).state == LetterBatch.State.CANCELLED
    assert batch.letters.get().file is None


def test_what_somebody_typed_stays_text():
    """SEC-B1, SEC-B5, SEC-B6: no markup, no placeholder, no line, nothing that turns."""
    typed = EVIL + "\nBcc: x"
    (part,) = paragraphs("Dear {name}", {"name": typed, "passport_number": "SECRET"})
    assert part == "Dear <b>Evil</b> {passport_number} gpj [x](http://evil.example) Bcc: x"
    assert paragraphs("{position}\n\n{name}", {"position": "", "name": "A"}) == ["A"]


def test_typed_markup_is_printed_as_text(workshop):
    batch = made(workshop, "invitation", [person(workshop, EVIL).person_id])
    assert "<b>Evil</b> {passport_number} gpj" in text_of(paper(batch.letters.get()))[0]


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        (
            "invitation",
            "{name} {workshop} {event.__class__}",
            "{event.__class__} is not known here.",
        ),
        ("invitation", "{workshop}", "{name} is missing"),
        ("invitation", "{name} {workshop} {", "Remove the braces"),
        (
            "invitation",
            "{name} {workshop} {passport_number}",
            "{passport_number} is not known here.",
        ),
        ("note_verbale", "{institution} {workshop}", "{link} is missing"),
    ],
)
def test_a_text_with_unknown_words_in_braces_cannot_be_saved(workshop, kind, text, problem):
    """SB-M2: the checks of the texts of mails."""
    kind = letters_kinds.get(kind)
    found = letters_texts.problems(kind, text)
    assert [line.startswith(problem) for line in found][:1] == [True]
    with pytest.raises(ValueError, match="problems"):
        letters_texts.save(workshop.vault, kind, "en", text, based_on=0, actor=secretariat())
    assert LetterText.objects.count() == 0


@pytest.mark.parametrize("kind", letters_kinds.KINDS)
def test_the_built_in_words_pass_their_own_check(kind):
    kind = letters_kinds.get(kind)
    assert letters_texts.problems(kind, letters_kinds.built_in(kind, "en")) == []


def test_versions_of_words(workshop):
    kind, actor = letters_kinds.get("invitation"), secretariat()
    built_in = letters_texts.in_force(workshop.vault, kind, "en")
    letters_texts.save(workshop.vault, kind, "en", "{name} {workshop}", based_on=0, actor=actor)
    assert letters_texts.in_force(workshop.vault, kind, "en") == "{name} {workshop}"
    with pytest.raises(wording.Stale):
        letters_texts.save(workshop.vault, kind, "en", "", based_on=0, actor=actor)
    letters_texts.save(workshop.vault, kind, "en", "", based_on=1, actor=actor)
    assert letters_texts.in_force(workshop.vault, kind, "en") == built_in


def test_a_long_name_and_every_script_fit(workshop):
    """Latin, Thai, Khmer, Burmese, Tamil, Chinese; nothing is cut off."""
    names = [LONG, "สมชาย ใจดี", "សុខ វណ្ណារី", "သီတာ", "முத்து", "陈美玲"]
    batch = made(workshop, "invitation", [person(workshop, name).person_id for name in names])
    assert (batch.state, batch.letters.exclude(file=None).count()) == ("done", 6)
    found = {len(text_of(paper(row))) for row in batch.letters.all()}
    assert found == {1}


def test_values_are_erased_but_the_letter_says_what_it_said(workshop):
    """A letter is a paper: what changes later is in the next one."""
    one = person(workshop, "Before")
    batch = made(workshop, "invitation", [one.person_id])
    values.store(workshop.vault, one.person_id, {"name": "After"}, workshop.last_day)
    assert "Before" in text_of(paper(batch.letters.get()))[0]
    again = made(workshop, "invitation", [one.person_id])
    assert "After" in text_of(paper(again.letters.get()))[0]
    # The newest one takes the place of the one before on the person's page.
    assert [row.number for row in letters.own(workshop.vault, one.person_id)] == [2]
