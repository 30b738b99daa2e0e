"""Conclusions of a past workshop, pasted or from a DOCX, as numbered recommendations for review.

Nothing of it is public: what comes out is in drafting and to be verified, until staff name the
source and say that the text was seen there.
"""

import io
import re
import zipfile
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from access.domain import audit
from access.models import User
from events.models import WorkshopPage
from events.models.reference import Certainty
from publications.models import DraftVersion, Recommendation

# A text of conclusions is small; anything larger is a mistake or an attack.
LARGEST_FILE = 5 * 1024 * 1024
LARGEST_PART = 20 * 1024 * 1024
MOST_PARAGRAPHS = 2_000
MOST_ITEMS = 200
LONGEST_TITLE = 80

# "1.", "1)", "(1)", "12 .", "Recommendation 3:", "Para. 4 -", "iv.", "a)"
_NUMBERED = re.compile(
    r"^\s*(?:(?:recommendation|paragraph|para\.?|no\.?)\s*)?"
    r"(?:\((?P<inner>\d{1,3}|[ivxlc]{1,6}|[a-z])\)|(?P<outer>\d{1,3}|[ivxlc]{1,6}|[a-z]))"
    r"\s*(?P<mark>[.):–—-])\s+(?P<text>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_BRACKETED = re.compile(r"^\s*\((?:\d{1,3}|[ivxlc]{1,6}|[a-z])\)\s+(?P<text>\S.*)$", re.I | re.S)
_BULLET = re.compile(r"^\s*[•·▪◦‣*–—-]\s+(?P<text>\S.*)$", re.DOTALL)


class Unreadable(ValueError):
    """The file is not a text we can read; the message is for people."""


@dataclass(frozen=True)
class Item:
    """One recommendation as found: its number in order, a heading made of its first words."""

    number: int
    title: str
    text: str


def read_docx(content: bytes) -> list[tuple[str, bool]]:
    """The paragraphs of a DOCX as (text, whether Word numbers it), also those inside tables.

    Raises Unreadable for anything that is not a DOCX, is too large, or unpacks to far more.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    if len(content) > LARGEST_FILE:
        raise Unreadable(str(_("This file is larger than 5 MB.")))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_PART:
                raise Unreadable(str(_("This file unpacks to more than 20 MB.")))
        document = docx.Document(io.BytesIO(content))
        found = []
        for paragraph in document.element.body.iter(
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
        ):
            found.append(_paragraph(paragraph, document))
            if len(found) > MOST_PARAGRAPHS:
                raise Unreadable(str(_("This file has more than 2,000 paragraphs.")))
    except Unreadable:
        raise
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, SyntaxError) as error:
        raise Unreadable(
            str(_("This is not a DOCX file. Save it as DOCX and try again."))
        ) from error
    return [(text, numbered) for text, numbered in found if text]


def _paragraph(element, document) -> tuple[str, bool]:  # type: ignore[no-untyped-def]
    from docx.text.paragraph import Paragraph

    paragraph = Paragraph(element, document)
    style = paragraph.style.name if paragraph.style is not None else ""
    properties = element.pPr
    numbered = properties is not None and properties.numPr is not None
    return " ".join(paragraph.text.split()), numbered or str(style).startswith("List ")


def read_text(text: str) -> list[tuple[str, bool]]:
    """The paragraphs of pasted text: a line each, or blocks between blank lines.

    Lines that go on (no number, no bullet, no blank line before) join the line before them.
    """
    paragraphs: list[str] = []
    fresh = True
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        stripped = " ".join(line.split())
        if not stripped:
            fresh = True
            continue
        if fresh or not paragraphs or _marked(stripped) is not None:
            paragraphs.append(stripped)
        else:
            paragraphs[-1] += f" {stripped}"
        fresh = False
    return [(paragraph, False) for paragraph in paragraphs]


def _marked(text: str) -> str | None:
    """The text behind a number or a bullet, or None where there is neither."""
    for pattern in (_BRACKETED, _NUMBERED, _BULLET):
        if found := pattern.match(text):
            return found["text"].strip()
    return None


def items_of(paragraphs: list[tuple[str, bool]]) -> list[Item]:
    """The recommendations among the paragraphs, numbered in order.

    Where anything is numbered or has a bullet, only that counts (headings and preambles fall
    away); otherwise every paragraph is one. At most 200.
    """
    marked = []
    for text, numbered in paragraphs:
        inner = _marked(text)
        if inner is not None or numbered:
            marked.append(inner or text)
    texts = marked or [text for text, _numbered in paragraphs]
    return [
        Item(number, heading(text), text) for number, text in enumerate(texts[:MOST_ITEMS], start=1)
    ]


def heading(text: str) -> str:
    """The first words of a text as a heading that staff replace."""
    first = re.split(r"(?<=[.;:])\s", text, maxsplit=1)[0].rstrip(".;:")
    first = re.sub(r"^that\s+", "", first, flags=re.IGNORECASE)
    if len(first) > LONGEST_TITLE:
        first = first[:LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(",") + " …"
    return first[:1].upper() + first[1:]


@transaction.atomic
def put_into_drafting(
    workshop: WorkshopPage,
    items: list[Item],
    *,
    origin: str,
    actor: User | str,
    source: str = "",
) -> list[Recommendation]:
    """Add items after the workshop's last number, in drafting and to be verified.

    Arguments: the workshop, the items, a value of `DraftVersion.Origin`, who does it, where the
    text comes from. Returns the rows in order.
    """
    last = (
        Recommendation.objects.filter(workshop=workshop)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    ) or 0
    rows = []
    for offset, item in enumerate(items, start=1):
        row = Recommendation.objects.create(
            workshop=workshop,
            number=last + offset,
            title=item.title,
            text=item.text,
            certainty=Certainty.VERIFY,
            source=source,
        )
        DraftVersion.objects.create(
            recommendation=row, number=1, reading=1, text=item.text, origin=origin
        )
        rows.append(row)
    audit.record(
        "recommendations.imported",
        obj=workshop,
        actor=actor,
        vault=workshop.vault,
        count=len(rows),
        origin=origin,
    )
    return rows
