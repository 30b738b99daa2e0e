"""Conflicts of an agenda: pure, on the document an audience may know."""

import datetime
import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from events.domain import times
from events.domain.agenda_document import Document


class Clash(enum.Enum):
    """What cannot be: each must be resolved before a release."""

    ROOM_TWICE = "room_twice", _("The room is used twice")
    PERSON_TWICE = "person_twice", _("A person is in two places")
    OUTSIDE_DAY = "outside_day", _("Outside the days of the workshop")

    def __init__(self, code: str, label: Any) -> None:
        self.code = code
        self.label = label


@dataclass(frozen=True)
class Conflict:
    """A clash of one or two sessions (keys); `about` is the room's id or the person's key."""

    clash: Clash
    sessions: tuple[str, ...]
    about: Any = None


def conflicts(document: Document) -> tuple[Conflict, ...]:
    """Every clash of a document: room twice, person twice, outside the days.

    People are compared by key only: a label that was typed is matched with nobody.
    """
    placed = [session for session in document["sessions"] if session["starts_at"]]
    return (
        *_outside(placed, document),
        *_twice(placed, _room_of, Clash.ROOM_TWICE),
        *_twice(placed, _people_of, Clash.PERSON_TWICE),
    )


def _outside(placed: list[dict[str, Any]], document: Document) -> Iterable[Conflict]:
    zone = ZoneInfo(document["time_zone"])
    for session in placed:
        start = _start(session)
        inside = start.astimezone(zone).date().isoformat() in document["days"]
        if not inside or not times.ends_same_day(start, session["minutes"], zone):
            yield Conflict(Clash.OUTSIDE_DAY, (session["id"],))


def _twice(
    placed: list[dict[str, Any]], uses: Callable[[dict[str, Any]], set[Any]], clash: Clash
) -> Iterable[Conflict]:
    """Pairs of sessions at the same time that use the same thing."""
    users: dict[Any, list[dict[str, Any]]] = {}
    for session in placed:
        for thing in uses(session):
            users.setdefault(thing, []).append(session)
    for thing, sessions in users.items():
        for one, other in combinations(sessions, 2):
            if _start(one) < _end(other) and _start(other) < _end(one):
                yield Conflict(clash, (one["id"], other["id"]), thing)


def _room_of(session: dict[str, Any]) -> set[Any]:
    return {session["room"]} - {None}


def _people_of(session: dict[str, Any]) -> set[Any]:
    return {role["person"] for role in session["roles"]} - {None}


def _start(session: dict[str, Any]) -> datetime.datetime:
    return datetime.datetime.fromisoformat(session["starts_at"])


def _end(session: dict[str, Any]) -> datetime.datetime:
    return _start(session) + datetime.timedelta(minutes=session["minutes"])
