"""What pages of other apps show of correspondence."""

import uuid
from typing import Any

from django import template

from correspondence.domain import urgent

register = template.Library()


@register.inclusion_tag("correspondence/urgent_notices.html")
def urgent_notices(vault_id: uuid.UUID) -> dict[str, Any]:
    """The urgent changes that stand now for the workshop of this vault; one statement."""
    return {"notices": urgent.current(vault_id)}
