"""The file of a volume, and its short addresses. Everything else is a page of Wagtail."""

from django.core.files.storage import storages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from publications.domain import reading
from publications.domain.corrections import is_outdated

# Seconds until a corrected edition may be there.
CORRECTED_IN = 120


@require_safe
def volume(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The newest edition of a published volume; never one that shows too much."""
    edition = reading.public_volume(slug)
    if edition is None:
        raise Http404
    if is_outdated(edition):
        response = render(
            request,
            "publications/being_corrected.html",
            {"proceedings": edition.proceedings},
            status=503,
        )
        response["Retry-After"] = str(CORRECTED_IN)
        response["Cache-Control"] = "no-store"
        return response
    etag = quote_etag(edition.sha256)
    if request.headers.get("If-None-Match") == etag:
        return _cached(HttpResponse(status=304), etag)
    try:
        file = storages["private"].open(edition.file)
    except FileNotFoundError:
        raise Http404 from None
    name = f"proceedings-{slug}-edition-{edition.number}.pdf"
    return _cached(FileResponse(file, content_type="application/pdf", filename=name), etag)


def _cached(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    """Asked again every time, so that a withdrawal acts at once in every cache."""
    response["ETag"] = etag
    patch_cache_control(response, public=True, no_cache=True)
    return response


@require_safe
def short(request: HttpRequest, page_id: int, number: int) -> HttpResponsePermanentRedirect:
    """The address printed in an edition leads to the page of the publication."""
    page = reading.page_of_edition(page_id, number)
    if page is None:
        raise Http404
    return HttpResponsePermanentRedirect(page.url)
