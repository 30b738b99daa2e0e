"""The editorial way of a chapter: submitted, edited, approved by its author, cleared.

The way is a list of steps that nobody changes (`EditorialStep`); what was approved is known by the
hash of its words, so that an edit afterwards shows. Source: ST8 to ST12 of the stories.
"""

import datetime
import hashlib
import json
import uuid
from collections import Counter
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Comment

from access.domain import audit, tokens
from access.domain.consent import Output
from access.models import User
from correspondence.domain import mail, recipients
from events.domain import programme
from events.domain.releases import latest_release
from events.models import WorkshopPage
from publications.domain.assemble import ChapterSource, numbered_chapters, places_of
from publications.domain.drafting import Piece, difference
from publications.domain.screen import on_screen, words
from publications.engine.sanitise import clean
from publications.models import ChapterPage, EditorialStep, ParagraphComment, ProceedingsPage

PURPOSE = "author_proof"
OCCASION = "author_proof"
PROOF_LIFE = datetime.timedelta(days=21)
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
        raise ValidationError(_("The chapter stands elsewhere now. Look at it again."))
    if kind == Kind.CLEARED and now.open_comments:
        raise ValidationError(_("Settle the open comments first."))
    if kind == Kind.CLEARED and now.kind == Kind.APPROVED and now.is_changed:
        raise ValidationError(_("The text changed after its author approved it. Edit it again."))
    return _add(chapter, kind, actor, note)


def _add(chapter: ChapterPage, kind: str, actor: User | None, note: str = "") -> EditorialStep:
    last = chapter.editorial_steps.aggregate(last=Max("number"))["last"] or 0
    step = EditorialStep.objects.create(
        chapter=chapter,
        number=last + 1,
        kind=kind,
        by=actor,
        revision=chapter.latest_revision,
        sha256=digest(chapter),
        note=note,
    )
    audit.record(
        f"chapter.{kind}",
        obj=chapter,
        actor=actor or "participant",
        vault=chapter.volume.workshop.vault,
    )
    return step


# --- The author's proof ---------------------------------------------------------------------


def possible_authors(workshop: WorkshopPage, session: uuid.UUID | None) -> list[tuple[str, str]]:
    """(key, words) of the speakers of a session, or of all: named as the proceedings name them.

    Whoever edits need not know who somebody is to send them their proof.
    """
    release = latest_release(workshop)
    if release is None:
        return []
    name = programme.names(workshop, Output.PROCEEDINGS, release.document)
    rows = [
        row
        for row in release.document["sessions"]
        if session is None or str(row["id"]) == str(session)
    ]
    found: dict[str, str] = {}
    for row in rows:
        for role in row["roles"]:
            if role["person"] and role["role"] in {"chair", "speaker", "discussant"}:
                found.setdefault(role["person"], f"{name(role).name} ({row['title']})")
    return list(found.items())


@transaction.atomic
def send_proof(chapter: ChapterPage, person: uuid.UUID, actor: User) -> EditorialStep:
    """Mail the author a link to a clean proof and the changes.

    Raises ValidationError where the chapter stands elsewhere, the person is none of the workshop's
    speakers, or has no address.
    """
    workshop = chapter.volume.workshop
    known = {key for key, _words in possible_authors(workshop, None)}
    if Kind.PROOF_SENT not in standing(chapter).steps or str(person) not in known:
        raise ValidationError(_("The chapter stands elsewhere now. Look at it again."))
    letters = recipients.letters(workshop.vault, [person])
    if not letters:
        raise ValidationError(_("There is no address for this author. Make a link instead."))
    step = _add(chapter, Kind.PROOF_SENT, actor)
    letter = letters[0]
    mail.queue(
        vault=workshop.vault,
        subject_key=letter.subject_key,
        occasion=OCCASION,
        dedup_key=f"{OCCASION}:{step.pk}",
        address=letter.address,
        language=letter.language,
        context={"reference": letter.reference, "link": _path(step)},
    )
    return step


@transaction.atomic
def make_link(chapter: ChapterPage, actor: User) -> str:
    """A proof for an author who has no address here: its path, to be handed over."""
    if Kind.PROOF_SENT not in standing(chapter).steps:
        raise ValidationError(_("The chapter stands elsewhere now. Look at it again."))
    return _path(_add(chapter, Kind.PROOF_SENT, actor))


def _path(step: EditorialStep) -> str:
    vault = step.chapter.volume.workshop.vault
    return reverse("author_proof", args=[tokens.issue(PURPOSE, vault, step.pk, PROOF_LIFE)])


@dataclass(frozen=True)
class Proof:
    """What an author sees: the text as it would be printed, what changed, until when to answer."""

    step: EditorialStep
    chapter: ChapterPage
    html: str
    changes: list[Piece]
    answer_by: datetime.datetime
    is_open: bool


def proof(raw: str) -> Proof:
    """The proof of a link; changes nothing. Raises tokens.BadToken."""
    token = tokens.find(raw, PURPOSE)
    step = EditorialStep.objects.select_related("chapter", "revision").filter(
        pk=token.subject, kind=Kind.PROOF_SENT
    )
    found = step.first()
    if found is None or found.chapter.volume.workshop.vault != token.vault:
        raise tokens.BadToken
    chapter = found.chapter
    last = chapter.editorial_steps.order_by("-number").first()
    text = _as_of(found) or latest_text(chapter)
    html, plain = _rendered(chapter, text)
    first = chapter.editorial_steps.filter(kind=Kind.SUBMITTED).order_by("number").first()
    before = _as_of(first) if first is not None else None
    old = _rendered(chapter, before)[1] if before is not None else plain
    return Proof(found, text, html, difference(old, plain), token.expires_at, last == found)


def _as_of(step: EditorialStep) -> ChapterPage | None:
    page: ChapterPage | None = step.revision.as_object() if step.revision is not None else None
    return page


def _rendered(chapter: ChapterPage, text: ChapterPage) -> tuple[str, str]:
    """A text as it would be on the web, and its plain words, one paragraph a line."""
    source = source_of(chapter)
    html = clean(source.html(text, None)).html
    plain = "\n".join(words(part) for part in html.split("</p>") if words(part))
    return on_screen(html, source.places), plain


def source_of(chapter: ChapterPage) -> ChapterSource:
    """The source of a chapter's text: names as each person chose for the proceedings."""
    volume = chapter.volume
    return ChapterSource(volume.workshop, places_of(numbered_chapters(volume)))


@transaction.atomic
def answer(raw: str, approves: bool, note: str = "") -> EditorialStep:
    """The author approves, or says what to change; once for each proof.

    Raises tokens.BadToken; ValidationError where the chapter went on since, or no change is named.
    """
    seen = proof(raw)
    if not seen.is_open:
        raise ValidationError(_("This proof was answered, or the text went on since."))
    if not approves and not note.strip():
        raise ValidationError(_("Tell us what is to be changed."))
    kind = Kind.APPROVED if approves else Kind.CHANGES_WANTED
    last = seen.step.chapter.editorial_steps.aggregate(last=Max("number"))["last"]
    step = EditorialStep.objects.create(
        chapter=seen.step.chapter,
        number=last + 1,
        kind=kind,
        revision=seen.step.revision,
        sha256=seen.step.sha256,
        note=note.strip()[:4000],
    )
    audit.record(
        f"chapter.{kind}",
        obj=seen.step.chapter,
        actor="participant",
        vault=seen.step.chapter.volume.workshop.vault,
    )
    return step
