"""A new private link for whoever lost theirs: the truth goes by mail, the page never says it."""

import uuid

from django.db import transaction
from django.utils import timezone

from access.domain import audit
from access.domain.crypto import blind_index
from events.models import Person, WorkshopPage
from registrations.domain import links, notices, queries
from registrations.domain.references import new_reference
from registrations.models import Registration


def find_again(address: str) -> None:
    """Mail a new private link for every workshop at which an address is registered.

    Returns nothing in any case: the truth goes by mail. An unknown address costs the same work,
    on a decoy that is rolled back, and one commit as well (SEC-F1). Earlier links end.
    """
    workshops = queries.findable()
    known = queries.at_addresses({w.pk: blind_index(w.vault, address) for w in workshops})
    written = [_send_link(registration) for registration in known]
    if not any(written) and workshops:
        _send_to_nobody(workshops[0], address)


@transaction.atomic
def _send_link(registration: Registration) -> bool:
    """Send a new link, once in ten minutes; returns whether one was sent."""
    occasion = "confirm_address" if registration.confirmed_at is None else "new_link"
    window = f"{timezone.now():%Y%m%d%H%M}"[:-1]
    if notices.is_written(registration, occasion, window):
        return False
    links.end(registration)
    notices.send(registration, occasion, once=window)
    audit.record(
        "registration.link",
        obj=registration,
        actor="participant",
        vault=registration.workshop.vault,
    )
    return True


@transaction.atomic
def _send_to_nobody(workshop: WorkshopPage, address: str) -> None:
    decoy = Registration(
        workshop=workshop,
        person=Person(workshop=workshop),
        reference=new_reference(),
        state_changed_at=timezone.now(),
    )
    with transaction.atomic():
        links.end(decoy)
        notices.stored_address(decoy)
        notices.send(decoy, "new_link", once=str(uuid.uuid4()), address=address)
        transaction.set_rollback(True)
    audit.record("registration.link", obj=workshop, actor="participant", vault=workshop.vault)
