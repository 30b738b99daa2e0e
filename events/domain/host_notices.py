"""A change that a host announces on the day (US-H11): banner and sign at once, mail by a click.

The banner stands on the public pages and on every private page, so that nobody misses it. A mail to
everybody leaves only when the Secretariat sends it: what the host types reaches no mailbox alone,
and the host learns nobody's number.
"""

import datetime
import re
import zoneinfo

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from access.models import User
from correspondence.domain import group, urgent
from correspondence.models import UrgentNotice
from events.models import WorkshopPage

# The day before the first one people travel and badges are laid out.
DAYS_BEFORE = 1
MOST_A_DAY = 6
# A way elsewhere, or a way to write to somebody: neither belongs into a banner in our name.
LEADS_ELSEWHERE = re.compile(r"://|www\.|@|\b[\w-]+\.(?:com|org|net|info|me|io|asia)\b", re.I)


class NotNow(Exception):
    """It is not one of the days of the workshop, or so much was announced today already."""


def is_open(workshop: WorkshopPage, now: datetime.datetime | None = None) -> bool:
    """Whether a host may announce a change now: on the days of the workshop, by its own clock."""
    if workshop.starts_on is None:
        return False
    here = (now or timezone.now()).astimezone(zoneinfo.ZoneInfo(workshop.time_zone)).date()
    first = workshop.starts_on - datetime.timedelta(days=DAYS_BEFORE)
    return first <= here <= workshop.last_day


def problems(text: str, workshop: WorkshopPage) -> list[str]:
    """What forbids a text, in words."""
    found = group.problems(text, workshop.vault)
    if LEADS_ELSEWHERE.search(text):
        found.append(_("Leave out addresses and links."))
    return found


def announce(
    workshop: WorkshopPage, *, text: str, door: str, hours: int, actor: User
) -> UrgentNotice:
    """Put a notice onto the pages of a workshop from now on, for so many hours.

    Raises NotNow outside the days and after `MOST_A_DAY`, ValueError for a text with problems.
    """
    day_ago = timezone.now() - datetime.timedelta(days=1)
    today = UrgentNotice.objects.filter(
        vault=workshop.vault, author=actor, created_at__gt=day_ago
    ).count()
    if not is_open(workshop) or today >= MOST_A_DAY:
        raise NotNow
    if problems(text, workshop) or problems(door, workshop):
        raise ValueError("The text of this notice has problems.")
    return urgent.announce(
        workshop.vault,
        (),
        text=text,
        door=door,
        ends_at=timezone.now() + datetime.timedelta(hours=hours),
        actor=actor,
    )


def of_workshop(workshop: WorkshopPage) -> "QuerySet[UrgentNotice]":
    """The notices of a workshop, newest first."""
    return UrgentNotice.objects.filter(vault=workshop.vault).select_related("author")


def without_mail() -> "QuerySet[UrgentNotice]":
    """Notices that stand now and of which nobody was told by mail, of every workshop."""
    return UrgentNotice.objects.filter(ends_at__gt=timezone.now(), mail=None)
