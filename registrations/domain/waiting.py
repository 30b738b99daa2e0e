"""The waiting list: places that are free go to the people who wait, in order."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from access.domain import audit
from access.models import User
from events.models import Category, WorkshopPage
from registrations.domain import notices, places
from registrations.domain.states import State, step
from registrations.domain.window import in_words
from registrations.models import WHOLE, Quota, Registration

OFFER_HOURS = 72


def promote(workshop: WorkshopPage) -> list[Registration]:
    """Offer every free place to the next who may have it; call it behind the gate.

    Order is the order of registration. Nobody whose address is not confirmed is offered a place,
    and nobody after the workshop's last day. Returns the registrations that got an offer.
    """
    room = places.room(workshop)
    if workshop.ends_on and workshop.ends_on < timezone.localdate():
        return []
    waiting = (
        Registration.objects.select_related("workshop__vault", "person", "category")
        .filter(workshop=workshop, state=State.WAITLISTED, confirmed_at__isnull=False)
        .order_by("position", "pk")
    )
    offered = []
    for registration in waiting.iterator():
        if room.total is not None and room.total <= 0:
            break
        if room.has_for(registration):
            room.fit(registration)
            _offer(registration)
            room.take(registration)
            offered.append(registration)
    return offered


def _offer(registration: Registration) -> None:
    until = timezone.now() + datetime.timedelta(hours=OFFER_HOURS)
    step(registration, State.OFFERED, actor="system", held_until=until)
    answer_by = in_words(until, registration.workshop, registration.language)
    notices.send(registration, "offered", answer_by=answer_by)


def position(registration: Registration) -> int:
    """The person's position on the waiting list of the category, counted from 1."""
    ahead = Registration.objects.filter(
        workshop=registration.workshop,
        category=registration.category_id,
        state=State.WAITLISTED,
        position__lt=registration.position,
    )
    return ahead.count() + 1


@dataclass(frozen=True)
class Limit:
    """A limit as staff set it: places (None: no limit), and for a category what is kept for it."""

    places: int | None
    reserved: int = 0
    reserved_until: datetime.datetime | None = None
    by_selection: bool = False


def set_limit(
    workshop: WorkshopPage,
    category: Category | None,
    limit: int | Limit | None,
    actor: User | str,
    **of: Any,
) -> Quota:
    """Change a limit (None: no limit) of the workshop, of one category, or `of` something else.

    `of` is one of state=, institution=, item=. Lowering drops nobody; raising offers the new
    places in order. Raises Busy.
    """
    new = limit if isinstance(limit, Limit) else None
    number = new.places if new else limit
    with places.opening(workshop):
        quota, _created = Quota.objects.get_or_create(
            workshop=workshop, **{**WHOLE, "category": category, **of}
        )
        before, quota.places = quota.places, number  # type: ignore[assignment]
        if new:
            quota.reserved, quota.reserved_until = new.reserved, new.reserved_until
            quota.by_selection = new.by_selection
        quota.save(update_fields=["places", "reserved", "reserved_until", "by_selection"])
        audit.record(
            "registration.limit",
            obj=quota,
            actor=actor,
            vault=workshop.vault,
            category=category.code if category else "",
            of=str(next(iter(of.values()), "")),
            before=before,
            now=quota.places,
        )
        promote(workshop)
    return quota
