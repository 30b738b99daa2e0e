"""One source, two parts: the text of a mail from its template, the HTML from that text.

Whatever a person typed arrives as text: no markup, no link, no line of its own (SEC-B5, SEC-B7).
"""

import re
import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language_info, gettext, override

LINE_WIDTH = 72
WORD_JOINER = "\u2060"

# A reference is made by us; anything else could carry a word into the subject line.
_REFERENCE = re.compile(r"[A-Z0-9]{2,8}(-[A-Z0-9]{2,8}){0,3}")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# Where a mail program would see a link: "://", "mailto:", "www.evil", "a@b", "/path".
_LINK_JOINTS = re.compile(r"(?<=[:.@/])(?=\S)|(?<=\S)(?=[:.@/])")


class BadContext(ValueError):
    """A mail cannot be written from this context; the message names the key, never the value."""


@dataclass(frozen=True)
class Rendered:
    """The three parts of a mail."""

    subject: str
    text: str
    html: str


def render(occasion: str, language: str, context: dict[str, Any], words: str = "") -> Rendered:
    """Render `occasion` in `language`: the text of staff, or the built-in template.

    Arguments: `context` holds `reference` (such as 'K7M-4QX'), `link` (a path of this site, such
    as '/me/<token>/', or an address that begins with settings.BASE_URL) and what the occasion
    needs; `words`: a text of staff with placeholders in braces ('': the built-in template).
    Raises BadContext for a reference or a link of another form.
    """
    reference = str(context["reference"])
    if not _REFERENCE.fullmatch(reference):
        raise BadContext("reference: capitals and digits in groups joined by hyphens.")
    link = absolute(str(context["link"]))
    values = {
        key: plain(value) if isinstance(value, str) else value for key, value in context.items()
    }
    values |= {"reference": reference, "link": link}
    with override(language):
        # Translators: the subject of every mail; it must say nothing about a workshop.
        subject = gettext("Your reference %(reference)s") % {"reference": reference}
        source = _fill(words, values) if words else _template(occasion, values)
    paragraphs = _paragraphs(source)
    return Rendered(subject, _text(paragraphs), _html(paragraphs, link, language))


def built_in(occasion: str, language: str, placeholders: Iterable[str]) -> str:
    """The built-in text as staff may edit it: a placeholder in braces where a value would stand."""
    with override(language):
        source = _template(occasion, {name: f"{{{name}}}" for name in placeholders})
    return "\n\n".join(_paragraphs(source))


def _template(occasion: str, values: dict[str, Any]) -> str:
    return render_to_string(f"correspondence/mail/{occasion}.txt", values)


def _fill(words: str, values: dict[str, Any]) -> str:
    """The text of staff with its values. In one pass: what looks like a placeholder in a value
    stays text, and a name that is not known stays as typed."""
    return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), words)


def absolute(link: str) -> str:
    """The full address of a path of this site, from BASE_URL and never from the Host header.

    Raises BadContext for an address that is not ours or that holds a space or control character.
    """
    base = settings.BASE_URL.rstrip("/")
    if link.startswith("/") and not link.startswith("//"):
        link = base + link
    if not link.startswith(f"{base}/") or re.search(r"[\s\x00-\x1f\x7f<>\"\\]", link):
        raise BadContext("link: a path of this site.")
    return link


def plain(value: str) -> str:
    """`value` on one line, without invisible controls, broken where a program would see a link.

    U+2060 (word joiner) has no width: people read the same text, no mail program makes a link.
    """
    visible = "".join(
        " " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char
        for char in value
        # Format characters (bidirectional overrides and the like); joiners of scripts stay.
        if unicodedata.category(char) != "Cf" or char in "\u200c\u200d"
    )
    return _LINK_JOINTS.sub(WORD_JOINER, " ".join(visible.split()))


def _paragraphs(source: str) -> list[str]:
    """The paragraphs of a rendered template: blank lines part them, other breaks are spaces."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", source) if part.strip()]


def _text(paragraphs: list[str]) -> str:
    wrapped = [
        textwrap.fill(part, LINE_WIDTH, break_long_words=False, break_on_hyphens=False)
        for part in paragraphs
    ]
    return "\n\n".join(wrapped) + "\n"


def _html(paragraphs: list[str], link: str, language: str) -> str:
    """The same paragraphs in one wrapper; only a paragraph that is our own link becomes one."""
    body = format_html_join(
        "\n",
        "{}",
        (
            (
                format_html('<p><a href="{0}">{0}</a></p>', part)
                if part == link
                else format_html("<p>{}</p>", part),
            )
            for part in paragraphs
        ),
    )
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    return render_to_string(
        "correspondence/mail/wrapper.html",
        {"body": body, "language": language, "direction": direction},
    )
