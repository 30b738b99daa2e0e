"""What is the same for every page of the public site: the site, its home pages, what lies below.

Where pages are kept (home.domain.page_cache) this is kept too, in the memory of the process and
under the number of the public site: what changed is asked anew, whichever process changed it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Exists, Q
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction, Site

from access.middleware import is_private
from home.domain import generation

# Hosts and languages; more hosts than that are somebody's guesses.
MOST = 32


@dataclass(frozen=True)
class Frame:
    """The site, the stored addresses of its home pages and the pages of its frame.

    `roots`: the stored addresses of the home pages, that in the reader's language first, then that
    in the site's; the first is missing where the home page is not translated. `pages`: by depth and
    order the root of the tree, the home pages, the published pages right under them. `closed`: the
    places in the tree from which on Wagtail keeps pages for some readers only.
    """

    site: Site
    roots: tuple[str, ...]
    pages: tuple[Page, ...]
    closed: tuple[str, ...]
    # What is made of the frame alone (home.domain.navigation).
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def below(self) -> list[Page]:
        """The open, published pages right under a home page."""
        return [
            page
            for page in self.pages
            if page.live
            and not self.is_closed(page)
            # "/front/" is of depth 2, below the root of the tree.
            and any(
                page.url_path.startswith(root) and page.depth == root.count("/") + 1
                for root in self.roots
            )
        ]

    def is_closed(self, page: Page) -> bool:
        """Whether Wagtail asks who reads a page."""
        return any(page.path.startswith(path) for path in self.closed)


_kept: dict[tuple[str, str, bool], tuple[int, Frame]] = {}


def frame_of(request: HttpRequest) -> Frame | None:
    """The frame of a request, and the request's site with it; None where no site answers.

    Two statements a request, or the one that asks for the number of the site.
    """
    if not hasattr(request, "_frame"):
        request._frame = _find(request)  # type: ignore[attr-defined]
    found: Frame | None = request._frame  # type: ignore[attr-defined]
    return found


def _find(request: HttpRequest) -> Frame | None:
    if not settings.PAGE_CACHE_SECONDS:
        return _ask(request)
    language = get_language() or settings.LANGUAGE_CODE
    # A preview in the administration shows other addresses (events.models.base).
    key = (request.get_host(), language, is_private(request.path_info))
    number = generation.of(request)
    kept = _kept.get(key)
    if kept is not None and kept[0] == number:
        frame: Frame | None = kept[1]
    else:
        frame = _ask(request)
        # What was asked while somebody changed the site may be older than its number says.
        if frame is not None and generation.current() == number:
            if len(_kept) >= MOST:
                _kept.clear()
            _kept[key] = (number, frame)
    if frame is not None:
        request._wagtail_site = frame.site  # type: ignore[attr-defined]
    return frame


def is_own(page: Page) -> bool:
    """Whether a page is published and says something of its own.

    The stand-in that Wagtail puts above a translated page shows English under another address.
    """
    return page.live and not page.alias_of_id


def in_own_language(trail: Iterable[Page], pages: Iterable[Page]) -> tuple[Page, ...]:
    """The pages of a trail, each as its translation where there is one among `pages`."""
    steps = list(trail)
    locale = steps[-1].locale_id if steps else None
    own = {step.translation_key: step for step in pages if step.locale_id != locale}
    return tuple(
        step if (other := own.get(step.translation_key)) is None or not is_own(other) else other
        for step in steps
    )


def forget() -> None:
    """Empty the memory of this process."""
    _kept.clear()


def _ask(request: HttpRequest) -> Frame | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    known = {
        row.language_code: row.root_path
        for row in site.get_site_root_paths()
        if row.site_id == site.pk
    }
    languages = dict.fromkeys((get_language(), settings.LANGUAGE_CODE))
    roots = tuple(known[code] for code in languages if code in known)
    wanted = Q(pk__in=[])
    for root in roots:
        steps = [step for step in root.split("/") if step]
        above = ["/" + "".join(f"{step}/" for step in steps[:n]) for n in range(len(steps) + 1)]
        below = Q(url_path__startswith=root, depth=root.count("/") + 1, live=True)
        wanted |= Q(url_path__in=above) | below
    restrictions = PageViewRestriction.objects.all()
    rows = Page.objects.filter(wanted).annotate(has_closed=Exists(restrictions))
    pages = tuple(rows.order_by("depth", "path"))
    closed: tuple[str, ...] = ()
    if any(page.has_closed for page in pages):  # somewhere in the tree; never, as a rule
        closed = tuple(restrictions.values_list("page__path", flat=True))
    return Frame(site, roots, pages, closed)
