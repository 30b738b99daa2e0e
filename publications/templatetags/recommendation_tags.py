"""Dates as far as they are known, in templates."""

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import get_language

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


@register.simple_tag
def lang_of(language: str) -> str:
    """The attribute `lang` for a text in another language than the page; else nothing."""
    if language == get_language():
        return ""
    return format_html(' lang="{}"', language)


@register.simple_tag
def language_name(language: str) -> str:
    """A language by its own name: 'Bahasa Indonesia'."""
    return dict(settings.LANGUAGES).get(language, language)
