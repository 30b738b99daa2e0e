"""Papers of the demo workshop: of every kind, and for each of the three audiences."""

import datetime
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from events.domain.documents import take_in
from events.models import Document, WorkshopPage
from publications.domain.badges import typeset

STYLE = """
@page { size: A4; margin: 24mm }
body { font-family: "Source Sans 3", sans-serif; font-size: 11pt; line-height: 1.45 }
h1 { font-size: 18pt; line-height: 1.2 }
"""
INVENTED = "Invented for the demonstration: no State, institution or person has agreed to it."
Kind, Audience = Document.Kind, Document.Audience


@dataclass(frozen=True)
class Paper:
    """A paper to be typeset: what it is, who may read it, its paragraphs."""

    kind: Document.Kind
    title: str
    audience: Document.Audience
    paragraphs: tuple[str, ...]
    language: str = "en"
    author: str = ""
    against_delivery: bool = False
    # Days before the workshop until which it is kept back; None: it is not.
    embargo_days: int | None = None


PAPERS = (
    Paper(
        Kind.CONCEPT_NOTE,
        "Concept note",
        Audience.PUBLIC,
        (
            "The declarations of 2025 speak of information, participation and remedy. The workshop "
            "asks what they change for a person who lives beside a river, works across a border or "
            "looks for a remedy.",
            "Each day begins with what people met in practice and ends with proposals in writing. "
            "The conclusions go to the ASEAN Senior Officials.",
        ),
    ),
    Paper(
        Kind.CONCEPT_NOTE,
        "Catatan konsep",
        Audience.PUBLIC,
        (
            "Deklarasi tahun 2025 berbicara tentang informasi, partisipasi dan pemulihan. "
            "Lokakarya ini bertanya apa yang berubah bagi orang yang hidup di tepi sungai, "
            "bekerja di seberang perbatasan atau mencari pemulihan.",
        ),
        language="id",
    ),
    Paper(
        Kind.STATEMENT,
        "Opening statement",
        Audience.PUBLIC,
        (
            "A workshop is worth what happens after it. Of each proposal we shall ask a year from "
            "now who took it up, and what stood in the way.",
        ),
        author="An invented institute",
        against_delivery=True,
    ),
    Paper(
        Kind.PRESENTATION,
        "Estuaries and the right to know",
        Audience.PARTICIPANTS,
        (
            "Four estuaries, four ways of telling people what flows past them. What was published, "
            "in which language, and how long before the decision.",
        ),
        author="An invented university",
    ),
    Paper(
        Kind.PRACTICAL,
        "Arriving, and getting about",
        Audience.PARTICIPANTS,
        (
            "The shuttle leaves every half hour from the station to the venue. Badges wait at the "
            "Secretariat's desk on level 1; nobody else keeps them.",
        ),
    ),
    Paper(
        Kind.CONCLUSIONS,
        "Draft conclusions",
        Audience.INTERNAL,
        ("The first draft, for the drafting committee. It says nothing yet that anybody adopted.",),
    ),
    Paper(
        Kind.STATEMENT,
        "Closing statement",
        Audience.PUBLIC,
        ("Kept back until the workshop begins: until then only the Secretariat reads it.",),
        author="An invented institute",
        embargo_days=0,
    ),
)


def load(workshop: WorkshopPage) -> list[Document]:
    """Typeset the papers and put them under the workshop, where it has none; returns those made.

    Raises BuildError where this machine cannot typeset.
    """
    if workshop.documents.exists():
        return []
    return [_make(workshop, paper) for paper in PAPERS]


def _make(workshop: WorkshopPage, paper: Paper) -> Document:
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in (*paper.paragraphs, INVENTED))
    content = typeset(paper.title, f"<h1>{escape(paper.title)}</h1>{text}", STYLE)
    document = Document(
        workshop=workshop,
        kind=paper.kind,
        title=paper.title,
        audience=paper.audience,
        language=paper.language,
        author=paper.author,
        check_against_delivery=paper.against_delivery,
        embargo_until=_embargo(workshop, paper.embargo_days),
    )
    take_in(document, SimpleUploadedFile("paper.pdf", content, "application/pdf"))
    document.save()
    return document


def _embargo(workshop: WorkshopPage, days: int | None) -> datetime.datetime | None:
    if days is None or workshop.starts_on is None:
        return None
    day = workshop.starts_on - datetime.timedelta(days=days)
    return datetime.datetime.combine(day, datetime.time(0), datetime.UTC)
