"""Papers of a workshop: who may read them, from when, and that a file is what it says."""

import datetime
import io
import zipfile
from typing import Any

import docx
import openpyxl
import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from events.domain import documents
from events.models import Document, WorkshopPage
from home.domain.search import Question, answer
from tests.access.test_photos import SOURCES
from tests.factories.access import UserFactory, host_organiser, secretariat
from tests.factories.events import WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_storage")]
Audience = Document.Audience


@pytest.fixture
def workshop() -> WorkshopPage:
    return WorkshopFactory(slug="2027-demo")


def pdf(words: str = "Rivers and rights") -> bytes:
    file = pikepdf.new()
    page = file.add_blank_page()
    page.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(
            F1=pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
    )
    page.Contents = file.make_stream(f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode())
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def paper(workshop: WorkshopPage, audience: str = Audience.PUBLIC, **fields: Any) -> Document:
    document = Document(
        **{"workshop": workshop, "kind": "statement", "title": "A statement", **fields},
        audience=audience,
    )
    documents.take_in(document, SimpleUploadedFile("Secret name.pdf", pdf()))
    document.save()
    return document


def address(document: Document) -> str:
    return f"/workshops/{document.workshop.slug}/documents/{document.pk}"


def status(client: Client, document: Document) -> int:
    response = client.get(address(document))
    if response.streaming:
        drain(response)
    return response.status_code


def drain(response: Any) -> None:
    """Read a file to its end and close it; closing the response would end the test's database."""
    b"".join(response.streaming_content)
    for close in response._resource_closers:
        close()
    response._resource_closers.clear()


HOUR = datetime.timedelta(hours=1)


@pytest.mark.parametrize(
    ("audience", "embargo", "anonymous", "host", "desk"),
    [
        (Audience.PUBLIC, None, 200, 200, 200),
        (Audience.PUBLIC, -HOUR, 200, 200, 200),
        (Audience.PUBLIC, HOUR, 404, 404, 200),
        (Audience.PARTICIPANTS, None, 404, 404, 200),
        (Audience.INTERNAL, None, 404, 404, 200),
    ],
)
def test_who_reads_what(
    workshop: WorkshopPage,
    audience: str,
    embargo: datetime.timedelta | None,
    anonymous: int,
    host: int,
    desk: int,
) -> None:
    """US-ST11, SEC-A5: a file that is kept back does not exist, for the host too."""
    until = timezone.now() + embargo if embargo else None
    document = paper(workshop, audience, embargo_until=until)
    for user, expected in (
        (None, anonymous),
        (UserFactory(), anonymous),
        (host_organiser(workshop), host),
        (secretariat(), desk),
    ):
        client = Client()
        if user:
            client.force_login(user)
        assert status(client, document) == expected


def test_a_file_of_a_draft_workshop_or_another_one_is_not_there(
    client: Client, workshop: WorkshopPage
) -> None:
    document = paper(workshop)
    other = WorkshopFactory(slug="2026-demo")
    assert client.get(f"/workshops/{other.slug}/documents/{document.pk}").status_code == 404
    workshop.unpublish()
    assert status(client, document) == 404


def test_the_file_travels_as_a_download_that_nobody_keeps(
    client: Client, workshop: WorkshopPage
) -> None:
    """SEC-B3, SEC-F12: neither its old name nor a cache gives it away."""
    response = client.get(address(paper(workshop)))
    drain(response)
    assert response["Content-Disposition"] == 'attachment; filename="a-statement.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Robots-Tag"] == "noindex"


def test_the_place_of_a_file_tells_nothing(workshop: WorkshopPage, settings: Any) -> None:
    document = paper(workshop, Audience.INTERNAL)
    assert document.file.name == f"documents/{workshop.pk}/{document.pk}.pdf"
    assert "Secret" not in document.file.name
    assert not str(document.file.path).startswith(str(settings.MEDIA_ROOT))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.html", b"%PDF-1.7"),
        ("a.svg", b"<svg onload=alert(1)>"),
        ("a.docx", b"%PDF-1.7"),
        ("a", b"%PDF-1.7"),
    ],
)
def test_a_file_must_be_what_it_says(workshop: WorkshopPage, name: str, content: bytes) -> None:
    """SEC-B3, SEC-F14."""
    with pytest.raises(ValidationError):
        documents.take_in(Document(workshop=workshop), SimpleUploadedFile(name, content))


def test_the_words_of_a_pdf_are_found_and_a_broken_one_harms_nobody(
    workshop: WorkshopPage,
) -> None:
    assert documents.words_of(pdf("Rivers and rights")) == "Rivers and rights"
    assert documents.words_of(b"%PDF-1.7 broken") == ""


def test_search_finds_public_papers_only(client: Client, workshop: WorkshopPage) -> None:
    """Restricted and embargoed files are outside the search."""
    public = paper(workshop, title="Public paper")
    paper(workshop, Audience.PARTICIPANTS, title="For participants")
    paper(workshop, title="Later", embargo_until=timezone.now() + HOUR)
    found = answer(Question(words="rivers", kind="documents")).found
    assert [row.title for row in found] == ["Public paper"]
    assert found[0].url == address(public)
    html = client.get("/search/?q=rivers&kind=documents").content.decode()
    assert "Public paper" in html
    assert "For participants" not in html


def test_the_page_of_the_workshop_lists_public_papers(
    client: Client, workshop: WorkshopPage
) -> None:
    paper(workshop, title="Public paper", check_against_delivery=True)
    paper(workshop, Audience.INTERNAL, title="Internal paper")
    html = client.get(workshop.url).content.decode()
    assert "Public paper" in html
    assert "check against delivery" in html
    assert "Internal paper" not in html


def test_participants_read_theirs(workshop: WorkshopPage) -> None:
    mine = [paper(workshop), paper(workshop, Audience.PARTICIPANTS)]
    paper(workshop, Audience.INTERNAL)
    paper(workshop, Audience.PARTICIPANTS, embargo_until=timezone.now() + HOUR)
    paper(WorkshopFactory(), Audience.PARTICIPANTS)
    assert set(documents.for_participants(workshop)) == set(mine)


def test_the_secretariat_takes_a_paper_in(workshop: WorkshopPage) -> None:
    client = Client()
    client.force_login(secretariat())
    fields = {
        "workshop": workshop.pk,
        "kind": "concept_note",
        "title": "Concept note",
        "language": "en",
        "audience": "public",
    }
    url = "/admin/workshop-documents/new/"
    assert client.get(url).status_code == 200
    wrong = client.post(url, {**fields, "file": SimpleUploadedFile("a.pdf", b"no pdf")})
    assert "Choose a PDF" in wrong.content.decode()
    right = client.post(url, {**fields, "file": SimpleUploadedFile("a.pdf", pdf())})
    assert right.status_code == 302
    document = Document.objects.get()
    assert (document.text, document.suffix) == ("Rivers and rights", ".pdf")
    assert document.size > 0


def word() -> bytes:
    """A document of Word that tells who made it wherever Word writes it."""
    document = docx.Document()
    paragraph = document.add_paragraph("Rivers and rights")
    properties = document.core_properties
    properties.author = properties.last_modified_by = "CANARY"
    document.add_comment(paragraph.runs, "Is it so?", author="CANARY", initials="CY")
    insertion = OxmlElement("w:ins")
    for name, value in (("w:id", "7"), ("w:author", "CANARY"), ("w:date", "2026-11-24T00:00:00Z")):
        insertion.set(qn(name), value)
    paragraph._p.append(insertion)
    picture = io.BytesIO(SOURCES["exif, gps, maker note, comment"])
    document.add_picture(picture)
    return saved(document)


def table() -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator = book.properties.lastModifiedBy = "CANARY"
    book.active["A1"] = "Rivers and rights"
    book.active["A1"].comment = openpyxl.comments.Comment("Is it so?", "CANARY")
    return saved(book)


def text() -> bytes:
    """As an ODF text begins: its type first and not packed, then what it says of itself."""
    meta = (
        '<office:document-meta xmlns:office="o"><meta:initial-creator>CANARY</meta:initial-creator>'
        "<dc:creator>CANARY</dc:creator></office:document-meta>"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as folder:
        folder.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        folder.writestr("meta.xml", meta)
        folder.writestr("content.xml", "<text:p>Rivers and rights</text:p>", zipfile.ZIP_DEFLATED)
    return held.getvalue()


def saved(document: Any) -> bytes:
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


@pytest.mark.parametrize(("name", "make"), [("a.docx", word), ("a.xlsx", table), ("a.odt", text)])
def test_who_made_a_document_is_not_published_with_it(
    workshop: WorkshopPage, name: str, make: Any
) -> None:
    """SEC-F6: neither author, editor, commentator nor camera; the words stay."""
    given = make()
    assert "CANARY" in " ".join(parts(given).values())
    document = Document(workshop=workshop, kind="other", title="A note")
    documents.take_in(document, SimpleUploadedFile(f"CANARY {name}", given))
    document.save()
    with document.file.open() as file:
        kept = file.read()
    found = parts(kept)
    assert list(found) == list(parts(given))
    assert [part for part, content in found.items() if "CANARY" in content] == []
    assert "Rivers and rights" in " ".join(found.values())
    assert document.size == len(kept)
    if name == "a.docx":
        again = docx.Document(io.BytesIO(kept))
        assert again.paragraphs[0].text == "Rivers and rights"
        assert [comment.text for comment in again.comments] == ["Is it so?"]
    if name == "a.xlsx":
        assert openpyxl.load_workbook(io.BytesIO(kept)).active["A1"].value == "Rivers and rights"
    if name == "a.odt":
        assert kept[30:38] == b"mimetype"


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        return {name: folder.read(name).decode(errors="replace") for name in folder.namelist()}


def test_a_pdf_keeps_its_title_and_what_it_claims_and_no_name(workshop: WorkshopPage) -> None:
    """SEC-F6; the claim is kept for programs that read aloud."""
    held = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as file:
        file.docinfo["/Author"] = "CANARY"
        with file.open_metadata() as notes:
            notes["dc:creator"] = ["CANARY"]
            notes["pdfuaid:part"] = "1"
        file.save(held)
    document = Document(workshop=workshop, kind="other", title="A note")
    documents.take_in(document, SimpleUploadedFile("a.pdf", held.getvalue()))
    content = document.file.read()
    assert b"CANARY" not in content
    with pikepdf.open(io.BytesIO(content)) as file:
        assert {key: str(text) for key, text in file.docinfo.items()} == {"/Title": "A note"}
        notes = file.open_metadata()
        assert (notes["dc:title"], notes["pdfuaid:part"]) == ("A note", "1")
    assert document.text == "Rivers and rights"


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b"%PDF-1.7 broken"), ("a.docx", b"PK\x03\x04 broken"), ("a.odt", b"PK\x03\x04")],
)
def test_what_cannot_be_read_is_not_taken(
    workshop: WorkshopPage, name: str, content: bytes
) -> None:
    with pytest.raises(ValidationError, match="cannot be read safely"):
        documents.take_in(Document(workshop=workshop), SimpleUploadedFile(name, content))
