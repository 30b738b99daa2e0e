"""Recommendations, instruments, studies and meetings for the search of the site.

Found by every word of the question in title or text, in the original and in its translations; only
what a visitor may read.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html

from events.domain.languages import marked
from events.models import ConsultationPage
from events.models.reference import Certainty
from publications.domain.dates import in_words
from publications.domain.recommendations import address, wording
from publications.domain.tracker import Filters, public_instruments, select
from publications.models import Engagement, Recommendation, RecommendationTranslation, Study


@dataclass(frozen=True)
class Hit:
    """One result. `language` is that of the title."""

    title: str
    url: str
    kind: str
    line: str
    language: str = ""


def find_recommendations(
    words: str,
    *,
    workshops: Collection[int] | None = None,
    theme: str = "",
    language: str = "",
    most: int = 60,
) -> list[Hit]:
    """The public recommendations with all these words; two statements.

    Arguments: the words; the keys of the workshops that count (None: all); the address of a theme;
    a language in which the text must be there; how many at most.
    """
    rows = select(Filters(words=words, theme=theme))
    if workshops is not None:
        rows = rows.filter(workshop__in=workshops)
    if language:
        translated = RecommendationTranslation.objects.filter(language=language)
        rows = rows.filter(Q(language=language) | Q(pk__in=translated.values("recommendation")))
    kind = str(Recommendation._meta.verbose_name)
    return [
        Hit(
            title=wording(row).title,
            url=address(row),
            kind=f"{kind} {row.number}",
            line=format_html(
                "{} · {}",
                marked(row.workshop.official_title or row.workshop.title),
                row.get_state_display(),
            ),
            language=wording(row).language,
        )
        for row in rows.select_related("workshop").prefetch_related("translations")[:most]
    ]


def find_others(words: str, most: int = 60) -> list[Hit]:
    """Instruments, thematic studies, and meetings without a page of their own; three statements."""
    return [*_instruments(words), *_studies(words), *_meetings(words)][:most]


def _with(words: str, rows: QuerySet, *fields: str) -> QuerySet:
    for word in words.split():
        matches = Q()
        for field in fields:
            matches |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(matches)
    return rows


def _kind(model: type[Model]) -> str:
    return str(model._meta.verbose_name)


def _instruments(words: str) -> Iterator[Hit]:
    for row in _with(words, public_instruments(), "title", "short", "note"):
        yield Hit(
            title=row.title,
            url=reverse("instrument", args=[row.slug]),
            kind=str(row.get_kind_display()),
            line=in_words(row.date, row.precision),
        )


def _studies(words: str) -> Iterator[Hit]:
    rows = Study.objects.filter(certainty=Certainty.SEEN).select_related("body")
    for row in _with(words, rows, "title", "summary"):
        yield Hit(
            title=row.title,
            url=f"{reverse('engagement')}#{row.slug}",
            kind=_kind(Study),
            line=marked(row.body or ""),
        )


def _meetings(words: str) -> Iterator[Hit]:
    pages = ConsultationPage.objects.live().values("official_title")
    rows = Engagement.objects.filter(certainty=Certainty.SEEN).exclude(title__in=pages)
    for row in _with(words, rows, "title", "place", "partners"):
        yield Hit(
            title=row.title,
            url=f"{reverse('engagement')}#{row.slug}",
            kind=str(row.get_kind_display()),
            line=", ".join(filter(None, (row.place, in_words(row.starts_on, row.precision)))),
        )
