"""The words "Check against delivery" on the first page of a statement."""

import io

import pikepdf
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from events.domain.paper_stamp import WORDS, stamped
from events.models import Document
from tests.factories.access import secretariat
from tests.factories.events import WorkshopFactory


def paper(pages: int = 2, rotate: int = 0, content: bytes = b"") -> bytes:
    document = pikepdf.new()
    for _number in range(pages):
        page = document.add_blank_page(page_size=(595, 842))
        page.obj.Rotate = rotate
        page.obj.Contents = document.make_stream(content or b"BT ET")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_words_stand_on_the_first_page_alone(rotate: int) -> None:
    """US-ST11: printed on page 1, whichever way the page lies."""
    pages = pypdf.PdfReader(io.BytesIO(stamped(paper(rotate=rotate)))).pages
    assert [page.extract_text().strip() for page in pages] == [WORDS, ""]


def test_a_page_that_leaves_its_state_open_moves_nothing() -> None:
    """US-ST11: our line stands upright at the head, whatever the author's page did before it."""
    flipped = b"q 1 0 0 -1 0 842 cm 0.5 0 0 0.5 0 0 cm"
    seen: list[tuple[float, float]] = []

    def note(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if WORDS in text:
            x, y = tm[4], tm[5]
            seen.append((cm[0] * x + cm[2] * y + cm[4], cm[1] * x + cm[3] * y + cm[5]))

    page = pypdf.PdfReader(io.BytesIO(stamped(paper(1, content=flipped)))).pages[0]
    page.extract_text(visitor_text=note)
    assert len(seen) == 1
    contents = page.get_contents()
    assert contents is not None
    assert b"/Artifact BMC" in contents.get_data()


def test_the_same_paper_gives_the_same_file() -> None:
    first = paper()
    assert stamped(first) == stamped(first)


def test_what_is_no_pdf_stays_as_it_came() -> None:
    """The author's release never fails for our line."""
    assert stamped(b"%PDF-1.7 broken") == b"%PDF-1.7 broken"


@pytest.mark.django_db
@pytest.mark.parametrize(("wanted", "words"), [("on", WORDS), ("", "")])
def test_what_staff_put_in_is_kept_as_it_was_taken_in(wanted: str, words: str) -> None:
    """US-ST11, SEC-F6: stamped where it says so, and without the name of who made it."""
    source = pikepdf.open(io.BytesIO(paper(1)))
    source.docinfo["/Author"] = "CANARY"
    held = io.BytesIO()
    source.save(held)
    client = Client()
    client.force_login(secretariat())
    answer = client.post(
        "/admin/workshop-documents/new/",
        {
            "workshop": WorkshopFactory().pk,
            "kind": "statement",
            "title": "Statement",
            "language": "en",
            "audience": "public",
            "check_against_delivery": wanted,
            "file": SimpleUploadedFile("by CANARY.pdf", held.getvalue()),
        },
    )
    assert answer.status_code == 302
    document = Document.objects.get()
    with document.file.open() as kept:
        content = kept.read()
    assert (b"CANARY" in content, document.size) == (False, len(content))
    assert pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().strip() == words
