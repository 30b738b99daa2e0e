"""What the public pages of a publication print."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models import WorkshopPage
from publications.domain import papers
from publications.domain.assemble import (
    ChapterSource,
    numbered_chapters,
    part_key,
    place_and_dates,
    places_of,
)
from publications.domain.building import newest_edition
from publications.domain.corrections import is_outdated
from publications.domain.exporting import Work, head_tags, json_ld, work_of, works
from publications.domain.pictures import for_web
from publications.domain.screen import on_screen
from publications.engine.errors import Refused
from publications.engine.sanitise import clean
from publications.models import ChapterPage, Edition, Paper, ProceedingsPage


@dataclass(frozen=True)
class ChapterLine:
    """One line of the contents; `page` is empty where no edition has it."""

    title: str
    subtitle: str
    url: str
    page: int | None


@dataclass(frozen=True)
class Head:
    """What the head of a page says to reference managers and search engines."""

    tags: tuple[tuple[str, str], ...]
    json_ld: SafeString


def head(work: Work | None) -> Head | None:
    """The head of a page about a work."""
    if work is None:
        return None
    return Head(tuple(head_tags(work)), mark_safe(json_ld(work)))


@dataclass(frozen=True)
class Publication:
    """Everything that the page of a volume prints."""

    workshop: WorkshopPage
    place: str
    edition: Edition | None
    earlier: tuple[Edition, ...]
    is_being_corrected: bool
    volume_url: str
    short_url: str
    citation_title: str
    chapters: tuple[ChapterLine, ...]
    work: Work


def publication(page: ProceedingsPage) -> Publication:
    """A volume for its public page: a fixed number of statements, whatever its chapters."""
    workshop = page.workshop
    editions = list(Edition.objects.filter(proceedings=page, audience="public"))
    newest = editions[0] if editions else None
    if newest is not None:
        newest.proceedings = page
    first_pages = newest.first_pages if newest else {}
    lines = tuple(
        ChapterLine(
            title=f"{number}. {chapter.title}" if number else chapter.title,
            subtitle=chapter.subtitle,
            url=f"{page.url}{chapter.slug}/",
            page=first_pages.get(part_key(chapter)),
        )
        for chapter, number in numbered_chapters(page)
    )
    is_wrong = newest is not None and is_outdated(newest)
    work = works(page)[0]
    # As on the cover: in the language of the volume.
    with override(settings.LANGUAGE_CODE):
        place = place_and_dates(workshop)
    return Publication(
        workshop=workshop,
        place=place,
        edition=newest,
        earlier=tuple(editions[1:]),
        is_being_corrected=is_wrong,
        volume_url=reverse("publications_volume", args=[workshop.slug]),
        short_url=f"{settings.BASE_URL}/p/{page.pk}-{newest.number}" if newest else "",
        citation_title=work.title,
        chapters=lines,
        work=replace(work, pdf="") if newest is None or is_wrong or not newest.file else work,
    )


@dataclass(frozen=True)
class ChapterView:
    """A chapter for its page: the same text as in the volume, with names as of this moment."""

    number: str
    html: SafeString
    volume: ProceedingsPage
    previous: ChapterPage | None
    following: ChapterPage | None
    key: str = ""
    work: Work | None = None
    piece_url: str = ""
    has_paper: bool = False


def chapter(page: ChapterPage) -> ChapterView:
    """A chapter for its public page. What the sanitiser refuses is said, not shown."""
    volume: ProceedingsPage = page.get_parent().specific
    chapters = numbered_chapters(volume)
    places = {found.pk: index for index, (found, _number) in enumerate(chapters)}
    place = places.get(page.pk)
    work = work_of(page) if place is not None else None
    source = ChapterSource(volume.workshop, places_of(chapters))
    return ChapterView(
        key=part_key(page),
        work=work,
        piece_url=work.pdf if work is not None else "",
        number=chapters[place][1] if place is not None else "",
        html=_html(page, source),
        has_paper=page.pk in source.papers,
        volume=volume,
        previous=chapters[place - 1][0] if place else None,
        following=(
            chapters[place + 1][0] if place is not None and place + 1 < len(chapters) else None
        ),
    )


def _html(page: ChapterPage, source: ChapterSource) -> SafeString:
    # All of it in one language, that of the volume: a list of speakers in another would be heard in
    # the wrong voice. Workshops and what hangs under them have one page, in the site's language.
    with override(settings.LANGUAGE_CODE):
        return _in_one_language(page, source)


def _in_one_language(page: ChapterPage, source: ChapterSource) -> SafeString:
    html = source.html(page, lambda image: f"asset:{image.pk}")
    images = {f"asset:{b.value['image'].pk}": b.value["image"] for b in _figures(page)}
    try:
        html = clean(html).html
    except Refused:
        return mark_safe(f"<p>{_('This chapter is being prepared.')}</p>")
    for key, image in images.items():
        html = html.replace(f'src="{key}"', f'src="{escape(for_web(image))}" loading="lazy"')
    return mark_safe(on_screen(html, source.places))


def _figures(page: ChapterPage) -> list[Any]:
    return [b for b in page.body if b.block_type == "figure" and b.value["image"] is not None]


def public_page(slug: str) -> ProceedingsPage | None:
    """The published proceedings of a published workshop, or None."""
    workshop = WorkshopPage.objects.live().filter(slug=slug).order_by("pk").first()
    if workshop is None:
        return None
    page: ProceedingsPage | None = ProceedingsPage.objects.live().child_of(workshop).first()
    return page


def public_paper(slug: str, chapter_id: int) -> Paper | None:
    """The author's PDF of a published, public chapter where it may be shown now, or None."""
    page = public_page(slug)
    if page is None or not any(row.pk == chapter_id for row, _number in numbered_chapters(page)):
        return None
    return papers.allowed(page.workshop).get(chapter_id)


def public_edition(slug: str, number: int) -> Edition | None:
    """An edition of a published volume by its number; without a file where it was withdrawn."""
    page = public_page(slug)
    return (
        page.editions.filter(audience="public", number=number).first() if page is not None else None
    )


def public_volume(slug: str) -> Edition | None:
    """The edition that is served for a workshop, or None.

    Only of a published volume of a published workshop, and only where its file was not withdrawn.
    """
    page = public_page(slug)
    edition = newest_edition(page) if page is not None else None
    return edition if edition is not None and edition.file else None


def page_of_edition(page_id: int, number: int) -> ProceedingsPage | None:
    """The published page of an edition that exists, or None."""
    edition = (
        Edition.objects.select_related("proceedings")
        .filter(proceedings_id=page_id, number=number, audience="public")
        .first()
    )
    if edition is None or not edition.proceedings.live:
        return None
    return edition.proceedings if edition.proceedings.get_parent().live else None
