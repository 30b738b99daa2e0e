"""Co-organisers comment on edited chapters, paragraph by paragraph, until a day.

They read names as the proceedings will print them. Where a text names somebody who has not agreed,
by their whole name or a part of it, they read "[name withheld]" (`masking`): an editor's slip must
not become the host's knowledge.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from access.domain import audit
from access.models import User
from events.models import WorkshopPage
from publications.domain import rounds
from publications.domain.editing import READABLE, Standing, board, latest_text, source_of
from publications.domain.masking import Names, masked
from publications.domain.screen import on_screen
from publications.engine.sanitise import clean
from publications.models import Audience, ChapterPage, ParagraphComment, ProceedingsPage

PARAGRAPH = re.compile(r'(?=<p class="para" id="p\d+">)')
ANCHOR = re.compile(r'(?:<h[34]>.*?</h[34]>\s*)*<p class="para" id="(p\d+)">', re.DOTALL)
HEADINGS = re.compile(r"(?:<h[34]>(?:(?!</h[34]>).)*</h[34]>\s*)+$", re.DOTALL)


def is_open(volume: ProceedingsPage) -> bool:
    """Whether co-organisers may comment now."""
    return volume.comments_until is not None and timezone.now() <= volume.comments_until


def volume_of(workshop: WorkshopPage) -> ProceedingsPage | None:
    """The volume on which co-organisers of a workshop may comment now, or None."""
    volumes = ProceedingsPage.objects.child_of(workshop)
    return volumes.filter(comments_until__gte=timezone.now()).first()


def readable(volume: ProceedingsPage, names: Names) -> list[Standing]:
    """The public chapters that are edited at least: what co-organisers may read.

    Their titles and first words are those that co-organisers read, without the withheld `names`;
    they are not for saving.
    """
    rows = board(volume)
    rows = [r for r in rows if r.kind in READABLE and r.chapter.audience == Audience.PUBLIC]
    for chapter in (row.chapter for row in rows):
        chapter.title = names.without(chapter.title)
        chapter.lede = names.without(chapter.lede)
    return rows


@dataclass(frozen=True)
class Passage:
    """One paragraph as co-organisers read it, with what they said to it."""

    anchor: str
    html: SafeString
    comments: tuple[ParagraphComment, ...]


def passages(
    chapter: ChapterPage, comments: Iterable[ParagraphComment], names: Names
) -> list[Passage]:
    """A chapter by paragraphs, each with its comments; none of the withheld `names` in any of it.

    The first may have no number: it stands for the chapter as a whole, as does a comment whose
    paragraph is gone.
    """
    text = latest_text(chapter)
    text.has_numbers = True
    source = source_of(chapter)
    html = on_screen(clean(source.html(text, None)).html, source.places)
    pieces = _pieces(masked(html, names))
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
