"""Asking for a document in another format: the whole way, the form, which documents."""

import datetime
import re

import pytest
from django.core import mail as outbox
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from correspondence.models import MailMessage
from events.domain.releases import release
from events.models import Document, WorkshopPage
from publications.domain import another_format, askable
from publications.models import Audience, FormatRequest, ProceedingsPage
from tests.factories.access import secretariat
from tests.factories.correspondence import deliver_all
from tests.factories.events import (
    AgendaPageFactory,
    DocumentFactory,
    SessionDocumentFactory,
    SessionFactory,
)
from tests.factories.publications import (
    ChapterPageFactory,
    EditionFactory,
    PaperFactory,
)
from tests.publications import formats
from tests.publications.formats import ADDRESS, GIVEN, LIST, WORDS, asked, form_of, newest_link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_storage")]
MAILS = {"format_asked", "format_answered"}


@pytest.fixture
def chapter():
    return formats.public_chapter()


@pytest.fixture
def desk(client):
    return formats.at_the_desk(client)


# --- The whole way --------------------------------------------------------------------------


def test_from_the_link_under_a_document_to_the_answer(client, chapter):
    """Issue 9, 9: no account, no script; the answer on a page of one's own, told by mail."""
    page = client.get(chapter.url).content.decode()
    assert f'href="{form_of(chapter)}"' in page
    form = client.get(form_of(chapter))
    text = form.content.decode()
    assert ("On dams" in text, "Seen by the Secretariat." in text) == (True, True)
    assert form["Cache-Control"] == "no-store, private"
    row = asked(chapter)
    assert client.get("/another-format/sent/").status_code == 200
    assert deliver_all() == ["format_asked"]
    own = newest_link()
    said = client.get(own).content.decode()
    for words in ("Large print", "Bahasa Indonesia", WORDS, ADDRESS, "On dams", row.reference):
        assert words in said, words

    staff = Client()
    staff.force_login(secretariat())
    assert row.reference in staff.get(LIST).content.decode()
    answer = staff.post(
        f"{LIST}{row.pk}/",
        {"do": "answer", "text": "Here it is.", "link": "https://example.org/large.pdf"},
    )
    assert answer["Location"] == LIST
    assert deliver_all() == ["format_answered"]
    said = client.get(newest_link()).content.decode()
    assert "Here it is." in said and 'href="https://example.org/large.pdf"' in said
    row.refresh_from_db()
    assert row.kept_until == timezone.localdate() + datetime.timedelta(days=30)
    assert another_format.waiting().count() == 0


def test_the_mails_say_nothing(chapter):
    """SEC-E7: neither the document nor the format, nor that there was one."""
    row = asked(chapter)
    another_format.answer(row, secretariat(), "CANARY answer", "https://canary.example.org/")
    assert deliver_all() == ["format_asked", "format_answered"]
    for message in outbox.outbox:
        assert message.to == [ADDRESS]
        assert message.subject == f"Your reference {row.reference}"
        said = f"{message.body} {message.alternatives}".lower()
        for word in ("canary", "dams", "print", "large", "format ", "proceedings"):
            assert word not in said.replace("/me/format/", ""), word


def test_mails_and_pages_are_in_the_language_of_who_asks(client, chapter):
    with override("en"):  # the language of a request stays the thread's
        client.post(f"/id{form_of(chapter)}", GIVEN)
    row = FormatRequest.objects.get()
    assert row.language == "id"
    assert newest_link().startswith("/id/me/format/")


# --- The form -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"format": ""}, "Choose a format"),
        ({"format": "scroll"}, "Select a valid choice"),
        ({"email": ""}, "Enter your e-mail address"),
        ({"email": "nobody"}, "Enter an e-mail address in the form name@example.org"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "Enter an e-mail address in the form"),
        ({"format": "other", "words": " "}, "Say which format you need"),
        ({"words": "x" * 2001}, "Use at most 2,000 characters"),
    ],
)
def test_errors_stand_beside_their_fields_and_nothing_is_lost(client, chapter, fields, message):
    """SEC-B5, and what was typed is still there."""
    given = GIVEN | fields
    answer = client.post(form_of(chapter), given)
    text = answer.content.decode()
    assert (answer.status_code, FormatRequest.objects.count()) == (422, 0)
    assert "<title>Error:" in text
    assert text.count(message) == 2  # above the form, and at the field
    for name in ("words", "email"):
        if name not in fields:
            assert given[name] in text
    assert MailMessage.objects.count() == 0


def test_nobody_fills_other_peoples_mailboxes(client, chapter):
    """Five to one address, twenty from one sender, in a quarter of an hour; the form stays."""
    answers = [client.post(form_of(chapter), GIVEN).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    many = [
        client.post(form_of(chapter), GIVEN | {"email": f"p{number}@example.org"})
        for number in range(16)
    ]
    assert [answer.status_code for answer in many] == [302] * 15 + [429]
    assert WORDS in many[-1].content.decode()
    assert FormatRequest.objects.count() == 20


def test_the_form_demands_a_token_and_changes_nothing_on_get(chapter):
    """SEC-A7."""
    careful = Client(enforce_csrf_checks=True)
    assert careful.post(form_of(chapter), GIVEN).status_code == 403
    assert careful.get(form_of(chapter)).status_code == 200
    assert FormatRequest.objects.count() == 0


# --- Which documents ------------------------------------------------------------------------


def addresses(text: str) -> set[str]:
    return set(re.findall(r'href="(/another-format/[^"]+)"', text))


def test_a_link_stands_under_every_document(client, chapter):
    """Issue 9, 9: editions, chapters, authors' PDFs, agenda, papers of the workshop; each opens."""
    volume = chapter.volume
    workshop = volume.workshop
    old = EditionFactory(proceedings=volume, number=1)
    new = EditionFactory(proceedings=volume, number=2)
    storages["private"].save("proceedings/paper.pdf", ContentFile(b"%PDF-1.7"))
    PaperFactory(chapter=chapter)
    agenda = AgendaPageFactory(parent=workshop)
    session = SessionFactory(workshop=workshop)
    release(workshop, secretariat(), "")
    paper = DocumentFactory(workshop=workshop, audience=Document.Audience.PUBLIC)
    SessionDocumentFactory(document=paper, session=session.pk)
    expected = {
        volume.url: {f"edition/{new.pk}", f"edition/{old.pk}"},
        chapter.url: {f"chapter/{chapter.pk}", f"paper/{chapter.pk}"},
        agenda.url: {f"agenda/{workshop.pk}"},
        workshop.url: {f"document/{paper.pk}"},
        f"{agenda.url}s/{str(session.pk)[:8]}/": {f"document/{paper.pk}"},
    }
    for url, keys in expected.items():
        found = addresses(client.get(url).content.decode())
        assert found == {f"/another-format/{key}/" for key in keys}, url
        for address in found:
            assert client.get(address).status_code == 200, address


def test_a_volume_without_an_edition_can_be_asked_for_too(client, chapter):
    volume = chapter.volume
    assert addresses(client.get(volume.url).content.decode()) == {
        f"/another-format/volume/{volume.pk}/"
    }
    assert askable.find("volume", str(volume.pk)).title == volume.volume_title


def test_what_its_reader_does_not_find_cannot_be_asked_for(client, chapter):
    """SEC-A5, A6: unpublished, internal, embargoed, unknown and malformed look alike."""
    volume, workshop = chapter.volume, chapter.volume.workshop
    inner = ChapterPageFactory(parent=volume, audience=Audience.INTERNAL)
    internal = DocumentFactory(workshop=workshop, audience=Document.Audience.INTERNAL)
    later = DocumentFactory(
        workshop=workshop,
        audience=Document.Audience.PUBLIC,
        embargo_until=timezone.now() + datetime.timedelta(days=1),
    )
    hidden = EditionFactory(proceedings=volume, audience=Audience.INTERNAL)
    keys = [
        ("chapter", inner.pk),
        ("document", internal.pk),
        ("document", later.pk),
        ("edition", hidden.pk),
        ("agenda", workshop.pk),
        ("paper", chapter.pk),
        ("volume", 0),
        ("volume", "9" * 30),
        ("chapter", "x"),
        ("chapter", "1_0"),
        ("document", 1),
        ("person", 1),
    ]
    for kind, key in keys:
        assert client.get(f"/another-format/{kind}/{key}/").status_code == 404, (kind, key)
    for model, row in ((ProceedingsPage, volume), (WorkshopPage, workshop)):
        model.objects.filter(pk=row.pk).update(live=False)
        assert client.get(form_of(chapter)).status_code == 404
        model.objects.filter(pk=row.pk).update(live=True)
    assert client.get(form_of(chapter)).status_code == 200


def test_a_paper_for_participants_is_named_by_its_kind_alone(client, chapter):
    """Its address is known to who can read it; its title need not be known to more."""
    paper = DocumentFactory(
        workshop=chapter.volume.workshop,
        audience=Document.Audience.PARTICIPANTS,
        kind=Document.Kind.STATEMENT,
        title="CANARY statement",
    )
    text = client.get(f"/another-format/document/{paper.pk}/").content.decode()
    assert ("Statement" in text, "CANARY" in text) == (True, False)


def test_a_document_that_is_gone_leaves_no_title(desk, chapter):
    row = asked(chapter)
    chapter.delete()
    for path in (LIST, f"{LIST}{row.pk}/"):
        text = desk.get(path).content.decode()
        assert ("On dams" in text, "no longer there" in text) == (False, True)
    assert "On dams" not in desk.get(newest_link()).content.decode()
