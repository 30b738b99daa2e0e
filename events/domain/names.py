"""Words for dates, zones and lists, as the style of the documents has them.

Source: house style (design README, section 5): "15–17 June 2027", "Tuesday 15 June 2027", zone
named, never a title made from a number.
"""

import datetime
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateformat import format as in_words
from django.utils.translation import gettext as _

from events.models import State


def natural_list(items: Sequence[str]) -> str:
    """The items as one phrase: "A", "A and B", "A, B and C"; empty for none."""
    if len(items) < 2:
        return "".join(items)
    return _("%(first)s and %(last)s") % {"first": ", ".join(items[:-1]), "last": items[-1]}


def dates_in_words(first: datetime.date | None, last: datetime.date | None) -> str:
    """The days of an event: "15–17 June 2027", "29 June – 1 July 2027"; empty for none.

    Where only the last day is known: "to 30 June 2006".
    """
    if last is None:
        return in_words(first, "j F Y") if first else ""
    end = in_words(last, "j F Y")
    if first is None:
        return _("to %(day)s") % {"day": end}
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    start = in_words(first, "j F" if first.year == last.year else "j F Y")
    return f"{start} – {end}"


def moment_in_words(moment: datetime.datetime, zone: str) -> str:
    """A moment as the clocks of `zone` (IANA name) show it: "Friday 21 May 2027, 23:59"."""
    return in_words(timezone.localtime(moment, ZoneInfo(zone)), "l j F Y, H:i")


def zone_in_words(zone: str, day: datetime.date, state: State | None = None) -> str:
    """A zone with its offset on a day: "Kuala Lumpur time, UTC+8".

    Arguments: the IANA name, the day, the State whose table may name the zone.
    """
    labels = {row["iana"]: row["label"] for row in state.time_zones} if state else {}
    label = labels.get(zone) or f"{zone.rsplit('/', 1)[-1].replace('_', ' ')} time"
    # "Jakarta time (WIB)": what is said of a city stands in the reader's language.
    city, of_city, rest = label.partition(" time")
    if of_city:
        label = _("%(city)s time") % {"city": city} + rest
    return f"{label}, {offset_in_words(zone, day)}"


def offset_in_words(zone: str, day: datetime.date) -> str:
    """The distance from universal time at noon of a day: "UTC+8", "UTC+6:30"."""
    noon = datetime.datetime.combine(day, datetime.time(12), tzinfo=ZoneInfo(zone))
    offset = noon.utcoffset() or datetime.timedelta()
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")
