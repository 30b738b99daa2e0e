"""What stands in the masthead and the footer: only what leads to a published page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _
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
FIXED = ((_("Recommendations"), "recommendations"), (_("Publications"), "volumes"))


def entries(request: HttpRequest) -> Navigation:
    """The published pages directly under the home page, in the order of the page tree.

    The list of workshops always stands in the masthead, a page of text where an editor ticked
    'Show in menus'; the others stand in the footer. Asked once per request: two statements at most
    (the site, the pages).
    """
    known = getattr(request, "_site_navigation", None)
    if known is None:
        known = _ask(request)
        request._site_navigation = known  # type: ignore[attr-defined]
    return known


def know(request: HttpRequest, site: Site, root: str, pages: Iterable[Page]) -> None:
    """Give the request its navigation from pages that were fetched anyway (home.domain.routing).

    Arguments: the stored address of the home page, and pages by depth and order with
    `is_restricted`; those right under the home page are taken.
    """
    depth = root.count("/") + 1
    below = [page for page in pages if page.depth == depth and page.url_path.startswith(root)]
    request._site_navigation = _entries(  # type: ignore[attr-defined]
        request, site, root, [p for p in below if p.live and not p.is_restricted]
    )


def _ask(request: HttpRequest) -> Navigation:
    site = Site.find_for_request(request)
    if site is None:
        return EMPTY
    root = root_path(site)
    if root is None:
        return EMPTY
    # Without those that Wagtail keeps for some only: the join spares a statement.
    pages = Page.objects.filter(
        url_path__startswith=root, depth=root.count("/") + 1, live=True, view_restrictions=None
    )
    return _entries(request, site, root, pages.order_by("path"))


def root_path(site: Site) -> str | None:
    """The stored address of the home page of a site in the language of now; no statement."""
    code = get_language()
    for known in site.get_site_root_paths():
        if known.site_id == site.pk and known.language_code == code:
            return known.root_path
    return None


def _entries(request: HttpRequest, site: Site, root: str, pages: Iterable[Page]) -> Navigation:
    main: list[Entry] = []
    footer: list[Entry] = []
    by_slug: dict[str, Entry] = {}
    index = WorkshopIndexPage.__name__.lower()
    for page in pages:
        url = page.get_url(request, site)
        if url is None:
            continue
        entry = Entry(page.title, url, request.path.startswith(url))
        if page.cached_content_type.model == index:
            main.append(entry)
            main.extend(_fixed(request))
        else:
            (main if page.show_in_menus else footer).append(entry)
        by_slug[page.slug] = entry
    home_url = Page(url_path=root).get_url(request, site)
    return Navigation(home_url or "/", main, footer, by_slug)


def _fixed(request: HttpRequest) -> list[Entry]:
    """What stands beside the list of workshops and is no page of the tree."""
    found = []
    for title, name in FIXED:
        url = reverse(name)
        found.append(Entry(str(title), url, request.path.startswith(url)))
    return found


def way_up(page: Page, request: HttpRequest) -> list[Entry]:
    """The pages above `page`, the home page first; one statement at most. None on the home page."""
    site = Site.find_for_request(request)
    if site is None:
        return []
    trail = getattr(page, "trail", ()) or page.get_ancestors(inclusive=True).order_by("path")
    above = [step for step in trail if step.depth >= site.root_page.depth and step.pk != page.pk]
    return [Entry(step.title, step.get_url(request, site) or "/") for step in above]


def languages(page: Page, request: HttpRequest) -> list[dict[str, Any]]:
    """The languages in which `page` is published, this one marked; empty if there is but one.

    No statement where the whole site has but one.
    """
    if len({root.language_code for root in Site.get_site_root_paths()}) < 2:
        return []
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
