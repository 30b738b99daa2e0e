"""A host asks for the list of participants (US-H12): recorded, and the focal points are told."""

import datetime

from django.db import transaction
from django.utils import timezone

from access.domain import audit
from access.models import AuditEntry, User
from events.models import WorkshopPage
from registrations.domain import focal_points

ACTION = "list.requested"


@transaction.atomic
def ask(workshop: WorkshopPage, by: User) -> None:
    """Record the request; asked again on the same day, nobody is written to twice."""
    audit.record(ACTION, obj=workshop, actor=by, vault=workshop.vault)
    focal_points.tell(f"list:{workshop.pk}:{timezone.localdate():%Y%m%d}")


def last_asked(workshop: WorkshopPage, by: User) -> datetime.datetime | None:
    """When this account asked last, or None."""
    return (
        AuditEntry.objects.filter(
            object_type=workshop._meta.label_lower,
            object_id=str(workshop.pk),
            action=ACTION,
            actor=str(by.pk),
        )
        .order_by("-at")
        .values_list("at", flat=True)
        .first()
    )
