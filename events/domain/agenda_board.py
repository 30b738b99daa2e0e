"""The draft as organisers work on it: programme, problems, and how it differs from the release."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.domain.consent import Output
from access.models import User
from events.domain import agenda_log, placeholders, programme
from events.domain.agenda_changes import ChangedSession, explain, when
from events.domain.agenda_conflicts import FLOOR, Clash, Conflict, conflicts
from events.domain.agenda_document import Document, Draft, fingerprint, load
from events.domain.programme import NameOf, Programme, ProgrammeSession
from events.domain.releases import latest_release, open_request
from events.models import (
    AgendaChange,
    AgendaRelease,
    ConflictReason,
    ReleaseRequest,
    WorkshopPage,
)

# Told together: one line for each would bury the rest.
TOLD_TOGETHER = {Clash.UNCONFIRMED}
SHOWN_TOGETHER = 5


@dataclass(frozen=True)
class Row:
    """One session on the board."""

    session: ProgrammeSession
    version: int
    room_id: int | None
    may_change: bool
    is_troubled: bool
    is_unconfirmed: bool

    @property
    def minute(self) -> int | None:
        """The start in minutes since midnight by the clocks of the venue."""
        start = self.session.starts_at
        return start.hour * 60 + start.minute if start else None

    @property
    def who(self) -> str:
        """Chair and speakers in one line."""
        groups = self.session.by_role
        return ". ".join(f"{label}: {', '.join(r.name for r in group)}" for label, group in groups)


@dataclass(frozen=True)
class Remedy:
    """One click that may resolve a problem: another room, or the form where it is mended.

    `name` is that of the address (`agenda_edit`, `agenda_move`); with a `room` it is done at once.
    """

    text: str
    name: str
    row: Row
    room: int | None = None


@dataclass(frozen=True)
class Problem:
    """Something to resolve before a release, in words; `sessions` are those concerned.

    `reason` says why it may stand, `key` is what the reason is kept under.
    """

    text: str
    detail: str
    sessions: tuple[ProgrammeSession, ...]
    is_must: bool
    key: str
    reason: str = ""
    remedies: tuple[Remedy, ...] = ()

    @property
    def is_blocking(self) -> bool:
        return self.is_must and not self.reason


@dataclass(frozen=True)
class Board:
    """The draft for one kind of organiser. `changes` count against the last release."""

    programme: Programme
    rows: Mapping[str, Row]
    problems: tuple[Problem, ...]
    changes: tuple[ChangedSession, ...]
    release: AgendaRelease | None
    request: ReleaseRequest | None
    fingerprint: str
    name_of: NameOf
    rooms: tuple[dict[str, Any], ...]
    undo: AgendaChange | None

    @property
    def next_number(self) -> int:
        """The number that the next release will have."""
        return self.release.number + 1 if self.release else 1

    @property
    def musts(self) -> int:
        """How many problems block a release."""
        return sum(problem.is_blocking for problem in self.problems)

    @property
    def shoulds(self) -> int:
        """How many problems do not."""
        return len(self.problems) - self.musts

    @property
    def days(self) -> list[tuple[datetime.date, list[Row]]]:
        """The days with their rows in order."""
        return [
            (day.date, [self.rows[s.id] for slot in day.slots for s in slot.sessions])
            for day in self.programme.days
        ]

    @property
    def tray(self) -> list[Row]:
        """What is not placed yet."""
        return [self.rows[session.id] for session in self.programme.unplaced]

    @property
    def read(self) -> set[str]:
        """The keys of the people whose names are shown."""
        return {r.person for row in self.rows.values() for r in row.session.roles if r.person}


def board(workshop: WorkshopPage, *, is_secretariat: bool, editor: User | None = None) -> Board:
    """The draft of a workshop.

    Arguments: the workshop; whether the Secretariat looks, who meets closed sessions too; whose
    last change may be undone. Names are those disclosed to the host for both: the screen is often
    looked at together. Statements do not grow with the agenda.
    """
    draft = load(workshop)
    release = latest_release(workshop)
    known = draft.document
    old = release.document if release else {**known, "sessions": []}
    if is_secretariat:
        name_of = programme.names(workshop, Output.HOST, known, old)
    else:
        [known, old], name_of = programme.known_to_hosts(workshop, known, old)
    built = programme.build(known, name_of)
    found = conflicts(known, draft.facts)
    rows = rows_of(known, draft, built, found, is_secretariat)
    reasons = dict(
        ConflictReason.objects.filter(workshop=workshop).values_list("conflict", "reason")
    )
    explainer = Explainer(known, draft, rows, name_of, reasons, built.zone)
    return Board(
        programme=built,
        rows=rows,
        problems=explainer.problems(found),
        changes=tuple(explain(old, known, name_of)),
        release=release,
        request=open_request(workshop),
        fingerprint=fingerprint(draft.document),
        name_of=name_of,
        rooms=tuple(known["rooms"]),
        undo=agenda_log.last_of(workshop, editor) if editor else None,
    )


def rows_of(
    known: Document,
    draft: Draft,
    built: Programme,
    found: tuple[Conflict, ...],
    is_secretariat: bool,
) -> dict[str, Row]:
    """The sessions of a programme as rows of the board, by key."""
    by_key = {session["id"]: session for session in known["sessions"]}
    troubled = {key for c in found if c.clash.is_must for key in c.sessions}
    waiting = {key for c in found if c.clash is Clash.UNCONFIRMED for key in c.sessions}
    return {
        session.id: Row(
            session=session,
            version=draft.versions[session.id],
            room_id=by_key[session.id]["room"],
            may_change=is_secretariat
            or (session.is_public and session.attribution != placeholders.CLOSED),
            is_troubled=session.id in troubled,
            is_unconfirmed=session.id in waiting,
        )
        for session in built.sessions
    }


@dataclass(frozen=True)
class Explainer:
    """Conflicts in words, with what can be done about each."""

    known: Document
    draft: Draft
    rows: Mapping[str, Row]
    name_of: NameOf
    reasons: Mapping[str, str]
    zone: datetime.tzinfo

    def problems(self, found: tuple[Conflict, ...]) -> tuple[Problem, ...]:
        alone = [c for c in found if c.clash not in TOLD_TOGETHER]
        together = [c for c in found if c.clash in TOLD_TOGETHER]
        told = [self._problem(conflict) for conflict in alone]
        return tuple(told + ([self._together(together)] if together else []))

    def _problem(self, conflict: Conflict) -> Problem:
        sessions = tuple(self.rows[key].session for key in conflict.sessions)
        return Problem(
            text=self._about(conflict),
            detail="; ".join(
                f"{session.title}, {when(session.starts_at, self.zone)}"  # type: ignore[arg-type]
                for session in sessions
            ),
            sessions=sessions,
            is_must=conflict.clash.is_must,
            key=conflict.key,
            reason=self.reasons.get(conflict.key, ""),
            remedies=tuple(self._remedies(conflict)),
        )

    def _together(self, found: list[Conflict]) -> Problem:
        count = len({conflict.about for conflict in found})
        sessions = list(dict.fromkeys(conflict.sessions[0] for conflict in found))
        titles = [self.rows[key].session.title for key in sessions[:SHOWN_TOGETHER]]
        return Problem(
            text=ngettext(
                "%(count)d person has not confirmed yet",
                "%(count)d people have not confirmed yet",
                count,
            )
            % {"count": count},
            detail="; ".join(titles) + (" …" if len(sessions) > SHOWN_TOGETHER else ""),
            sessions=(),
            is_must=False,
            key="",
        )

    def _about(self, conflict: Conflict) -> str:
        match conflict.clash:
            case Clash.ROOM_TWICE:
                names = {room["id"]: room["name"] for room in self.known["rooms"]}
                return _("%(room)s is used twice") % {"room": names[conflict.about]}
            case Clash.PERSON_TWICE:
                return _("%(name)s is in two places") % {"name": self._name(conflict)}
            case Clash.DECLINED:
                return _("%(name)s has declined") % {"name": self._name(conflict)}
            case Clash.TURNOVER:
                return _("%(name)s has no time to change rooms") % {"name": self._name(conflict)}
        return str(conflict.clash.label)

    def _name(self, conflict: Conflict) -> str:
        return self.name_of({"role": "speaker", "person": conflict.about, "label": ""}).name

    def _remedies(self, conflict: Conflict) -> list[Remedy]:
        rows = [self.rows[key] for key in conflict.sessions]
        rows = [row for row in rows if row.may_change]
        if not rows:
            return []
        last = rows[-1]
        match conflict.clash:
            case Clash.ROOM_TWICE | Clash.NO_BOOTH | Clash.BOOTH_TWICE:
                booths = 0 if conflict.clash is Clash.ROOM_TWICE else self._booths_needed(last)
                room = self._free_room(last, booths)
                if room:
                    text = _("Use %(room)s") % {"room": room["name"]}
                    return [Remedy(text, "agenda_move", last, room["id"])]
                return [Remedy(_("Move"), "agenda_move", last)]
            case Clash.NO_CHAIR:
                return [Remedy(_("Add a chair"), "agenda_edit", last)]
            case Clash.DECLINED | Clash.PERSON_TWICE | Clash.INTERPRETER_TWICE:
                text = _("Change who is in “%(title)s”") % {"title": last.session.title}
                return [Remedy(text, "agenda_edit", last)]
        text = _("Move “%(title)s”") % {"title": rows[0].session.title}
        return [Remedy(text, "agenda_move", rows[0])]

    def _booths_needed(self, row: Row) -> int:
        own = next(s for s in self.known["sessions"] if s["id"] == row.session.id)
        return len(set(own["languages"]) - FLOOR)

    def _free_room(self, row: Row, booths: int) -> dict[str, Any] | None:
        """The first room that is free at the time of a session and has enough booths."""
        start, end = row.session.starts_at, row.session.ends_at
        if start is None or end is None:
            return None
        taken = {
            other.room_id
            for other in self.rows.values()
            if other.session.starts_at
            and other.session.ends_at
            and other.session.starts_at < end
            and start < other.session.ends_at
        }
        for room in self.known["rooms"]:
            if room["id"] not in taken and self.draft.facts.booths[room["id"]] >= booths:
                return dict(room)
        return None
