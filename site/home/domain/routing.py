"""Finding the page of an address in three statements, however deep it lies.

Wagtail asks twice for every step of the way down. The address of a page is stored with it, so that
one statement brings the page, everything above it and the entries of the navigation; crumbs and
restrictions are then known. What is not found so is left to Wagtail.
"""

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.url_routing import RouteResult

from events.models import BasePage
from home.domain import navigation


def find(request: HttpRequest, path: str) -> RouteResult | None:
    """The published page at `path` (without the language prefix), with its `trail`; or None.

    Where the page is not translated into the reader's language, the page in the language of the
    site, which lies at the same path. Three statements: the site; the page, those above it and the
    navigation; the columns of its own type. Gives the request its navigation too.
    """
    site = Site.find_for_request(request)
    if site is None:
        return None
    roots = navigation.roots(site)
    ways = [_addresses(root, path) for root in roots]
    pages = _pages(roots, ways)
    navigation.know(request, site, roots, pages)
    for way in ways:
        trail = [page for page in pages if page.url_path in way]
        if trail and trail[-1].url_path == way[-1] and is_own(trail[-1]):
            return _specific(trail, pages)
    return None


def is_own(page: Page) -> bool:
    """Whether a page is published and says something of its own.

    The stand-in that Wagtail puts above a translated page shows English under another address.
    """
    return page.live and not page.alias_of_id


def _addresses(root: str, path: str) -> list[str]:
    """The stored addresses from that of the tree's root down to the page's."""
    whole = root + path
    steps = [step for step in whole.split("/") if step]
    return ["/" + "".join(f"{step}/" for step in steps[:depth]) for depth in range(len(steps) + 1)]


def _pages(roots: list[str], ways: list[list[str]]) -> list[Page]:
    """The pages on these ways and the published ones right under the home pages, by depth."""
    wanted = Q(url_path__in=sorted({address for way in ways for address in way}))
    for root in roots:
        # "/front/" is of depth 2, below the root of the tree.
        wanted |= Q(url_path__startswith=root, depth=root.count("/") + 1, live=True)
    restrictions = PageViewRestriction.objects.filter(page=OuterRef("pk"))
    return list(
        Page.objects.filter(wanted)
        .annotate(is_restricted=Exists(restrictions))
        .order_by("depth", "path")
    )


def _specific(trail: list[Page], pages: list[Page]) -> RouteResult | None:
    model = trail[-1].specific_class
    if model is None or not issubclass(model, BasePage) or model.route is not Page.route:
        return None
    page = model.objects.select_related(*model.public_select_related).get(pk=trail[-1].pk)
    page.trail = tuple(trail)
    own = {step.translation_key: step for step in pages if step.locale_id != page.locale_id}
    page.shown_trail = tuple(
        step if (other := own.get(step.translation_key)) is None or not is_own(other) else other
        for step in trail
    )
    return RouteResult(page)
