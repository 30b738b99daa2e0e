"""The catalogue of personal fields: what each is for, who may read it, until when it is kept.

The catalogue is data. Higher floors register their rows at start-up (`register`); forms, lists,
exports, mails and PDF ask it through `access.domain.disclosure`. The marks are those of the
Secretariat's field table: ● reads, ○ reads only if the person switched it on, # counts of five or
more, ✉ a logged release for one purpose, · never. "o●/d○" differs for officials nominated by their
own government (o) and for everybody else, who registers directly with the Secretariat (d).
"""

import datetime
import enum
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Reader(enum.Enum):
    """The audiences of the field table, in its order."""

    PERSON = "P", _("you")
    SECRETARIAT = "S", _("the Secretariat")
    TRAVEL_DESK = "T", _("the Secretariat’s travel desk")
    FOCAL_POINT = "F", _("the protection focal point")
    HOST = "H", _("the host organisers")
    PROTOCOL = "R", _("the host ministry’s protocol desk")
    NHRI = "N", _("the co-organising human rights institution")
    PARTICIPANTS = "O", _("other participants")
    PUBLIC = "W", _("the public and the proceedings")

    def __init__(self, letter: str, label: "_StrPromise") -> None:
        self.letter = letter
        self.label = label


class Mark(enum.Enum):
    """How far a reader sees a field."""

    READS = "●"
    BY_CHOICE = "○"
    COUNTS = "#"
    RELEASE = "✉"
    NEVER = "·"


class Track(enum.Enum):
    """How a person came in: nominated by a government, or registered with the Secretariat."""

    OFFICIAL = "o"
    DIRECT = "d"


@dataclass(frozen=True)
class PersonalField:
    """One row of the field table.

    `code` is stored with every value and never renamed; `readers` are nine marks in the order of
    `Reader`, separated by spaces; `keep_days` counts from the last day of the workshop.
    """

    code: str
    label: "str | _StrPromise"
    purpose: "str | _StrPromise"
    readers: str
    keep_days: int

    def mark(self, reader: Reader, track: Track) -> Mark:
        """The mark of one reader for a person of one track."""
        return self._marks[reader, track]

    @cached_property
    def _marks(self) -> dict[tuple[Reader, Track], Mark]:
        """Every mark of the row, read from its cells once."""
        cells = zip(Reader, self.readers.split(), strict=True)
        return {(reader, track): _mark(cell, track) for reader, cell in cells for track in Track}

    def erase_after(self, last_day: datetime.date) -> datetime.date:
        """The day after which a value is erased, for a workshop that ends on `last_day`."""
        return last_day + datetime.timedelta(days=self.keep_days)


def _mark(cell: str, track: Track) -> Mark:
    """The mark of a cell such as `●` or `o●/d○` for one track."""
    for part in cell.split("/"):
        if part[0] == track.value:
            return Mark(part[1])
        if part[0] not in {"o", "d"}:
            return Mark(part)
    return Mark.NEVER


_fields: dict[str, PersonalField] = {}
_finders: "list[Callable[[str], PersonalField | None]]" = []


def register(fields: Iterable[PersonalField]) -> None:
    """Add rows to the catalogue. Raises ValueError for a code registered twice or a torn row."""
    for field in fields:
        if field.code in _fields and _fields[field.code] != field:
            raise ValueError(f"The personal field {field.code} is registered twice.")
        if len(field.readers.split()) != len(Reader):
            raise ValueError(f"The personal field {field.code} needs {len(Reader)} marks.")
        for reader in Reader:
            for track in Track:
                field.mark(reader, track)
        _fields[field.code] = field


def register_finder(finder: "Callable[[str], PersonalField | None]") -> None:
    """Add where rows of own questions of one workshop are found, by code; they never change."""
    _finders.append(finder)


def get(code: str) -> PersonalField:
    """The row of a field. Raises KeyError: a field without a row cannot be stored."""
    if code not in _fields:
        for finder in _finders:
            if (found := finder(code)) is not None:
                return found
    return _fields[code]


def all_fields() -> tuple[PersonalField, ...]:
    """Every row, in the order of registration."""
    return tuple(_fields.values())


def who_sees(code: str, track: Track = Track.DIRECT) -> str:
    """The line printed beside a question: who reads the answer, from the same row that decides it.

    Returns for example "Seen by the Secretariat and, only if you agree, other participants."
    """
    field = get(code)
    others = [reader for reader in Reader if reader is not Reader.PERSON]
    always = [r.label for r in others if field.mark(r, track) is Mark.READS]
    chosen = [r.label for r in others if field.mark(r, track) is Mark.BY_CHOICE]
    counted = [r.label for r in others if field.mark(r, track) is Mark.COUNTS]
    released = [r.label for r in others if field.mark(r, track) is Mark.RELEASE]
    sentences: list[str | _StrPromise] = []
    if always:
        sentences.append(_("Seen by %(readers)s.") % {"readers": _join(always)})
    else:
        sentences.append(_("Seen by nobody but you."))
    if chosen:
        sentences.append(_("Only if you agree: %(readers)s.") % {"readers": _join(chosen)})
    if counted:
        sentences.append(_("As a number only: %(readers)s.") % {"readers": _join(counted)})
    if released:
        sentences.append(
            _("Sent once, after you saw the exact words: %(readers)s.")
            % {"readers": _join(released)}
        )
    return " ".join(map(str, sentences))


def _join(labels: "Sequence[str | _StrPromise]") -> str:
    texts = [str(label) for label in labels]
    if len(texts) == 1:
        return texts[0]
    return str(_("%(first)s and %(last)s") % {"first": ", ".join(texts[:-1]), "last": texts[-1]})
