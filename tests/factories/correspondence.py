"""Mails for tests: the real `queue`, with an invented person."""

import uuid
from typing import Any

from access.domain.crypto import create_vault
from correspondence.domain import delivery, mail
from correspondence.models import MailMessage

ADDRESS = "mlynh.canary@example.org"
REFERENCE = "K7M-4QX"
LINK = "/me/mQ8vT2ZrUu1h0pWcY5sLxKfA9dJ3eB7nGiROtXqVk4Eo/"


def queue_mail(**given: Any) -> MailMessage:
    """One queued mail; anything may be given as a keyword of `mail.queue`."""
    context = {"reference": REFERENCE, "link": LINK, "answer_by": "3 May 2027, 17:00 (Jakarta)"}
    values: dict[str, Any] = {
        "subject_key": uuid.uuid4(),
        "occasion": "confirm_address",
        "dedup_key": str(uuid.uuid4()),
        "address": ADDRESS,
        "language": "en",
        **given,
    }
    values["context"] = context | given.get("context", {})
    if "vault" not in values:
        values["vault"] = create_vault()
    return mail.queue(**values)


def deliver_all() -> list[str]:
    """Deliver what is queued, in order; returns the occasions. The texts lie in `mail.outbox`."""
    waiting = list(MailMessage.objects.filter(state=MailMessage.State.QUEUED))
    for row in waiting:
        delivery.deliver(row.pk)
    return [row.occasion for row in waiting]
