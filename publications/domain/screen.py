"""A chapter on the screen: notes at its end with a way back, links to chapters, permalinks."""

import re
from collections.abc import Mapping

from django.utils.html import escape, strip_tags
from django.utils.translation import gettext as _

from publications.domain.references import Place

NOTE = re.compile(r'<span class="fn">((?:<span\b[^>]*>.*?</span>|(?!</span>).)*)</span>', re.DOTALL)
INSIDE = re.compile(r'href="xref:([\w-]+)(?:\.([\w-]+))?"')
NUMBER = re.compile(
    r'(<p class="para" id="(p\d+)">|<div class="rec" id="(r\d+)"><p>)'
    r'<span class="no">([^<]*)</span>'
)


def on_screen(html: str, places: Mapping[str, Place], ending: str = "/") -> str:
    """A sanitised fragment for a reader on the web.

    Arguments: the fragment; the chapters of the volume by address; what follows an address in a
    link to another chapter ("/" on the site, ".xhtml" in an EPUB).
    """
    slugs = {place.key: slug for slug, place in places.items()}
    html = INSIDE.sub(lambda match: _link(match, slugs, ending), html)
    html = NUMBER.sub(_permalink, html)
    notes: list[str] = []

    def note(match: "re.Match[str]") -> str:
        notes.append(match[1])
        number = len(notes)
        label = escape(_("Note %(number)d") % {"number": number})
        return f'<sup class="call"><a href="#fn{number}" id="call{number}" aria-label="{label}">{number}</a></sup>'  # noqa: E501

    html = NOTE.sub(note, html)
    if not notes:
        return html
    back = escape(_("Back to the text"))
    items = "".join(
        f'<li id="fn{number}">{text} <a href="#call{number}" aria-label="{back}">↩</a></li>'
        for number, text in enumerate(notes, start=1)
    )
    return f'{html}<section class="notes"><h2>{escape(_("Notes"))}</h2><ol>{items}</ol></section>'


def _link(match: "re.Match[str]", slugs: Mapping[str, str], ending: str) -> str:
    slug = slugs.get(match[1])
    if slug is None:
        return 'href="#"'
    anchor = f"#{match[2]}" if match[2] else ""
    base = f"../{slug}{ending}" if ending == "/" else f"{slug}{ending}"
    return f'href="{base}{anchor}"'


def _permalink(match: "re.Match[str]") -> str:
    anchor = match[2] or match[3]
    return f'{match[1]}<a class="no" href="#{anchor}">{match[4]}</a>'


def words(html: str) -> str:
    """The text of a fragment, for comparing and for searching."""
    return " ".join(strip_tags(re.sub(r"</(p|h\d|li|td|th|div)>", " ", html)).split())
