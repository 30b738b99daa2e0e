"""Whole pages for readers without a sign-in, as they were sent to the first of them.

Only views named here are kept, and of these only plain answers: nothing with a cookie, a session, a
nonce, a query string or a word against storing. The key holds the number of the public site
(home.domain.generation), so that a page made before a change is never sent after it.
"""

import gzip
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from home.domain import generation

# Views whose answer is the same for everybody. A page of the tree is one of them unless Wagtail
# asks for a sign-in first, which is no plain answer.
PUBLIC_VIEWS = {
    "wagtail_serve",
    "agenda_calendar",
    "agenda_changes",
    "agenda_release",
    "agenda_release_changes",
    "agenda_session",
    "agenda_session_calendar",
    "chart-svg",
    "engagement",
    "instrument",
    "instruments",
    "recommendation",
    "recommendation-citation",
    "recommendation-svg",
    "recommendations",
    "recommendations-charts",
    "recommendations-csv",
    "recommendations-feed",
    "recommendations-json",
    "recommendations-of-workshop",
    "recommendations-svg",
    "volumes",
    "api_description",
    "api_instruments",
    "api_recommendation",
    "api_recommendations",
    "api_states",
    "api_workshop",
    "api_workshops",
    "robots",
    "sitemap",
    "states",
    "workshop_calendar",
    "workshops_calendar",
    "workshops_feed",
}
KEPT_HEADERS = (
    "Content-Type",
    "Content-Language",
    "Content-Disposition",
    "Vary",
    "Link",
    "Access-Control-Allow-Origin",
    "X-Robots-Tag",
)
# A shorter body grows when it is compressed.
SMALLEST = 200
LARGEST = 500_000


@dataclass(frozen=True)
class Kept:
    """A page as it is sent, plain and compressed."""

    headers: tuple[tuple[str, str], ...]
    etag: str
    body: bytes
    zipped: bytes

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page for one reader; 304 where the reader has it already."""
        known = parse_etags(request.headers.get("If-None-Match", ""))
        if self.etag in known:
            response = HttpResponse(status=304)
            del response["Content-Type"]
        elif self.zipped and "gzip" in request.headers.get("Accept-Encoding", ""):
            response = HttpResponse(self.zipped)
            response["Content-Encoding"] = "gzip"
        else:
            response = HttpResponse(self.body)
        for name, value in self.headers:
            if response.status_code == 200 or name == "Vary":
                response[name] = value
        patch_vary_headers(response, ["Accept-Encoding"])
        # Asked again every time: what is withdrawn is gone from every screen at once.
        response["Cache-Control"] = "public, no-cache"
        response["ETag"] = self.etag
        if response.status_code == 200:
            response["Content-Length"] = str(len(response.content))
        return response


def is_plain(request: HttpRequest) -> bool:
    """Whether a request may be answered from what was kept: nothing in it tells who asks."""
    return (
        settings.PAGE_CACHE_SECONDS > 0
        and request.method in {"GET", "HEAD"}
        and not request.META.get("QUERY_STRING")
        and "Authorization" not in request.headers
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
    )


def key_of(request: HttpRequest) -> str:
    """The key of a page: host, path (with its language), typefaces or not, number of the site."""
    saves = request.headers.get("Save-Data", "").lower() == "on"
    told = f"{request.scheme} {request.get_host()} {request.path_info} {saves}"
    digest = hashlib.sha256(told.encode()).hexdigest()
    return f"page:{generation.of(request)}:{digest}"


def find(key: str) -> Kept | None:
    """The kept page of a key, or None."""
    return cache.get(key)


def keep(key: str, request: HttpRequest, response: HttpResponseBase) -> Kept | None:
    """Keep an answer; None, and nothing kept, where anything about it is not for everybody."""
    if not _is_for_everybody(request, response):
        return None
    body = response.content  # type: ignore[attr-defined]
    if len(body) > LARGEST:
        return None
    kept = Kept(
        headers=tuple((name, response[name]) for name in KEPT_HEADERS if name in response),
        etag=f'W/"{hashlib.sha256(body).hexdigest()[:32]}"',
        body=body,
        # The same bytes again have the same time: none.
        zipped=gzip.compress(body, 6, mtime=0) if len(body) > SMALLEST else b"",
    )
    cache.set(key, kept, settings.PAGE_CACHE_SECONDS)
    return kept


def _is_for_everybody(request: HttpRequest, response: HttpResponseBase) -> bool:
    match = request.resolver_match
    return (
        request.method == "GET"
        and match is not None
        and match.view_name in PUBLIC_VIEWS
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not getattr(response, "is_private", False)
        and "Cookie" not in response.get("Vary", "")
        and not {"no-store", "private"} & set(response.get("Cache-Control", "").split(", "))
        and "Content-Encoding" not in response
        # A page that asked for a nonce holds it.
        and getattr(request, "_csp_nonce", None) is None
    )
