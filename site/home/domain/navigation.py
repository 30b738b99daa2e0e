"""What stands in the masthead and the footer: only what leads to a published page."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language_info
from wagtail.models import Page, Site

from events.models import WorkshopIndexPage


@dataclass(frozen=True)
class Entry:
    """One link. `is_current` also on the pages below it."""

    title: str
    url: str
    is_current: bool = False


@dataclass(frozen=True)
class Navigation:
    """The entries: `main` for the masthead, `footer` for the other pages of text, all by slug."""

    home_url: str = "/"
    main: list[Entry] = field(default_factory=list)
    footer: list[Entry] = field(default_factory=list)
    by_slug: dict[str, Entry] = field(default_factory=dict)


EMPTY = Navigation()


def entries(request: HttpRequest) -> Navigation:
    """The published pages directly under the home page, in the order of the page tree.

    The list of workshops always stands in the masthead, a page of text where an editor ticked
    'Show in menus'; the others stand in the footer. Asked once per request: two statements at most
    (the site, the pages).
    """
    known = getattr(request, "_site_navigation", None)
    if known is None:
        known = request._site_navigation = _entries(request)  # type: ignore[attr-defined]
    return known


def _entries(request: HttpRequest) -> Navigation:
    site = Site.find_for_request(request)
    if site is None:
        return EMPTY
    home = site.root_page
    main: list[Entry] = []
    footer: list[Entry] = []
    by_slug: dict[str, Entry] = {}
    index = WorkshopIndexPage.__name__.lower()
    pages = Page.objects.child_of(home).live().public().select_related("content_type")
    for page in pages.order_by("path"):
        url = page.get_url(request, site)
        if url is None:
            continue
        entry = Entry(page.title, url, request.path.startswith(url))
        is_main = page.show_in_menus or page.content_type.model == index
        (main if is_main else footer).append(entry)
        by_slug[page.slug] = entry
    return Navigation(home.get_url(request, site) or "/", main, footer, by_slug)


def way_up(page: Page, request: HttpRequest) -> list[Entry]:
    """The pages above `page`, the home page first; one statement. Empty on the home page."""
    site = Site.find_for_request(request)
    if site is None:
        return []
    above = page.get_ancestors().filter(depth__gte=site.root_page.depth).order_by("path")
    return [Entry(step.title, step.get_url(request, site) or "/") for step in above]


def languages(page: Page, request: HttpRequest) -> list[dict[str, Any]]:
    """The languages in which `page` is published, this one marked; empty if there is but one."""
    versions = (
        Page.objects.filter(translation_key=page.translation_key)
        .live()
        .select_related("locale")
        .order_by("locale__language_code")
    )
    rows = [
        {
            "code": version.locale.language_code,
            "name": get_language_info(version.locale.language_code)["name_local"],
            "url": version.get_url(request),
            "is_current": version.pk == page.pk,
        }
        for version in versions
    ]
    return rows if len(rows) > 1 else []
