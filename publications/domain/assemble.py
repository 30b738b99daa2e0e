"""From the pages and data of a workshop to a volume as plain data: the only place that reads both.

Names of people enter here and nowhere else, as each of them chose for the proceedings.
"""

import datetime
import functools
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation
from django.utils.dateformat import format as in_words
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.images.models import Image as WagtailImage

from access.domain.consent import Naming, Output
from access.domain.disclosure import appearances
from events.domain import weave
from events.domain.names import dates_in_words, natural_list
from events.domain.workshops import co_organisers_of, place_of
from events.models import WorkshopPage
from publications.domain import papers
from publications.domain.agenda import agenda_html
from publications.domain.chapters import Picture, chapter_html
from publications.domain.index import entries
from publications.domain.people import PrintedList, list_html, printed_list, with_names
from publications.domain.pictures import BadPicture, for_print, keep_only
from publications.domain.recommendation_chapter import recommendations_html
from publications.domain.references import Place
from publications.domain.sessions import byline
from publications.engine.errors import BuildError
from publications.engine.source import Attachment, Edition, Kind, Part, Volume
from publications.models import Audience, ChapterPage, Paper, ProceedingsPage

CLOTH = "#7B2B63"


@dataclass(frozen=True)
class Assembled:
    """A volume, and who appears in it (by key and choice, without any name)."""

    volume: Volume
    appearing: dict[str, str]


def assemble(
    proceedings: ProceedingsPage,
    audience: str = "public",
    number: int = 1,
    day: datetime.date | None = None,
) -> Assembled:
    """The volume of a proceedings page as it stands now.

    Arguments: the page; the audience; the number and the day of the edition it would become.
    Only published chapters go in. Number and day do not change `volume.digest()`.
    """
    with translation.override(proceedings.locale.language_code):
        return _Assembly(proceedings, audience).run(number, day or timezone.now().date())


class _Assembly:
    def __init__(self, proceedings: ProceedingsPage, audience: str) -> None:
        self.proceedings = proceedings
        self.audience = audience
        self.workshop: WorkshopPage = proceedings.workshop
        self.lang = proceedings.locale.language_code
        self.chapters = numbered_chapters(proceedings, audience)
        self.source = ChapterSource(self.workshop, places_of(self.chapters))
        self.pictures: dict[str, WagtailImage] = {}
        self.resources: dict[str, bytes] = {}
        self.folder = pictures_folder(proceedings, audience)

    def run(self, number: int, day: datetime.date) -> Assembled:
        page, workshop = self.proceedings, self.workshop
        notice = _("Demonstration. All texts and people are invented.") if workshop.is_demo else ""
        parts = list(self._parts())
        volume = Volume(
            title=page.volume_title,
            subtitle=page.subtitle,
            place=place_and_dates(workshop),
            year=workshop.year,
            author=str(settings.SITE_NAME),
            address=edition_address(page, self.audience),
            parts=(*parts, *self._index(parts)),
            edition=Edition(number, day.isoformat(), in_words(day, "j F Y"), day.year),
            audience=self.audience,
            lang=self.lang,
            notice=notice,
            cloth_dark=weave.svg(workshop.year, CLOTH),
            cloth_light=weave.svg(workshop.year, CLOTH),
            wording=_wording(),
            attachments=tuple(self._attachments()),
            resources=self.resources,
        )
        keep_only(self.folder, list(self.pictures.values()))
        return Assembled(volume, dict(sorted(self.source.appearing.items())))

    def _parts(self) -> Iterator[Part]:
        yield Part("cover", Kind.COVER, _("Cover"), lang=self.lang)
        yield Part("imprint", Kind.IMPRINT, _("Imprint"), html=self._imprint(), lang=self.lang)
        yield Part("contents", Kind.CONTENTS, _("Contents"), lang=self.lang)
        for chapter, number in self.chapters:
            yield Part(
                key=part_key(chapter),
                kind=Kind.CHAPTER,
                title=chapter.title,
                html=self._html(chapter),
                number=number,
                subtitle=chapter.subtitle,
                lede=chapter.lede,
                lang=self.lang,
            )

    def _html(self, chapter: ChapterPage) -> str:
        try:
            return self.source.html(chapter, self._picture)
        except BadPicture as error:
            cause = _("A picture cannot be opened (%(why)s).") % {"why": error}
            raise BuildError(cause, chapter.title) from None

    def _picture(self, image: WagtailImage) -> str:
        key = f"picture-{image.pk}"
        if key not in self.resources:
            self.resources[key] = for_print(image, self.folder)
            self.pictures[key] = image
        return f"asset:{key}"

    def _attachments(self) -> Iterator[Attachment]:
        """The papers of authors; their bytes go among the resources."""
        for chapter, _number in self.chapters:
            paper = self.source.papers.get(chapter.pk)
            if paper is None:
                continue
            key = f"paper-{chapter.pk}"
            try:
                self.resources[key] = papers.data_of(paper)
            except FileNotFoundError:
                raise BuildError(_("The author's PDF is gone."), chapter.title) from None
            name = f"{self.workshop.slug}-{chapter.slug}.pdf"
            yield Attachment(key, part_key(chapter), name, paper.title)

    def _index(self, parts: list[Part]) -> Iterator[Part]:
        terms = self.proceedings.index_terms
        if terms and (found := entries(parts, terms, self.source.names())):
            yield Part("index", Kind.INDEX, _("Index"), entries=found, lang=self.lang)

    def _imprint(self) -> str:
        page, workshop = self.proceedings, self.workshop
        rows = co_organisers_of(workshop)
        paragraphs = [
            f'<p class="title">{escape(page.volume_title)}</p>',
            _p(place_and_dates(workshop)),
        ]
        if rows:
            names = natural_list([row.full_name for row in rows])
            paragraphs.append(_p(_("Co-organised by %(names)s.") % {"names": names}))
        paragraphs.append(
            _p(
                _(
                    "Statements are reported as the rule of each session allows. Participants are "
                    "listed as each of them chose; those who chose not to be listed are counted."
                )
            )
        )
        paragraphs.append(
            _p(
                _(
                    "The pattern on the cover is a weave on five shafts, drawn from the year of "
                    "the workshop: one shaft for each constituency of a national working group."
                )
            )
        )
        paragraphs += [_p(text) for text in (page.disclaimer, self._rights()) if text]
        publisher = f"{page.publisher}, " if page.publisher else ""
        paragraphs.append(
            f"<p><b>{escape(_('Suggested citation'))}</b> {escape(settings.SITE_NAME)}. "
            f"<em>{escape(citation_title(page))}</em>. {escape(publisher)}"
            "{year}. {address}</p>"
        )
        paragraphs.append(_p(_("Set in Source Serif 4, Source Sans 3 and Noto Sans.")))
        return "".join(paragraphs)

    def _rights(self) -> str:
        page = self.proceedings
        lines = []
        if page.licence:
            lines.append(_("Licence: %(licence)s.") % {"licence": page.licence})
        if page.isbn:
            lines.append(f"ISBN {page.isbn}.")
        if page.issn:
            lines.append(f"ISSN {page.issn}.")
        if self.audience != Audience.PUBLIC:
            lines.append(
                _("For %(audience)s only.") % {"audience": Audience(self.audience).label.lower()}
            )
        return " ".join(lines)


class ChapterSource:
    """The text of chapters, from their pages and the data of their workshop.

    `appearing` gathers who was named on the way and how (keys and choices, no names).
    """

    def __init__(self, workshop: WorkshopPage, places: Mapping[str, Place]) -> None:
        self.workshop = workshop
        self.places = places
        self.appearing: dict[str, str] = {}

    def html(self, chapter: ChapterPage, picture: Picture | None) -> str:
        """The fragment of a chapter, its pictures addressed by `picture`."""
        source = ChapterPage.Source
        given: list[str] = []
        after = ""
        if chapter.source == source.INTRODUCTION:
            given = introduction(self.workshop, self.people.kinds)
        elif chapter.source == source.AGENDA:
            after, appearing = agenda_html(self.workshop)
            self.appearing |= appearing
        elif chapter.source == source.PARTICIPANTS:
            self.appearing |= self.people.appearing
            after = list_html(self.people)
        before, speaking = byline(self.workshop, chapter.session_key)
        self.appearing |= speaking
        html = chapter_html(
            chapter,
            given,
            after,
            before=before,
            places=self.places,
            picture=picture,
            recommendations=lambda has_themes: recommendations_html(self.workshop, has_themes),
        )
        html, quoted = with_names(self.workshop, html)
        self.appearing |= quoted
        paper = self.papers.get(chapter.pk)
        if paper is None:
            return html
        if paper.author_id is not None:
            self.appearing[str(paper.author_id)] = Naming.NAME.value
        return html + papers.note_html(paper, settings.BASE_URL.rstrip("/"), self.workshop.slug)

    @functools.cached_property
    def papers(self) -> dict[int, Paper]:
        return papers.allowed(self.workshop)

    @functools.cached_property
    def people(self) -> PrintedList:
        return printed_list(self.workshop)

    def names(self) -> list[str]:
        """The names of everybody who is named so far, as they are printed."""
        keys = [uuid.UUID(key) for key, how in self.appearing.items() if how == Naming.NAME]
        seen = appearances(self.workshop.vault, keys, Output.PROCEEDINGS)
        return [found.name for found in seen.values() if found.name]


def places_of(chapters: list[tuple[ChapterPage, str]]) -> dict[str, Place]:
    """The chapters by address, as references name them."""
    return {
        chapter.slug: Place(part_key(chapter), number, chapter.title)
        for chapter, number in chapters
    }


def edition_address(page: ProceedingsPage, audience: str) -> str:
    """The permanent address of an edition without its number; only the public one has a page."""
    tail = "" if audience == Audience.PUBLIC else f"{audience}-"
    return f"{settings.BASE_URL}/p/{page.pk}-{tail}"


def pictures_folder(proceedings: ProceedingsPage, audience: str) -> Path:
    """Where the pictures of a volume are kept as they are printed."""
    return Path(settings.VAR) / "typesetting" / f"{proceedings.pk}-{audience}" / "pictures"


def numbered_chapters(
    proceedings: ProceedingsPage, audience: str = Audience.PUBLIC
) -> list[tuple[ChapterPage, str]]:
    """The published chapters of an audience in their order, each with its number.

    The number is "", "III" or "Annex 1".
    """
    chapters = (
        ChapterPage.objects.child_of(proceedings)
        .live()
        .filter(audience__in=Audience(audience).reads)
        .order_by("path")
    )
    result = []
    section = annex = 0
    for chapter in chapters:
        number = ""
        if chapter.place == ChapterPage.Place.CHAPTER:
            section += 1
            number = roman(section)
        elif chapter.place == ChapterPage.Place.ANNEX:
            annex += 1
            number = _("Annex %(number)d") % {"number": annex}
        result.append((chapter, number))
    return result


def roman(number: int) -> str:
    """A number from 1 to 399 in Roman numerals."""
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "C" * (number // 100) + tens[number % 100 // 10] + ones[number % 10]


def part_key(chapter: ChapterPage) -> str:
    """The key of a chapter in the volume: it survives a new title and a new place."""
    return f"c{chapter.pk}"


def introduction(workshop: WorkshopPage, kinds: tuple[str, ...]) -> list[str]:
    """The first two paragraphs in the known form, from data.

    Source: Summary of Proceedings of the 4th Roundtable Discussion, 2008, paragraphs 1 and 2.
    """
    title = workshop.official_title or workshop.title
    rows = co_organisers_of(workshop)
    first = _("The %(title)s was held in %(place)s, %(dates)s.") % {
        "title": title,
        "place": place_of(workshop),
        "dates": dates_in_words(workshop.starts_on, workshop.ends_on),
    }
    if rows:
        names = natural_list([row.full_name for row in rows])
        first += " " + _("It was co-organised by %(names)s.") % {"names": names}
    paragraphs = [first]
    if kinds:
        listed = natural_list([_running(kind) for kind in kinds])
        paragraphs.append(
            _("It was attended by participants of these kinds: %(kinds)s.") % {"kinds": listed}
        )
    return paragraphs


def _running(kind: str) -> str:
    """A label in running text: its capital goes, unless it is an abbreviation or a name."""
    first = kind.split()[0] if kind else ""
    is_name = any(letter.isupper() for letter in first[1:])
    return kind if is_name else kind[:1].lower() + kind[1:]


def place_and_dates(workshop: WorkshopPage) -> str:
    """ "Kuala Lumpur, Malaysia, 15–17 June 2027": what is known of it."""
    dates = dates_in_words(workshop.starts_on, workshop.ends_on) or str(workshop.year)
    return ", ".join(text for text in (place_of(workshop), dates) if text)


def citation_title(page: ProceedingsPage) -> str:
    """The title as it is cited: with place and dates."""
    return f"{page.volume_title}. {place_and_dates(page.workshop)}"


def _p(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _wording() -> dict[str, str]:
    return {
        "Proceedings": _("Proceedings"),
        "Edition {number}, {date}": _("Edition {number}, {date}"),
        "Source record": _("Source record"),
        "Page numbers": _("Page numbers"),
        "Joining and checking": _("Joining and checking"),
        "Preparing the typefaces, once": _("Preparing the typefaces, once"),
    }
