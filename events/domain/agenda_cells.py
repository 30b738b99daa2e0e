"""Cells of an agenda in words: read what organisers write, and write what can be read again."""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from events.domain.agenda_languages import LANGUAGES
from events.models import Session, SessionRole

# What organisers call a column, in small letters.
COLUMNS = {
    "key": ("key",),
    "day": ("day", "date"),
    "start": ("start", "starts", "from", "begin", "starts at"),
    "end": ("end", "ends", "to", "until", "till"),
    "time": ("time", "hour", "when", "timing"),
    "minutes": ("minutes", "duration", "length", "min"),
    "title": ("title", "session", "item", "programme", "activity", "agenda item", "topic"),
    "kind": ("kind", "type"),
    "room": ("room", "venue", "place", "where", "location"),
    "languages": ("languages", "interpretation", "language"),
    "attribution": ("rule", "attribution"),
    "chair": ("chair", "chairs", "moderator", "chairperson"),
    "speaker": ("speakers", "speaker", "panellists", "panelists", "resource persons"),
    "discussant": ("discussants", "discussant"),
    "rapporteur": ("rapporteurs", "rapporteur"),
    "interpreter": ("interpreters", "interpreter"),
    "host": ("hosts", "host"),
    "who": ("who", "chair and speakers", "people"),
    "description": ("description", "details", "notes", "remarks"),
}
NAMES = {name: column for column, names in COLUMNS.items() for name in names}
MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
TIME = re.compile(r"^(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?$", re.IGNORECASE)
SPLIT = re.compile(r"\s*(?:–|—|-|\bto\b|\buntil\b)\s*")


def column_of(heading: str) -> str | None:
    """Which column a heading means, or None."""
    return NAMES.get(" ".join(heading.casefold().split()).strip(" :.*"))


def day_of(text: str, days: list[datetime.date]) -> datetime.date | None:
    """The day that a cell means: '2027-06-15', '15 June', 'Tuesday 15 June 2027', 'Day 2'."""
    text = text.strip().casefold()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    if found := re.fullmatch(r"day\s*(\d{1,2})(?:\D.*)?", text):
        place = int(found[1])
        return days[place - 1] if 0 < place <= len(days) else None
    found = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3})[a-z]*\b(?:,?\s+(\d{4}))?", text)
    if found is None:
        return None
    year = int(found[3]) if found[3] else (days[0].year if days else 0)
    try:
        return datetime.date(year, MONTHS[found[2]], int(found[1]))
    except (KeyError, ValueError):
        return None


@dataclass(frozen=True)
class Clock:
    """A time as read. `is_open` where morning or afternoon is not said and both are likely."""

    at: datetime.time
    is_open: bool = False


def clock_of(text: str, half: str = "") -> Clock | None:
    """A time: '09:00', '9.00 am', '0900', '2 pm', '2'. `half` is am or pm said elsewhere."""
    found = TIME.match(text.strip())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    said = (found[3] or half).replace(".", "").casefold()
    if hour > 23 or minute > 59 or (said and not 1 <= hour <= 12):
        return None
    if said:
        hour = hour % 12 + (12 if said == "pm" else 0)
    is_bare = not said and len(found[1]) == 1
    return Clock(datetime.time(hour, minute), is_open=is_bare and 1 <= hour <= 6)


def span_of(text: str) -> tuple[Clock | None, Clock | None]:
    """Start and end of one cell: '9.00 - 9.45 am', '14:00–15:30', '2 - 4', '09:00'."""
    parts = [part for part in SPLIT.split(text.strip(), maxsplit=1) if part]
    if not parts:
        return None, None
    if len(parts) == 1:
        return clock_of(parts[0]), None
    half = re.search(r"(am|pm|a\.m\.|p\.m\.)\s*$", parts[1], re.IGNORECASE)
    end = clock_of(parts[1])
    start = clock_of(parts[0], half[1] if half else "")
    if start and end and start.at > end.at and half:
        start = clock_of(parts[0], "am")
    return start, end


def kind_of(text: str) -> str | None:
    """A kind by code or label."""
    return _choice(text, Session.Kind.choices)


def rule_of(text: str) -> str | None:
    """A rule of attribution by code or label."""
    return _choice(text, Session.Attribution.choices)


def _choice(text: str, choices: list[tuple[str, Any]]) -> str | None:
    low = text.strip().casefold()
    return next((str(v) for v, label in choices if low in {v, str(label).casefold()}), None)


def languages_of(text: str) -> list[str] | None:
    """Languages by code or name, parted by commas; None where one is not known."""
    codes = []
    for word in filter(None, (part.strip().casefold() for part in re.split("[,;/\n]", text))):
        known = [code for code, name in LANGUAGES.items() if word in {code, str(name).casefold()}]
        if not known:
            return None
        codes.append(known[0])
    return codes


def guess_kind(title: str) -> str:
    """The kind that a title speaks of; a plenary where it says nothing."""
    low = title.casefold()
    words = {
        Session.Kind.BREAK: ("coffee", "tea break", "lunch", "break"),
        Session.Kind.OPENING: ("opening",),
        Session.Kind.CLOSING: ("closing",),
        Session.Kind.REGISTRATION: ("registration",),
        Session.Kind.BREAKOUT: ("breakout", "working group"),
        Session.Kind.DRAFTING: ("drafting",),
        Session.Kind.ADOPTION: ("adoption",),
        Session.Kind.PANEL: ("panel",),
        Session.Kind.SOCIAL: ("dinner", "reception"),
        Session.Kind.PRESS: ("press",),
    }
    found = [kind for kind, names in words.items() if any(name in low for name in names)]
    return str(found[0] if found else Session.Kind.PLENARY)


def role_lines(column: str, text: str) -> list[tuple[str, str]]:
    """(role, name) of a cell: one a line; in a mixed column each line begins with the part."""
    lines = [line.strip() for line in re.split(r"[\n;]", text) if line.strip()]
    if column != "who":
        return [(column, line) for line in lines]
    result = []
    for line in lines:
        head, colon, rest = line.partition(":")
        role = _choice(head, SessionRole.Role.choices) if colon else None
        result.append((role, rest.strip()) if role else ("speaker", line))
    return [(role, name) for role, name in result if name]
