"""Error pages: they say what happened and what to do next."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "home/errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "home/errors/403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "home/errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Made without the request, so that no context processor asks the database that failed."""
    context = {"SITE_NAME": settings.SITE_NAME, "DEMO": settings.DEMO}
    return HttpResponse(render_to_string("home/errors/500.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "home/errors/csrf.html", status=403)
