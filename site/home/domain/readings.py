"""Who read personal data, as numbers: for the Secretariat and the focal points (SB-P5, US-ST6)."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.models import AuditEntry, User
from events.models import WorkshopPage
from home.models import Incident

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

READING: dict[str, "str | _StrPromise"] = {
    "registration.listed": _("Lists of registrations"),
    "registration.viewed": _("Records of people"),
    "registration.export": _("Lists taken out as files"),
    "registration.badges": _("Badges printed"),
    "travel.viewed": _("Lists of the travel desk"),
    "travel.opened": _("Travel records of people"),
    "orders.viewed": _("Orders for suppliers"),
    "arrivals.viewed": _("Lists of the arrival desk"),
    "file.read": _("Files of people"),
    "agenda.read_names": _("Names in the agenda of organisers"),
    "protocol.viewed": _("Protocol lists"),
    "numbers.viewed": _("Head-counts"),
    "protection.viewed": _("Locked records: the page"),
    "protection.searched": _("Locked records: searches"),
    "lock.opened": _("Locked records opened"),
    "release.printed": _("Releases printed"),
    "letters.taken": _("Letters taken out"),
    "mail.read": _("Mails read"),
    "evaluation.read": _("Words of the evaluation"),
    "person.search": _("Searches for a name"),
}
TAKEN_OUT = ("registration.export", "release.printed", "letters.taken")
DAYS, WEEK = 30, 7
SHOWN = 50


@dataclass(frozen=True)
class Reading:
    """What one account read of one kind: how often, and when last."""

    who: str
    what: "str | _StrPromise"
    number: int
    last: datetime.datetime


@dataclass(frozen=True)
class Alarm:
    """An account that read unusually much in one hour."""

    who: str
    number: int
    at: datetime.datetime


def of_workshop(workshop: WorkshopPage, now: datetime.datetime | None = None) -> list[Reading]:
    """What accounts read in the last thirty days, the most first. Two statements."""
    since = (now or timezone.now()) - datetime.timedelta(days=DAYS)
    rows = (
        AuditEntry.objects.filter(chain__vault=workshop.vault, action__in=READING, at__gte=since)
        .exclude(actor__in=("participant", "system"))
        .values("actor", "action")
        .annotate(number=Count("pk"), last=Max("at"))
        .order_by("-number", "actor", "action")[:SHOWN]
    )
    found = list(rows)
    names = names_of(row["actor"] for row in found)
    return [
        Reading(
            names.get(row["actor"], str(_("a former account"))),
            READING[row["action"]],
            row["number"],
            row["last"],
        )
        for row in found
    ]


def alarms() -> list[Alarm]:
    """The alarms of the last thirty days in any workshop, newest first. Two statements."""
    since = timezone.now() - datetime.timedelta(days=DAYS)
    entries = list(
        AuditEntry.objects.filter(action="alarm.reading", at__gte=since).order_by("-at")[:SHOWN]
    )
    names = names_of(str(entry.detail.get("account", "")) for entry in entries)
    return [
        Alarm(
            names.get(str(entry.detail.get("account")), str(_("a former account"))),
            int(entry.detail.get("count", 0)),
            entry.at,
        )
        for entry in entries
    ]


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """The names of accounts by their keys as text."""
    keys = []
    for actor in actors:
        try:
            keys.append(uuid.UUID(actor))
        except ValueError:
            continue
    return {str(user.pk): user.full_name for user in User.objects.filter(pk__in=keys)}


def digest(now: datetime.datetime | None = None) -> str:
    """The week in numbers, a line for each workshop of which anything was read; empty for none.

    Neither a person nor an account is named: who it was stands behind the address.
    """
    since = (now or timezone.now()) - datetime.timedelta(days=WEEK)
    rows = (
        AuditEntry.objects.filter(action__in=READING, at__gte=since, chain__vault__isnull=False)
        .exclude(actor__in=("participant", "system"))
        .values("chain__vault")
        .annotate(
            number=Count("pk"),
            accounts=Count("actor", distinct=True),
            taken=Count("pk", filter=Q(action__in=TAKEN_OUT)),
        )
    )
    found = {row["chain__vault"]: row for row in rows}
    workshops = WorkshopPage.objects.filter(vault__in=found).order_by("-year", "slug")
    lines = [_line(workshop, found[workshop.vault_id]) for workshop in workshops]
    return "\n".join(lines)


def _line(workshop: WorkshopPage, row: Mapping[str, Any]) -> str:
    incidents = Incident.objects.filter(workshop=workshop, closed_at=None).count()
    return (
        f"{workshop.slug}: read {row['number']} times by {row['accounts']} accounts, "
        f"taken out {row['taken']} times, open incidents {incidents}. "
        f"{settings.BASE_URL}/admin/watch/{workshop.pk}/"
    )


def send_digest() -> bool:
    """Send the week to `ALARM_EMAIL`; False where none is set or nothing was read."""
    text = digest() if settings.ALARM_EMAIL else ""
    if not text:
        return False
    EmailMessage("Reading of the week", text, to=[settings.ALARM_EMAIL]).send()
    return True
