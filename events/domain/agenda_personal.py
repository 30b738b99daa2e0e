"""The agenda for one person: what changed for them, release by release, and asking to be told.

It stands on their private page alone. Sessions in which they have a part are told in full, closed
ones too; of the roles of a session only their own.
"""

import uuid
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from access.domain import audit
from access.domain.consent import Output
from access.models import Vault
from events.domain import placeholders, programme
from events.domain.agenda_changes import ChangedSession, Line, explain
from events.domain.agenda_difference import What
from events.domain.agenda_document import Document
from events.domain.programme import ProgrammeRole
from events.models import AgendaFollower, AgendaRelease, Person, SessionRole, WorkshopPage

# So many releases back a person reads what changed.
TOLD_BACK = 5


@dataclass(frozen=True)
class News:
    """One release and what it changed, for one reader."""

    release: AgendaRelease
    changes: tuple[ChangedSession, ...]


def _last(workshop: WorkshopPage) -> list[AgendaRelease]:
    rows = AgendaRelease.objects.filter(workshop=workshop).order_by("-number")
    return list(rows[: TOLD_BACK + 1])


def for_person(workshop: WorkshopPage, person: uuid.UUID) -> list[News]:
    """What the last releases changed for a person with a part, newest first. One statement."""
    releases = _last(workshop)
    told = [
        News(release, changes_for(before.document, release.document, person))
        for release, before in pairwise(releases)
    ]
    return [news for news in told if news.changes]


def for_everybody(workshop: WorkshopPage) -> list[News]:
    """What the last releases changed that the public sees, newest first.

    Statements do not grow with the number of releases.
    """
    releases = _last(workshop)
    known = [
        placeholders.redact(
            placeholders.as_now(r.document, releases[0].document, Output.PROGRAMME),
            Output.PROGRAMME,
        )
        for r in releases
    ]
    name_of = programme.names(workshop, Output.PROGRAMME, *known)
    told = [
        News(release, tuple(explain(known[place + 1], known[place], name_of, is_html=True)))
        for place, release in enumerate(releases[:-1])
    ]
    return [news for news in told if news.changes]


def changes_for(a: Document, b: Document, person: uuid.UUID) -> tuple[ChangedSession, ...]:
    """What happened, from `a` to `b`, to the sessions of one person, in words. Pure."""
    key = str(person)
    mine = {
        session["id"]
        for document in (a, b)
        for session in document["sessions"]
        if any(role["person"] == key for role in session["roles"])
    }
    before, after = _own(a, mine, key), _own(b, mine, key)
    return tuple(_personal(change) for change in explain(before, after, _you, is_html=True))


def _own(document: Document, mine: set[str], key: str) -> Document:
    """The sessions of a person, their own roles in each."""
    sessions = [
        {**session, "roles": [role for role in session["roles"] if role["person"] == key]}
        for session in document["sessions"]
        if session["id"] in mine
    ]
    return {**document, "sessions": sessions}


def _you(role: dict[str, Any]) -> ProgrammeRole:
    return ProgrammeRole(role["role"], str(SessionRole.Role(role["role"]).label), _("you"))


def _personal(changed: ChangedSession) -> ChangedSession:
    return replace(changed, lines=tuple(map(_own_part, changed.lines)))


def _own_part(line: Line) -> Line:
    """A change of roles is one of their own part: here nobody else is told."""
    if line.label != str(What.ROLES.label):
        return line
    sides = (_("none") if side == _("nobody named") else side for side in (line.before, line.after))
    return Line(_("Your part"), *sides)


# --- Asking to be told --------------------------------------------------------------------------


def follows(person: Person) -> bool:
    """Whether a participant asked to be told of every change."""
    return AgendaFollower.objects.filter(person=person).exists()


@transaction.atomic
def follow(person: Person, wants: bool) -> None:
    """Tell a participant of every release from now on, or no more. Bears being run again."""
    if wants:
        AgendaFollower.objects.get_or_create(person=person)
    else:
        AgendaFollower.objects.filter(person=person).delete()
    action = "agenda.follow" if wants else "agenda.unfollow"
    audit.record(action, obj=person, actor="participant", vault=person.workshop.vault)


def sweep(vault: Vault, subject: uuid.UUID) -> int:
    """A person who is erased is told no more (`erasure.register`)."""
    rows = AgendaFollower.objects.filter(person=subject, person__workshop__vault=vault)
    return rows.delete()[0]
