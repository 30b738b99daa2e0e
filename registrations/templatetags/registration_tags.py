"""Words of own questions in templates."""

from typing import Any

from django import template

from access import catalogue
from registrations.domain.described import Question, shown

register = template.Library()


@register.filter
def question_text(question: Question) -> str:
    """The question in the reader's language, or in English and marked so."""
    return shown(question.label)


@register.filter
def seen_by(code: str) -> str:
    """Who reads the answers to a question, and until when."""
    return str(catalogue.who_sees(code))


@register.filter
def printed(field: Any, choice: str) -> str:
    """The line that a choice of how one appears would print."""
    line: str = field.form.printed(field.name, choice)
    return line
