"""Rapporteurs: a private link, text that survives, no participant under the Chatham House Rule."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.domain import erasure, tokens, values
from access.domain.consent import Naming, Output
from access.models import AuditEntry
from correspondence.models import MailMessage
from events.domain.releases import release
from events.models import Session, SessionRole
from publications.domain import notes
from publications.domain.assemble import assemble
from publications.models import ChapterPage, Quotation, SessionNote
from tests.factories.access import host_organiser, proceedings_staff, secretariat
from tests.factories.events import (
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)
from tests.factories.publications import (
    ChapterPageFactory,
    ProceedingsPageFactory,
    QuotationFactory,
)
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db
NAME = "Zzyxwvut Canaryname"
WORDS = {
    "issues": "Dams.\n\nHaze & smoke.",
    "proposals": "Ask first.",
    "outcome": "",
    "quote1": "No.",
}


@pytest.fixture
def session():
    volume = ProceedingsPageFactory(parent=WorkshopFactory())
    return SessionFactory(workshop=volume.get_parent().specific, title="Panel one")


@pytest.fixture
def speaker(session):
    person = PersonFactory(workshop=session.workshop, values={"name": NAME})
    SessionRoleFactory(session=session, person=person, label="", role=SessionRole.Role.SPEAKER)
    return person


@pytest.fixture
def note(session):
    return notes.open_note(session.workshop, session.pk)


@pytest.fixture
def path(note):
    return notes.link(note, proceedings_staff())


def test_the_page_shows_and_keeps_what_is_typed(client, note, path):
    """Without scripts: a form with two buttons, private, and a version that grows."""
    page = client.get(path)
    assert page["Cache-Control"] == "no-store, private"
    assert 'data-notes="' + str(note.pk) in page.content.decode()
    answer = client.post(path, {**WORDS, "version": "0"})
    assert (answer.status_code, answer["Location"]) == (302, path)
    note.refresh_from_db()
    assert (note.version, note.state) == (1, "open")
    assert notes.words_of(note) == {**WORDS, "quote2": "", "quote3": ""}
    assert "Haze &amp; smoke." in client.get(path).content.decode()
    client.post(path, {**WORDS, "version": "1", "hand_in": "1"})
    note.refresh_from_db()
    assert (note.version, note.state, note.handed_in_at is None) == (1, "handed_in", False)


def test_the_words_are_sealed(note):
    notes.save(note, {"issues": NAME}, {}, based_on=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM publications_sessionnote")
        assert NAME.encode() not in bytes(cursor.fetchone()[0])


def test_the_background_answers_in_few_words_and_a_dead_link_is_told(client, note, path):
    """What the script needs: a version, 409 for another device, 404 for a link that has ended."""
    headers = {"Accept": "application/json"}
    first = client.post(path, {**WORDS, "version": "0", "hand_in": "1"}, headers=headers)
    assert first.json() == {"version": 1, "state": "open"}
    stale = client.post(path, {"issues": "Other", "version": "0"}, headers=headers)
    assert (stale.status_code, stale.json()["version"]) == (409, 1)
    notes.end_links(note, secretariat())
    assert client.post(path, {**WORDS, "version": "1"}, headers=headers).status_code == 404


def test_two_devices_lose_nothing(client, note, path):
    client.post(path, {"issues": "From the tablet", "version": "0"})
    page = client.post(path, {"issues": "From the phone", "version": "0"})
    text = page.content.decode()
    assert page.status_code == 409
    assert ("From the phone" in text, "From the tablet" in text) == (True, True)
    assert 'name="version" value="1"' in text


def test_a_link_opens_its_own_note_only(client, note):
    other = tokens.issue("registration_status", note.workshop.vault, note.pk, notes.LINK_LIFE)
    assert client.get(reverse("session_notes", args=[other])).status_code == 404


def test_the_database_refuses_a_participant_under_the_rule(note, speaker):
    """Issue 9, 3: a note under the Chatham House Rule cannot store a reference to a participant."""
    for rule in ("chatham_house", "closed"):
        with pytest.raises(IntegrityError), transaction.atomic():
            QuotationFactory(note=note, speaker=speaker, attribution=rule)
        quotation = QuotationFactory(note=note, attribution=rule)
        with pytest.raises(IntegrityError), transaction.atomic():
            Quotation.objects.filter(pk=quotation.pk).update(speaker=speaker)
        quotation.delete()
    people = {"events.person"}
    columns = {f.related_model._meta.label_lower for f in SessionNote._meta.fields if f.is_relation}
    assert columns & people == set()


def test_under_the_rule_the_page_offers_no_speaker(client, session, speaker, note, path):
    assert 'name="speaker1"' in client.get(path).content.decode()
    session.attribution = "chatham_house"
    session.save()
    text = client.get(path).content.decode()
    assert ('name="speaker1"' in text, str(speaker.pk) in text) == (False, False)
    client.post(path, {"quote1": "No.", "speaker1": str(speaker.pk), "version": "0"})
    assert list(note.quotations.values_list("place", "speaker", "attribution")) == [
        (number, None, "chatham_house") for number in (1, 2, 3)
    ]


def test_a_session_that_comes_under_the_rule_forgets_who_spoke(session, speaker, note):
    notes.save(note, {"quote1": "No."}, {1: str(speaker.pk)}, based_on=0)
    assert notes.speakers_of(note) == {1: str(speaker.pk)}
    session.attribution = "chatham_house"
    session.save()
    assert notes.speakers_of(note) == {}


def test_erasing_a_person_strikes_them_out(session, speaker, note):
    notes.save(note, {"quote1": "No."}, {1: str(speaker.pk)}, based_on=0)
    erasure.erase_person(session.workshop.vault, speaker.pk)
    assert notes.speakers_of(note) == {}


@pytest.mark.parametrize(("naming", "printed"), [(Naming.NAME, NAME), (None, "a participant")])
def test_the_editor_pulls_it_into_the_chapter(session, note, naming, printed):
    """The chapter keeps a key; the name is read when the volume is made, if there is consent."""
    person = PersonFactory(
        workshop=session.workshop,
        values={"name": NAME},
        naming={Output.PROCEEDINGS: naming} if naming else {},
    )
    SessionRoleFactory(session=session, person=person, label="", role="speaker")
    release(session.workshop, secretariat(), "")
    notes.save(note, WORDS, {1: str(person.pk)}, based_on=0, hand_in=True)
    staff = proceedings_staff()
    chapter = notes.take(SessionNote.objects.get(), staff)
    page = chapter.get_latest_revision_as_object()
    assert (page.session_key, page.live, page.title) == (session.pk, False, "Panel one")
    assert [block.block_type for block in page.body] == [
        "heading", "text", "heading", "text", "quotation"
    ]  # fmt: skip
    assert NAME not in str(page.body.get_prep_value())
    page.get_latest_revision().publish()
    volume = page.get_parent().specific
    made = assemble(volume)
    part = next(part for part in made.volume.parts if part.title == "Panel one")
    assert f"<blockquote><p>No.</p><footer>{printed}</footer></blockquote>" in part.html
    assert made.appearing == ({str(person.pk): "name"} if naming else {})
    note.refresh_from_db()
    assert (note.state, note.chapter_id, note.taken_by) == ("taken", chapter.pk, staff)
    with pytest.raises(notes.Stale):
        notes.save(note, WORDS, {}, based_on=note.version)


def test_notes_join_the_chapter_that_is_there(session, note):
    volume = session.workshop.get_children().first()
    there = ChapterPageFactory(parent=volume.specific, session_key=session.pk)
    notes.save(note, WORDS, {}, based_on=0, hand_in=True)
    assert notes.take(SessionNote.objects.get(), secretariat()).pk == there.pk
    there.refresh_from_db()
    kinds = [b.block_type for b in there.get_latest_revision_as_object().body]
    assert (len(there.body), kinds[:2], len(kinds)) == (1, ["text", "heading"], 6)


def test_the_staff_page(client, session, note):
    """Made, mailed, taken in one table; the link is shown once; nobody else comes in."""
    volume = session.workshop.get_children().first()
    url = reverse("publications_rapporteurs", args=[volume.pk])
    client.force_login(host_organiser(session.workshop))
    assert client.get(url).status_code == 302
    client.force_login(proceedings_staff())
    text = client.get(url).content.decode()
    assert ("Panel one" in text, "Mail the link" in text) == (True, False)
    shown = client.post(url, {"session": session.pk, "action": "link"}).content.decode()
    assert shown.count("/me/notes/") == 1
    assert "/me/notes/" not in client.get(url).content.decode()
    registration = RegistrationFactory(
        workshop=session.workshop, state="accepted", confirmed_at=timezone.now()
    )
    workshop = session.workshop
    address = {"email": "a@example.org"}
    values.store(workshop.vault, registration.person.pk, address, workshop.ends_on)
    SessionRoleFactory(
        session=session, person=registration.person, label="", role=SessionRole.Role.RAPPORTEUR
    )
    assert "Mail the link" in client.get(url).content.decode()
    client.post(url, {"session": session.pk, "action": "send"})
    assert list(MailMessage.objects.values_list("occasion", "subject_key")) == [
        ("rapporteur_notes", registration.person.pk)
    ]
    notes.save(SessionNote.objects.get(), WORDS, {}, based_on=0, hand_in=True)
    answer = client.post(url, {"session": session.pk, "action": "take"})
    chapter = ChapterPage.objects.get()
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[chapter.pk])
    assert client.post(url, {"session": uuid.uuid4(), "action": "link"}).status_code == 404
    assert client.post(url, {"session": session.pk, "action": "other"}).status_code == 404
    actions = AuditEntry.objects.filter(action__startswith="notes.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "notes.link_made", "notes.link_sent", "notes.handed_in", "notes.taken"
    ]  # fmt: skip


def test_breaks_need_no_notes_and_a_removed_session_keeps_its_own(session, note):
    SessionFactory(workshop=session.workshop, kind=Session.Kind.BREAK)
    assert [(line.title, line.rule) for line in notes.lines(session.workshop)] == [
        ("Panel one", "on_record")
    ]
    session.delete()
    assert [(line.title, line.rule) for line in notes.lines(session.workshop)] == [
        ("Panel one", "closed")
    ]
