"""A wrong address, corrected on the neutral page while nobody has confirmed it (SEC-F1, SEC-D2).

Whoever sent the form holds its submission key, and nothing else. Whether the wrong address was a
new one or somebody's who is registered already makes no difference: the first changes its address,
the second becomes a registration now, from the answers that were kept; both get the same mail at
the corrected address, and the page says the same in every case.
"""

import datetime
import uuid
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from access.domain import audit, tokens, values
from access.domain.consent import Naming, Output
from access.domain.crypto import blind_index
from correspondence.models import MailMessage
from events.models import Category, State, WorkshopPage
from registrations.domain import drafts, links, notices, places, registering
from registrations.domain.states import State as Step
from registrations.models import Registration

# Nobody writes to more addresses than this with one form.
MOST = 3
UNCONFIRMED = (Step.AWAITING_EMAIL, Step.WAITLISTED)


def correct(workshop: WorkshopPage, key: uuid.UUID, address: str) -> None:
    """Send the mail that confirms to another address; the link in the earlier one ends.

    Arguments: the workshop, the key of the submission, the address as typed. Nothing happens where
    the key is unknown, the address is confirmed already, or was corrected three times. Returns
    nothing in any case: the truth goes by mail. Raises Busy.
    """
    registration = (
        Registration.objects.select_related("workshop__vault", "person")
        .filter(workshop=workshop, submission_key=key)
        .first()
    )
    if registration is not None:
        _move(registration, address)
    elif (sent := drafts.unsent(workshop, key)) is not None:
        made = registering.register(workshop, submission_key=key, **_arguments(sent, address))
        if made.submission_key == key:
            drafts.drop_unsent(key)


def _arguments(sent: dict[str, Any], address: str) -> dict[str, Any]:
    """What `register` takes, from what was kept."""
    return {
        **sent,
        "category": Category.objects.get(code=sent["category"]),
        "state": State.objects.get(code=sent["state"]) if sent["state"] else None,
        "values": {**sent["values"], "email": address},
        "choices": {Output(o): Naming(n) for o, n in sent["choices"].items()},
    }


def _move(registration: Registration, address: str) -> None:
    index = blind_index(registration.workshop.vault, address)
    try:
        with places.passing(registration) as current:
            _write(current, index, address)
    except IntegrityError:
        known = registering.at_address(registration.workshop, index)
        if known is not None:
            registering.tell_again(known)


def _write(registration: Registration, index: str, address: str) -> None:
    """The correction itself, behind the gate. IntegrityError where the address is taken."""
    person, workshop = registration.person, registration.workshop
    if person is None or registration.confirmed_at or registration.state not in UNCONFIRMED:
        return
    mails = MailMessage.objects.filter(subject_key=person.pk, occasion="confirm_address")
    number = mails.count()
    if number > MOST:
        return
    registration.email_index = index
    registration.held_until = timezone.now() + datetime.timedelta(hours=links.CONFIRM_HOURS)
    registration.save(update_fields=["email_index", "held_until"])
    values.store(workshop.vault, person.pk, {"email": address}, registering.last_day(workshop))
    tokens.revoke(person.pk, links.CONFIRM)
    notices.send(registration, "confirm_address", once=f"corrected:{number}", address=address)
    audit.record(
        "registration.address", obj=registration, actor="participant", vault=workshop.vault
    )
