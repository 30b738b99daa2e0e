"""What the look needs of every answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from home.domain import old_addresses, page_cache


class SaveDataMiddleware:
    """Caches keep the page without typefaces apart from the page with them (base.html)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Save-Data"])
        return response


class OldAddressMiddleware:
    """Leads on from the former address of a workshop, for what is no page of the tree."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 404 and request.method in {"GET", "HEAD"}:
            address = old_addresses.leads_to(request)
            if address:
                return HttpResponsePermanentRedirect(address)
        return response


class PageCacheMiddleware:
    """Sends a kept page before sessions, languages and views are asked (home.domain.page_cache).

    Stands below the headers that every answer gets anew, and above everything that knows a person.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not page_cache.is_plain(request):
            return self.get_response(request)
        key = page_cache.key_of(request)
        kept = page_cache.find(key)
        if kept is None:
            response = self.get_response(request)
            kept = page_cache.keep(key, request, response)
            if kept is None:
                return response
        return kept.answer(request)
