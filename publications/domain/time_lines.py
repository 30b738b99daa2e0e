"""Recommendations as rows of a time line."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from publications.domain.charts import Line, Point
from publications.domain.dates import in_words
from publications.domain.recommendations import wording
from publications.models import Recommendation, Step


def kind_of(step: Step) -> str:
    """The kind of a step in words; Django's own `get_kind_display` translates all twelve for it."""
    return str(Step.Kind(step.kind).label)


def lines_of(recommendations: Iterable[Recommendation]) -> list[Line]:
    """One row each: the workshop first, then the public steps. Needs `with_details`."""
    return [_line(recommendation) for recommendation in recommendations]


def _line(recommendation: Recommendation) -> Line:
    workshop = recommendation.workshop
    day = workshop.ends_on or workshop.starts_on
    when = in_words(day) if day else str(workshop.year)
    start = Point(day or datetime.date(workshop.year, 1, 1), when, _("Proposed"))
    steps = [
        Point(
            step.date,
            in_words(step.date, step.precision),
            f"{kind_of(step)} {step.what}",
        )
        for step in recommendation.public_steps
    ]
    title = f"{workshop.year} · {recommendation.number}. {wording(recommendation).title}"
    return Line(title, [start, *steps])
