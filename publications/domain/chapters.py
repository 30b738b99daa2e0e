"""A chapter's blocks as one HTML fragment: the same for the page, the PDF and the EPUB.

Paragraphs, figures and tables are numbered within the chapter (as the UN Editorial Manual has it),
so that an insertion in one chapter never renumbers another. The result still passes the sanitiser
wherever it is used.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from publications.domain.people import SCRIPTS, language_of
from publications.domain.references import Place, resolve
from publications.models import ChapterPage

PARAGRAPH = re.compile(r"<p(?: [^>]*)?>(?=.*?\S.*?</p>)", re.DOTALL)
EMPTY = re.compile(r"<p(?: [^>]*)?>(\s|<br\s*/?>)*</p>")
OWN_LINK = re.compile(r'href="/')
# A note in the running text: ^[its text], which may itself hold brackets one deep.
NOTE = re.compile(r"\^\[((?:[^\[\]]|\[[^\[\]]*\])+)\]")
TEXT = re.compile(r"(?<=>)[^<>]+")
_LETTERS = "".join(SCRIPTS.values())
OTHER_SCRIPT = re.compile(f"[{_LETTERS}](?:[{_LETTERS}\u200b ]*[{_LETTERS}])?")
ITALICS = re.compile(r"\*([^*\n]+)\*")
Picture = Callable[[Any], str]  # from an image to the address by which the output knows it
Recommendations = Callable[[bool], str]  # from "with headings" to the fragment of the records


class _Numbers:
    """The counters of a chapter."""

    def __init__(self, is_numbered: bool) -> None:
        self.is_numbered = is_numbered
        self.counts: dict[str, int] = {}

    def next(self, kind: str) -> int:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return self.counts[kind]

    def paragraphs(self, html: str) -> str:
        if not self.is_numbered:
            return html
        return PARAGRAPH.sub(lambda _match: self.open(), html)

    def open(self) -> str:
        """The beginning of the next paragraph."""
        if not self.is_numbered:
            return "<p>"
        number = self.next("p")
        return f'<p class="para" id="p{number}"><span class="no">{number}.</span> '


def chapter_html(
    chapter: ChapterPage,
    given: Iterable[str] = (),
    after: str = "",
    *,
    before: str = "",
    places: Mapping[str, Place] | None = None,
    picture: Picture | None = None,
    recommendations: Recommendations = lambda _has_themes: "",
) -> str:
    """The fragment of a chapter.

    Arguments: the page; paragraphs filled from data (plain text), which come first; a fragment
    from data that follows them (the agenda, the list of participants); one that stands before
    everything (the speakers); the chapters that it may refer to, by address; how an image is
    addressed (without it figures are left out); the recommendations of the workshop, asked for
    where a block stands for them.
    """
    numbers = _Numbers(chapter.has_numbers)
    parts = [before]
    parts += [f"{numbers.open()}{escape(text)}</p>" for text in given]
    parts.append(after)
    parts += _blocks(chapter, numbers, picture, recommendations)
    html = marked("\n".join(part for part in parts if part))
    return resolve(NOTE.sub(r'<span class="fn">\1</span>', html), chapter.slug, places or {})


def marked(html: str) -> str:
    """Mark every passage in a script of its own with its language, as the script tells."""

    def mark(match: "re.Match[str]") -> str:
        return f'<span lang="{language_of(match[0])}">{match[0]}</span>'

    return TEXT.sub(lambda match: OTHER_SCRIPT.sub(mark, match[0]), html)


def _blocks(
    chapter: ChapterPage,
    numbers: _Numbers,
    picture: Picture | None,
    recommendations: Recommendations,
) -> Iterator[str]:
    for block in chapter.body:
        value = block.value
        match block.block_type:
            case "heading":
                level = 4 if value.get("is_inner") else 3
                yield f"<h{level}>{escape(value['text'])}</h{level}>"
            case "text":
                html = EMPTY.sub("", expand_db_html(value.source))
                html = OWN_LINK.sub(f'href="{settings.BASE_URL}/', html)
                yield numbers.paragraphs(html)
            case "quotation":
                source = value["source"]
                footer = f"<footer>{escape(source)}</footer>" if source else ""
                yield f"<blockquote><p>{escape(value['text'])}</p>{footer}</blockquote>"
            case "recital":
                first, _space, rest = value["text"].partition(" ")
                yield f'<p class="recital"><em>{escape(first)}</em> {escape(rest)}</p>'
            case "recommendations":
                yield recommendations(bool(value["has_themes"]))
            case "table":
                number = numbers.next("t")
                label = _("Table %(number)d.") % {"number": number}
                source = _source(value.get("source", ""))
                yield table(value["caption"], value["rows"], label, f"t{number}") + source
            case "figure":
                yield _figure(value, numbers, picture)
            case "box":
                paragraphs = "".join(
                    f"<p>{escape(text)}</p>" for text in re.split(r"\n\s*\n", value["text"])
                )
                yield f'<div class="box"><h4>{escape(value["heading"])}</h4>{paragraphs}</div>'
            case "references":
                yield references(value["rows"])
            case "terms":
                yield terms(value["rows"])


def _figure(value: Mapping[str, Any], numbers: _Numbers, picture: Picture | None) -> str:
    number = numbers.next("f")
    if picture is None or value["image"] is None:
        return ""
    label = _("Figure %(number)d.") % {"number": number}
    source = f" {escape(value['source'])}" if value.get("source") else ""
    return (
        f'<figure id="f{number}"><img src="{escape(picture(value["image"]))}" '
        f'alt="{escape(value["alt"])}"><figcaption><b>{escape(label)}</b> '
        f"{escape(value['caption'])}{source}</figcaption></figure>"
    )


def _source(text: str) -> str:
    return f'<p class="source">{escape(text)}</p>' if text else ""


def references(rows: str) -> str:
    """A list of works, one a line, in the order of the alphabet; *title* becomes italic."""
    lines = sorted({row.strip() for row in rows.splitlines() if row.strip()}, key=str.casefold)
    titles = (ITALICS.sub(r"<em>\1</em>", escape(line)) for line in lines)
    items = "".join(f"<li>{title}</li>" for title in titles)
    return f'<ul class="references">{items}</ul>' if items else ""


def terms(rows: str) -> str:
    """Abbreviations with what they mean, one a line with | between."""
    pairs = [row.partition("|")[::2] for row in rows.splitlines() if "|" in row]
    items = "".join(
        f"<dt>{escape(term.strip())}</dt><dd>{escape(meaning.strip())}</dd>"
        for term, meaning in pairs
    )
    return f'<dl class="terms">{items}</dl>' if items else ""


def table(caption: str, rows: str, label: str = "", anchor: str = "") -> str:
    """A table typed as lines with | between the cells; every row as wide as the widest."""
    lines = [[cell.strip() for cell in row.split("|")] for row in rows.splitlines() if row.strip()]
    if not lines:
        return ""
    width = max(map(len, lines))
    head, *body = [line + [""] * (width - len(line)) for line in lines]
    name = f' id="{anchor}"' if anchor else ""
    number = f"<b>{escape(label)}</b> " if label else ""
    return (
        f"<table{name}><caption>{number}{escape(caption)}</caption><thead><tr>"
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
