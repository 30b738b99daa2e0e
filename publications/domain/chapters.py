"""A chapter's blocks as one HTML fragment: the same for the page and for the PDF.

Paragraphs are numbered within the chapter (as the UN Editorial Manual has it), so that an insertion
in one chapter never renumbers another. The result still passes the sanitiser wherever it is used.
"""

import re
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.html import escape
from wagtail.rich_text import expand_db_html

from publications.models import ChapterPage

PARAGRAPH = re.compile(r"<p(?: [^>]*)?>(?=.*?\S.*?</p>)", re.DOTALL)
EMPTY = re.compile(r"<p(?: [^>]*)?>(\s|<br\s*/?>)*</p>")
OWN_LINK = re.compile(r'href="/')


class _Numbers:
    """The two counters of a chapter."""

    def __init__(self, is_numbered: bool) -> None:
        self.is_numbered = is_numbered
        self.paragraph = 0
        self.recommendation = 0

    def paragraphs(self, html: str) -> str:
        if not self.is_numbered:
            return html
        return PARAGRAPH.sub(lambda _match: self.open(), html)

    def open(self) -> str:
        """The beginning of the next paragraph."""
        if not self.is_numbered:
            return "<p>"
        self.paragraph += 1
        number = self.paragraph
        return f'<p class="para" id="p{number}"><span class="no">{number}.</span> '


def chapter_html(chapter: ChapterPage, given: Iterable[str] = (), after: str = "") -> str:
    """The fragment of a chapter.

    Arguments: the page; paragraphs filled from data (plain text), which come first; a fragment
    from data that follows them (the agenda, the list of participants).
    """
    numbers = _Numbers(chapter.has_numbers)
    parts = [f"{numbers.open()}{escape(text)}</p>" for text in given]
    parts.append(after)
    parts += _blocks(chapter, numbers)
    return "\n".join(part for part in parts if part)


def _blocks(chapter: ChapterPage, numbers: _Numbers) -> Iterator[str]:
    for block in chapter.body:
        value = block.value
        match block.block_type:
            case "heading":
                yield f"<h3>{escape(value['text'])}</h3>"
            case "text":
                html = EMPTY.sub("", expand_db_html(value.source))
                html = OWN_LINK.sub(f'href="{settings.BASE_URL}/', html)
                yield numbers.paragraphs(html)
            case "quotation":
                source = value["source"]
                footer = f"<footer>{escape(source)}</footer>" if source else ""
                yield f"<blockquote><p>{escape(value['text'])}</p>{footer}</blockquote>"
            case "recital":
                first, _, rest = value["text"].partition(" ")
                yield f'<p class="recital"><em>{escape(first)}</em> {escape(rest)}</p>'
            case "recommendation":
                yield _recommendation(value, numbers)
            case "table":
                yield table(value["caption"], value["rows"])


def _recommendation(value: dict[str, str], numbers: _Numbers) -> str:
    numbers.recommendation += 1
    number = numbers.recommendation
    to = f'<p class="to">{escape(value["addressees"])}</p>' if value["addressees"] else ""
    return (
        f'<div class="rec" id="r{number}"><p><span class="no">{number}.</span> '
        f"{escape(value['text'])}</p>{to}</div>"
    )


def table(caption: str, rows: str) -> str:
    """A table typed as lines with | between the cells; every row as wide as the widest."""
    lines = [[cell.strip() for cell in row.split("|")] for row in rows.splitlines() if row.strip()]
    if not lines:
        return ""
    width = max(map(len, lines))
    head, *body = [line + [""] * (width - len(line)) for line in lines]
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>"
        + "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
        + "</tr></thead><tbody>"
        + "".join(
            f'<tr><th scope="row">{escape(first)}</th>'
            + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
            + "</tr>"
            for first, *rest in body
        )
        + "</tbody></table>"
    )
