"""The author's proof: a mailed link, a clean text, what changed since they last saw it, an answer.

The first proof is compared with what the author sent; a later one first with the proof that they
answered last. A proof that nobody answered may never have been opened, so it counts as not seen.
"""

import datetime
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from access.domain import tokens
from access.domain.consent import Output
from access.models import User
from correspondence.domain import mail, recipients
from correspondence.models import MailMessage
from events.domain import programme
from events.domain.releases import latest_release
from events.models import WorkshopPage
from publications.domain import versions
from publications.domain.assemble import ChapterSource
from publications.domain.editing import ELSEWHERE, add_step, latest_text, source_of, standing
from publications.domain.pictures import for_web
from publications.domain.screen import on_screen
from publications.models import ChapterPage, EditorialStep

PURPOSE = "author_proof"
OCCASION = "author_proof"
# An author is asked to answer within this time; the link still answers for some days after it.
PROOF_LIFE = datetime.timedelta(days=21)
GRACE = datetime.timedelta(days=7)
Kind = EditorialStep.Kind
ANSWERS = (Kind.APPROVED, Kind.CHANGES_WANTED)


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
        raise ValidationError(ELSEWHERE)
    letters = recipients.letters(workshop.vault, [person])
    if not letters:
        raise ValidationError(_("There is no address for this author. Make a link instead."))
    step = add_step(chapter, Kind.PROOF_SENT, actor)
    letter = letters[0]
    mail.queue(
        vault=workshop.vault,
        subject_key=letter.subject_key,
        occasion=OCCASION,
        dedup_key=_mail_key(step),
        address=letter.address,
        language=letter.language,
        context={"reference": letter.reference, "link": path_of(step)},
    )
    return step


@transaction.atomic
def make_link(chapter: ChapterPage, actor: User) -> str:
    """A proof for an author who has no address here: its path, to be handed over."""
    if Kind.PROOF_SENT not in standing(chapter).steps:
        raise ValidationError(ELSEWHERE)
    return path_of(add_step(chapter, Kind.PROOF_SENT, actor))


def path_of(step: EditorialStep) -> str:
    """A new private link to a proof, as a path; it ends when the time of grace does."""
    vault = step.chapter.volume.workshop.vault
    left = due(step) + GRACE - timezone.now()
    return reverse("author_proof", args=[tokens.issue(PURPOSE, vault, step.pk, left)])


def due(step: EditorialStep) -> datetime.datetime:
    """Until when the author of a proof is asked to answer."""
    return step.at + PROOF_LIFE


def _mail_key(step: EditorialStep) -> str:
    return f"{OCCASION}:{step.pk}"


def asked(steps: list[EditorialStep]) -> dict[uuid.UUID, uuid.UUID]:
    """Who got the mail with each proof: person by step. Nobody where a link was handed over.

    One statement.
    """
    keys = {_mail_key(step): step.pk for step in steps}
    rows = MailMessage.objects.filter(dedup_key__in=keys)
    return {keys[key]: who for key, who in rows.values_list("dedup_key", "subject_key")}


# --- What the author sees -------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """What changed since a version: `at` is when it was sent or answered."""

    at: datetime.datetime
    was_approved: bool
    changes: list[versions.Changed]


@dataclass(frozen=True)
class Proof:
    """What an author sees: the text as it would be printed, until when to answer, what changed.

    `since_seen` is about the proof that they answered last, `since_submission` about the text that
    they sent; None where there was none, or that version is not kept any more.
    """

    step: EditorialStep
    chapter: ChapterPage
    html: str
    since_seen: Seen | None
    since_submission: Seen | None
    answer_by: datetime.datetime
    is_late: bool
    is_open: bool


def proof(raw: str) -> Proof:
    """The proof of a link; changes nothing. Raises tokens.BadToken."""
    step, last = _find(raw)
    chapter = step.chapter
    text = versions.text_of(step.revision) or latest_text(chapter)
    source = source_of(chapter)
    is_of = _fragment(source, text)
    return Proof(
        step,
        text,
        _on_paper(source, text),
        _since(_last_answered(step), source, is_of),
        _since(_submitted(step), source, is_of),
        due(step),
        due(step) < timezone.now(),
        last == step,
    )


def _find(raw: str) -> tuple[EditorialStep, EditorialStep | None]:
    """The step of a link, and the last one of its chapter. Raises tokens.BadToken."""
    token = tokens.find(raw, PURPOSE)
    rows = EditorialStep.objects.select_related("chapter", "revision")
    found = rows.filter(pk=token.subject, kind=Kind.PROOF_SENT).first()
    if found is None or found.chapter.volume.workshop.vault != token.vault:
        raise tokens.BadToken
    return found, found.chapter.editorial_steps.order_by("-number").first()


def _submitted(step: EditorialStep) -> EditorialStep | None:
    steps = step.chapter.editorial_steps.select_related("revision")
    return steps.filter(kind=Kind.SUBMITTED).order_by("number").first()


def _last_answered(step: EditorialStep) -> EditorialStep | None:
    """The last answer of this author before a proof; another author's answer does not count."""
    steps = list(
        step.chapter.editorial_steps.select_related("revision")
        .filter(number__lte=step.number, kind__in=(Kind.PROOF_SENT, *ANSWERS))
        .order_by("number")
    )
    who = asked([row for row in steps if row.kind == Kind.PROOF_SENT])
    found = sent = None
    for row in steps:
        if row.kind == Kind.PROOF_SENT:
            sent = row
        elif sent is not None and not _are_others(who.get(sent.pk), who.get(step.pk)):
            found = row
    return found


def _are_others(one: uuid.UUID | None, other: uuid.UUID | None) -> bool:
    return one is not None and other is not None and one != other


def _since(earlier: EditorialStep | None, source: ChapterSource, now: str) -> Seen | None:
    text = versions.text_of(earlier.revision) if earlier is not None else None
    if earlier is None or text is None:
        return None
    changes = versions.differences(_fragment(source, text), now)
    return Seen(earlier.at, earlier.kind == Kind.APPROVED, changes)


def _fragment(source: ChapterSource, text: ChapterPage) -> str:
    return versions.fragment(source, text, lambda image: f"asset:{image.pk}")


def _on_paper(source: ChapterSource, text: ChapterPage) -> str:
    """The text as it would be on the web, its pictures too."""
    html = versions.body(source, text, lambda image: f"asset:{image.pk}")
    for block in text.body:
        if block.block_type == "figure" and (image := block.value["image"]) is not None:
            html = html.replace(f'src="asset:{image.pk}"', f'src="{escape(for_web(image))}"')
    return on_screen(html, source.places)


# --- The answer -----------------------------------------------------------------------------


@transaction.atomic
def answer(raw: str, approves: bool, note: str = "") -> EditorialStep:
    """The author approves, or says what to change; once for each proof.

    Raises tokens.BadToken; ValidationError where the chapter went on since, or no change is named.
    """
    step, last = _find(raw)
    if last != step:
        raise ValidationError(_("This proof was answered, or the text went on since."))
    if not approves and not note.strip():
        raise ValidationError(_("Tell us what is to be changed."))
    kind = Kind.APPROVED if approves else Kind.CHANGES_WANTED
    return add_step(step.chapter, kind, None, note.strip()[:4000], of=step)
