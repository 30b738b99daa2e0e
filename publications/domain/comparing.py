"""Two editions of a volume, chapter by chapter and paragraph by paragraph: what went, what came.

For staff alone. Readers get the errata that staff write: a comparison in public would point at the
very name that somebody took out for a reason.
"""

import difflib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.storage import storages

from publications.domain.versions import Changed, Paragraph, changed, paragraphs
from publications.engine.source import Kind, Volume
from publications.models import Edition

TEXT = "text"  # among the pieces of an edition: the words of its chapters
# Texts that were kept as one line: their sentences, without the numbers of paragraphs.
SENTENCE = re.compile(r"(?<=[.!?:;])\s+")
NUMBER = re.compile(r"^\d+\.(\s+|$)")


@dataclass(frozen=True)
class ChapterChange:
    """What changed in one chapter; `kind` is "changed", "added", "removed" or "moved".

    `was` is its title before, where that was another; a chapter that changed may have moved too.
    """

    title: str
    kind: str
    changes: tuple[Changed, ...] = ()
    was: str = ""
    is_moved: bool = False


@dataclass(frozen=True)
class _Kept:
    """A chapter as it is kept beside an edition."""

    title: str
    text: tuple[Paragraph, ...]

    @property
    def name(self) -> str:
        """Its title without its number, which only counts."""
        return re.sub(r"^(?:[IVXLC]+\.|Annex \d+\.)\s+", "", self.title)


def text_of(volume: Volume) -> bytes:
    """The words of a volume by part, as they are kept beside the edition (JSON)."""
    parts = {}
    for part in volume.parts:
        if part.kind is Kind.CHAPTER:
            text = [part.lede, *(row.text for row in paragraphs(part.html))]
            parts[part.key] = {"title": part.full_title, "text": [row for row in text if row]}
    return json.dumps(parts, ensure_ascii=False).encode()


def compare(older: Edition, newer: Edition) -> list[ChapterChange] | None:
    """The chapters that differ, in the order of the newer one; None where a text is not kept."""
    before, after = _read(older), _read(newer)
    if before is None or after is None:
        return None
    moved = _moved(list(before), list(after))
    result = []
    for key, now in after.items():
        was = before.get(key)
        if was is None:
            result.append(ChapterChange(now.title, "added"))
            continue
        changes = tuple(changed(was.text, now.text))
        title = was.title if was.name != now.name else ""
        if changes or title or key in moved:
            kind = "changed" if changes or title else "moved"
            result.append(ChapterChange(now.title, kind, changes, title, key in moved))
    gone = (kept.title for key, kept in before.items() if key not in after)
    return [*result, *(ChapterChange(title, "removed") for title in gone)]


def _read(edition: Edition) -> dict[str, _Kept] | None:
    """The chapters of an edition in the order in which they were printed."""
    name = edition.pieces.get(TEXT)
    if not name:
        return None
    with storages["private"].open(name) as file:
        rows = json.loads(file.read())
    places = edition.first_pages
    keys = sorted(rows, key=lambda key: places.get(key, 0)) if places else list(rows)
    return {key: _kept(rows[key]) for key in keys}


def _kept(row: "dict[str, object] | list[str]") -> _Kept:
    if isinstance(row, dict):
        return _Kept(str(row["title"]), _paragraphs(row["text"]))  # type: ignore[arg-type]
    title, text = row
    return _Kept(title, _paragraphs(NUMBER.sub("", part) for part in SENTENCE.split(text)))


def _paragraphs(texts: Iterable[str]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph("", text) for text in texts if text)


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The chapters of both that stand elsewhere among the others."""
    old = [key for key in before if key in after]
    new = [key for key in after if key in before]
    blocks = difflib.SequenceMatcher(None, old, new, False).get_matching_blocks()
    stay = {key for block in blocks for key in old[block.a : block.a + block.size]}
    return set(new) - stay
