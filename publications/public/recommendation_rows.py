"""What a template needs of one recommendation, as plain values."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html

from events.domain.languages import marked
from publications.domain.dates import in_words
from publications.domain.recommendations import address, wording
from publications.domain.time_lines import kind_of
from publications.models import Recommendation, Step

TAGS = {
    Recommendation.State.SENT: "warn",
    Recommendation.State.TAKEN_UP: "teal",
    Recommendation.State.REALISED: "ok",
}


@dataclass(frozen=True)
class StepRow:
    """One step as it is read: what, when, who states it; words in English marked as such."""

    kind: str
    when: str
    what: str
    url: str
    source: str
    source_url: str
    document_url: str


@dataclass(frozen=True)
class Row:
    """One recommendation as it is read, in the reader's language where there is a translation."""

    recommendation: Recommendation
    url: str
    title: str
    text: str
    language: str
    state: str
    tag: str
    steps: list[StepRow]
    earlier: list[StepRow]


def row_of(recommendation: Recommendation) -> Row:
    """The row of a recommendation. Needs `with_details`; asks the database nothing."""
    words = wording(recommendation)
    return Row(
        recommendation=recommendation,
        url=address(recommendation),
        title=words.title,
        text=words.text,
        language=words.language,
        state=str(Recommendation.State(recommendation.state).label),
        tag=TAGS.get(recommendation.state, ""),  # type: ignore[call-overload]
        steps=[_step(step) for step in recommendation.public_steps],  # type: ignore[attr-defined]
        earlier=[_backwards(step) for step in recommendation.public_links],  # type: ignore[attr-defined]
    )


def _step(step: Step) -> StepRow:
    url = ""
    if step.related:
        url = address(step.related)
    elif step.instrument and step.instrument.certainty == "seen":
        url = reverse("instrument", args=[step.instrument.slug])
    answer = f", {str(Step.Answer(step.answer).label).lower()}" if step.answer else ""
    return StepRow(
        kind=kind_of(step),
        when=in_words(step.date, step.precision),
        what=format_html("{}{}", marked(step.what), answer),
        url=url,
        source=marked(step.source),
        source_url=step.source_url,
        document_url=step.document.url if step.document else "",
    )


def _backwards(step: Step) -> StepRow:
    earlier = step.recommendation
    return StepRow(
        kind=kind_of(step),
        when=str(earlier.workshop.year),
        what=marked(earlier.title, earlier.language),
        url=address(earlier),
        source=marked(step.source),
        source_url=step.source_url,
        document_url="",
    )
