"""What pages of other apps show of correspondence."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import template

from access.models import Vault
from correspondence.domain import health, occasions, urgent

register = template.Library()


@register.inclusion_tag("correspondence/urgent_notices.html")
def urgent_notices(vault_id: uuid.UUID) -> dict[str, Any]:
    """The urgent changes that stand now for the workshop of this vault; one statement."""
    return {"notices": urgent.current(vault_id)}


@register.simple_tag
def returned_mails(vault: Vault, registrations: Iterable[Any]) -> set[uuid.UUID]:
    """The persons of these registrations whose last mail came back or was given up."""
    return health.undelivered(vault, [row.person_id for row in registrations if row.person_id])


@register.filter
def occasion_label(code: str) -> str:
    """What a mail was about, in the words of staff."""
    return occasions.label_of(code)
