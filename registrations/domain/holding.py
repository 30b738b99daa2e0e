"""What is held only for a time: places without a confirmed address, offers, withdrawn answers."""

import datetime
import logging
import uuid

from django.utils import timezone

from access.domain import erasure
from access.models import Vault
from registrations.domain import (
    delegations,
    drafts,
    leaving,
    notices,
    places,
    registering,
    waiting,
)
from registrations.domain.states import State, step
from registrations.models import EvaluationGiven, Invitation, Note, Reading, Registration

logger = logging.getLogger(__name__)

EXPIRING = (State.AWAITING_EMAIL, State.WAITLISTED, State.OFFERED, State.WITHDRAWN)


def release_expired() -> int:
    """End everything whose time has come; the timetable of the worker calls it.

    An address that nobody confirmed is erased and its place freed; an offer that nobody answered
    goes to the next; answers of people who withdrew are erased. One transaction each, safe to run
    twice and at the same time. Returns how many registrations changed.
    """
    due = Registration.objects.filter(state__in=EXPIRING, held_until__lte=timezone.now())
    now = timezone.now()
    changed = drafts.erase_old(now) + leaving.forget_old(now) + delegations.forget_old(now)
    for registration in due.select_related("workshop__vault").order_by("held_until", "pk"):
        try:
            changed += _expire(registration)
        except places.Busy:
            logger.warning("A workshop's places are busy; the timetable comes again.")
    return changed


def _expire(registration: Registration) -> int:
    with places.passing(registration) as current:
        if current.state not in EXPIRING or not current.held_until:
            return 0
        if current.held_until > timezone.now():
            return 0
        if current.state == State.OFFERED:
            _lapse(current)
        else:
            erase(current)
        waiting.promote(current.workshop)
    return 1


def _lapse(registration: Registration) -> None:
    """Nobody answered the offer: as if withdrawn, and the person is told."""
    registration.email_index = ""
    hours = datetime.timedelta(hours=registering.KEEP_WITHDRAWN_HOURS)
    step(registration, State.WITHDRAWN, actor="system", held_until=timezone.now() + hours)
    notices.send(registration, "offer_lapsed")


def erase(registration: Registration) -> None:
    """Erase all that is held about the person, on every floor; the row stays as a count."""
    registration.email_index = ""
    step(registration, State.ERASED, actor="system")
    if registration.person_id:
        erasure.erase_person(registration.workshop.vault, registration.person_id, "system")


def sweep(vault: Vault, subject: uuid.UUID) -> int:
    """Mark the registration of an erased person: for erasures that begin elsewhere."""
    mine = Registration.objects.filter(person_id=subject, workshop__vault=vault)
    Note.objects.filter(registration__in=mine).delete()
    Reading.objects.filter(registration__in=mine).delete()
    EvaluationGiven.objects.filter(registration__in=mine).delete()
    Invitation.objects.filter(registration__in=mine).update(sealed=None, key=None)
    live = Registration.objects.filter(person_id=subject, workshop__vault=vault)
    return live.exclude(state=State.ERASED).update(
        state=State.ERASED, email_index="", held_until=None
    )
