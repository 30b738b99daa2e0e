"""From the pages and data of a workshop to a volume as plain data: the only place that reads both.

Names of people enter here and nowhere else, as each of them chose for the proceedings.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone, translation
from django.utils.dateformat import format as in_words
from django.utils.html import escape
from django.utils.translation import gettext as _

from events.domain import weave
from events.domain.names import dates_in_words, natural_list
from events.domain.workshops import co_organisers_of, place_of
from events.models import WorkshopPage
from publications.domain.agenda import agenda_html
from publications.domain.chapters import chapter_html
from publications.domain.people import PrintedList, list_html, printed_list
from publications.engine.source import Edition, Kind, Part, Volume
from publications.models import ChapterPage, ProceedingsPage

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
        self.appearing: dict[str, str] = {}
        self._printed: PrintedList | None = None

    def run(self, number: int, day: datetime.date) -> Assembled:
        page, workshop = self.proceedings, self.workshop
        notice = _("Demonstration. All texts and people are invented.") if workshop.is_demo else ""
        volume = Volume(
            title=page.volume_title,
            subtitle=page.subtitle,
            place=place_and_dates(workshop),
            year=workshop.year,
            author=str(settings.SITE_NAME),
            address=f"{settings.BASE_URL}/p/{page.pk}-",
            parts=tuple(self._parts()),
            edition=Edition(number, day.isoformat(), in_words(day, "j F Y"), day.year),
            audience=self.audience,
            lang=self.lang,
            notice=notice,
            cloth_dark=weave.svg(workshop.year, CLOTH),
            cloth_light=weave.svg(workshop.year, CLOTH),
            wording=_wording(),
        )
        return Assembled(volume, dict(sorted(self.appearing.items())))

    def _parts(self) -> Iterator[Part]:
        yield Part("cover", Kind.COVER, _("Cover"), lang=self.lang)
        yield Part("imprint", Kind.IMPRINT, _("Imprint"), html=self._imprint(), lang=self.lang)
        yield Part("contents", Kind.CONTENTS, _("Contents"), lang=self.lang)
        for chapter, number in numbered_chapters(self.proceedings):
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
        source = ChapterPage.Source
        if chapter.source == source.INTRODUCTION:
            return chapter_html(chapter, introduction(self.workshop, self._people().kinds))
        if chapter.source == source.AGENDA:
            html, appearing = agenda_html(self.workshop)
            self.appearing |= appearing
            return chapter_html(chapter, after=html)
        if chapter.source == source.PARTICIPANTS:
            printed = self._people()
            self.appearing |= printed.appearing
            return chapter_html(chapter, after=list_html(printed))
        return chapter_html(chapter)

    def _people(self) -> PrintedList:
        if self._printed is None:
            self._printed = printed_list(self.workshop)
        return self._printed

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
        return " ".join(lines)


def numbered_chapters(proceedings: ProceedingsPage) -> list[tuple[ChapterPage, str]]:
    """The published chapters in their order, each with its number: "", "III" or "Annex 1"."""
    chapters = ChapterPage.objects.child_of(proceedings).live().order_by("path")
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
    }
