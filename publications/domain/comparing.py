"""Two editions of a volume, chapter by chapter: which words went, which came."""

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.files.storage import storages

from publications.domain.screen import words
from publications.engine.source import Kind, Volume
from publications.models import Edition

TEXT = "text"  # among the pieces of an edition: the words of its chapters
AROUND = 8  # words shown before and after a change


@dataclass(frozen=True)
class Change:
    """One change: some words before it, what went, what came, some words after it."""

    before: str
    removed: str
    added: str
    after: str


@dataclass(frozen=True)
class ChapterChange:
    """What changed in one chapter; `kind` is "changed", "added" or "removed"."""

    title: str
    kind: str
    changes: tuple[Change, ...] = ()


def text_of(volume: Volume) -> bytes:
    """The words of a volume by part, as they are kept beside the edition (JSON)."""
    parts = {
        part.key: [part.full_title, f"{part.lede} {words(part.html)}".strip()]
        for part in volume.parts
        if part.kind is Kind.CHAPTER
    }
    return json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()


def compare(older: Edition, newer: Edition) -> list[ChapterChange] | None:
    """The chapters that differ, in the order of the newer one; None where a text is not kept."""
    before, after = _read(older), _read(newer)
    if before is None or after is None:
        return None
    result = []
    for key, (title, text) in after.items():
        if key not in before:
            result.append(ChapterChange(title, "added"))
        elif before[key] != [title, text]:
            changes = _changes(before[key][1], text)
            result.append(ChapterChange(title, "changed", changes))
    result += [
        ChapterChange(title, "removed") for key, (title, _t) in before.items() if key not in after
    ]
    return result


def _read(edition: Edition) -> Mapping[str, list[str]] | None:
    name = edition.pieces.get(TEXT)
    if not name:
        return None
    with storages["private"].open(name) as file:
        found: dict[str, list[str]] = json.loads(file.read())
    return found


def _changes(before: str, after: str) -> tuple[Change, ...]:
    old, new = before.split(), after.split()
    found = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if kind != "equal":
            lead, tail = old[max(0, a - AROUND) : a], old[b : b + AROUND]
            found.append(
                Change(" ".join(lead), " ".join(old[a:b]), " ".join(new[c:d]), " ".join(tail))
            )
    return tuple(found)
