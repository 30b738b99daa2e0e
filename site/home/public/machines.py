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
from publications.domain.recommendations import address, public

# Behind a sign-in, a private link or a form: nothing to find there.
CLOSED = ("/admin/", "/account/", "/organise/", "/me/", "/documents/", "/outbox/")
FIXED = ("recommendations", "volumes")


@require_safe
@x_robots_tag
def site_map(request: HttpRequest) -> HttpResponse:
    """Every page that anybody may read, with the day of its last change. Four statements."""
    rows = [
        (settings.BASE_URL + url, page.last_published_at)
        for page in Page.objects.live().public().filter(depth__gt=1).order_by("path")
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


@cache
def description() -> dict[str, Any]:
    """The OpenAPI description of the API, as the file beside this module has it."""
    return json.loads(Path(__file__).with_name("openapi.json").read_text("utf-8"))


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """The description."""
    return _answer(description())
