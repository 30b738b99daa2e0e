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

    Three statements: the site; the page, those above it and the navigation; the columns of its
    own type. Gives the request its navigation too.
    """
    site = Site.find_for_request(request)
    root = navigation.root_path(site) if site else None
    if site is None or root is None:
        return None
    addresses = _addresses(root, path)
    pages = _pages(root, addresses)
    navigation.know(request, site, root, pages)
    trail = [page for page in pages if page.url_path in addresses]
    if not trail or trail[-1].url_path != addresses[-1] or not trail[-1].live:
        return None
    return _specific(trail)


def _addresses(root: str, path: str) -> list[str]:
    """The stored addresses from that of the tree's root down to the page's."""
    whole = root + path
    steps = [step for step in whole.split("/") if step]
    return ["/" + "".join(f"{step}/" for step in steps[:depth]) for depth in range(len(steps) + 1)]


def _pages(root: str, addresses: list[str]) -> list[Page]:
    """The pages at these addresses and the published ones right under the home page, by depth."""
    # "/front/" is of depth 2, below the root of the tree.
    below_home = Q(url_path__startswith=root, depth=root.count("/") + 1, live=True)
    restrictions = PageViewRestriction.objects.filter(page=OuterRef("pk"))
    return list(
        Page.objects.filter(Q(url_path__in=addresses) | below_home)
        .annotate(is_restricted=Exists(restrictions))
        .order_by("depth", "path")
    )


def _specific(trail: list[Page]) -> RouteResult | None:
    model = trail[-1].specific_class
    if model is None or not issubclass(model, BasePage) or model.route is not Page.route:
        return None
    page = model.objects.select_related(*model.public_select_related).get(pk=trail[-1].pk)
    page.trail = tuple(trail)
    return RouteResult(page)
