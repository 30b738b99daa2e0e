"""Going, and coming back: what staff must cancel, undo within 72 hours, erase everything now."""

import datetime
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from access import catalogue
from access.domain import disclosure, erasure
from access.domain.crypto import Cipher, blind_index
from events.models import WorkshopPage
from registrations.domain import notices, places, sealing, waiting
from registrations.domain.states import State, WrongState, step
from registrations.models import Cancellation, Registration

if TYPE_CHECKING:
    from access.models import User

# What somebody outside has to be told when a person does not come.
TO_CANCEL = ("hotel", "itinerary", "visa_letter", "sponsorship_decision")
# Of a letter only that there was one: its words hold the passport.
LETTER, WRITTEN = "visa_letter", "written"
LIST_DAYS = 14


def hand_over(registration: Registration) -> None:
    """Leave the travel desk a short-lived list of what to cancel, in the caller's transaction.

    Of a locked record there is none: it is the focal point's.
    """
    person, workshop = registration.person, registration.workshop
    if person is None or registration.state not in {State.ACCEPTED, State.OFFERED}:
        return
    reader = disclosure.Viewer(catalogue.Reader.TRAVEL_DESK)
    found = disclosure.visible_to(reader, workshop.vault, {person.pk: person.track}, TO_CANCEL)[
        person.pk
    ]
    if not found:
        return
    if LETTER in found:
        found[LETTER] = WRITTEN
    row = Cancellation(
        workshop=workshop,
        reference=registration.reference,
        erase_at=timezone.now() + datetime.timedelta(days=LIST_DAYS),
    )
    sealing.seal(row, workshop.vault.pk, found)
    row.save()


def cancellations(workshop: WorkshopPage) -> list[tuple[Cancellation, list[tuple[str, str]]]]:
    """What the travel desk still has to cancel: (row, [(label, what)])."""
    rows = list(Cancellation.objects.filter(workshop=workshop))
    if not rows:
        return []
    cipher = Cipher(workshop.vault.pk)
    return [
        (
            row,
            [
                (str(catalogue.get(code).label), _("was written") if code == LETTER else text)
                for code, text in sealing.unseal(row, workshop.vault.pk, cipher).items()
            ],
        )
        for row in rows
    ]


def undo(registration: Registration) -> Registration:
    """Take a withdrawal back within 72 hours.

    The person gets back what they had where a place is free, and the waiting list at their old
    position where it is not. Raises WrongState (too late, or not withdrawn), Busy.
    """
    with places.passing(registration) as current:
        late = current.held_until is None or current.held_until <= timezone.now()
        if current.state != State.WITHDRAWN or late or not current.state_before:
            raise WrongState(f"{current.state}: nothing to undo")
        _take_back_the_address(current)
        room = places.room(current.workshop)
        before = State(current.state_before)
        to = {State.OFFERED: State.SUBMITTED, State.AWAITING_EMAIL: State.SUBMITTED}.get(
            before, before
        )
        decides = to in {State.SUBMITTED, State.ACCEPTED}
        waits = decides and not room.has_for(current)
        if waits and not (to == State.SUBMITTED and current.by_selection):
            to = State.WAITLISTED
        room.fit(current)
        current.state_before = ""
        step(current, to, actor="participant", undone=True)
        notices.send(
            current,
            {State.ACCEPTED: "accepted", State.WAITLISTED: "waitlisted"}.get(to, "received"),
        )
    return current


def _take_back_the_address(registration: Registration) -> None:
    """The same address may have been registered again meanwhile: then this is a further person."""
    workshop = registration.workshop
    index = blind_index(workshop.vault, notices.stored_address(registration))
    last = Registration.objects.filter(workshop=workshop, email_index=index).aggregate(
        last=Max("number_at_address")
    )["last"]
    registration.email_index = index
    registration.number_at_address = (last or 0) + 1


def erase_now(registration: Registration, actor: "User | str" = "participant") -> None:
    """Erase everything at once; cannot be undone. Raises WrongState, Busy."""
    with places.passing(registration) as current:
        hand_over(current)
        current.email_index = ""
        step(current, State.ERASED, actor=actor)
        if current.person_id:
            erasure.erase_person(current.workshop.vault, current.person_id, actor)
        waiting.promote(current.workshop)


def forget_old(now: datetime.datetime) -> int:
    """Erase the lists of what to cancel that are a fortnight old."""
    erased, _by_model = Cancellation.objects.filter(erase_at__lte=now).delete()
    return erased
