"""Many at once: the effect is shown before anything runs, and runs one by one behind the gate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from access.domain import audit, erasure
from access.models import User
from events.models import WorkshopPage
from registrations.domain import places, registering, waiting
from registrations.domain.places import NoPlace
from registrations.domain.states import State, WrongState, may, step
from registrations.models import Registration

MAX_ROWS = 200


@dataclass(frozen=True)
class Effect:
    """What an action would do to one registration: the next state, or why nothing."""

    registration: Registration
    to: State | None
    reason: Any = ""


def preview(workshop: WorkshopPage, rows: Sequence[Registration], to: State) -> list[Effect]:
    """What accepting or declining these registrations in this order would do, now."""
    room = places.room(workshop)
    effects = []
    for row in rows:
        if not may(row, to):
            effects.append(Effect(row, None, _("Has been decided already")))
            continue
        if to == State.ACCEPTED and not places.holds(row):
            if not room.has_for(row):
                effects.append(Effect(row, None, _("No place is free")))
                continue
            room.take(row)
        effects.append(Effect(row, to))
    return effects


def run(rows: Sequence[Registration], to: State, actor: User, reason: str = "") -> tuple[int, int]:
    """Do it: returns how many were changed and how many could not be. Raises Busy."""
    done = failed = 0
    for row in rows:
        try:
            if to == State.ACCEPTED:
                registering.accept(row, actor)
            else:
                registering.decline(row, actor, reason)
            done += 1
        except (NoPlace, WrongState):
            failed += 1
    return done, failed


def merge(kept: Registration, double: Registration, actor: User) -> Registration:
    """Merge a duplicate into the registration that is kept: the earlier position holds.

    The values of the duplicate are erased; what the kept one says stays as it is. Raises
    WrongState (one of them is over, or they are one), Busy.
    """
    over = {State.ERASED, State.WITHDRAWN, State.ATTENDED}
    with places.passing(kept) as first:
        second = Registration.objects.select_related("workshop__vault", "person").get(pk=double.pk)
        if first.pk == second.pk or first.workshop_id != second.workshop_id:
            raise WrongState("one registration")
        if first.state in over or second.state in over:
            raise WrongState("over")
        first.position = min(first.position, second.position)
        first.save(update_fields=["position"])
        second.email_index = ""
        step(second, State.ERASED, actor=actor, merged=True)
        if second.person_id:
            erasure.erase_person(second.workshop.vault, second.person_id, actor)
        audit.record(
            "registration.merged",
            obj=first,
            actor=actor,
            vault=first.workshop.vault,
            double=second.reference,
        )
        waiting.promote(first.workshop)
    return first
