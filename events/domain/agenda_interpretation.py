"""The interpretation sheet: by day, booth and language pair; two interpreters a booth."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from events.domain.agenda_conflicts import FLOOR
from events.domain.agenda_languages import LANGUAGES
from events.domain.programme import Programme, ProgrammeSession

A_BOOTH = 2
WORKING = "en"
SIGN = "sign"
HEADINGS = ("Day", "Room", "Booth", "Languages", "Time", "Interpreters", "Missing", "Session")


@dataclass(frozen=True)
class Shift:
    """One session in one booth: who works in it. `unassigned` work there without a language."""

    session: ProgrammeSession
    interpreters: tuple[str, ...]
    unassigned: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """How many interpreters are missing."""
        return max(0, A_BOOTH - len(self.interpreters))


@dataclass(frozen=True)
class Booth:
    """One booth on one day: its room, its pair of languages, its shifts in order of time.

    `number` counts the booths of a room; 0 for sign language, which stands beside the floor.
    """

    room: str
    number: int
    pair: str
    shifts: tuple[Shift, ...]

    @property
    def missing(self) -> int:
        """How many interpreters are missing in its worst shift."""
        return max(shift.missing for shift in self.shifts)


@dataclass(frozen=True)
class SheetDay:
    """One day of the sheet."""

    date: datetime.date
    booths: tuple[Booth, ...]


def sheet(programme: Programme, languages: Mapping[str, Sequence[str]]) -> list[SheetDay]:
    """The sheet of a programme. Pure.

    Arguments: the programme as an organiser may know it; the codes of the languages by session.
    A booth keeps its number and its language in a room for the whole day. Sign language has no
    booth but two interpreters like one; the working language is the floor.
    """
    days = []
    for day in programme.days:
        shifts: dict[tuple[str, str], list[Shift]] = {}
        for session in (session for slot in day.slots for session in slot.sessions):
            for code, shift in _shifts(session, languages.get(session.id, ())):
                shifts.setdefault((session.room, code), []).append(shift)
        if shifts:
            days.append(SheetDay(day.date, _booths(shifts)))
    return days


def _booths(shifts: dict[tuple[str, str], list[Shift]]) -> tuple[Booth, ...]:
    """The booths of a day by room and number, sign language last in its room."""
    numbers: dict[str, int] = {}
    booths = []
    for (room, code), own in shifts.items():
        if code != SIGN:
            numbers[room] = numbers.get(room, 0) + 1
        number = 0 if code == SIGN else numbers[room]
        booths.append(Booth(room, number, _pair(code), tuple(own)))
    rooms = list(dict.fromkeys(booth.room for booth in booths))
    order = sorted(booths, key=lambda b: (rooms.index(b.room), not b.number, b.number))
    return tuple(order)


def _shifts(session: ProgrammeSession, codes: Sequence[str]) -> list[tuple[str, Shift]]:
    """The shifts of one session by language; who has no known language stands with the first."""
    own = [role for role in session.roles if role.role == "interpreter"]
    wanted = [code for code in codes if code not in FLOOR] + [SIGN] * (SIGN in codes)
    without = tuple(role.name for role in own if role.language not in wanted)
    return [
        (
            code,
            Shift(
                session,
                tuple(role.name for role in own if role.language == code),
                without if place == 0 else (),
            ),
        )
        for place, code in enumerate(wanted)
    ]


def _pair(code: str) -> str:
    return f"{LANGUAGES[WORKING]} – {LANGUAGES.get(code, code)}"


def rows(days: Sequence[SheetDay]) -> list[list[str]]:
    """The sheet as cells, under `HEADINGS`."""
    return [
        [
            day.date.isoformat(),
            booth.room,
            str(booth.number or ""),
            booth.pair,
            f"{shift.session.starts_at:%H:%M}–{shift.session.ends_at:%H:%M}",
            "\n".join(shift.interpreters),
            str(shift.missing or ""),
            shift.session.title,
        ]
        for day in days
        for booth in day.booths
        for shift in booth.shifts
    ]
