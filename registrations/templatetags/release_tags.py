"""What the status page shows of releases that wait for the person's agreement."""

from typing import Any

from django import template

from access.domain import releases
from registrations.models import Registration

register = template.Library()


@register.inclusion_tag("registrations/me/_releases.html", takes_context=True)
def releases_to_answer(
    context: template.Context, registration: Registration, token: str
) -> dict[str, Any]:
    """The exact words of every release that needs this person; mostly none: one statement."""
    assert registration.person_id is not None  # noqa: S101 - the page belongs to a person
    found = releases.asked(registration.workshop.vault, registration.person_id)
    return {"asked": found, "token": token, "csrf_token": context.get("csrf_token")}
