"""When registration is open: two moments, the same answer in every time zone (SEC-D6)."""

import datetime
import zoneinfo
from dataclasses import dataclass, field

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import WorkshopPage
from registrations.domain.described import Description


@dataclass(frozen=True)
class Window:
    """The registration of a workshop: open from `opens_at` until before `closes_at` (aware UTC)."""

    workshop: WorkshopPage
    opens_at: datetime.datetime | None
    closes_at: datetime.datetime | None
    form: Description = field(default_factory=Description)

    def is_not_open_yet(self, now: datetime.datetime | None = None) -> bool:
        """Whether registration has yet to begin at `now` (default: this moment)."""
        return self.opens_at is not None and (now or timezone.now()) < self.opens_at

    def is_closed(self, now: datetime.datetime | None = None) -> bool:
        """Whether registration has ended: `closes_at` is the first moment at which it has."""
        return self.closes_at is not None and (now or timezone.now()) >= self.closes_at


def there(moment: datetime.datetime, workshop: WorkshopPage) -> datetime.datetime:
    """A moment in the workshop's zone, whatever the server's or the visitor's clock says."""
    return moment.astimezone(zoneinfo.ZoneInfo(workshop.time_zone))


def local(moment: datetime.datetime | None, workshop: WorkshopPage) -> datetime.datetime | None:
    """The same for a moment that may not be set."""
    return moment and there(moment, workshop)


def zone_name(workshop: WorkshopPage) -> str:
    """The zone as people say it: Kuala Lumpur."""
    return workshop.time_zone.rpartition("/")[2].replace("_", " ")


def in_words(moment: datetime.datetime, workshop: WorkshopPage, language: str) -> str:
    """A moment in the workshop's own zone, named, in a language."""
    at = there(moment, workshop)
    with translation.override(language):
        return _("%(day)s, %(time)s (%(zone)s time)") % {
            "day": date_format(at, "j F Y"),
            "time": date_format(at, "H:i"),
            "zone": zone_name(workshop),
        }


def offset(moment: datetime.datetime | None) -> str:
    """How far a local moment is from UTC: +8, +6:30."""
    span = moment.utcoffset() if moment else None
    if span is None:
        return ""
    minutes = round(span.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"
