"""When something leaked: what to do, in which order, and the clock of each law (US-ST6).

The list of laws is that of the domain study; its hours are general knowledge, and the page says
that counsel confirms them. A law whose clock nobody has seen has none here.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access import catalogue
from access.domain import audit, inventory
from access.models import User, Vault
from events.models import WorkshopPage
from home.models import Incident
from registrations.domain import focal_points, sealing

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Law:
    """One law: where it holds, its name, the hours in which its authority is told (None: ask)."""

    code: str
    where: str
    name: "str | _StrPromise"
    hours: int | None


LAWS = (
    Law("PH", "Philippines", _("Data Privacy Act of 2012 and its rules of 2016"), 72),
    Law("ID", "Indonesia", _("Law 27 of 2022"), 72),
    Law("TH", "Thailand", _("Personal Data Protection Act"), 72),
    Law("MY", "Malaysia", _("Personal Data Protection Act 2010 as amended"), 72),
    Law("SG", "Singapore", _("Personal Data Protection Act 2012"), 72),
    Law("VN", "Viet Nam", _("Law on personal data"), 72),
    Law("EU", "European Union", _("GDPR, where people there are concerned or a funder asks"), 72),
    Law("BN", "Brunei Darussalam", _("Order of 2025"), None),
    Law("KH", "Cambodia", _("A draft law"), None),
)
# The order is that of the work: people first, papers last.
STEPS: dict[str, "str | _StrPromise"] = {
    "stopped": _("Stopped: sessions and links ended, files called back, keys changed"),
    "danger": _("Asked who could be in danger; they were reached by their safest way"),
    "focal_point": _("Protection focal points and the data protection officer told"),
    "facts": _("Written down: which fields, of how many, who may have them"),
    "people": _("The people concerned told in plain words, with what they can do"),
    "mended": _("The cause mended, and what changes from now on written down"),
}
NOT_THIS_LAW = "not"


@dataclass(frozen=True)
class Clock:
    """How one law stands: told, not concerned, or so many hours left (below 0: late)."""

    law: Law
    told_at: datetime.datetime | None
    is_concerned: bool
    due_at: datetime.datetime | None
    hours_left: int | None

    @property
    def is_late(self) -> bool:
        """Whether the time is over and nobody was told."""
        return self.is_concerned and self.hours_left is not None and self.hours_left < 0


@transaction.atomic
def record(
    workshop: WorkshopPage,
    *,
    kind: str,
    learned_at: datetime.datetime,
    fields: Sequence[str],
    people: int | None,
    words: str,
    actor: User,
) -> Incident:
    """Begin a worksheet; the focal points are told at once that something happened.

    Arguments: the workshop; a value of `Incident.Kind`; when it was learned (aware); codes of the
    catalogue; how many people, as far as known; what happened; who records it.
    """
    row = Incident(
        workshop=workshop,
        kind=kind,
        learned_at=learned_at,
        fields=[code for code in fields if code in _codes()],
        people=people,
        recorded_by=actor,
    )
    sealing.seal(row, workshop.vault_id, {"words": words})
    row.save(force_insert=True)
    audit.record("incident.recorded", obj=row, actor=actor, vault=workshop.vault, kind=kind)
    focal_points.tell(f"incident:{row.pk}")
    return row


def _codes() -> set[str]:
    return {field.code for field in catalogue.all_fields()}


def words_of(row: Incident) -> str:
    """What happened, in the words of who recorded it."""
    words: str = sealing.unseal(row, row.workshop.vault_id)["words"]
    return words


@transaction.atomic
def add_words(row: Incident, words: str, actor: User) -> None:
    """Write on; what stood there stays, each part with its time."""
    moment = f"{timezone.now():%Y-%m-%d %H:%M} UTC"
    sealing.seal(
        row, row.workshop.vault_id, {"words": f"{words_of(row)}\n\n{moment}\n{words}".strip()}
    )
    row.save(update_fields=["key", "sealed"])
    audit.record("incident.written", obj=row, actor=actor, vault=row.workshop.vault)


@transaction.atomic
def tick(row: Incident, code: str, actor: User) -> None:
    """Note that a step is done now, or that it is not. Raises KeyError for no step."""
    STEPS[code]
    if row.steps.pop(code, None) is None:
        row.steps[code] = timezone.now().isoformat()
    _save(row, actor, step=code)


@transaction.atomic
def settle(row: Incident, code: str, actor: User, *, is_concerned: bool) -> None:
    """Note that the authority of a law was told now, or that the law does not apply.

    The same again takes it back. Raises KeyError for no law.
    """
    if code not in {law.code for law in LAWS}:
        raise KeyError(code)
    before = row.laws.pop(code, None)
    is_same = before is not None and (before == NOT_THIS_LAW) is not is_concerned
    if not is_same:
        row.laws[code] = timezone.now().isoformat() if is_concerned else NOT_THIS_LAW
    _save(row, actor, law=code)


@transaction.atomic
def close(row: Incident, actor: User) -> None:
    """The work is done; or, closed already, it is not."""
    row.closed_at = None if row.closed_at else timezone.now()
    _save(row, actor, closed=bool(row.closed_at))


def _save(row: Incident, actor: User, **detail: object) -> None:
    row.save(update_fields=["steps", "laws", "closed_at"])
    audit.record("incident.changed", obj=row, actor=actor, vault=row.workshop.vault, **detail)


def clocks(row: Incident, now: datetime.datetime | None = None) -> list[Clock]:
    """Every law with its clock, from the moment when the incident was learned. No statement."""
    now = now or timezone.now()
    return [_clock(row, law, now) for law in LAWS]


def _clock(row: Incident, law: Law, now: datetime.datetime) -> Clock:
    kept = row.laws.get(law.code, "")
    told = datetime.datetime.fromisoformat(kept) if kept not in {"", NOT_THIS_LAW} else None
    due = row.learned_at + datetime.timedelta(hours=law.hours) if law.hours else None
    is_open = told is None and kept != NOT_THIS_LAW
    left = int((due - now).total_seconds() // 3600) if due and is_open else None
    return Clock(law, told, kept != NOT_THIS_LAW, due, left)


def steps(row: Incident) -> list[tuple[str, "str | _StrPromise", datetime.datetime | None]]:
    """Every step with the moment when it was done."""
    return [
        (
            code,
            label,
            datetime.datetime.fromisoformat(row.steps[code]) if code in row.steps else None,
        )
        for code, label in STEPS.items()
    ]


def left(vault: Vault) -> list[inventory.Line]:
    """Worksheets that are kept, for the page of what is left (`inventory.register`)."""
    number = Incident.objects.filter(workshop__vault=vault).count()
    rule = _("With the keys of the workshop")
    return [inventory.Line(_("Worksheets, encrypted"), _("Incidents"), number, rule=rule)]
