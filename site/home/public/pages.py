"""Every page of the tree comes through here."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.views import serve as serve_page

from home.domain import routing


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Wagtail's view, told where the page lies where that can be known in one statement."""
    found = routing.find(request, path)
    if found is not None:
        # Wagtail's own place for it: the page is not looked for again.
        request._wagtail_route_for_request = found  # type: ignore[attr-defined]
    return serve_page(request, path)
