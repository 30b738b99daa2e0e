"""Co-organisers comment on edited chapters, paragraph by paragraph, until a day.

They read names as the proceedings will print them. Where a text names somebody who has not agreed,
they read "[name withheld]": an editor's slip must not become the host's knowledge.
"""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from access.catalogue import Track
from access.domain import audit, consent, disclosure
from access.domain.consent import Naming, Output
from access.models import User
from events.models import Person, WorkshopPage
from publications.domain import rounds
from publications.domain.editing import READABLE, Standing, board, latest_text, source_of
from publications.domain.screen import on_screen
from publications.engine.sanitise import clean
from publications.models import Audience, ChapterPage, ParagraphComment, ProceedingsPage

PARAGRAPH = re.compile(r'(?=<p class="para" id="p\d+">)')
ANCHOR = re.compile(r'(?:<h[34]>.*?</h[34]>\s*)*<p class="para" id="(p\d+)">', re.DOTALL)
HEADINGS = re.compile(r"(?:<h[34]>(?:(?!</h[34]>).)*</h[34]>\s*)+$", re.DOTALL)
TAG = re.compile(r"(<[^<>]*>)")
# A word goes on over these; every other tag ends it.
WITHIN_WORDS = re.compile(r"</?(?:b|bdi|em|i|strong|u)[ >]")
# What of a tag is read out or shows under the pointer.
SPOKEN = re.compile(r'(?<=alt=")[^"]*|(?<=title=")[^"]*|(?<=aria-label=")[^"]*')
SHORTEST = 5  # letters of a name that is looked for


def withheld_names(workshop: WorkshopPage) -> list[str]:
    """The names that a text of the proceedings must not hold: of those who have not agreed.

    For looking through texts only: shown to nobody. Whoever shares the name of somebody who did
    agree is not looked for.
    """
    rows = Person.objects.filter(workshop=workshop).only("pk", "is_nominated")
    tracks: dict[uuid.UUID, Track] = {row.pk: row.track for row in rows}
    choices = consent.naming(tracks, Output.PROCEEDINGS)
    fields = ["name", "name_own_script"]
    found = disclosure.visible_to(disclosure.NUMBERS, workshop.vault, tracks, fields)
    agreed: set[str] = set()
    withheld: set[str] = set()
    for key, values in found.items():
        may = choices.get(key) is Naming.NAME
        (agreed if may else withheld).update(" ".join(text.split()) for text in values.values())
    return sorted(name for name in withheld - agreed if len(name) >= SHORTEST)


def holds_a_name(text: str, names: Iterable[str]) -> bool:
    """Whether a plain text names one of `names`, whatever its case and spaces."""
    pattern = _pattern(names)
    return pattern is not None and pattern.search(text) is not None


def masked(html: str, names: Iterable[str]) -> str:
    """A fragment in which none of the names can be read.

    Also one in pieces, "<em>Ali</em> bin Abu": it is looked for in the words without their tags.
    """
    pattern = _pattern(names)
    if pattern is None:
        return html
    instead = escape(_("[name withheld]"))
    pieces = TAG.split(html)  # texts at the even places, tags at the odd ones
    for place, piece in enumerate(pieces):
        if place % 2:
            pieces[place] = SPOKEN.sub(lambda match: pattern.sub(instead, match[0]), piece)
        else:
            pieces[place] = pattern.sub(instead, piece)
    seams = ["" if WITHIN_WORDS.match(tag) else "\n" for tag in pieces[1::2]]
    whole = "".join(text + seam for text, seam in zip(pieces[::2], [*seams, ""], strict=True))
    for found in reversed(list(pattern.finditer(whole))):
        _put(pieces, seams, found.start(), found.end(), instead)
    return "".join(pieces)


def _put(pieces: list[str], seams: list[str], start: int, end: int, instead: str) -> None:
    """Put words in place of a stretch of the texts, which may lie in several of them."""
    at = 0
    for place, seam in zip(range(0, len(pieces), 2), [*seams, ""], strict=True):
        text, after = pieces[place], at + len(pieces[place])
        first, last = max(start, at) - at, min(end, after) - at
        if first < last:
            words = instead if at <= start else ""
            pieces[place] = text[:first] + words + text[last:]
        at = after + len(seam)


def _pattern(names: Iterable[str]) -> "re.Pattern[str] | None":
    parts = {r"\s+".join(map(re.escape, escape(name).split())) for name in names}
    parts |= {r"\s+".join(map(re.escape, name.split())) for name in names}
    longest_first = sorted(parts, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.I) if parts else None


def is_open(volume: ProceedingsPage) -> bool:
    """Whether co-organisers may comment now."""
    return volume.comments_until is not None and timezone.now() <= volume.comments_until


def volume_of(workshop: WorkshopPage) -> ProceedingsPage | None:
    """The volume on which co-organisers of a workshop may comment now, or None."""
    volumes = ProceedingsPage.objects.child_of(workshop)
    return volumes.filter(comments_until__gte=timezone.now()).first()


def readable(volume: ProceedingsPage) -> list[Standing]:
    """The public chapters that are edited at least: what co-organisers may read.

    Their titles and first words are those that co-organisers read; they are not for saving.
    """
    rows = board(volume)
    rows = [r for r in rows if r.kind in READABLE and r.chapter.audience == Audience.PUBLIC]
    pattern = _pattern(withheld_names(volume.workshop)) if rows else None
    if pattern is not None:
        instead = _("[name withheld]")
        for chapter in (row.chapter for row in rows):
            chapter.title = pattern.sub(instead, chapter.title)
            chapter.lede = pattern.sub(instead, chapter.lede)
    return rows


@dataclass(frozen=True)
class Passage:
    """One paragraph as co-organisers read it, with what they said to it."""

    anchor: str
    html: SafeString
    comments: tuple[ParagraphComment, ...]


def passages(chapter: ChapterPage, comments: Iterable[ParagraphComment]) -> list[Passage]:
    """A chapter by paragraphs, each with its comments; no withheld name in any of it.

    The first may have no number: it stands for the chapter as a whole, as does a comment whose
    paragraph is gone.
    """
    text = latest_text(chapter)
    text.has_numbers = True
    source = source_of(chapter)
    html = on_screen(clean(source.html(text, None)).html, source.places)
    pieces = _pieces(masked(html, withheld_names(source.workshop)))
    anchors = [found[1] if (found := ANCHOR.match(piece)) else "" for piece in pieces]
    if "" not in anchors:
        pieces, anchors = ["", *pieces], ["", *anchors]
    by_anchor: dict[str, list[ParagraphComment]] = {}
    for row in comments:
        by_anchor.setdefault(row.anchor if row.anchor in anchors else "", []).append(row)
    return [
        Passage(anchor, mark_safe(piece), tuple(by_anchor.get(anchor, [])))
        for anchor, piece in zip(anchors, pieces, strict=True)
    ]


def _pieces(html: str) -> list[str]:
    """A fragment cut before each numbered paragraph; a heading goes with what it heads."""
    found: list[str] = []
    heading = ""
    for piece in PARAGRAPH.split(html):
        above = HEADINGS.search(piece)
        cut = above.start() if above is not None else len(piece)
        if text := (heading + piece[:cut]).strip():
            found.append(text)
        heading = piece[cut:]
    if heading:
        found.append(heading)
    return found


@transaction.atomic
def comment(chapter: ChapterPage, anchor: str, text: str, actor: User) -> ParagraphComment:
    """Keep what a co-organiser says to a paragraph.

    Raises ValidationError after the day, for an empty text and for one that is too long.
    """
    volume = chapter.volume
    if not is_open(volume):
        raise ValidationError(_("The time for comments is over."))
    row = ParagraphComment(
        chapter=chapter,
        anchor=anchor,
        text=text.strip(),
        by=actor,
        revision=chapter.latest_revision,
    )
    if (current := rounds.running(volume)) is not None:
        rounds.hold(current)
        row.round_number = current.number
    row.full_clean()
    row.save()
    if current is not None:
        rounds.stop_reminding(current, actor)
    audit.record("chapter.commented", obj=row, actor=actor, vault=chapter.volume.workshop.vault)
    return row


@transaction.atomic
def settle(row: ParagraphComment, actor: User, verdict: str, answer: str = "") -> None:
    """Note what became of a comment; the co-organisers read it.

    Raises ValidationError for one that is not taken up without saying why.
    """
    answer = answer.strip()[:2000]
    if verdict not in ParagraphComment.Verdict.values:
        raise ValidationError(_("Choose whether it was taken up."))
    if verdict == ParagraphComment.Verdict.NOT_TAKEN_UP and not answer:
        raise ValidationError(_("Say why it was not taken up: the co-organisers read it."))
    row.settled_by, row.settled_at = actor, timezone.now()
    row.verdict, row.answer = verdict, answer
    row.save()
    vault = row.chapter.volume.workshop.vault
    audit.record("chapter.comment_settled", obj=row, actor=actor, vault=vault)
