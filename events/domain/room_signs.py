"""Signs for the doors of rooms: what is held there, and under which rule (US-P15).

Made from the released agenda as the public sees it; names of people are not on a sign.
"""

import datetime
from dataclasses import dataclass

from events.domain.programme import Programme, ProgrammeSession


@dataclass(frozen=True)
class RoomSign:
    """One room on one day: its sessions in order of time."""

    date: datetime.date
    room: str
    sessions: tuple[ProgrammeSession, ...]


def signs(programme: Programme) -> list[RoomSign]:
    """A sign for every room and day in which something is held, by day and first start. Pure.

    Arguments: the programme as the public sees it: closed meetings and hidden rooms have no room
    there, and so no sign.
    """
    made = []
    for day in programme.days:
        by_room: dict[str, list[ProgrammeSession]] = {}
        for session in (session for slot in day.slots for session in slot.sessions):
            if session.room:
                by_room.setdefault(session.room, []).append(session)
        made += [RoomSign(day.date, room, tuple(found)) for room, found in by_room.items()]
    return made
