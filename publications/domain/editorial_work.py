"""What waits for whoever edits proceedings, in every volume: for the first page of staff."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone
from wagtail.models import Page

from publications.domain.proofs import ANSWERS, PROOF_LIFE
from publications.models import EditorialStep, ParagraphComment, ProceedingsPage, SessionNote

PROOF_SENT = EditorialStep.Kind.PROOF_SENT


@dataclass(frozen=True)
class Waiting:
    """One volume: authors who answered, proofs past their day, open comments, notes handed in."""

    volume: ProceedingsPage
    answers: int
    overdue: int
    comments: int
    notes: int


def waiting() -> list[Waiting]:
    """The volumes in which something waits, the newest workshop first. Four statements."""
    answers: Counter[str] = Counter()
    overdue: Counter[str] = Counter()
    for kind, path, at in _last_steps():
        if kind in ANSWERS:
            answers[_above(path)] += 1
        elif at < timezone.now() - PROOF_LIFE:
            overdue[_above(path)] += 1
    open_comments = ParagraphComment.objects.filter(settled_at=None)
    paths = open_comments.values_list("chapter__path", flat=True)
    comments = Counter(_above(path) for path in paths)
    handed_in = SessionNote.objects.filter(state=SessionNote.State.HANDED_IN)
    notes = Counter(handed_in.values_list("workshop__path", flat=True))
    found = []
    for volume in ProceedingsPage.objects.order_by("-path"):
        path = volume.path
        row = Waiting(volume, answers[path], overdue[path], comments[path], notes[_above(path)])
        if row.answers or row.overdue or row.comments or row.notes:
            found.append(row)
    return found


def _last_steps() -> list[tuple[str, str, datetime.datetime]]:
    later = EditorialStep.objects.filter(chapter=OuterRef("chapter"), number__gt=OuterRef("number"))
    steps = EditorialStep.objects.filter(kind__in=(PROOF_SENT, *ANSWERS)).exclude(Exists(later))
    return list(steps.values_list("kind", "chapter__path", "at"))


def _above(path: str) -> str:
    """The path of the page above."""
    return path[: -Page.steplen]
