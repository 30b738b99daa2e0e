"""Dates as far as they are known, in templates."""

from django import template

from publications.domain.dates import in_words, period_in_words
from publications.models import Engagement, Instrument

register = template.Library()


@register.simple_tag
def known_date(instrument: Instrument) -> str:
    """The date of an instrument with the precision it has."""
    return in_words(instrument.date, instrument.precision)


@register.simple_tag
def known_period(meeting: Engagement) -> str:
    """The days of a meeting with the precision they have."""
    return period_in_words(meeting.starts_on, meeting.ends_on, meeting.precision)
