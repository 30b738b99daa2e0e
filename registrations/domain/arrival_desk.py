"""The arrival desk of volunteers: on its days, what stands on a badge, and a tick. Nothing else.

Volunteers often come from the host. So they read a name only where the person wants it on the badge
and lets the hosts know it; whoever answered otherwise is a reference here, and was told on the form
that the badge waits at the Secretariat's desk. Locked records are not on the list.
"""

import datetime
import unicodedata
import uuid
import zoneinfo
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from access.catalogue import Track
from access.domain import audit, consent, disclosure, locks
from access.domain.consent import Naming, Output
from access.models import User
from events.models import WorkshopPage
from registrations.domain.queries import PRESENT
from registrations.domain.references import normal_reference
from registrations.domain.states import State
from registrations.models import Registration

# The day before the first one badges are laid out and the first people arrive.
DAYS_BEFORE = 1


@dataclass(frozen=True)
class Line:
    """One person at the desk; without a name the badge waits at the Secretariat's desk."""

    registration: Registration
    name: str
    own_script: str
    organisation: str

    @property
    def is_here(self) -> bool:
        """Whether the person was ticked."""
        return self.registration.state == State.ATTENDED


def days(workshop: WorkshopPage) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day of the desk; None while the days are not known."""
    if workshop.starts_on is None:
        return None
    return workshop.starts_on - datetime.timedelta(days=DAYS_BEFORE), workshop.last_day


def is_open(workshop: WorkshopPage, now: datetime.datetime | None = None) -> bool:
    """Whether the desk is open at this moment, by the clock of the venue."""
    open_days = days(workshop)
    if open_days is None:
        return False
    zone = zoneinfo.ZoneInfo(workshop.time_zone)
    first, last = open_days
    return first <= (now or timezone.now()).astimezone(zone).date() <= last


def expected(workshop: WorkshopPage) -> "QuerySet[Registration]":
    """Who comes or has come, without locked records."""
    return (
        Registration.objects.select_related("person")
        .filter(workshop=workshop, state__in=PRESENT, person__isnull=False)
        .exclude(person__in=locks.hidden(workshop.vault))
    )


def lines(workshop: WorkshopPage, actor: User, text: str = "") -> list[Line]:
    """The people of the desk by what stands on the badge; with a text those whom it finds.

    The text is a reference, or part of a name or organisation that is on a badge. Written down.
    The same number of statements for one person and for many.
    """
    found = _lines(workshop)
    if text.strip():
        wanted, reference = _plain(text.strip()), normal_reference(text)
        found = [
            line
            for line in found
            if line.registration.reference == reference
            or any(wanted in _plain(part) for part in (line.name, line.own_script))
            or wanted in _plain(line.organisation)
        ]
    audit.record(
        "arrivals.viewed", obj=workshop, actor=actor, vault=workshop.vault, shown=len(found)
    )
    return found


def _lines(workshop: WorkshopPage) -> list[Line]:
    rows = list(expected(workshop))
    people = {row.person.pk: row.person.track for row in rows if row.person}
    named = _known_to_hosts(people)
    seen = disclosure.appearances(workshop.vault, named, Output.BADGE)
    withheld = disclosure.Appearance("", "")
    made = []
    for row in rows:
        shown = seen.get(row.person_id, withheld) if row.person_id else withheld
        made.append(Line(row, shown.name, shown.own_script, shown.organisation))
    return sorted(made, key=lambda line: (line.name or line.registration.reference).casefold())


def _known_to_hosts(people: dict[uuid.UUID, Track]) -> list[uuid.UUID]:
    """Those whom the hosts may know by name: nominated by their government, or by their choice."""
    chosen = consent.naming(people, Output.HOST)
    return [
        person
        for person, track in people.items()
        if track is Track.OFFICIAL or chosen.get(person) == Naming.NAME
    ]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
