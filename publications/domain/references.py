"""References inside a volume: {{opening#p4}} becomes a link "Chapter II, paragraph 4".

No page numbers in running text: an edit in one chapter would change every other (UN Editorial
Manual: cite by paragraph). What leads nowhere is said so and is found before a build.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.translation import gettext as _

REFERENCE = re.compile(r"\{\{\s*([a-z0-9-]*)\s*(?:#([a-z]\d+))?\s*\}\}")


@dataclass(frozen=True)
class Place:
    """A chapter that may be referred to: its key in the volume, its number and title."""

    key: str
    number: str
    title: str

    @property
    def words(self) -> str:
        if not self.number:
            return self.title
        if self.number[0].isupper() and self.number.isupper():
            return _("Chapter %(number)s") % {"number": self.number}
        return self.number


def resolve(html: str, slug: str, places: Mapping[str, Place]) -> str:
    """Turn every reference of a chapter into a link; `slug` is the chapter's own address."""

    def link(match: "re.Match[str]") -> str:
        other, anchor = match[1] or "", match[2] or ""
        place = places.get(other or slug)
        if place is None:
            return escape(_("[reference to a place that is not here]"))
        words = [place.words] if other else []
        if anchor:
            words.append(_in_words(anchor))
        target = f"{place.key}.{anchor}" if anchor else place.key
        return f'<a href="xref:{target}">{escape(", ".join(words))}</a>'

    return REFERENCE.sub(link, html)


def broken(html: str, slug: str, places: Mapping[str, Place]) -> list[str]:
    """The references of a text to chapters that are not in the volume, as they are typed."""
    found = REFERENCE.finditer(html)
    return [match[0] for match in found if (match[1] or slug) not in places]


def _in_words(anchor: str) -> str:
    number = {"number": anchor[1:]}
    match anchor[0]:
        case "f":
            return _("figure %(number)s") % number
        case "t":
            return _("table %(number)s") % number
        case "r":
            return _("recommendation %(number)s") % number
    return _("paragraph %(number)s") % number
