"""Files for visitors: CSV, JSON, Atom, citations, drawings."""

import datetime
from collections.abc import Callable, Iterable

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from publications.domain import citation, tracker
from publications.domain import recommendations as reading
from publications.domain.charts import time_line
from publications.domain.dates import in_words
from publications.domain.reader_charts import chart
from publications.domain.recommendations_export import as_csv, as_data
from publications.domain.time_lines import kind_of, lines_of
from publications.models import Recommendation, Step

FORMATS: dict[str, tuple[Callable[[Recommendation], str], str]] = {
    "bib": (citation.bibtex, "application/x-bibtex; charset=utf-8"),
    "ris": (citation.ris, "application/x-research-info-systems; charset=utf-8"),
}
FEED_LENGTH = 50


def _file(content: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _selected(request: HttpRequest) -> Iterable[Recommendation]:
    return reading.with_details(tracker.select(tracker.Filters.from_query(request.GET)))


@require_safe
def csv_file(request: HttpRequest) -> HttpResponse:
    """What the tracker shows with these filters, all pages of it."""
    return _file(as_csv(_selected(request)), "text/csv; charset=utf-8", "recommendations.csv")


@require_safe
def json_file(request: HttpRequest) -> HttpResponse:
    """The same as data."""
    return JsonResponse(as_data(_selected(request)), json_dumps_params={"ensure_ascii": False})


@require_safe
def time_line_file(request: HttpRequest) -> HttpResponse:
    """The drawing of one page of the tracker."""
    page = tracker.page_of(tracker.Filters.from_query(request.GET), request.GET.get("page", "1"))
    drawing = time_line(lines_of(page), title=_("Time line of these recommendations"))
    return _file(drawing, "image/svg+xml", "recommendations.svg")


@require_safe
def chart_file(request: HttpRequest, name: str) -> HttpResponse:
    """The drawing of a chart."""
    found = chart(name)
    if found is None:
        raise Http404
    return _file(found.drawing, "image/svg+xml", f"{name}.svg")


@require_safe
def cite(request: HttpRequest, slug: str, number: int, form: str) -> HttpResponse:
    """A recommendation for reference managers: BibTeX or RIS."""
    recommendation = (
        reading.public().select_related("workshop").filter(workshop__slug=slug, number=number)
    ).first()
    if recommendation is None or form not in FORMATS:
        raise Http404
    write, kind = FORMATS[form]
    return _file(write(recommendation), kind, f"{citation.cite_key(recommendation)}.{form}")


@require_safe
def recommendation_drawing(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The time line of one recommendation."""
    try:
        recommendation = reading.find(slug, number)
    except Recommendation.DoesNotExist:
        raise Http404 from None
    drawing = time_line(lines_of([recommendation]), title=recommendation.title)
    return _file(drawing, "image/svg+xml", f"{citation.cite_key(recommendation)}.svg")


class OutcomesFeed(Feed):
    """What was adopted and what became known of it, the newest first."""

    feed_type = Atom1Feed
    title = gettext_lazy("What became of the recommendations")
    subtitle = gettext_lazy("Each recommendation when it is adopted, each step with its source.")
    link = reverse_lazy("recommendations")

    def items(self) -> list[Recommendation | Step]:
        steps = (
            reading.public_steps()
            .filter(recommendation__in=reading.public())
            .exclude(related__isnull=False)
            .select_related("recommendation__workshop")
            .prefetch_related("recommendation__translations")
            .order_by("-date", "-pk")[:FEED_LENGTH]
        )
        rows = (
            reading.public()
            .filter(adopted_at__isnull=False)
            .select_related("workshop")
            .prefetch_related("translations")
            .order_by("-adopted_at", "-pk")[:FEED_LENGTH]
        )
        return sorted([*rows, *steps], key=_day, reverse=True)[:FEED_LENGTH]

    def item_title(self, item: Recommendation | Step) -> str:
        words = reading.wording(_of(item))
        if isinstance(item, Step):
            return f"{words.title}: {kind_of(item)} {item.what}"
        return words.title

    def item_description(self, item: Recommendation | Step) -> str:
        if isinstance(item, Recommendation):
            return reading.wording(item).text
        return _("%(date)s. Source: %(source)s") % {
            "date": in_words(item.date, item.precision),
            "source": item.source,
        }

    def item_link(self, item: Recommendation | Step) -> str:
        return reading.address(_of(item))

    def item_guid(self, item: Recommendation | Step) -> str:
        kind = "step" if isinstance(item, Step) else "recommendation"
        return f"urn:{kind}:{item.key}"

    def item_pubdate(self, item: Recommendation | Step) -> datetime.datetime | None:
        return item.adopted_at if isinstance(item, Recommendation) else None


def _of(item: Recommendation | Step) -> Recommendation:
    return item.recommendation if isinstance(item, Step) else item


def _day(item: Recommendation | Step) -> tuple[datetime.date, int]:
    """Steps of a day after its recommendations, as both may come from one letter."""
    if isinstance(item, Step):
        return (item.date, 1)
    return (item.adopted_at.date(), 0) if item.adopted_at else (datetime.date.min, 0)
