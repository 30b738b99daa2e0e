"""The interpretation sheet: by day, booth and language pair; two interpreters a booth."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from events.domain.agenda_conflicts import FLOOR
from events.domain.agenda_languages import LANGUAGES
from events.domain.programme import Programme, ProgrammeSession

A_BOOTH = 2
WORKING = "en"
HEADINGS = ("Day", "Time", "Room", "Booth", "Languages", "Interpreters", "Missing", "Session")


@dataclass(frozen=True)
class Booth:
    """One booth in one session: its pair of languages and who works in it."""

    number: int
    pair: str
    interpreters: tuple[str, ...]

    @property
    def missing(self) -> int:
        """How many interpreters are missing."""
        return max(0, A_BOOTH - len(self.interpreters))


@dataclass(frozen=True)
class Line:
    """A session that is interpreted. `unassigned` work in it without a known language."""

    session: ProgrammeSession
    booths: tuple[Booth, ...]
    unassigned: tuple[str, ...]


@dataclass(frozen=True)
class SheetDay:
    """One day of the sheet."""

    date: datetime.date
    lines: tuple[Line, ...]


def sheet(programme: Programme, languages: dict[str, Sequence[str]]) -> list[SheetDay]:
    """The sheet of a programme. Pure.

    Arguments: the programme as an organiser may know it; the codes of the languages by session.
    Sign language has no booth but two interpreters like one; the working language is the floor.
    """
    days = []
    for day in programme.days:
        sessions = [session for slot in day.slots for session in slot.sessions]
        lines = [_line(session, languages.get(session.id, ())) for session in sessions]
        days.append(SheetDay(day.date, tuple(line for line in lines if line.booths)))
    return [day for day in days if day.lines]


def _line(session: ProgrammeSession, codes: Sequence[str]) -> Line:
    own = [role for role in session.roles if role.role == "interpreter"]
    wanted = [code for code in codes if code not in FLOOR] + ["sign"] * ("sign" in codes)
    booths = [
        Booth(
            number=0 if code == "sign" else place,
            pair=_pair(code),
            interpreters=tuple(role.name for role in own if role.language == code),
        )
        for place, code in enumerate(wanted, 1)
    ]
    without = tuple(role.name for role in own if role.language not in wanted)
    return Line(session, tuple(booths), without)


def _pair(code: str) -> str:
    return f"{LANGUAGES[WORKING]} – {LANGUAGES.get(code, code)}"


def rows(days: Sequence[SheetDay]) -> list[list[str]]:
    """The sheet as cells, under `HEADINGS`."""
    return [
        [
            day.date.isoformat(),
            f"{line.session.starts_at:%H:%M}–{line.session.ends_at:%H:%M}",
            line.session.room,
            str(booth.number or ""),
            booth.pair,
            "\n".join(booth.interpreters),
            str(booth.missing or ""),
            line.session.title,
        ]
        for day in days
        for line in day.lines
        for booth in line.booths
    ]
