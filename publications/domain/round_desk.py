"""Co-organisers' rounds of comments: opened until a day, read, answered, opened again.

A round begins when a day is set and none runs; the next one shows what changed since.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from access.domain import audit
from access.models import User, Vault
from access.role_matrix import Role, standing_in
from events.models import WorkshopPage
from publications.domain import rounds, versions
from publications.domain.commenting import readable
from publications.domain.editing import READABLE, board, digest, latest_text, source_of
from publications.domain.masking import Names, masked
from publications.domain.withheld import withheld_names
from publications.models import (
    Audience,
    ChapterPage,
    CommentRound,
    ParagraphComment,
    ProceedingsPage,
    RoundAnswer,
    RoundText,
)


@transaction.atomic
def set_day(
    volume: ProceedingsPage, until: datetime.datetime | None, actor: User | str
) -> CommentRound | None:
    """Open a round until a moment, move the end of the one that runs, or (None) end it now.

    `actor` is an account or "system". Returns the newest round. Raises ValidationError for a
    moment that has passed.
    """
    now = timezone.now()
    if until is not None and until <= now:
        raise ValidationError(_("Choose a time that is still to come."))
    # The write comes first: of two people who open a round the second moves its end.
    ProceedingsPage.objects.filter(pk=volume.pk).update(comments_until=until)
    volume.comments_until = until
    current = rounds.running(volume)
    if current is not None:
        current.until = until or now
        current.save()
    elif until is not None:
        current = _open(volume, until)
    audit.record(
        "proceedings.comments_until",
        obj=volume,
        actor=actor,
        vault=volume.workshop.vault,
        until=until.isoformat() if until else "",
        round=current.number if current is not None else 0,
    )
    return current or rounds.newest(volume)


def _open(volume: ProceedingsPage, until: datetime.datetime) -> CommentRound:
    last = rounds.newest(volume)
    found = CommentRound.objects.create(
        volume=volume,
        number=last.number + 1 if last is not None else 1,
        opened_at=timezone.now(),
        until=until,
    )
    for chapter in _open_chapters(volume):
        if chapter.latest_revision is None:
            chapter.save_revision(changed=False, clean=False)
        RoundText.objects.create(
            round=found, chapter=chapter, revision=chapter.latest_revision, sha256=digest(chapter)
        )
    return found


def _open_chapters(volume: ProceedingsPage) -> list[ChapterPage]:
    """The chapters that co-organisers may read, with their titles as they are."""
    return [
        row.chapter
        for row in board(volume)
        if row.kind in READABLE and row.chapter.audience == Audience.PUBLIC
    ]


def open_missing() -> int:
    """Give a round to every volume that has a day to come and no round; a job of the timetable.

    Their day was set before there were rounds. Returns how many were opened.
    """
    opened = 0
    for volume in ProceedingsPage.objects.filter(comments_until__gte=timezone.now()):
        if rounds.running(volume) is None:
            set_day(volume, volume.comments_until, "system")
            opened += 1
    return opened


# --- Who is asked, and who has answered -------------------------------------------------------


def co_organisers(vault: Vault) -> list[User]:
    """The accounts that may comment on a workshop's volume now, by name. One statement."""
    now = timezone.now()
    users = User.objects.filter(
        is_active=True,
        grants__vault=vault,
        grants__role__in=standing_in(Role.HOST_ORGANISER),
        grants__starts_at__lte=now,
        grants__ends_at__gt=now,
    )
    return list(users.distinct().order_by("full_name", "pk"))


@dataclass(frozen=True)
class Answers:
    """Who said something in a round: accounts that are done, and comments by account."""

    done: dict[object, datetime.datetime]
    comments: dict[object, int]

    def has(self, user: User) -> bool:
        """Whether an account answered: it commented, or said that it says no more."""
        return user.pk in self.done or bool(self.comments.get(user.pk))


def answers(current: CommentRound) -> Answers:
    """What came in. Two statements."""
    remarks = ParagraphComment.objects.filter(
        chapter__path__startswith=current.volume.path, round_number=current.number
    )
    comments: dict[object, int] = {}
    for by in remarks.values_list("by", flat=True):
        comments[by] = comments.get(by, 0) + 1
    return Answers(dict(current.answers.values_list("by", "at")), comments)


@transaction.atomic
def say_done(volume: ProceedingsPage, user: User) -> None:
    """A co-organiser has read the volume and says no more in this round.

    Raises ValidationError when the time for comments is over.
    """
    current = rounds.running(volume)
    if current is None:
        raise ValidationError(_("The time for comments is over."))
    rounds.hold(current)
    _row, is_new = RoundAnswer.objects.get_or_create(round=current, by=user)
    rounds.stop_reminding(current, user)
    if is_new:
        vault = volume.workshop.vault
        audit.record("proceedings.comments_done", obj=volume, actor=user, vault=vault)


# --- What changed -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Since:
    """What changed in a chapter since an earlier round; `number` 0: it was in none."""

    number: int
    changes: list[versions.Changed]

    def of(self, anchor: str) -> str:
        """What happened to a paragraph: "changed", "new" or ""."""
        return next((row.kind for row in self.changes if anchor and row.anchor == anchor), "")


def since_last_round(chapter: ChapterPage, volume: ProceedingsPage, names: Names) -> Since | None:
    """What changed since the round before, without the withheld `names`; None in a first round.

    Also None where that version is not kept any more.
    """
    current = rounds.newest(volume)
    if current is None or current.number == 1:
        return None
    kept = rounds.text_before(chapter, current)
    if kept is None:
        return Since(0, [])
    before = versions.text_of(kept.revision)
    if before is None:
        return None
    source = source_of(chapter)

    def read(text: ChapterPage) -> str:
        text.has_numbers = True
        return masked(versions.fragment(source, text), names)

    return Since(kept.round.number, versions.differences(read(before), read(latest_text(chapter))))


def changed_chapters(volume: ProceedingsPage) -> dict[int, str]:
    """By chapter "changed", "new" or "same" since the round before; empty in a first round.

    Two or three statements.
    """
    current = rounds.newest(volume)
    if current is None or current.number == 1:
        return {}
    kept = RoundText.objects.filter(round__volume=volume, round__number__lt=current.number)
    before = {row.chapter_id: row.sha256 for row in kept.order_by("round__number")}
    found = {}
    for chapter in _open_chapters(volume):
        key = chapter.pk
        is_same = before.get(key) == digest(chapter)
        found[key] = "new" if key not in before else "same" if is_same else "changed"
    return found


def placed(chapter: ChapterPage, rows: Iterable[ParagraphComment]) -> list[ParagraphComment]:
    """The comments, each with the anchor at which its paragraph stands now ("" where it is gone).

    Nothing is saved. A comment on a version that is not kept stays where it was made.
    """
    found = list(rows)
    old = {row.revision_id: row.revision for row in found if row.revision_id and row.anchor}
    old.pop(chapter.latest_revision_id, None)
    if not old:
        return found
    source = source_of(chapter)

    def read(text: ChapterPage) -> str:
        text.has_numbers = True
        return versions.fragment(source, text)

    now = read(latest_text(chapter))
    places = {key: versions.moved(read(r.as_object()), now) for key, r in old.items() if r}
    for row in found:
        if row.revision_id in places:
            row.anchor = places[row.revision_id].get(row.anchor, "")
    return found


def paragraph(row: ParagraphComment) -> str:
    """The words on which a comment was made, as they stood then; "" where they are not kept."""
    text = versions.text_of(row.revision)
    if text is None or not row.anchor:
        return ""
    text.has_numbers = True
    found = versions.paragraphs(versions.fragment(source_of(row.chapter), text))
    return next((piece.text for piece in found if piece.anchor == row.anchor), "")


# --- When it is over --------------------------------------------------------------------------


def commented_volume(workshop: WorkshopPage) -> ProceedingsPage | None:
    """The volume of a workshop that had a round of comments, or None. One statement."""
    volumes = ProceedingsPage.objects.child_of(workshop).filter(comment_rounds__isnull=False)
    return volumes.distinct().first()


def outcome(volume: ProceedingsPage) -> list[tuple[str, ParagraphComment]]:
    """(title of the chapter, comment) with what became of it, in the order of the chapters.

    As co-organisers read it: without withheld names, and of what they may read.
    """
    names = withheld_names(volume.workshop)
    titles = {row.chapter.pk: row.chapter.title for row in readable(volume, names)}
    rows = ParagraphComment.objects.filter(chapter__in=titles).select_related("chapter", "by")
    found = list(rows.order_by("chapter__path", "at", "pk"))
    mask_answers(found, names)
    return [(titles[row.chapter_id], row) for row in found]


def mask_answers(rows: Iterable[ParagraphComment], names: Names) -> None:
    """Make the withheld `names` unreadable in what an editor answered; nothing is saved."""
    for row in rows:
        row.answer = mark_safe(masked(escape(row.answer), names))
