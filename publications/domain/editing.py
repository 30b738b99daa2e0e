"""The editorial way of a chapter: submitted, edited, approved by its author, cleared.

The way is a list of steps that nobody changes (`EditorialStep`); what was approved is known by the
hash of its words, so that an edit afterwards shows. Source: ST8 to ST12 of the stories.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Comment

from access.domain import audit
from access.models import User
from correspondence.domain import mail
from publications.domain import rounds
from publications.domain.assemble import ChapterSource, numbered_chapters, places_of
from publications.models import ChapterPage, EditorialStep, ParagraphComment, ProceedingsPage

# How the keys of mails begin that remind of a proof; the key of its step follows.
REMINDER = "proof_reminder"
ELSEWHERE = gettext_lazy("The chapter stands elsewhere now. Look at it again.")
Kind = EditorialStep.Kind
# What staff may do next, by how the chapter stands ("" : nothing was done yet).
NEXT: dict[str, tuple[str, ...]] = {
    "": (Kind.SUBMITTED,),
    Kind.SUBMITTED: (Kind.EDITED,),
    Kind.EDITED: (Kind.PROOF_SENT, Kind.CLEARED),
    Kind.PROOF_SENT: (Kind.PROOF_SENT, Kind.EDITED),
    Kind.CHANGES_WANTED: (Kind.EDITED,),
    Kind.APPROVED: (Kind.CLEARED, Kind.EDITED),
    Kind.CLEARED: (Kind.EDITED,),
}
# From here on co-organisers may read a chapter.
READABLE = {Kind.EDITED, Kind.PROOF_SENT, Kind.CHANGES_WANTED, Kind.APPROVED, Kind.CLEARED}


@dataclass(frozen=True)
class Standing:
    """How a chapter stands: its last step, whether its text changed since, what is open."""

    chapter: ChapterPage
    last: EditorialStep | None
    is_changed: bool
    open_comments: int
    open_remarks: int = 0  # of co-organisers alone

    @property
    def kind(self) -> str:
        return self.last.kind if self.last is not None else ""

    @property
    def label(self) -> str:
        return self.last.get_kind_display() if self.last is not None else _("Not on its way yet")

    @property
    def steps(self) -> tuple[str, ...]:
        """What may be done next."""
        return NEXT[self.kind]


def latest_text(chapter: ChapterPage) -> ChapterPage:
    """The chapter with the changes that are not published yet."""
    page: ChapterPage = chapter.get_latest_revision_as_object()
    return page


def digest(chapter: ChapterPage) -> str:
    """SHA-256 over the titles and blocks of the latest text: what an approval stands for."""
    if chapter.latest_revision is not None:
        content = chapter.latest_revision.content
        blocks = json.loads(content["body"])
        parts = [content[name] for name in ("title", "subtitle", "lede")]
    else:
        blocks = chapter.body.get_prep_value()
        parts = [chapter.title, chapter.subtitle, chapter.lede]
    parts += [f"{block['type']}|{json.dumps(block['value'], sort_keys=True)}" for block in blocks]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def standing(chapter: ChapterPage) -> Standing:
    """How one chapter stands."""
    return _standings([chapter])[0]


def board(proceedings: ProceedingsPage) -> list[Standing]:
    """How every chapter of a volume stands, drafts included, in their order. Four statements."""
    chapters = ChapterPage.objects.child_of(proceedings).select_related("latest_revision")
    return _standings(list(chapters.order_by("path")))


def _standings(chapters: list[ChapterPage]) -> list[Standing]:
    keys = [chapter.pk for chapter in chapters]
    steps = EditorialStep.objects.filter(chapter__in=keys).select_related("by")
    last = {step.chapter_id: step for step in steps.order_by("number")}
    remarks = Counter(
        ParagraphComment.objects.filter(chapter__in=keys, settled_at=None).values_list(
            "chapter", flat=True
        )
    )
    margin = Counter(
        Comment.objects.filter(page__in=keys, resolved_at=None).values_list("page", flat=True)
    )
    found = []
    for chapter in chapters:
        step, own = last.get(chapter.pk), remarks[chapter.pk]
        is_changed = step is not None and step.sha256 != digest(chapter)
        found.append(Standing(chapter, step, is_changed, own + margin[chapter.pk], own))
    return found


# --- Steps ----------------------------------------------------------------------------------


@transaction.atomic
def advance(chapter: ChapterPage, kind: str, actor: User, note: str = "") -> EditorialStep:
    """Take the next step: submitted, edited or cleared. Raises ValidationError out of order.

    Nothing is cleared with an open comment, nor where its text changed after the author approved.
    """
    now = standing(chapter)
    if kind not in now.steps or kind == Kind.PROOF_SENT:
        raise ValidationError(ELSEWHERE)
    if kind == Kind.CLEARED and now.open_comments:
        raise ValidationError(_("Settle the open comments first."))
    if kind == Kind.CLEARED and now.kind == Kind.APPROVED and now.is_changed:
        raise ValidationError(_("The text changed after its author approved it. Edit it again."))
    return add_step(chapter, kind, actor, note)


def hold(chapter: ChapterPage) -> None:
    """Have a chapter's way to oneself until the transaction ends; the write comes first."""
    ChapterPage.objects.filter(pk=chapter.pk).update(has_numbers=F("has_numbers"))


def add_step(
    chapter: ChapterPage,
    kind: str,
    actor: User | None,
    note: str = "",
    *,
    of: EditorialStep | None = None,
) -> EditorialStep:
    """Write the next step: of the latest text, or of the text of another step (`of`).

    `actor` is None for the author by their link. What reminds of a proof and has not left yet is
    cancelled: the chapter went on. Raises ValidationError where somebody was first.
    """
    hold(chapter)
    if chapter.latest_revision is None:
        chapter.save_revision(changed=False, clean=False)  # so that there is a version to keep
    last = chapter.editorial_steps.order_by("-number").first()
    try:
        with transaction.atomic():
            step = EditorialStep.objects.create(
                chapter=chapter,
                number=last.number + 1 if last is not None else 1,
                kind=kind,
                by=actor,
                revision=of.revision if of is not None else chapter.latest_revision,
                sha256=of.sha256 if of is not None else digest(chapter),
                note=note,
            )
    except IntegrityError:
        raise ValidationError(ELSEWHERE) from None
    if last is not None and last.kind == Kind.PROOF_SENT:
        mail.cancel(f"{REMINDER}:{last.pk}:")
    if kind in READABLE:
        rounds.keep_text(step)
    audit.record(
        f"chapter.{kind}",
        obj=chapter,
        actor=actor or "participant",
        vault=chapter.volume.workshop.vault,
    )
    return step


def source_of(chapter: ChapterPage) -> ChapterSource:
    """The source of a chapter's text: names as each person chose for the proceedings."""
    volume = chapter.volume
    return ChapterSource(volume.workshop, places_of(numbered_chapters(volume)))
