"""Dates as far as they are known: a month is never printed as a day."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from publications.models import Precision


def in_words(date: datetime.date, precision: str = Precision.DAY) -> str:
    """'30 July 2007', 'November 2004', '2014' or 'by September 2010', in the reader's language.

    Arguments: the date, whose unknown parts are whatever was stored; a value of `Precision`.
    """
    if precision == Precision.YEAR:
        return date_format(date, "Y")
    month = date_format(date, "F Y")
    if precision == Precision.MONTH:
        return month
    if precision == Precision.BY_MONTH:
        return _("by %(month)s") % {"month": month}
    return date_format(date, "j F Y")


def for_machines(date: datetime.date, precision: str = Precision.DAY) -> str:
    """The date in ISO 8601 with the precision it has: '2007-07-30', '2004-11', '2014'."""
    text = date.isoformat()
    if precision == Precision.YEAR:
        return text[:4]
    return text if precision == Precision.DAY else text[:7]


def period_in_words(
    first: datetime.date, last: datetime.date | None, precision: str = Precision.DAY
) -> str:
    """'19 December 2005', '19–20 December 2005', '30 November – 1 December 2010'."""
    if last is None or last == first or precision != Precision.DAY:
        return in_words(first, precision)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date_format(last, 'j F Y')}"
    if first.year == last.year:
        return f"{date_format(first, 'j F')} – {date_format(last, 'j F Y')}"
    return f"{date_format(first, 'j F Y')} – {date_format(last, 'j F Y')}"
