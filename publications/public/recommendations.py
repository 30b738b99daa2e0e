"""Pages for visitors: the tracker, one recommendation, instruments, engagement, charts."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from events.domain.languages import foreign
from events.models.base import in_readers_language
from publications.domain import citation, tracker
from publications.domain import recommendations as reading
from publications.domain.charts import time_line
from publications.domain.reader_charts import reader_charts
from publications.domain.time_lines import lines_of
from publications.models import Engagement, Instrument, Recommendation, Study
from publications.public.recommendation_rows import Row, row_of


@dataclass(frozen=True)
class Crumb:
    title: str
    url: str
    language: str = ""


def _crumbs(*steps: Crumb) -> list[Crumb]:
    """The way up: the home page, the tracker, and what lies between."""
    return [Crumb(_("Home"), in_readers_language("/")), *steps]


def _tracker_crumb() -> Crumb:
    return Crumb(_("Recommendations"), reverse("recommendations"))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The tracker with its filters, a page of twenty."""
    filters = tracker.Filters.from_query(request.GET)
    page = tracker.page_of(filters, request.GET.get("page", "1"))
    query = {k: v for k, v in request.GET.items() if k in FILTER_NAMES and v}
    return render(
        request,
        "publications/tracker.html",
        {
            "crumbs": _crumbs(),
            "here": _("Recommendations"),
            "filters": filters,
            "options": tracker.options(),
            "states": Recommendation.State.choices,
            "page_obj": page,
            "rows": [row_of(recommendation) for recommendation in page],
            "query": urlencode(query),
            "time_line": time_line(lines_of(page), title=_("Time line of these recommendations"))
            if page.paginator.count
            else "",
        },
    )


FILTER_NAMES = ("theme", "body", "state", "workshop", "year", "q")


@require_safe
def detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One recommendation: its text, its line, its source, how to cite it."""
    recommendation = _find(slug, number)
    workshop = recommendation.workshop
    row = row_of(recommendation)
    return render(
        request,
        "publications/recommendation.html",
        {
            "crumbs": _crumbs(
                _tracker_crumb(),
                Crumb(
                    workshop.title,
                    reverse("recommendations-of-workshop", args=[slug]),
                    foreign(),
                ),
            ),
            "here": _("Recommendation %(number)d") % {"number": number},
            "recommendation": recommendation,
            "workshop": workshop,
            "row": row,
            "session": reading.session_title(recommendation),
            "reservations": reading.reservation_sentences(recommendation),
            "other_wordings": reading.other_wordings(recommendation),
            "text_languages": reading.text_languages(recommendation),
            "citation": _cited(recommendation),
            "permanent": citation.permanent_url(recommendation),
            "studies": recommendation.studies.filter(certainty="seen").order_by("title"),
            "engagement": recommendation.engagements.filter(certainty="seen"),
            "time_line": time_line(lines_of([recommendation]), title=row.title)
            if row.steps
            else "",
        },
    )


def _cited(recommendation: Recommendation) -> str:
    """A citation is in the language of what it cites."""
    with override(settings.LANGUAGE_CODE):
        return citation.sentence(recommendation)


def _find(slug: str, number: int) -> Recommendation:
    try:
        return reading.find(slug, number)
    except Recommendation.DoesNotExist:
        raise Http404 from None


@require_safe
def of_workshop(request: HttpRequest, slug: str) -> HttpResponse:
    """The numbered recommendations of one workshop."""
    workshop = reading.public_workshops().filter(slug=slug).order_by("pk").first()
    rows = tracker.of_workshop(workshop) if workshop else []
    if not rows:
        raise Http404
    return render(
        request,
        "publications/recommendations_of_workshop.html",
        {
            "crumbs": _crumbs(_tracker_crumb()),
            "here": workshop.title,
            "language": foreign(),
            "workshop": workshop,
            "rows": [row_of(recommendation) for recommendation in rows],
        },
    )


@require_safe
def short(request: HttpRequest, pk: int) -> HttpResponsePermanentRedirect:
    """The address in print leads to the page, in the language of the browser's path."""
    recommendation = get_object_or_404(reading.public().select_related("workshop"), pk=pk)
    return HttpResponsePermanentRedirect(reading.address(recommendation))


@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    """Every instrument with the number of proposals that came before it."""
    return render(
        request,
        "publications/recommendations_instruments.html",
        {
            "crumbs": _crumbs(_tracker_crumb()),
            "here": _("Instruments of ASEAN"),
            "instruments": tracker.public_instruments(),
        },
    )


@require_safe
def instrument(request: HttpRequest, slug: str) -> HttpResponse:
    """One instrument and the line back to the proposals before it."""
    found: Instrument = get_object_or_404(tracker.public_instruments(), slug=slug)
    before = tracker.line_back(found)
    return render(
        request,
        "publications/recommendations_instrument.html",
        {
            "crumbs": _crumbs(
                _tracker_crumb(),
                Crumb(_("Instruments of ASEAN"), reverse("instruments")),
            ),
            "here": str(found),
            "language": foreign(),
            "instrument": found,
            "rows": [row_of(recommendation) for recommendation in before],
            "time_line": time_line(lines_of(before), title=found.title) if before else "",
        },
    )


@require_safe
def engagement(request: HttpRequest) -> HttpResponse:
    """The priorities and studies of the AICHR, and the meetings of the Working Group."""
    with_links = ("themes", "recommendations__workshop")
    visible = set(reading.public().values_list("pk", flat=True))

    def linked(row: Study | Engagement) -> list[Row]:
        return [r for r in row.recommendations.all() if r.pk in visible]  # type: ignore[misc]

    studies = Study.objects.filter(certainty="seen").select_related("body")
    meetings = Engagement.objects.filter(certainty="seen").prefetch_related("bodies")
    return render(
        request,
        "publications/recommendations_engagement.html",
        {
            "crumbs": _crumbs(_tracker_crumb()),
            "here": _("Studies and engagement"),
            "studies": [(row, linked(row)) for row in studies.prefetch_related(*with_links)],
            "meetings": [(row, linked(row)) for row in meetings.prefetch_related(*with_links)],
        },
    )


@require_safe
def charts(request: HttpRequest) -> HttpResponse:
    """Recommendations by theme and state of progress; participation over the years."""
    context: dict[str, Any] = {
        "crumbs": _crumbs(_tracker_crumb()),
        "here": _("Charts"),
        "charts": reader_charts(),
    }
    return render(request, "publications/recommendations_charts.html", context)
