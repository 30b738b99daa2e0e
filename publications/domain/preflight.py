"""What would be printed badly, found before a build: each finding with the place it stands in."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.blocks.stream_block import StreamValue

from publications.domain import preflight_people
from publications.domain.assemble import ChapterSource, numbered_chapters, places_of
from publications.domain.editing import Standing, board, source_of, standing
from publications.domain.findings import Finding, anchor_of, place_of, plain, typed
from publications.domain.masking import Names
from publications.domain.pictures import PRINT_WIDTH, BadPicture, rebuilt
from publications.domain.recommendation_chapter import left_out
from publications.domain.references import broken
from publications.domain.withheld import withheld_names
from publications.engine import fonts
from publications.engine.errors import Refused
from publications.engine.sanitise import clean
from publications.models import Audience, ChapterPage, ProceedingsPage

WIDEST_TABLE = 7
LONGEST_CELL_WORD = 26
SMALLEST_PICTURE = PRINT_WIDTH // 2  # 150 dots an inch over the column
OTHER_SCRIPT = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u0b80-\u0bff\u4e00-\u9fff\u0600-\u06ff]"
)


def findings(
    proceedings: ProceedingsPage, audience: str = Audience.PUBLIC, *, reads_names: bool = False
) -> list[Finding]:
    """Everything to look at in a volume, in the order of its chapters.

    `reads_names`: whoever asks may read the names of participants (the Secretariat); then a text
    that names somebody who has not agreed is found too. To others that would tell who came.
    """
    chapters = numbered_chapters(proceedings, audience)
    source = ChapterSource(proceedings.workshop, places_of(chapters))
    found = list(_of_volume(proceedings, chapters))
    found += list(preflight_people.of_volume(proceedings))
    names = withheld_names(proceedings.workshop) if reads_names else Names()
    standings = {row.chapter.pk: row for row in board(proceedings)}
    for chapter, number in chapters:
        title = f"{number}. {chapter.title}" if number else chapter.title
        found += _found(title, chapter, source, standings[chapter.pk], names)
    return found


def findings_of(chapter: ChapterPage, *, reads_names: bool = False) -> list[Finding]:
    """What to look at in one chapter as it is being written, published or not.

    Arguments: the page with the text in question; `reads_names` as for `findings`.
    """
    source = source_of(chapter)
    names = withheld_names(source.workshop) if reads_names else Names()
    return list(_found(chapter.title, chapter, source, standing(chapter), names))


def _found(
    title: str, chapter: ChapterPage, source: ChapterSource, stands: Standing, names: Names
) -> Iterator[Finding]:
    edit = reverse("wagtailadmin_pages:edit", args=[chapter.pk])
    for words, stops, anchor in _of_chapter(chapter, source):
        yield Finding(title, words, f"{edit}#{anchor}" if anchor else edit, stops)
    for words, stops, url in preflight_people.of_chapter(chapter, stands, names):
        yield Finding(title, words, f"{edit}{url}" if url[:1] in {"", "#"} else url, stops)


Told = tuple[str, bool, str]


def _of_volume(page: ProceedingsPage, chapters: list[tuple[ChapterPage, str]]) -> Iterator[Finding]:
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if not chapters:
        yield Finding(page.volume_title, _("No chapter has been published."), edit)
    for name, value in (
        (_("licence"), page.licence),
        (_("place and publisher"), page.publisher),
        (_("disclaimer"), page.disclaimer),
    ):
        if not value:
            words = _("The imprint has no %(what)s.") % {"what": name}
            yield Finding(page.volume_title, words, edit)
    for script in fonts.missing():
        words = _("There is no typeface for %(script)s.") % {"script": script}
        yield Finding(page.volume_title, words, edit, stops=True)


def _of_chapter(chapter: ChapterPage, source: ChapterSource) -> Iterator[Told]:
    html = source.html(chapter, lambda image: f"asset:picture-{image.pk}")
    if not strip_tags(html).strip():
        yield _("The chapter is empty."), False, ""
    if chapter.has_unpublished_changes:
        yield _("It has changes that are not published and would not be printed."), False, ""
    try:
        cleaned = clean(html)
    except Refused as error:
        yield str(error), True, ""
        return
    for url in cleaned.left_out:
        anchor = _typed_in(chapter, url)
        yield _("It would leave out %(url)s.") % {"url": url}, False, anchor
    missing = fonts.without_glyph(chapter.title + chapter.lede + strip_tags(cleaned.html))
    if missing:
        letters = " ".join(missing[:12])
        anchor = place_of(chapter, lambda text: not set(missing).isdisjoint(text))
        yield _("No typeface has these letters: %(letters)s") % {"letters": letters}, False, anchor
    for block in chapter.body:
        for text in broken(plain(block), chapter.slug, source.places):
            words = _("The reference %(text)s leads to no chapter of the volume.")
            yield words % {"text": text}, False, anchor_of(block)
    if OTHER_SCRIPT.search(_without_language(cleaned.html)):
        anchor = place_of(chapter, OTHER_SCRIPT.search)
        yield _("A passage in another script is not marked with its language."), False, anchor
    for block in chapter.body:
        if block.block_type == "figure":
            yield from _of_figure(block)
        elif block.block_type == "table":
            yield from _of_table(block)
        elif block.block_type == "recommendations" and (words := left_out(source.workshop)):
            yield words, False, anchor_of(block)


def _typed_in(chapter: ChapterPage, url: str) -> str:
    return place_of(chapter, lambda text: url in text, typed)


def _of_figure(block: StreamValue.StreamChild) -> Iterator[Told]:
    value, anchor = block.value, anchor_of(block)
    image = value["image"]
    if image is None:
        yield _("The image of a figure is gone."), True, anchor
        return
    if image.width < SMALLEST_PICTURE:
        words = _("The image “%(title)s” has %(width)d pixels; it needs %(least)d to print well.")
        given = {"title": image.title, "width": image.width, "least": SMALLEST_PICTURE}
        yield words % given, False, anchor
    if len(value["alt"].split()) < 3:
        yield _("Tell in a sentence what the picture shows."), False, anchor
    try:
        with image.open_file() as file:
            rebuilt(file.read())
    except (OSError, BadPicture):
        words = _("The image “%(title)s” cannot be opened.")
        yield words % {"title": image.title}, True, anchor


def _of_table(block: StreamValue.StreamChild) -> Iterator[Told]:
    value, anchor = block.value, anchor_of(block)
    rows = value["rows"].splitlines()
    columns = max((row.count("|") + 1 for row in rows), default=0)
    if columns > WIDEST_TABLE:
        words = _("The table “%(caption)s” has %(columns)d columns; more than %(most)d do not fit.")
        given = {"caption": value["caption"], "columns": columns, "most": WIDEST_TABLE}
        yield words % given, False, anchor
    longest = max((len(word) for word in value["rows"].replace("|", " ").split()), default=0)
    if longest > LONGEST_CELL_WORD and columns > 3:
        words = _("The table “%(caption)s” has a word that is wider than its column.")
        yield words % {"caption": value["caption"]}, False, anchor


class _Unmarked(HTMLParser):
    """The text that stands under no language of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"br", "img", "hr", "wbr"}:
            self.open.append("lang" in dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if self.open and tag not in {"br", "img", "hr", "wbr"}:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.open):
            self.text += data


def _without_language(html: str) -> str:
    parser = _Unmarked()
    parser.feed(html)
    return parser.text
