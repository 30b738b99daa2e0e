"""Rounds of comments: which one runs, and the text that each began with.

A text is kept when the round opens, or when the chapter is edited while it runs; the next round
is compared with it.
"""

from django.db.models import F
from django.utils import timezone

from access.models import User
from correspondence.domain import mail
from publications.models import (
    ChapterPage,
    CommentRound,
    EditorialStep,
    ProceedingsPage,
    RoundText,
)

# How the keys of mails begin that remind of comments; the keys of round and account follow.
REMINDER = "comments_reminder"


def newest(volume: ProceedingsPage) -> CommentRound | None:
    """The last round of a volume, whether it runs or is over."""
    return volume.comment_rounds.order_by("-number").first()


def running(volume: ProceedingsPage) -> CommentRound | None:
    """The round in which co-organisers comment now, or None."""
    last = newest(volume)
    return last if last is not None and last.until >= timezone.now() else None


def keep_text(step: EditorialStep) -> None:
    """Keep the text of a step for the round that runs, where its chapter has none there yet."""
    volume = ProceedingsPage.objects.filter(pk=step.chapter.get_parent().pk).first()
    current = running(volume) if volume is not None else None
    if current is not None:
        RoundText.objects.get_or_create(
            round=current,
            chapter=step.chapter,
            defaults={"revision": step.revision, "sha256": step.sha256},
        )


def text_before(chapter: ChapterPage, current: CommentRound) -> RoundText | None:
    """The text of a chapter in the last round before `current` that had it, or None."""
    earlier = RoundText.objects.filter(
        chapter=chapter, round__volume=current.volume_id, round__number__lt=current.number
    )
    return earlier.select_related("round", "revision").order_by("-round__number").first()


def hold(current: CommentRound) -> None:
    """Have a round to oneself until the transaction ends: answers and reminders never cross."""
    CommentRound.objects.filter(pk=current.pk).update(number=F("number"))


def stop_reminding(current: CommentRound, user: User) -> None:
    """Cancel what reminds an account of a round and has not left yet: it has answered."""
    mail.cancel(f"{REMINDER}:{current.pk}:{user.pk}:")
