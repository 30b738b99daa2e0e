"""What we write to a person who registered: to the stored address, in their language."""

from typing import Any

from access.domain import disclosure
from correspondence.domain import mail
from correspondence.models import MailMessage
from registrations.domain import links
from registrations.models import Registration


def send(
    registration: Registration,
    occasion: str,
    *,
    once: str = "",
    address: str = "",
    is_first: bool = False,
    **context: Any,
) -> None:
    """Put one mail with a private link into the ledger, in the caller's transaction.

    Arguments: the registration, with its workshop; the occasion (`confirm_address` carries the
    link that confirms, every other the link to the status page); what makes this mail different
    from the next on the same occasion (default: the moment of the last step); the address where
    the caller already holds it; whether the person was made in this very transaction; further
    context of the template.
    """
    assert registration.person is not None  # noqa: S101 - nobody writes to an erased person
    path = links.confirm if occasion == "confirm_address" else links.status
    mail.queue(
        vault=registration.workshop.vault,
        subject_key=registration.person.pk,
        occasion=occasion,
        dedup_key=_key(registration, occasion, once or _moment(registration)),
        address=address or stored_address(registration),
        language=registration.language,
        context={"reference": registration.reference, "link": path(registration), **context},
        is_first=is_first,
    )


def is_written(registration: Registration, occasion: str, once: str) -> bool:
    """Whether this very mail is in the ledger already."""
    return MailMessage.objects.filter(dedup_key=_key(registration, occasion, once)).exists()


def stored_address(registration: Registration) -> str:
    """The e-mail address under which the person registered, as they typed it."""
    person = registration.person
    assert person is not None  # noqa: S101
    found = disclosure.visible_to(
        disclosure.POST, registration.workshop.vault, {person.pk: person.track}, ["email"]
    )
    return found[person.pk].get("email", "")


def _key(registration: Registration, occasion: str, once: str) -> str:
    return f"{registration.pk}:{occasion}:{once}"


def _moment(registration: Registration) -> str:
    return registration.state_changed_at.strftime("%Y%m%d%H%M%S%f")
