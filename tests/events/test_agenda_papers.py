"""What hangs on sessions: documents, papers of speakers, what speakers tell of themselves."""

import datetime
import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.domain import erasure, files, tokens
from access.domain.consent import Naming, Output
from access.models import PrivateFile
from events.domain import agenda, documents, papers, speakers
from events.models import Document, Session, SessionDocument, SessionRole, SpeakerPaper
from tests.factories.access import host_organiser, secretariat
from tests.factories.events import (
    AgendaPageFactory,
    DocumentFactory,
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_storage")]
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Cleaning has tests of its own (tests/access); here it would start a process each time."""
    monkeypatch.setattr(files.documents, "clean", lambda content: content)


def pdf(words: str = "One") -> SimpleUploadedFile:
    document, stream = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.docinfo["/Title"] = words
    document.save(stream)
    return SimpleUploadedFile("talk.pdf", stream.getvalue(), content_type="application/pdf")


@pytest.fixture
def part() -> SessionRole:
    """A part of a person who is named in the programme, in a released panel on the record."""
    page = AgendaPageFactory(parent=WorkshopFactory(slug="kl"))
    workshop = page.get_parent().specific
    person = PersonFactory(
        workshop=workshop, values={"name": "Suharti"}, naming={Output.PROGRAMME: Naming.NAME}
    )
    row = SessionFactory(workshop=workshop, title="Panel one")
    role = SessionRoleFactory(session=row, person=person, label="")
    agenda.release(workshop, secretariat(), "")
    return role


def link(part: SessionRole) -> str:
    return tokens.issue(speakers.LINK, part.session.workshop.vault, part.person_id, DAY)


def send(client: Client, raw: str, part: SessionRole, **changes: object):
    data = {"kind": "statement", "file": pdf(), "language": "en", **changes}
    return client.post(f"/me/speaker/{raw}/{part.pk}/paper/", data)


def session_page(client: Client, part: SessionRole) -> str:
    short = str(part.session_id)[:8]
    return client.get(f"/workshops/kl/agenda/s/{short}/").content.decode()


def release(client: Client, raw: str, **changes: str):
    paper = SpeakerPaper.objects.get()
    data = {"release": "1", "audience": "public", "moment": "now", **changes}
    return client.post(f"/me/speaker/{raw}/paper/{paper.pk}/", data)


# --- Papers of speakers -------------------------------------------------------------------------


def test_a_paper_is_sealed_and_swapped_until_its_author_releases_it(part, client, private_storage):
    """US-ST11, SEC-F8: nobody but author and Secretariat reads it before."""
    raw = link(part)
    assert client.get(f"/me/speaker/{raw}/{part.pk}/paper/").status_code == 200
    assert send(client, raw, part).status_code == 302
    first = PrivateFile.objects.get()
    assert send(client, raw, part, file=pdf("Two")).status_code == 302
    second = PrivateFile.objects.get()
    assert (first.pk == second.pk, SpeakerPaper.objects.get().file_id) == (False, second.pk)
    stored = [path.read_bytes() for path in private_storage.rglob("*") if path.is_file()]
    assert [content for content in stored if b"PDF" in content] == []
    paper = SpeakerPaper.objects.get()
    own = client.get(f"/me/speaker/{raw}/paper/{paper.pk}/file/")
    assert b"".join(own.streaming_content)[:5] == b"%PDF-"
    assert "Documents</h2>" not in session_page(client, part)
    assert Document.objects.count() == 0
    where = reverse("private_files:download", args=[second.pk])
    answers = {}
    for name, user in (
        ("desk", secretariat()),
        ("host", host_organiser(part.session.workshop)),
    ):
        reader = Client()
        reader.force_login(user)
        shown = reader.get("/organise/kl/agenda/speakers/").content.decode()
        answers[name] = (where in shown, reader.get(where).status_code)
    assert answers == {"desk": (True, 200), "host": (False, 404)}


def test_slides_stand_beside_the_statement_and_of_each_part_of_ones_own(part, client):
    raw = link(part)
    other = SessionRoleFactory(
        session=SessionFactory(workshop=part.session.workshop), person=part.person, label=""
    )
    send(client, raw, part)
    send(client, raw, part, kind="presentation")
    send(client, raw, other)
    assert SpeakerPaper.objects.count() == PrivateFile.objects.count() == 3


def test_a_released_paper_stands_on_the_page_of_the_session_with_its_author(part, client):
    """US-ST11: author as named in the programme, at this moment; taken back, it is gone."""
    raw = link(part)
    send(client, raw, part, check_against_delivery="on")
    assert release(client, raw).status_code == 302
    page = session_page(client, part)
    assert ("Statement, Suharti · check against delivery" in page, Document.objects.count()) == (
        True,
        1,
    )
    document = Document.objects.get()
    where = f"/workshops/kl/documents/{document.pk}"
    answer = client.get(where)
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    assert (document.author, document.title) == ("", "Panel one")
    refused = send(client, raw, part)
    assert (refused.status_code, "Take it back before" in refused.content.decode()) == (422, True)
    paper = SpeakerPaper.objects.get()
    client.post(f"/me/speaker/{raw}/paper/{paper.pk}/", {"take_back": "1"})
    assert (client.get(where).status_code, "Statement, Suharti" in session_page(client, part)) == (
        404,
        False,
    )
    client.post(f"/me/speaker/{raw}/paper/{paper.pk}/", {"remove": "1"})
    assert SpeakerPaper.objects.count() == PrivateFile.objects.count() == 0


def test_from_the_beginning_of_the_session_follows_the_agenda(part, client):
    """US-ST11: an embargo until the session begins, wherever the session is moved."""
    raw = link(part)
    send(client, raw, part)
    release(client, raw, moment="start")
    document = Document.objects.get()
    assert document.embargo_until == part.session.starts_at
    assert "Statement, Suharti" not in session_page(client, part)
    later = part.session.starts_at + datetime.timedelta(hours=2)
    Session.objects.filter(pk=part.session_id).update(starts_at=later)
    agenda.release(part.session.workshop, secretariat(), "")
    document.refresh_from_db()
    assert document.embargo_until == later
    Document.objects.update(embargo_until=timezone.now())
    assert "Statement, Suharti" in session_page(client, part)


@pytest.mark.parametrize(
    "change", [{"attribution": "chatham_house"}, {"attribution": "closed"}, {"is_public": False}]
)
def test_where_nobody_is_named_no_paper_is_shown(part, client, change):
    """SB-P9: neither released afterwards nor left standing when the rule is set later."""
    raw = link(part)
    send(client, raw, part)
    release(client, raw)
    document = Document.objects.get()
    Session.objects.filter(pk=part.session_id).update(**change)
    assert list(documents.public(part.session.workshop)) == []
    assert client.get(f"/workshops/kl/documents/{document.pk}").status_code == 404
    agenda.release(part.session.workshop, secretariat(), "")
    paper = SpeakerPaper.objects.get()
    papers.take_back(paper)
    refused = release(client, raw)
    assert (refused.status_code, Document.objects.count()) == (422, 0)
    page = client.get(f"/me/speaker/{raw}/paper/{paper.pk}/").content.decode()
    assert "It cannot be released now" in page


def test_a_session_that_is_not_published_gives_no_title_away(part, client):
    raw = link(part)
    draft = SessionFactory(workshop=part.session.workshop, title="CANARY")
    role = SessionRoleFactory(session=draft, person=part.person, label="")
    send(client, raw, role)
    assert (release(client, raw).status_code, Document.objects.count()) == (422, 0)


def test_who_lost_the_part_can_still_take_the_paper_back(part, client):
    raw = link(part)
    send(client, raw, part)
    release(client, raw)
    SessionRole.objects.filter(pk=part.pk).delete()
    page = client.get(f"/me/speaker/{raw}/").content.decode()
    paper = SpeakerPaper.objects.get()
    assert str(paper.pk) in page
    client.post(f"/me/speaker/{raw}/paper/{paper.pk}/", {"take_back": "1"})
    assert Document.objects.count() == 0


def test_papers_of_others_do_not_exist(part, client):
    """SEC-A1."""
    raw = link(part)
    send(client, raw, part)
    paper = SpeakerPaper.objects.get()
    other = SessionRoleFactory(session=part.session, person=PersonFactory(), label="")
    stranger = PersonFactory(workshop=part.session.workshop)
    SessionRoleFactory(session=part.session, person=stranger, label="", role="chair")
    foreign = tokens.issue(speakers.LINK, part.session.workshop.vault, stranger.pk, DAY)
    for end in ("", "file/"):
        assert client.get(f"/me/speaker/{foreign}/paper/{paper.pk}/{end}").status_code == 404
    assert send(client, foreign, other).status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ not a pdf", "This kind of file is not taken here"),
        (b"", "The submitted file is empty"),
    ],
)
def test_what_is_no_pdf_is_refused_in_words(part, client, content, words):
    """SEC-B3."""
    answer = send(client, link(part), part, file=SimpleUploadedFile("talk.pdf", content))
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert PrivateFile.objects.count() == 0


def test_an_erased_person_leaves_no_paper(
    part, client, private_storage, django_capture_on_commit_callbacks
):
    """SEC-F9, SB-P6: sealed and released ones, rows and files."""
    raw = link(part)
    send(client, raw, part)
    release(client, raw)
    client.post(f"/me/agenda/{raw}/follow/", {"follow": "1"})
    with django_capture_on_commit_callbacks(execute=True):
        counts = erasure.erase_person(part.session.workshop.vault, part.person_id)
    assert (counts["papers"], counts["agenda"]) == (1, 1)
    assert Document.objects.count() == SpeakerPaper.objects.count() == 0
    kept = [path for path in private_storage.rglob("*") if path.is_file()]
    assert [path for path in kept if path.parent.name != "tombstones"] == []


# --- What speakers tell -------------------------------------------------------------------------


def test_a_biography_is_printed_where_its_author_is_named_and_nowhere_else(part, client):
    """SB-P9: the needs go to the Secretariat alone."""
    raw = link(part)
    about = {"biography": "Teaches law.\nWrites.", "speaking_needs": "A lapel microphone"}
    assert client.post(f"/me/speaker/{raw}/about/", about).status_code == 302
    page = session_page(client, part)
    assert ("Teaches law." in page, "lapel" in page) == (True, False)
    own = client.get(f"/me/speaker/{raw}/").content.decode()
    assert ("Teaches law." in own, "A lapel microphone" in own) == (True, True)
    staff = Client()
    staff.force_login(secretariat())
    assert "A lapel microphone" in staff.get("/organise/kl/agenda/speakers/").content.decode()
    client.post(f"/me/speaker/{raw}/", {"programme": "none", "proceedings": "none"})
    assert "Teaches law." not in session_page(client, part)
    refused = client.post(f"/me/speaker/{raw}/about/", {"biography": "x" * 1201})
    assert refused.status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_session_costs_the_same_for_more_people_and_papers(
    part, client, count, django_assert_max_num_queries
):
    for _ in range(count):
        person = PersonFactory(
            workshop=part.session.workshop,
            values={"biography": "Known."},
            naming={Output.PROGRAMME: Naming.NAME},
        )
        SessionRoleFactory(session=part.session, person=person, label="")
        document = DocumentFactory(workshop=part.session.workshop, audience="public")
        SessionDocument.objects.create(document=document, session=part.session_id)
    agenda.release(part.session.workshop, secretariat(), "")
    session_page(client, part)
    with django_assert_max_num_queries(21):
        page = session_page(client, part)
    assert page.count("Known.") == count
    # In the list, and in the form that asks for another format.
    assert page.count("Invented concept note") == 2 * count


# --- Documents ----------------------------------------------------------------------------------


def test_an_organiser_chooses_the_documents_of_a_session(part, client):
    """Issue 5, 1: the host from what everybody reads, the Secretariat from all."""
    workshop = part.session.workshop
    note = DocumentFactory(workshop=workshop, audience="public", title="Concept note")
    inside = DocumentFactory(workshop=workshop, audience="internal", title="CANARY")
    SessionDocument.objects.create(document=inside, session=part.session_id)
    where = reverse("organise:agenda_documents", args=["kl", part.session_id])
    host, desk = Client(), Client()
    host.force_login(host_organiser(workshop))
    desk.force_login(secretariat())
    shown = host.get(where).content.decode()
    assert ("Concept note" in shown, "CANARY" in shown) == (True, False)
    assert host.post(where, {"documents": [str(inside.pk)]}).status_code == 422
    assert host.post(where, {"documents": [str(note.pk)]}).status_code == 302
    chosen = SessionDocument.objects.filter(session=part.session_id)
    assert set(chosen.values_list("document", flat=True)) == {note.pk, inside.pk}
    page, staff_page = session_page(client, part), session_page(desk, part)
    assert ("Concept note" in page, "CANARY" in page, "CANARY" in staff_page) == (True, False, True)
    assert desk.post(where, {}).status_code == 302
    assert chosen.count() == 0


def test_a_paper_for_participants_is_for_them(part, client):
    """SEC-A5: on the status page of those with a place (registrations), on no public page."""
    raw = link(part)
    send(client, raw, part)
    release(client, raw, audience="participants")
    document = Document.objects.get()
    assert list(documents.for_participants(part.session.workshop)) == [document]
    assert list(documents.public()) == []
    assert client.get(f"/workshops/kl/documents/{document.pk}").status_code == 404
