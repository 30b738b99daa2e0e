"""What the mails need to know of workshops: told to the floor below at start-up."""

import datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from correspondence.domain.compartments import Compartment
from events.domain.names import dates_in_words
from events.models import WorkshopPage

# As long as the values of people are kept after the last day; nobody can be written to later.
REACHABLE_DAYS = 183
# A shorter word is no secret and stands in many a sentence.
SHORTEST = 4


def compartments() -> list[Compartment]:
    """Every workshop whose people can still be written to, the newest first. One statement."""
    oldest = timezone.localdate() - datetime.timedelta(days=REACHABLE_DAYS)
    workshops = WorkshopPage.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=oldest),
        year__gte=oldest.year,
        vault__destroyed_at=None,
        # A translation shows the same workshop; its people belong to the original.
        locale__language_code=settings.LANGUAGE_CODE,
    ).select_related("host_state")
    return [_compartment(workshop) for workshop in workshops.order_by("-year", "pk")]


def _compartment(workshop: WorkshopPage) -> Compartment:
    dates = {"first_day": workshop.starts_on, "last_day": workshop.ends_on or workshop.starts_on}
    words = (
        workshop.title,
        workshop.official_title,
        workshop.theme,
        workshop.city,
        workshop.venue,
        workshop.host_state.running_name if workshop.host_state else "",
    )
    return Compartment(
        vault_id=workshop.vault_id,
        label=workshop.title,
        time_zone=workshop.time_zone,
        dates={code: day for code, day in dates.items() if day},
        words=tuple(dict.fromkeys(word for word in words if len(word) >= SHORTEST)),
        address=workshop.url or "" if workshop.live else "",
        summary=" · ".join(
            filter(None, (dates_in_words(workshop.starts_on, workshop.ends_on), workshop.city))
        ),
    )
