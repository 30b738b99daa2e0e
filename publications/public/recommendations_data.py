"""Files for visitors: CSV, JSON, Atom, citations, drawings."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse, reverse_lazy
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
from publications.domain.time_lines import lines_of
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


class StepsFeed(Feed):
    """What became known of the recommendations, the newest first."""

    feed_type = Atom1Feed
    title = gettext_lazy("What became of the recommendations")
    subtitle = gettext_lazy("Each step with its source.")
    link = reverse_lazy("recommendations")

    def items(self) -> Any:
        return (
            reading.public_steps()
            .filter(recommendation__in=reading.public())
            .exclude(related__isnull=False)
            .select_related("recommendation__workshop")
            .order_by("-date", "-pk")[:FEED_LENGTH]
        )

    def item_title(self, item: Step) -> str:
        return f"{item.recommendation.title}: {item.get_kind_display()} {item.what}"

    def item_description(self, item: Step) -> str:
        return _("%(date)s. Source: %(source)s") % {
            "date": in_words(item.date, item.precision),
            "source": item.source,
        }

    def item_link(self, item: Step) -> str:
        return reverse(
            "recommendation",
            args=[item.recommendation.workshop.slug, item.recommendation.number],
        )

    def item_guid(self, item: Step) -> str:
        return f"urn:step:{item.key}"
