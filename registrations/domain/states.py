"""The states of a registration and the steps between them: one table, one function that steps."""

import datetime
from typing import Any

from django.utils import timezone

from access.domain import audit
from access.models import User
from registrations.models import Registration

State = Registration.State

# From each state, the states that may follow. What is not here is refused.
TRANSITIONS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.AWAITING_EMAIL, State.WAITLISTED, State.ERASED}),
    State.AWAITING_EMAIL: frozenset({State.SUBMITTED, State.WITHDRAWN, State.ERASED}),
    State.SUBMITTED: frozenset({State.ACCEPTED, State.DECLINED, State.WITHDRAWN, State.ERASED}),
    State.WAITLISTED: frozenset(
        {State.OFFERED, State.ACCEPTED, State.DECLINED, State.WITHDRAWN, State.ERASED}
    ),
    State.OFFERED: frozenset({State.ACCEPTED, State.DECLINED, State.WITHDRAWN, State.ERASED}),
    State.ACCEPTED: frozenset({State.ATTENDED, State.DECLINED, State.WITHDRAWN, State.ERASED}),
    State.DECLINED: frozenset({State.ACCEPTED, State.WITHDRAWN, State.ERASED}),
    State.WITHDRAWN: frozenset({State.ERASED}),
    State.ATTENDED: frozenset({State.ERASED}),
    State.ERASED: frozenset(),
}
# Steps back, which only an undo may take. A withdrawal within 72 hours: to what it was, or to the
# waiting list where the place is gone. A tick at the desk on the day.
BACK: dict[State, frozenset[State]] = {
    State.WITHDRAWN: frozenset({State.SUBMITTED, State.WAITLISTED, State.ACCEPTED, State.DECLINED}),
    State.ATTENDED: frozenset({State.ACCEPTED}),
}


class WrongState(Exception):
    """A step that the table does not allow: somebody else was quicker, or the page is old."""


def may(registration: Registration, to: State) -> bool:
    """Whether the step from the present state to `to` is in the table."""
    return to in TRANSITIONS[State(registration.state)]


def step(
    registration: Registration,
    to: State,
    *,
    actor: User | str,
    held_until: datetime.datetime | None = None,
    undone: bool = False,
    **detail: Any,
) -> None:
    """Change the state, save, and write the audit entry, in the caller's transaction.

    Arguments: a registration read inside the transaction, after the gate (`places.gate`); the new
    state; who ("participant", "system" or an account); until when the new state waits for
    something (aware UTC); whether this takes a step back (`BACK`); details for the audit without
    personal values. Raises WrongState.
    """
    back = BACK.get(State(registration.state), frozenset())
    if not (to in back if undone else may(registration, to)):
        raise WrongState(f"{registration.state} -> {to}")
    before, registration.state = registration.state, to
    registration.state_changed_at = timezone.now()
    registration.held_until = held_until
    registration.save()
    audit.record(
        f"registration.{to}",
        obj=registration,
        actor=actor,
        vault=registration.workshop.vault,
        **{"from": before, **({"undone": True} if undone else {}), **detail},
    )
