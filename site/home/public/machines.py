"""For other programs: the map of the site, what robots may read, the API of public facts."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sitemaps.views import x_robots_tag
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from events.models import WorkshopPage
from home.domain import catalogue
from publications.domain import tracker
from publications.domain.embargo import without_embargoed
from publications.domain.recommendations import address, public, with_details
from publications.domain.recommendations_export import as_record, instrument_record

# Behind a sign-in, a private link or a form: nothing to find there.
CLOSED = ("/admin/", "/account/", "/organise/", "/me/", "/documents/", "/outbox/")
FIXED = (
    "recommendations",
    "instruments",
    "engagement",
    "recommendations-charts",
    "volumes",
    "states",
)
PER_PAGE = 100


@require_safe
@x_robots_tag
def site_map(request: HttpRequest) -> HttpResponse:
    """Every page that anybody may read, with the day of its last change. Four statements."""
    rows = [
        (settings.BASE_URL + url, page.last_published_at)
        for page in without_embargoed(Page.objects.live().public().filter(depth__gt=1)).order_by(
            "path"
        )
        if (url := page.get_url(request))
    ]
    rows += [(settings.BASE_URL + reverse(name), None) for name in FIXED]
    rows += [
        (settings.BASE_URL + address(row), None)
        for row in public().select_related("workshop").order_by("workshop__year", "number")
    ]
    return render(request, "home/sitemap.xml", {"rows": rows}, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read. A demo, whose people and workshops are invented, is not for them."""
    lines = ["User-agent: *"]
    if settings.DEMO:
        lines.append("Disallow: /")
    else:
        lines += [f"Disallow: {path}" for path in CLOSED]
        lines += ["", f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _answer(data: Any, status: int = 200) -> JsonResponse:
    response = JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
    # Public facts, for any program in any page; no cookie is read here.
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def workshops(request: HttpRequest) -> JsonResponse:
    """Every published workshop in short."""
    return _answer({"workshops": catalogue.workshops()})


@require_safe
def workshop(request: HttpRequest, slug: str) -> JsonResponse:
    """One workshop, or 404 in the same format."""
    try:
        return _answer(catalogue.workshop(slug))
    except WorkshopPage.DoesNotExist:
        return _answer({"problem": "No published workshop has this address."}, 404)


@require_safe
def states(request: HttpRequest) -> JsonResponse:
    """The Member States."""
    return _answer({"states": catalogue.states()})


@require_safe
def recommendations(request: HttpRequest) -> JsonResponse:
    """The public recommendations with their steps, by the filters of the tracker."""
    filters = tracker.Filters.from_query(request.GET)
    page = tracker.page_of(filters, request.GET.get("page", "1"), per_page=PER_PAGE)
    following = None
    if page.has_next():
        query = request.GET.copy()
        query["page"] = str(page.next_page_number())
        following = f"{settings.BASE_URL}{reverse('api_recommendations')}?{query.urlencode()}"
    return _answer(
        {
            "count": page.paginator.count,
            "next": following,
            "recommendations": [as_record(row) for row in page],
        }
    )


@require_safe
def recommendation(request: HttpRequest, pk: int) -> JsonResponse:
    """One recommendation by its permanent key, or 404 in the same format."""
    row = with_details(public()).filter(pk=pk).first()
    if row is None:
        return _answer({"problem": "No published recommendation has this key."}, 404)
    return _answer(as_record(row))


@require_safe
def instruments(request: HttpRequest) -> JsonResponse:
    """The instruments of ASEAN with the keys of the recommendations that came before each."""
    return _answer(
        {"instruments": [instrument_record(row) for row in tracker.instruments_with_lines()]}
    )


@cache
def description() -> dict[str, Any]:
    """The OpenAPI description of the API, as the file beside this module has it."""
    return json.loads(Path(__file__).with_name("openapi.json").read_text("utf-8"))


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """The description."""
    return _answer(description())
