"""What a board does beside adding, moving and editing: swap, copy, shift, take in one line.

Each is one change of the draft: all of it or nothing, undone in one click.
"""

import datetime
import re
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from access.models import User
from events.domain import agenda_log, times
from events.domain.agenda import add_session, iso
from events.domain.agenda_log import Step, find, new_step
from events.domain.agenda_states import state_of
from events.models import AgendaChange, Room, Session, WorkshopPage

SHORTEST_SHIFT, LONGEST_SHIFT = -720, 720
PLACE = ("starts_at", "room")


def swap_sessions(
    one: tuple[uuid.UUID, int], other: tuple[uuid.UUID, int], *, actor: User | None
) -> AgendaChange:
    """Let two sessions of a workshop change places: start and room; each keeps its duration.

    Arguments: key and version of each. Raises StaleVersion, ValidationError, Session.DoesNotExist.
    """
    first, second = find(one[0]), find(other[0])
    if first.workshop_id != second.workshop_id or first.pk == second.pk:
        raise ValidationError({"other": _("Choose another session of this workshop.")})
    a, b = state_of(first), state_of(second)
    steps = [
        Step(first.pk, first, one[1], a, {**a, **{name: b[name] for name in PLACE}}),
        Step(second.pk, second, other[1], b, {**b, **{name: a[name] for name in PLACE}}),
    ]
    return agenda_log.carry_out(first.workshop, "swap", steps, actor=actor, sessions=2)


def copy_session(session_id: uuid.UUID, *, actor: User | None) -> Session:
    """Put a copy of a session into the tray, without its people: they agreed to one part.

    Raises Session.DoesNotExist.
    """
    session = find(session_id)
    state = state_of(session)
    typed = [role for role in state["roles"] if not role["person"]]
    step = new_step({**state, "starts_at": None, "roles": typed})
    agenda_log.carry_out(session.workshop, "copy", [step], actor=actor, copied=str(session.pk))
    return find(step.key)


def shift_after(
    session_id: uuid.UUID,
    minutes: int,
    *,
    actor: User | None,
    based_on: int | None = None,
    but_closed: bool = False,
) -> AgendaChange:
    """Move a session and everything that follows it on its day by some minutes.

    Arguments: the session; whole steps of five, negative for earlier; its version, where the
    editor saw one; `but_closed` True leaves closed sessions, which a host may not change, where
    they are. Raises StaleVersion, ValidationError by field, Session.DoesNotExist.
    """
    session = find(session_id)
    _check_shift(session, minutes)
    start: datetime.datetime = session.starts_at + datetime.timedelta(minutes=minutes)  # type: ignore[operator, assignment]
    return move_and_shift(
        session_id,
        based_on=session.version if based_on is None else based_on,
        actor=actor,
        starts_at=start,
        minutes=session.minutes,
        room_id=session.room_id,
        but_closed=but_closed,
    )


def move_and_shift(
    session_id: uuid.UUID,
    *,
    based_on: int,
    actor: User | None,
    starts_at: datetime.datetime | None,
    minutes: int,
    room_id: int | None,
    but_closed: bool = False,
) -> AgendaChange:
    """Move or lengthen a session, and what follows it on its day by as much as its end moves.

    Arguments and errors as `move_session` and `shift_after`; a late change is not merged here.
    """
    session = find(session_id)
    state = state_of(session)
    place = {"starts_at": iso(starts_at), "minutes": minutes, "room": room_id}
    steps = [Step(session.pk, session, based_on, state, {**state, **place})]
    zone = times.zone_of(session.workshop)
    if starts_at and session.starts_at and _day(starts_at, zone) == _day(session.starts_at, zone):
        end = session.starts_at + datetime.timedelta(minutes=session.minutes)
        later = starts_at + datetime.timedelta(minutes=minutes) - end
        steps += _followers(session, end, later, but_closed) if later else []
    return agenda_log.carry_out(session.workshop, "shift", steps, actor=actor, sessions=len(steps))


def _followers(
    session: Session, end: datetime.datetime, later: datetime.timedelta, but_closed: bool
) -> list[Step]:
    """Everything that starts on the day of a session when it ends, or after."""
    zone = times.zone_of(session.workshop)
    steps = []
    for row, state in agenda_log.states(session.workshop).values():
        start = row.starts_at
        if (
            row.pk == session.pk
            or start is None
            or start < end
            or _day(start, zone) != _day(end, zone)
        ):
            continue
        is_closed = not row.is_public or row.attribution == Session.Attribution.CLOSED
        if not (but_closed and is_closed):
            steps.append(
                Step(row.pk, row, row.version, state, {**state, "starts_at": iso(start + later)})
            )
    return steps


def _day(moment: datetime.datetime, zone: datetime.tzinfo) -> datetime.date:
    return moment.astimezone(zone).date()


def _check_shift(session: Session, minutes: int) -> None:
    if session.starts_at is None:
        raise ValidationError({"minutes": _("This session has no place yet.")})
    outside = not SHORTEST_SHIFT <= minutes <= LONGEST_SHIFT
    if outside or minutes % times.STEP_MINUTES or not minutes:
        raise ValidationError({"minutes": _("Shift in steps of five minutes: 5, 10, -15.")})


# --- Quick entry --------------------------------------------------------------------------------

LINE = re.compile(
    r"""^\s*(?:(?P<start>\d{1,2}[:.]\d{2})\s+)?   # 09:00
    (?:(?P<minutes>\d{1,4})\s+)?                  # 45
    (?P<kind>[^\W\d]+)\s+                         # Plenary
    ["“„«'](?P<title>.+)["”“»']                   # "Title"
    \s*(?:@\s*(?P<room>.+?))?\s*$""",  # @Hall
    re.VERBOSE,
)
EXAMPLE = '09:00 45 Plenary "Opening words" @Main Hall'


@dataclass(frozen=True)
class Entry:
    """A session as read from one line."""

    start: datetime.time | None
    minutes: int
    kind: str
    title: str
    room: str


def read_line(line: str) -> Entry:
    """Read `09:00 45 Plenary "Title" @Hall`; start, minutes and room may be left out.

    Kinds are taken in the reader's language or as stored, in any case. Raises ValidationError.
    """
    found = LINE.match(line.replace("\0", ""))
    kind = _kind(found["kind"]) if found else None
    if found is None or kind is None:
        raise ValidationError({"line": _("Write a line like: %s") % EXAMPLE})
    start = None
    if found["start"]:
        hour, minute = re.split("[:.]", found["start"])
        if int(hour) > 23 or int(minute) > 59:
            raise ValidationError({"line": _("Times go from 00:00 to 23:55.")})
        start = datetime.time(int(hour), int(minute))
    return Entry(start, int(found["minutes"] or 60), kind, found["title"], found["room"] or "")


def _kind(word: str) -> str | None:
    """The kind whose code, whole label or first word of the label this is."""
    low = word.casefold()
    for value, label in Session.Kind.choices:
        words = str(label).casefold()
        if low in {value, words, words.split()[0]}:
            return str(value)
    return None


def room_named(workshop: WorkshopPage, name: str) -> Room:
    """The room of this name or of a name that begins so, in any case. Raises ValidationError."""
    rooms = list(Room.objects.filter(workshop=workshop))
    low = " ".join(name.casefold().split())
    same = [room for room in rooms if room.name.casefold() == low]
    found = same or [room for room in rooms if room.name.casefold().startswith(low)]
    if len(found) != 1:
        raise ValidationError({"line": _("There is no room of this name: “%s”.") % name})
    return found[0]


def quick_add(
    workshop: WorkshopPage, line: str, day: datetime.date | None, *, actor: User
) -> Session:
    """Add a session from one line on a day; without a time it waits in the tray.

    Raises ValidationError with what to write instead.
    """
    entry = read_line(line)
    starts_at = None
    if entry.start is not None:
        if day is None:
            raise ValidationError({"day": _("Choose a day of the workshop.")})
        starts_at = times.moment(workshop, day, entry.start)
    return add_session(
        workshop,
        actor=actor,
        title=entry.title,
        kind=entry.kind,
        starts_at=starts_at,
        minutes=entry.minutes,
        room_id=room_named(workshop, entry.room).pk if entry.room else None,
    )
