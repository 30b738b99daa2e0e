"""The index of a volume: subjects that staff list, persons who agreed to be named.

Words are looked for in numbered paragraphs, lines of the agenda and lines of the list; the engine
turns these places into pages once the parts are typeset.
"""

import re
from collections.abc import Iterable

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from publications.engine.source import Entry, Part

ANCHOR = re.compile(r'<[^<>]*\bid="([a-z][\w-]*)"[^<>]*>')


def entries(parts: Iterable[Part], terms: str, names: Iterable[str]) -> tuple[Entry, ...]:
    """The lines of the index.

    Arguments: the parts of the volume; the subjects, one a line with other words after commas; the
    names of those who are named. A word that stands nowhere has no line.
    """
    places = [place for part in parts for place in _places(part)]
    found = []
    for line in sorted({line.strip() for line in terms.splitlines()} - {""}, key=str.casefold):
        words = [word.strip() for word in line.split(",") if word.strip()]
        pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")", re.IGNORECASE)
        found.append((words[0], [key for key, text in places if pattern.search(text)], "s"))
    for name in sorted(set(names), key=str.casefold):
        found.append((name, [key for key, text in places if name in text], "p"))
    groups = {"s": _("Subjects"), "p": _("Persons")}
    return tuple(Entry(word, tuple(where), groups[kind]) for word, where, kind in found if where)


def _places(part: Part) -> list[tuple[str, str]]:
    """The named places of a part with the text that stands there."""
    html = part.html
    marks = list(ANCHOR.finditer(html))
    ends = [*(mark.start() for mark in marks[1:]), len(html)][: len(marks)]
    before = html[: marks[0].start()] if marks else html
    places = [(part.key, strip_tags(before))]
    for mark, end in zip(marks, ends, strict=True):
        places.append((f"{part.key}.{mark[1]}", strip_tags(html[mark.end() : end])))
    return places
