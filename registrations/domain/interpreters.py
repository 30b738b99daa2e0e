"""Who interprets, told to those who asked for interpretation, and to nobody else (US-P14).

Interpreters can be at risk like everybody else: their names follow their own choice for the list
that participants receive. Closed sessions and the Chatham House Rule name nobody here either.
"""

import datetime
import uuid
from dataclasses import dataclass

from access.domain import disclosure
from access.domain.consent import Output
from access.models import Vault
from events.domain.agenda_languages import names_of
from events.domain.programme import ProgrammeSession, resolve
from events.domain.releases import latest_release
from events.models import WorkshopPage
from registrations.domain import answers
from registrations.domain.states import State
from registrations.models import Registration

PRESENT = (State.ACCEPTED, State.ATTENDED)
FIELD = "interpretation"


@dataclass(frozen=True)
class Turn:
    """One session that is interpreted into the person's language, and by whom."""

    title: str
    starts_at: datetime.datetime
    room: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Roster:
    """The interpretation of one person's language, as the released agenda has it."""

    language: str
    number: int
    turns: tuple[Turn, ...]


def for_person(registration: Registration) -> Roster | None:
    """The roster of the language that a person asked for.

    None where they asked for none, have no place, or the agenda is not released yet.
    """
    if registration.state not in PRESENT:
        return None
    language = answers.everything_own(registration).get(FIELD, "")
    release = latest_release(registration.workshop) if language else None
    if release is None:
        return None
    programme = resolve(registration.workshop, release.document, Output.LIST)
    codes = {session["id"]: session["languages"] for session in release.document["sessions"]}
    turns = [
        Turn(session.title, session.starts_at, session.room, _names(session, language))
        for session in programme.sessions
        if session.is_public and session.starts_at and language in codes.get(session.id, ())
    ]
    return Roster(names_of([language])[0], release.number, tuple(turns))


def _names(session: ProgrammeSession, language: str) -> tuple[str, ...]:
    """Who works in a language, and those whose language is not said."""
    own = [role for role in session.roles if role.role == "interpreter"]
    return tuple(role.name for role in own if role.language in {language, ""})


def concerned(vault: Vault) -> set[uuid.UUID]:
    """Those who come and asked for interpretation, once the agenda names interpreters.

    For the reminder before the first day: it says only that there is news on the private page.
    """
    workshop = WorkshopPage.objects.filter(vault=vault).first()
    release = latest_release(workshop) if workshop else None
    if release is None or not any(
        role["role"] == "interpreter"
        for session in release.document["sessions"]
        for role in session["roles"]
    ):
        return set()
    rows = Registration.objects.select_related("person").filter(
        workshop=workshop, state__in=PRESENT, person__isnull=False
    )
    tracks = {row.person.pk: row.person.track for row in rows if row.person}
    found = disclosure.visible_to(disclosure.POST, vault, tracks, [FIELD])
    return {person for person, values in found.items() if values.get(FIELD)}
