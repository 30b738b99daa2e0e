"""The words "Check against delivery" on the first page of a statement (US-ST11).

A line of the page itself: whoever prints or forwards the file takes it along. It is marked as an
artefact, so that it is not read aloud in the middle of the text.
"""

import io

import pikepdf
from pikepdf import Dictionary, Name

WORDS = "CHECK AGAINST DELIVERY"
SIZE, MARGIN = 9, 24
# A name of our own, so that it takes the place of no font of the author.
FONT = Name("/CheckAgainstDelivery")


def stamped(pdf: bytes) -> bytes:
    """The file with the words at the head of its first page; as it came where that fails.

    Arguments: a PDF that was cleaned as it came in. The words are those that such statements carry
    everywhere, whatever their language.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            _stamp(document.pages[0])
            out = io.BytesIO()
            document.save(out, deterministic_id=True)
    except (pikepdf.PdfError, IndexError, ValueError):
        return pdf
    return out.getvalue()


def _stamp(page: pikepdf.Page) -> None:
    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    turn = int(page.obj.get("/Rotate", 0)) % 360
    # The head of the page as it is read: where the page is turned, another edge of the sheet.
    matrix = {
        0: f"1 0 0 1 {left + MARGIN:.2f} {top - MARGIN:.2f}",
        90: f"0 1 -1 0 {left + MARGIN:.2f} {bottom + MARGIN:.2f}",
        180: f"-1 0 0 -1 {right - MARGIN:.2f} {bottom + MARGIN:.2f}",
        270: f"0 -1 1 0 {right - MARGIN:.2f} {top - MARGIN:.2f}",
    }[turn]
    font = page.add_resource(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold")),
        Name.Font,
        name=FONT,
    )
    # What the author's page leaves open must not move ours.
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(
        f"\nQ\n/Artifact BMC q 0 g BT {font} {SIZE} Tf {matrix} Tm ({WORDS}) Tj ET Q EMC\n".encode()
    )
