"""Conflicts of an agenda: pure, on the document an audience may know.

Some must be resolved before a release, or stand with a reason that stays visible; some should be.
"""

import datetime
import enum
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from events.domain import times
from events.models import Session, SessionRole

Document = dict[str, Any]
Kind = Session.Kind
# All must attend these.
CEREMONIES = {Kind.OPENING, Kind.CLOSING}
ASIDE = {Kind.BREAK, Kind.REGISTRATION}
CHAIRED = {Kind.PLENARY, Kind.PANEL, Kind.BREAKOUT, Kind.DRAFTING, Kind.ADOPTION}
# Spoken on the floor, so that no booth is needed for it.
FLOOR = {"en", "sign"}
TURNOVER = datetime.timedelta(minutes=5)


class Clash(enum.Enum):
    """What is wrong: `is_must` where it blocks a release."""

    ROOM_TWICE = "room_twice", _("The room is used twice"), True
    PERSON_TWICE = "person_twice", _("A person is in two places"), True
    INTERPRETER_TWICE = "interpreter_twice", _("An interpreter is in two places"), True
    OUTSIDE_DAY = "outside_day", _("Outside the days of the workshop"), True
    CEREMONY = "ceremony", _("At the same time as a ceremony that all attend"), True
    BOOTH_TWICE = "booth_twice", _("More languages than booths"), True
    DECLINED = "declined", _("A person has declined the part"), True
    NO_BOOTH = "no_booth", _("Interpretation and no booth"), False
    NO_CHAIR = "no_chair", _("No chair"), False
    TURNOVER = "turnover", _("No time to change rooms"), False
    UNCONFIRMED = "unconfirmed", _("Not confirmed yet"), False

    def __init__(self, code: str, label: Any, is_must: bool) -> None:
        self.code = code
        self.label = label
        self.is_must = is_must


@dataclass(frozen=True)
class Conflict:
    """A clash of one or two sessions (keys); `about` is the room's id or the person's key."""

    clash: Clash
    sessions: tuple[str, ...]
    about: Any = None

    @property
    def key(self) -> str:
        """64 hex digits under which a reason for it is kept."""
        parts = (self.clash.code, str(self.about or ""), *sorted(self.sessions))
        return hashlib.sha256("|".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Facts:
    """What conflicts depend on beside the document.

    `booths` by room; `answers` of people by (session, role, person), '' where not answered yet.
    """

    booths: Mapping[int, int] = field(default_factory=dict)
    answers: Mapping[tuple[str, str, str], str] = field(default_factory=dict)


def conflicts(document: Document, facts: Facts | None = None) -> tuple[Conflict, ...]:
    """Every clash of a document, those that block first.

    Arguments: the document as one audience knows it; the facts beside it, without which booths and
    answers are not looked at. People are compared by key only: a label that was typed is matched
    with nobody but an equal label of an interpreter.
    """
    placed = [session for session in document["sessions"] if session["starts_at"]]
    spans = {session["id"]: _span(session) for session in placed}
    found = (
        *_outside(placed, document, spans),
        *_twice(placed, spans, _room_of, Clash.ROOM_TWICE),
        *_twice(placed, spans, _people_of, Clash.PERSON_TWICE),
        *_twice(placed, spans, _interpreters_of, Clash.INTERPRETER_TWICE),
        *_ceremonies(placed, spans),
        *(_booths(placed, facts.booths) if facts else ()),
        *(_answers(document, facts.answers) if facts else ()),
        *_no_chair(placed),
        *_turnovers(placed, spans),
    )
    return tuple(sorted(found, key=lambda conflict: not conflict.clash.is_must))


Span = tuple[datetime.datetime, datetime.datetime]
Row = dict[str, Any]


def _span(session: Row) -> Span:
    start = datetime.datetime.fromisoformat(session["starts_at"])
    return start, start + datetime.timedelta(minutes=session["minutes"])


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _outside(
    placed: list[Row], document: Document, spans: Mapping[str, Span]
) -> Iterable[Conflict]:
    zone = ZoneInfo(document["time_zone"])
    for session in placed:
        start = spans[session["id"]][0]
        inside = start.astimezone(zone).date().isoformat() in document["days"]
        if not inside or not times.ends_same_day(start, session["minutes"], zone):
            yield Conflict(Clash.OUTSIDE_DAY, (session["id"],))


def _users(placed: list[Row], uses: Callable[[Row], set[Any]]) -> dict[Any, list[Row]]:
    users: dict[Any, list[Row]] = {}
    for session in placed:
        for thing in uses(session):
            users.setdefault(thing, []).append(session)
    return users


def _twice(
    placed: list[Row],
    spans: Mapping[str, Span],
    uses: Callable[[Row], set[Any]],
    clash: Clash,
) -> Iterable[Conflict]:
    """Pairs of sessions at the same time that use the same thing."""
    for thing, sessions in _users(placed, uses).items():
        for one, other in _pairs(sessions, spans):
            yield Conflict(clash, (one["id"], other["id"]), thing)


def _pairs(sessions: list[Row], spans: Mapping[str, Span]) -> Iterable[tuple[Row, Row]]:
    """The pairs of sessions that overlap, the earlier first: sorted, so that few are looked at."""
    ordered = sorted(sessions, key=lambda session: spans[session["id"]][0])
    for place, one in enumerate(ordered):
        end = spans[one["id"]][1]
        for other in ordered[place + 1 :]:
            if spans[other["id"]][0] >= end:
                break
            yield one, other


def _room_of(session: Row) -> set[Any]:
    return {session["room"]} - {None}


def _people_of(session: Row) -> set[Any]:
    return {role["person"] for role in session["roles"]} - {None}


def _interpreters_of(session: Row) -> set[Any]:
    """Interpreters as typed; those who are people of the workshop are looked at as such.

    Words that stand for somebody withheld (`placeholders.veil`) are those of many.
    """
    own = [role for role in session["roles"] if role["role"] == SessionRole.Role.INTERPRETER]
    typed = [role for role in own if role["label"] and not role.get("is_veiled")]
    return {role["label"].casefold() for role in typed}


def _ceremonies(placed: list[Row], spans: Mapping[str, Span]) -> Iterable[Conflict]:
    held = [session for session in placed if session["kind"] in CEREMONIES]
    for ceremony in held:
        for other in placed:
            if other["kind"] in ASIDE or other["kind"] in CEREMONIES:
                continue
            if _overlap(spans[ceremony["id"]], spans[other["id"]]):
                yield Conflict(Clash.CEREMONY, (other["id"], ceremony["id"]))


def _booths(placed: list[Row], booths: Mapping[int, int]) -> Iterable[Conflict]:
    for session in placed:
        needed = len(set(session["languages"]) - FLOOR)
        there = booths.get(session["room"], 0) if session["room"] is not None else needed
        if needed > there:
            yield Conflict(
                Clash.BOOTH_TWICE if there else Clash.NO_BOOTH, (session["id"],), session["room"]
            )


def _answers(document: Document, answers: Mapping[tuple[str, str, str], str]) -> Iterable[Conflict]:
    """One conflict a session and person who has declined, or not answered what was asked."""
    for session in document["sessions"]:
        seen = set()
        for role in session["roles"]:
            person = role["person"]
            if not person or person in seen:
                continue
            answer = answers.get((session["id"], role["role"], person), "")
            if answer == SessionRole.Answer.ACCEPTED:
                continue
            seen.add(person)
            clash = Clash.DECLINED if answer else Clash.UNCONFIRMED
            yield Conflict(clash, (session["id"],), person)


def _no_chair(placed: list[Row]) -> Iterable[Conflict]:
    for session in placed:
        is_open = session["is_public"] and session["attribution"] != Session.Attribution.CLOSED
        has_chair = any(role["role"] == SessionRole.Role.CHAIR for role in session["roles"])
        if is_open and session["kind"] in CHAIRED and not has_chair:
            yield Conflict(Clash.NO_CHAIR, (session["id"],))


def _turnovers(placed: list[Row], spans: Mapping[str, Span]) -> Iterable[Conflict]:
    """Somebody who ends in one room and begins in another within five minutes."""
    for person, sessions in _users(placed, _people_of).items():
        for one, other in combinations(sessions, 2):
            first, second = sorted((one, other), key=lambda s: spans[s["id"]][0])
            gap = spans[second["id"]][0] - spans[first["id"]][1]
            rooms = {first["room"], second["room"]}
            if None not in rooms and len(rooms) == 2 and datetime.timedelta() <= gap < TURNOVER:
                yield Conflict(Clash.TURNOVER, (first["id"], second["id"]), person)
