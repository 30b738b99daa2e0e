"""What the protection focal point works with: finding a record, and what happened around it."""

import datetime
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access import catalogue
from access.catalogue import PersonalField
from access.domain import disclosure, locks
from access.domain.disclosure import Viewer
from access.models import AuditEntry, RecordOpening, User
from events.models import Person, WorkshopPage
from registrations.domain.references import normal_reference
from registrations.models import Registration

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SHOWN = 20
EVENTS = 50
NAMED = ("name", "organisation")
ACTIONS: "dict[str, StrPromise]" = {
    "list.requested": _("A host asked for the list of participants"),
    "focal_point.given": _("Somebody became a protection focal point"),
    "focal_point.taken": _("Somebody is a protection focal point no more"),
    "lock.placed": _("A record was locked"),
    "lock.lifted": _("A record was unlocked"),
    "lock.opened": _("A locked record was opened"),
    "release.made": _("A release to a protocol desk was recorded"),
    "release.printed": _("A release was printed"),
}


@dataclass(frozen=True)
class Record:
    """One person as the focal point finds them."""

    person: Person
    reference: str
    name: str
    organisation: str
    is_locked: bool


@dataclass(frozen=True)
class Event:
    """One entry of the audit trail in words; `reason` only where a locked record was opened."""

    at: datetime.datetime
    what: "StrPromise"
    who: str
    reason: str


def find(workshop: WorkshopPage, text: str) -> list[Record]:
    """The people with this reference, or whose name or organisation holds the text; twenty at most.

    Read as the focal point; locked records are among them. The database never sees the text.
    """
    wanted, reference = _plain(text), normal_reference(text)
    records = _records(workshop, list(_people(workshop)))
    found = [
        record
        for record in records
        if record.reference == reference
        or any(wanted in _plain(one) for one in (record.name, record.organisation))
    ]
    return found[:SHOWN]


def locked(workshop: WorkshopPage) -> list[Record]:
    """The locked records of a workshop."""
    return _records(workshop, list(_people(workshop).filter(pk__in=locks.hidden(workshop.vault))))


def _people(workshop: WorkshopPage):  # type: ignore[no-untyped-def]
    return Person.objects.select_related("registration").filter(workshop=workshop).order_by("pk")


def _records(workshop: WorkshopPage, people: Sequence[Person]) -> list[Record]:
    tracks = {person.pk: person.track for person in people}
    found = disclosure.visible_to(disclosure.FOCAL_POINT, workshop.vault, tracks, NAMED)
    are_locked = locks.locked(workshop.vault, tracks)
    return [
        Record(
            person,
            _reference(person),
            found[person.pk].get("name", ""),
            found[person.pk].get("organisation", ""),
            person.pk in are_locked,
        )
        for person in people
    ]


def _reference(person: Person) -> str:
    registration: Registration | None = getattr(person, "registration", None)
    return registration.reference if registration else ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text.strip()).casefold()


def locked_at(workshop: WorkshopPage, reference: str) -> Person | None:
    """The person with this reference if their record is locked; None for every other reference."""
    row = (
        Registration.objects.select_related("person__state", "person__category")
        .filter(
            workshop=workshop,
            reference=normal_reference(reference),
            person__in=locks.hidden(workshop.vault),
        )
        .first()
    )
    return row.person if row else None


def open_values(
    workshop: WorkshopPage, person: Person, viewer: Viewer
) -> list[tuple[PersonalField, str]]:
    """What the viewer's column of the field table shows of an opened record, in its order."""
    fields = catalogue.all_fields()
    opened = Viewer(viewer.reader, opened=True)
    found = disclosure.visible_to(
        opened, workshop.vault, {person.pk: person.track}, [field.code for field in fields]
    )[person.pk]
    return [(field, found[field.code]) for field in fields if field.code in found]


def events(workshop: WorkshopPage, *, with_reasons: bool) -> list[Event]:
    """What happened around the records of a workshop, newest first. Reasons: for focal points.

    That somebody became a focal point concerns every workshop.
    """
    of_both = Q(chain__vault=workshop.vault) | Q(chain__vault=None)
    entries = list(
        AuditEntry.objects.filter(of_both, action__in=ACTIONS).order_by("-at", "-pk")[:EVENTS]
    )
    names = _names({entry.actor for entry in entries})
    reasons = _reasons(workshop) if with_reasons else {}
    return [
        Event(
            entry.at,
            ACTIONS[entry.action],
            names.get(entry.actor, entry.actor),
            reasons.get(entry.object_id, ""),
        )
        for entry in entries
    ]


def _reasons(workshop: WorkshopPage) -> dict[str, str]:
    rows: list[tuple[RecordOpening, str]] = locks.openings(workshop.vault)
    return {str(row.pk): reason for row, reason in rows}


def _names(actors: set[str]) -> dict[str, str]:
    keys = []
    for actor in actors:
        try:
            keys.append(uuid.UUID(actor))
        except ValueError:
            continue
    return {str(user.pk): user.full_name for user in User.objects.filter(pk__in=keys)}
