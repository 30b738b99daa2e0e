"""The draft as organisers work on it: programme, problems, and how it differs from the release."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from access.domain.consent import Output
from events.domain import placeholders, programme
from events.domain.agenda_changes import ChangedSession, explain, when
from events.domain.agenda_conflicts import Clash, Conflict, conflicts
from events.domain.agenda_document import Document, draft_document, fingerprint
from events.domain.programme import NameOf, Programme, ProgrammeSession
from events.domain.releases import latest_release, open_request
from events.models import AgendaRelease, ReleaseRequest, WorkshopPage


@dataclass(frozen=True)
class Problem:
    """Something to resolve before a release, in words; `sessions` are those concerned."""

    text: str
    detail: str
    sessions: tuple[ProgrammeSession, ...]


@dataclass(frozen=True)
class Board:
    """The draft for one kind of organiser. `changes` count against the last release."""

    programme: Programme
    problems: tuple[Problem, ...]
    changes: tuple[ChangedSession, ...]
    release: AgendaRelease | None
    request: ReleaseRequest | None
    fingerprint: str
    name_of: NameOf

    @property
    def next_number(self) -> int:
        """The number that the next release will have."""
        return self.release.number + 1 if self.release else 1

    @property
    def troubled(self) -> set[str]:
        """The keys of the sessions with a problem."""
        return {session.id for problem in self.problems for session in problem.sessions}


def board(workshop: WorkshopPage, *, is_secretariat: bool) -> Board:
    """The draft of a workshop.

    Arguments: the workshop; whether the Secretariat looks, who meets closed sessions too. Names
    are those disclosed to the host for both: the screen is often looked at together. Statements do
    not grow with the agenda.
    """
    draft = draft_document(workshop)
    release = latest_release(workshop)
    known, old = draft, release.document if release else {**draft, "sessions": []}
    if not is_secretariat:
        known, old = (placeholders.redact(document, Output.HOST) for document in (draft, old))
    name_of = programme.names(workshop, Output.HOST, known, old)
    built = programme.build(known, name_of)
    return Board(
        programme=built,
        problems=tuple(_problem(conflict, known, built, name_of) for conflict in conflicts(known)),
        changes=tuple(explain(old, known, name_of)),
        release=release,
        request=open_request(workshop),
        fingerprint=fingerprint(draft),
        name_of=name_of,
    )


def _problem(conflict: Conflict, known: Document, built: Programme, name_of: NameOf) -> Problem:
    by_key = {session.id: session for session in built.sessions}
    sessions = tuple(by_key[key] for key in conflict.sessions)
    return Problem(
        text=_about(conflict, known, name_of),
        detail="; ".join(
            f"{session.title}, {when(session.starts_at, built.zone)}" for session in sessions
        ),
        sessions=sessions,
    )


def _about(conflict: Conflict, known: Document, name_of: NameOf) -> str:
    if conflict.clash is Clash.ROOM_TWICE:
        names = {room["id"]: room["name"] for room in known["rooms"]}
        return _("%(room)s is used twice") % {"room": names[conflict.about]}
    if conflict.clash is Clash.PERSON_TWICE:
        role: dict[str, Any] = {"role": "speaker", "person": conflict.about, "label": ""}
        return _("%(name)s is in two places") % {"name": name_of(role).name}
    return str(conflict.clash.label)
