"""What stands in the masthead and the footer: only what leads to a published page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from access.middleware import bare
from events.models import BasePage, WorkshopIndexPage
from events.models.base import in_readers_language
from home.domain.frame import Frame, frame_of, in_own_language


@dataclass(frozen=True)
class Entry:
    """One link. `is_current` below it too; `language` where it is not the reader's."""

    title: str
    url: str
    is_current: bool = False
    language: str = ""


@dataclass(frozen=True)
class Version:
    """A language in which a page can be read. `is_missing`: the reader's own, not filled yet."""

    code: str
    name: str
    url: str
    is_current: bool
    is_missing: bool = False


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
    'Show in menus'; the others stand in the footer. Made once per request, of the frame of the
    site: no statement but those of the frame.
    """
    if not hasattr(request, "_site_navigation"):
        frame = frame_of(request)
        found = _of_frame(request, frame) if frame is not None and frame.roots else EMPTY
        request._site_navigation = found  # type: ignore[attr-defined]
    known: Navigation = request._site_navigation  # type: ignore[attr-defined]
    return known


def _of_frame(request: HttpRequest, frame: Frame) -> Navigation:
    if "navigation" not in frame.made:
        frame.made["navigation"] = _entries(request, frame)
    plain: Navigation = frame.made["navigation"]
    main, footer = (_marked(entries, request.path) for entries in (plain.main, plain.footer))
    by_slug = dict(zip(plain.by_slug, _marked(plain.by_slug.values(), request.path), strict=True))
    return Navigation(plain.home_url, main, footer, by_slug)


def _marked(entries: Iterable[Entry], path: str) -> list[Entry]:
    """The entries as they are on the page at `path`."""
    return [
        replace(entry, is_current=True) if path.startswith(entry.url) else entry
        for entry in entries
    ]


def foreign_to(page: Page) -> str:
    """The language of a page where it is not the reader's, else nothing. No statement.

    A page of another language than the reader's is always one in the language of the site.
    """
    if get_language() in {None, settings.LANGUAGE_CODE}:
        return ""
    own = next(
        (row for row in Site.get_site_root_paths() if page.url_path.startswith(row.root_path)), None
    )
    is_own = own is not None and own.language_code == get_language() and not page.alias_of_id
    return "" if is_own else settings.LANGUAGE_CODE


def _entries(request: HttpRequest, frame: Frame) -> Navigation:
    """The navigation as it is where none of its pages is read."""
    main: list[Entry] = []
    footer: list[Entry] = []
    by_slug: dict[str, Entry] = {}
    index = WorkshopIndexPage.__name__.lower()
    for page in _one_of_each(frame.roots, frame.below):
        url = page.get_url(request, frame.site)
        if url is None:
            continue
        entry = Entry(page.title, in_readers_language(url), language=foreign_to(page))
        if page.cached_content_type.model == index:
            main.append(entry)
            main.extend(Entry(str(title), reverse(name)) for title, name in FIXED)
        else:
            (main if page.show_in_menus else footer).append(entry)
        by_slug[page.slug] = entry
    home_url = Page(url_path=frame.roots[-1]).get_url(request, frame.site)
    return Navigation(in_readers_language(home_url or "/"), main, footer, by_slug)


def _one_of_each(roots: Sequence[str], pages: Iterable[Page]) -> list[Page]:
    """The pages in the order of the site's own language, each in the reader's where there is one.

    Their slugs are the same in every language.
    """
    rows = list(pages)
    translated = {}
    if len(roots) > 1:
        translated = {
            page.translation_key: page
            for page in rows
            if page.url_path.startswith(roots[0]) and not page.alias_of_id
        }
    return [
        translated.get(page.translation_key, page)
        for page in rows
        if page.url_path.startswith(roots[-1])
    ]


def way_up(page: Page, request: HttpRequest) -> list[Entry]:
    """The published pages above `page`, the home page first; one statement at most."""
    site = Site.find_for_request(request)
    if site is None:
        return []
    trail = getattr(page, "shown_trail", ())
    if not trail:
        frame = frame_of(request)
        above = page.get_ancestors(inclusive=True).order_by("path")
        trail = in_own_language(above, frame.pages if frame else ())
    depth = site.root_page.depth
    above = [step for step in trail if step.depth >= depth and step.live and step.pk != page.pk]
    return [
        Entry(
            step.title,
            in_readers_language(step.get_url(request, site) or "/"),
            language=foreign_to(step),
        )
        for step in above
    ]


def languages(page: BasePage, request: HttpRequest) -> list[Version]:
    """The languages in which `page` is filled, this one marked; empty if there is but one.

    Where the reader's own is not among them it is named all the same, as the one that is missing.
    One statement; none for a workshop, nor where the whole site speaks but one language.
    """
    here = get_language() or settings.LANGUAGE_CODE
    if not page.has_translations:
        return without_page(request)
    if here == settings.LANGUAGE_CODE and page.is_translated_as_page and _speaks_one():
        return []
    return versions(page.languages(), request)


def versions(filled: Iterable[str], request: HttpRequest) -> list[Version]:
    """As `languages`, for what is filled in these languages and is no page of the tree."""
    here = get_language() or settings.LANGUAGE_CODE
    path = bare(request.path)
    rows = [Version(code, _name(code), _under(code, path), code == here) for code in filled]
    if not any(row.is_current for row in rows):
        rows.append(Version(here, _name(here), request.path, True, is_missing=True))
    return rows if len(rows) > 1 else []


def without_page(request: HttpRequest) -> list[Version]:
    """The way back to the language of the site, where a form or a list is read in another one."""
    here = get_language() or settings.LANGUAGE_CODE
    if here == settings.LANGUAGE_CODE:
        return []
    code = settings.LANGUAGE_CODE
    return [
        Version(code, _name(code), _under(code, bare(request.path)), False),
        Version(here, _name(here), request.path, True),
    ]


def _speaks_one() -> bool:
    """Whether no home page but that of the site's own language is there. No statement."""
    return len({root.language_code for root in Site.get_site_root_paths()}) < 2


def _name(code: str) -> str:
    return dict(settings.LANGUAGES).get(code, code)


def _under(code: str, path: str) -> str:
    return path if code == settings.LANGUAGE_CODE else f"/{code}{path}"
