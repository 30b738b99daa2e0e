"""The words "Check against delivery" on the first page of a statement."""

import io

import pikepdf
import pypdf
import pytest

from events.domain.paper_stamp import WORDS, stamped


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
