"""Texts come in as HTML from editors, imports and reports: only what is listed here goes on.

Everything that can reach a file, the network or a script is dropped and reported; what would only
exhaust the typesetter (deep nesting, huge spans, endless words) is capped or refused by name.
"""

import re
from dataclasses import dataclass
from html import unescape

import nh3

from publications.engine.errors import Refused

MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 60
MAX_SPAN = 50
MAX_WORD = 2_000
MAX_CELLS = 20_000

TEXT = {"a", "abbr", "b", "br", "cite", "code", "em", "i", "q", "s", "small", "span", "strong"}
TEXT |= {"sub", "sup", "time", "u", "wbr"}
BLOCKS = {"blockquote", "div", "figcaption", "figure", "footer", "h3", "h4", "h5", "header", "hr"}
BLOCKS |= {"img", "p", "section", "dl", "dt", "dd", "ol", "ul", "li"}
TABLES = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
TAGS = frozenset(TEXT | BLOCKS | TABLES)
VOID = frozenset({"br", "hr", "img", "wbr"})
EVERYWHERE = frozenset({"class", "id", "lang", "dir", "title"})
ATTRIBUTES = {
    "a": EVERYWHERE | {"href"},
    "img": EVERYWHERE | {"src", "alt"},
    "td": EVERYWHERE | {"colspan", "rowspan"},
    "th": EVERYWHERE | {"colspan", "rowspan", "scope"},
    "ol": EVERYWHERE | {"start", "type"},
    "time": EVERYWHERE | {"datetime"},
}
# Contents that are no text: removed with all they hold.
WITH_CONTENTS = frozenset({"script", "style", "template", "svg", "math", "object", "iframe"})
LINK = re.compile(r"(https?://|mailto:|#[\w.-]+$|xref:[\w-]+(\.[\w.-]+)?$)")
ASSET = re.compile(r"asset:[\w.-]+$")
PLAIN = re.compile(r"[\w ,.:/()-]*$")
IDENTIFIER = re.compile(r"[A-Za-z][\w-]*$")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")


@dataclass(frozen=True)
class Clean:
    """A fragment that may be typeset, and the addresses that were left out of it."""

    html: str
    left_out: tuple[str, ...]


def clean(html: str) -> Clean:
    """Return what may be typeset of an HTML fragment.

    Raises Refused, saying why, for a text of more than 2 million characters, a nesting of more
    than 60 elements, a word of more than 2,000 characters or more than 20,000 table cells.
    """
    if len(html) > MAX_CHARACTERS:
        raise Refused(f"The text has {len(html):,} characters; {MAX_CHARACTERS:,} are allowed.")
    _measure(html)
    text = nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(WITH_CONTENTS),
        attributes={tag: set(ATTRIBUTES.get(tag, EVERYWHERE)) for tag in TAGS},
        attribute_filter=lambda _tag, name, value: _attribute(name, value),
        url_schemes={"http", "https", "mailto", "asset", "xref"},
        link_rel=None,
        strip_comments=True,
    )
    return Clean(text, _left_out(html))


def _attribute(name: str, value: str) -> str | None:
    """The value that may stay, or None."""
    if name in {"colspan", "rowspan", "start"}:
        if not value.strip().isdigit():
            return None
        number = int(value.strip()[:9])
        return str(min(number, MAX_SPAN) if name != "start" else number)
    if name == "href":
        return value if LINK.match(value) else None
    if name == "src":
        return value if ASSET.match(value) else None
    if name == "id":
        return value if IDENTIFIER.match(value) else None
    if name == "lang":
        return value if LANGUAGE.match(value) else None
    if name == "dir":
        return value if value in {"ltr", "rtl", "auto"} else None
    if name in {"class", "scope", "type", "datetime"}:
        return value if PLAIN.match(value) else None
    return value


# Where an address can stand: an attribute, a style, an import.
ADDRESS = re.compile(
    r"""(?:\b(?:href|src|data|srcset|poster|action|background|content)\s*=\s*['"]?"""
    r"""|url\(\s*['"]?|@import\s+['"])([^'"\s>)]+)""",
    re.IGNORECASE,
)


ANCHOR = re.compile(r"<a\b", re.IGNORECASE)
# A tag with an attribute, also one that does not end; a style or an import, wherever it stands.
TELLING = re.compile(r"<[^<>]*=[^<]*>?|url\([^)]*|@import[^;]*", re.IGNORECASE)


def _left_out(html: str) -> tuple[str, ...]:
    """The addresses of a text that do not go on, each once, so that an editor learns of them.

    A link may lead to the web; nothing else may be loaded but a resource of the volume.
    """
    found = []
    for piece in TELLING.findall(html):
        may = LINK if ANCHOR.match(piece) else ASSET
        found += [url for url in ADDRESS.findall(piece) if not may.match(url)]
    return tuple(dict.fromkeys(url[:200] for url in found))


# Of what nh3 has written without attributes: a tag, or text.
PIECE = re.compile(r"<(/?)([a-z0-9]+)>|([^<]+)")


def _measure(html: str) -> None:
    """Raise Refused for what would exhaust the typesetter: depth, cells, endless words.

    Counts before anything recursive sees the text. Elements that HTML lets stand without an end
    (`<p>`, `<li>`, `<td>`) are closed first by the same parser that cleans, so that only true
    nesting counts.
    """
    depth = cells = 0
    plain = nh3.clean(html, tags=set(TAGS), attributes={}, clean_content_tags=set())
    for end, tag, text in PIECE.findall(plain):
        if len(text) > MAX_WORD:
            longest = max(map(len, unescape(text).split()), default=0)
            if longest > MAX_WORD:
                raise Refused(f"The text has a word of {longest:,} characters.")
        if text or tag in VOID:
            continue
        if end:
            depth -= 1
        else:
            depth += 1
            cells += tag in {"td", "th"}
            if depth > MAX_DEPTH:
                raise Refused(f"The text nests more than {MAX_DEPTH} elements in each other.")
            if cells > MAX_CELLS:
                raise Refused(f"The tables of the text have more than {MAX_CELLS:,} cells.")
