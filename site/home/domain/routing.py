"""Finding the page of an address in a few statements, however deep it lies.

Wagtail asks twice for every step of the way down. The address of a page is stored with it, so that
one statement brings the page and everything above it that is not in the frame of the site
(home.domain.frame); crumbs and restrictions are then known. What is not found so is left to
Wagtail.
"""

import copy

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from events.models import BasePage
from home.domain.frame import Frame, frame_of, in_own_language, is_own


def find(request: HttpRequest, path: str) -> RouteResult | None:
    """The published page at `path` (without the language prefix), with its `trail`; or None.

    Where the page is not translated into the reader's language, the page in the language of the
    site, which lies at the same path. Besides the frame two statements: the pages on the way and
    the columns of the page's own type; one where its type is known.
    """
    frame = frame_of(request)
    if frame is None:
        return None
    ways = [_addresses(root, path) for root in frame.roots]
    pages = _pages(frame, ways)
    for way in ways:
        trail = [page for page in pages if page.url_path in way]
        if trail and trail[-1].url_path == way[-1] and is_own(trail[-1]):
            return _specific(frame, trail, pages)
    return None


def _addresses(root: str, path: str) -> list[str]:
    """The stored addresses from that of the tree's root down to the page's."""
    whole = root + path
    steps = [step for step in whole.split("/") if step]
    return ["/" + "".join(f"{step}/" for step in steps[:depth]) for depth in range(len(steps) + 1)]


def _pages(frame: Frame, ways: list[list[str]]) -> list[Page]:
    """The pages of the frame and those on these ways, by depth."""
    there = {page.url_path: page for page in frame.pages}
    missing = sorted({address for way in ways for address in way} - there.keys())
    if not missing:
        return list(frame.pages)
    parent = there.get(missing[0].rsplit("/", 2)[0] + "/")
    kind = _only_kind_below(parent) if parent is not None and len(missing) == 1 else None
    rows = _whole(kind) if kind else Page.objects.all()
    return [*frame.pages, *rows.filter(url_path__in=missing).order_by("depth", "path")]


def _only_kind_below(parent: Page) -> type[BasePage] | None:
    """The one type of which a page below `parent` can be: then it is fetched whole at once."""
    kinds = parent.specific_class.allowed_subpage_models() if parent.specific_class else []
    return kinds[0] if len(kinds) == 1 and _is_ours(kinds[0]) else None


def _is_ours(model: type[Page]) -> bool:
    return issubclass(model, BasePage) and model.route is Page.route


def _whole(model: type[BasePage]) -> QuerySet[BasePage]:
    return model.objects.select_related(*model.public_select_related)


def _specific(frame: Frame, trail: list[Page], pages: list[Page]) -> RouteResult | None:
    model = trail[-1].specific_class
    if model is None or not _is_ours(model):
        return None
    # A page of the frame belongs to every request: what is written on is a copy.
    page = trail[-1] if isinstance(trail[-1], model) else _whole(model).get(pk=trail[-1].pk)
    page = copy.copy(page)
    page.trail = tuple(trail)
    page.is_open = not frame.is_closed(page)
    page.shown_trail = in_own_language(trail, pages)
    return RouteResult(page)
