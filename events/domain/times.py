"""Times of an agenda: five-minute steps, inside the workshop's days, in the zone of the venue."""

import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.models import WorkshopPage

STEP_MINUTES = 5
SHORTEST, LONGEST = 5, 1440


def zone_of(workshop: WorkshopPage) -> ZoneInfo:
    """The zone of the venue: every time of the workshop is shown in it."""
    return ZoneInfo(workshop.time_zone)


def days_of(workshop: WorkshopPage) -> list[datetime.date]:
    """The days of the workshop in order; none where its dates are not known."""
    if workshop.starts_on is None:
        return []
    last = workshop.ends_on or workshop.starts_on
    count = (last - workshop.starts_on).days + 1
    return [workshop.starts_on + datetime.timedelta(days=n) for n in range(count)]


def moment(workshop: WorkshopPage, day: datetime.date, at: datetime.time) -> datetime.datetime:
    """The moment (UTC) at which the clocks of the venue show `at` on `day`.

    Where clocks go back and show it twice, the first. Raises ValidationError for a time that the
    clocks of that day leave out.
    """
    local = datetime.datetime.combine(day, at, tzinfo=zone_of(workshop))
    instant = local.astimezone(datetime.UTC)
    if instant.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValidationError({"start": _("The clocks of that day leave this time out.")})
    return instant


def check_length(minutes: int) -> None:
    """Raise ValidationError unless a duration is whole steps of five, from 5 minutes to a day."""
    if minutes % STEP_MINUTES or not SHORTEST <= minutes <= LONGEST:
        raise ValidationError(
            {"minutes": _("Give the duration in steps of five minutes, at most a day: 5, 10, 90.")}
        )


def check_placed(workshop: WorkshopPage, starts_at: datetime.datetime, minutes: int) -> None:
    """Raise ValidationError unless a session fits: five-minute start, inside one day of the event.

    Arguments: the workshop, the start (aware), the duration in minutes.
    """
    check_length(minutes)
    local = starts_at.astimezone(zone_of(workshop))
    if local.minute % STEP_MINUTES or local.second or local.microsecond:
        raise ValidationError({"start": _("Times go in steps of five minutes: 09:00, 09:05.")})
    days = days_of(workshop)
    if not days:
        raise ValidationError({"day": _("Give the workshop its dates first.")})
    if local.date() not in days:
        raise ValidationError({"day": _("Choose a day of the workshop.")})
    if not ends_same_day(starts_at, minutes, zone_of(workshop)):
        raise ValidationError({"minutes": _("The session must end by midnight of its day.")})


def ends_same_day(starts_at: datetime.datetime, minutes: int, zone: ZoneInfo) -> bool:
    """Whether a session ends by midnight of the day it starts on, by the clocks of `zone`."""
    day = starts_at.astimezone(zone).date()
    midnight = datetime.datetime.combine(
        day + datetime.timedelta(days=1), datetime.time.min, tzinfo=zone
    )
    ends_at = starts_at.astimezone(datetime.UTC) + datetime.timedelta(minutes=minutes)
    return ends_at <= midnight.astimezone(datetime.UTC)
