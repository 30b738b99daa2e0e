"""A programme for the eye: a document with names, days and slots, resolved at this moment.

    programme = resolve(workshop, release.document, Output.PROGRAMME)
    for day in programme.days:
        for slot in day.slots:
            for session in slot.sessions:
                session.title, session.room, [role.name for role in session.roles]

Nothing of it is stored: a name withdrawn a minute ago is gone from every release.
"""

import datetime
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.catalogue import Reader, Track
from access.domain.consent import Output
from access.domain.disclosure import Appearance, Viewer, appearances, visible_to
from events.domain import placeholders
from events.domain.agenda_document import Document
from events.domain.agenda_languages import names_of
from events.models import Category, Person, Session, SessionRole, WorkshopPage

NAME_FIELDS = ("name", "other_name", "organisation", "name_own_script", "form_of_address")
SEVERAL = {
    SessionRole.Role.CHAIR: gettext_lazy("Chairs"),
    SessionRole.Role.SPEAKER: gettext_lazy("Speakers"),
    SessionRole.Role.DISCUSSANT: gettext_lazy("Discussants"),
    SessionRole.Role.RAPPORTEUR: gettext_lazy("Rapporteurs"),
    SessionRole.Role.INTERPRETER: gettext_lazy("Interpreters"),
    SessionRole.Role.HOST: gettext_lazy("Hosts"),
}
KINDS_OF_BREAK = {Session.Kind.BREAK, Session.Kind.REGISTRATION, Session.Kind.SOCIAL}


@dataclass(frozen=True)
class ProgrammeRole:
    """Who does what: `name` is what may be printed, `is_withheld` says it is a placeholder.

    `person` is the key of somebody whose name is shown, for the audit of readings. `is_typed` says
    that the name is words of staff, in the language of the site: a label, the words of a category.
    `kind` is a placeholder without its number. `language` is that of an interpreter's booth.
    """

    role: str
    role_label: str
    name: str
    organisation: str = ""
    own_script: str = ""
    is_withheld: bool = False
    person: str = ""
    language: str = ""
    is_typed: bool = False
    kind: str = ""


NameOf = Callable[[dict[str, Any]], ProgrammeRole]


@dataclass(frozen=True)
class ProgrammeSession:
    """One item of the programme, its times in the zone of the venue (None where not placed)."""

    id: str
    kind: str
    kind_label: str
    title: str
    description: str
    starts_at: datetime.datetime | None
    ends_at: datetime.datetime | None
    minutes: int
    room: str
    languages: tuple[str, ...]
    attribution: str
    attribution_label: str
    is_public: bool
    roles: tuple[ProgrammeRole, ...]

    @property
    def is_break(self) -> bool:
        """Whether it is shown as a quiet line between sessions."""
        return self.kind in KINDS_OF_BREAK

    @property
    def short_id(self) -> str:
        """Eight characters for an address or an anchor."""
        return self.id[:8]

    @property
    def by_role(self) -> list[tuple[str, list[ProgrammeRole]]]:
        """The roles in groups: [('Chair', [one]), ('Speakers', [several])]."""
        groups = [list(group) for _role, group in groupby(self.roles, lambda r: r.role)]
        return [
            (str(SEVERAL[SessionRole.Role(group[0].role)]), group)
            if len(group) > 1
            else (group[0].role_label, group)
            for group in groups
        ]


@dataclass(frozen=True)
class Slot:
    """The sessions that start at the same time; `is_break` where all of them are breaks."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime
    sessions: tuple[ProgrammeSession, ...]

    @property
    def is_break(self) -> bool:
        return all(session.is_break for session in self.sessions)

    @property
    def same_end(self) -> bool:
        """Whether all of them end together (else each shows its own end)."""
        return len({session.ends_at for session in self.sessions}) == 1


@dataclass(frozen=True)
class Day:
    """One day of the workshop and its slots in order."""

    date: datetime.date
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Programme:
    """The whole programme; `unplaced` are the sessions without a start."""

    zone: ZoneInfo
    days: tuple[Day, ...]
    unplaced: tuple[ProgrammeSession, ...]

    @property
    def sessions(self) -> list[ProgrammeSession]:
        """Every session in order, the unplaced ones last."""
        placed = [s for day in self.days for slot in day.slots for s in slot.sessions]
        return [*placed, *self.unplaced]


def resolve(
    workshop: WorkshopPage, document: Document, output: Output, *, all_sessions: bool = False
) -> Programme:
    """A document as one audience sees it now.

    Arguments: the workshop, a draft or released document, the output whose switches decide the
    names; `all_sessions` True shows closed sessions in full (for the Secretariat; the names stay
    those of the output). Statements do not grow with the document.
    """
    known = document if all_sessions else placeholders.redact(document, output)
    return build(known, names(workshop, output, known))


def names(workshop: WorkshopPage, output: Output, *known: Document) -> NameOf:
    """How to print a role of redacted documents, the newest first: the one lookup of names."""
    people = placeholders.people_of(*known)
    number = placeholders.numbers(*known)
    labels = dict(Category.objects.values_list("code", "speaker_label")) if people else {}
    found = _appearances(workshop, people, output)
    words = {role.value: str(role.label) for role in SessionRole.Role}

    def of(role: dict[str, Any]) -> ProgrammeRole:
        label = words[role["role"]]
        language = role.get("language", "")
        if not role["person"]:
            return ProgrammeRole(
                role["role"], label, role["label"], language=language, is_typed=True
            )
        person = uuid.UUID(role["person"])
        seen = found.get(person)
        if seen is None or seen.is_withheld:
            typed = labels.get(people[person], "")
            text = placeholders.placeholder(typed, number[person])
            return ProgrammeRole(
                role["role"],
                label,
                text,
                is_withheld=True,
                language=language,
                is_typed=bool(typed),
                kind=typed or _("Speaker"),
            )
        if not seen.name:
            text = _("A representative of %(organisation)s") % {"organisation": seen.organisation}
            return ProgrammeRole(
                role["role"], label, text, person=role["person"], language=language
            )
        name = " ".join(part for part in (seen.form_of_address, seen.name) if part)
        return ProgrammeRole(
            role["role"],
            label,
            name,
            seen.organisation,
            seen.own_script,
            person=role["person"],
            language=language,
        )

    return of


def known_to_hosts(
    workshop: WorkshopPage, newest: Document, *older: Document
) -> tuple[list[Document], NameOf]:
    """Documents of an agenda as hosts may know them, the newest first, and the names in them."""
    known = [
        placeholders.redact(placeholders.as_now(document, newest, Output.HOST), Output.HOST)
        for document in (newest, *older)
    ]
    name_of = names(workshop, Output.HOST, *known)
    return [placeholders.veil(document, name_of) for document in known], name_of


def _appearances(
    workshop: WorkshopPage, people: Mapping[uuid.UUID, str], output: Output
) -> Mapping[uuid.UUID, Appearance]:
    """How people appear: to the host officials by the catalogue, all others by their choice."""
    if not people:
        return {}
    if output is not Output.HOST:
        return appearances(workshop.vault, people, output)
    rows = Person.objects.filter(pk__in=people, workshop=workshop).only("pk", "is_nominated")
    tracks: dict[uuid.UUID, Track] = {row.pk: row.track for row in rows}
    # The agenda of the organisers is one page for hosts and the co-organising institution: it shows
    # what both of them read. The narrower column is the institution's.
    values = visible_to(Viewer(Reader.NHRI), workshop.vault, tracks, NAME_FIELDS, output)
    return {
        person: Appearance(
            name=found.get("name") or found.get("other_name", ""),
            organisation=found.get("organisation", ""),
            own_script=found.get("name_own_script", ""),
            form_of_address=found.get("form_of_address", ""),
        )
        for person, found in values.items()
    }


def build(known: Document, name_of: NameOf) -> Programme:
    """Days, slots and sessions of a redacted document. Pure."""
    zone = ZoneInfo(known["time_zone"])
    rooms = {room["id"]: room["name"] for room in known["rooms"]}
    order = list(SessionRole.Role.values)
    sessions = []
    for row in known["sessions"]:
        roles = sorted(map(name_of, row["roles"]), key=lambda role: order.index(role.role))
        sessions.append(_session(row, zone, rooms, tuple(roles)))
    placed = [session for session in sessions if session.starts_at]
    # A closed meeting stands last in its slot: its place among rooms would tell its room.
    placed.sort(key=lambda session: (session.starts_at, not session.is_public))
    by_day: dict[datetime.date, list[ProgrammeSession]] = {
        datetime.date.fromisoformat(day): [] for day in known["days"]
    }
    for session in placed:
        by_day.setdefault(session.starts_at.date(), []).append(session)  # type: ignore[union-attr]
    return Programme(
        zone=zone,
        days=tuple(Day(day, _slots(by_day[day])) for day in sorted(by_day)),
        unplaced=tuple(session for session in sessions if not session.starts_at),
    )


def _slots(sessions: list[ProgrammeSession]) -> tuple[Slot, ...]:
    slots = []
    for start, group in groupby(sessions, key=lambda session: session.starts_at):
        together = tuple(group)
        ends = [session.ends_at for session in together if session.ends_at]
        if start is not None:
            slots.append(Slot(start, max(ends), together))
    return tuple(slots)


def _session(
    row: dict[str, Any], zone: ZoneInfo, rooms: dict[Any, str], roles: tuple[ProgrammeRole, ...]
) -> ProgrammeSession:
    start = end = None
    if row["starts_at"]:
        begins = datetime.datetime.fromisoformat(row["starts_at"])
        start = begins.astimezone(zone)
        end = (begins + datetime.timedelta(minutes=row["minutes"])).astimezone(zone)
    return ProgrammeSession(
        id=row["id"],
        kind=row["kind"],
        kind_label=str(Session.Kind(row["kind"]).label),
        title=row["title"] or _("Closed meeting"),
        description=row["description"],
        starts_at=start,
        ends_at=end,
        minutes=row["minutes"],
        room=rooms.get(row["room"], ""),
        languages=tuple(names_of(row["languages"])),
        attribution=row["attribution"],
        attribution_label=str(Session.Attribution(row["attribution"]).label),
        is_public=row["is_public"],
        roles=roles,
    )
