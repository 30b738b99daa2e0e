"""The file of a volume, and its short addresses. Everything else is a page of Wagtail."""

import json
import uuid

from django.core.files.storage import storages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from publications.domain import exporting, reading
from publications.domain.corrections import is_outdated
from publications.models import Edition

# Seconds until a corrected edition may be there.
CORRECTED_IN = 120


@require_safe
def volume(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The newest edition of a published volume; never one that shows too much."""
    edition = reading.public_volume(slug)
    if edition is None:
        raise Http404
    return _file(request, edition, edition.file, f"{slug}-edition-{edition.number}.pdf")


@require_safe
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """An earlier edition, as long as it shows nobody who has withdrawn since."""
    found = reading.public_edition(slug, number)
    if found is None:
        raise Http404
    if not found.file:
        # Withdrawn for personal data: the old address answers with the correction.
        answer = redirect("publications_volume", slug)
        patch_cache_control(answer, no_cache=True)
        return answer
    return _file(request, found, found.file, f"{slug}-edition-{number}.pdf")


@require_safe
def piece(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """One chapter, or the front matter, of the newest edition."""
    edition = reading.public_volume(slug)
    name = edition.pieces.get(key) if edition is not None else None
    if edition is None or not name or not str(name).endswith(".pdf"):
        raise Http404
    return _file(request, edition, str(name), f"{slug}-{key}.pdf")


@require_safe
def paper(request: HttpRequest, slug: str, chapter_id: int) -> HttpResponseBase:
    """The author's PDF of a public chapter, as long as its author agrees."""
    found = reading.public_paper(slug, chapter_id)
    if found is None:
        raise Http404
    etag = quote_etag(found.sha256)
    if request.headers.get("If-None-Match") == etag:
        return _cached(HttpResponse(status=304), etag)
    try:
        file = storages["private"].open(found.file)
    except FileNotFoundError:
        raise Http404 from None
    name = f"proceedings-{slug}-{found.chapter.slug}.pdf"
    return _cached(FileResponse(file, content_type="application/pdf", filename=name), etag)


@require_safe
def book(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The newest edition as EPUB."""
    edition = reading.public_volume(slug)
    name = edition.pieces.get("epub") if edition is not None else None
    if edition is None or not name:
        raise Http404
    return _file(request, edition, str(name), f"{slug}.epub", "application/epub+zip")


def _file(
    request: HttpRequest, edition: Edition, stored: str, name: str, kind: str = "application/pdf"
) -> HttpResponseBase:
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
    is_volume = stored == edition.file
    etag = quote_etag(edition.sha256 if is_volume else stored.rsplit("/", 1)[-1])
    if request.headers.get("If-None-Match") == etag:
        return _cached(HttpResponse(status=304), etag)
    try:
        file = storages["private"].open(stored)
    except FileNotFoundError:
        raise Http404 from None
    return _cached(FileResponse(file, content_type=kind, filename=f"proceedings-{name}"), etag)


CITED = {
    "bib": ("application/x-bibtex; charset=utf-8", exporting.bibtex),
    "ris": ("application/x-research-info-systems; charset=utf-8", exporting.ris),
    "json": (
        "application/vnd.citationstyles.csl+json",
        lambda work: json.dumps([exporting.csl(work)], ensure_ascii=False),
    ),
}


@require_safe
def cited(request: HttpRequest, slug: str, key: str, form: str) -> HttpResponse:
    """The volume, or one chapter by its key, for a reference manager."""
    page = reading.public_page(slug)
    if page is None or form not in CITED:
        raise Http404
    end = f"-{key}" if key != "volume" else slug
    work = next((w for w in exporting.works(page) if w.key.endswith(end)), None)
    if work is None:
        raise Http404
    kind, write = CITED[form]
    response = HttpResponse(write(work), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{work.key}.{form}"'
    patch_cache_control(response, public=True, no_cache=True)
    return response


@require_safe
def authors(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who agreed to be named as a speaker, with their chapters."""
    page = reading.public_page(slug)
    if page is None:
        raise Http404
    rows = exporting.by_author(page)
    response = render(request, "publications/authors.html", {"proceedings": page, "rows": rows})
    patch_cache_control(response, no_cache=True)
    return response


@require_safe
def author(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """One person who agreed to be named, with their chapters; nobody else has a page."""
    page = reading.public_page(slug)
    rows = exporting.by_author(page) if page is not None else []
    found = next((row for row in rows if row.key == str(key)), None)
    if found is None:
        raise Http404
    context = {"proceedings": page, "author": found}
    response = render(request, "publications/author.html", context)
    patch_cache_control(response, no_cache=True)
    return response


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
