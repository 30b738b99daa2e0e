"""The text of the recommendations through two readings to its adoption.

Whoever keeps the text is in the audit trail as the one who typed; who proposed a change is written
nowhere. What stands in [brackets] is not agreed.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.domain import audit
from access.models import User
from events.models import State, WorkshopPage
from events.models.reference import Certainty
from publications.models import Amendment, DraftVersion, Recommendation, Reservation

Standing = Recommendation.Standing
Origin = DraftVersion.Origin
_BRACKETS = re.compile(r"\[[^\[\]]*\]")


class Changed(ValueError):
    """Somebody else made a version since; look at it first."""


def normal(text: str) -> str:
    """The text as it is kept: NFC, no blank at the ends, one newline a paragraph."""
    lines = (" ".join(line.split()) for line in text.replace("\r", "\n").split("\n"))
    return unicodedata.normalize("NFC", "\n".join(line for line in lines if line))


def brackets(text: str) -> list[str]:
    """What is not agreed yet: the parts in [brackets], inner ones first."""
    found: list[str] = []
    while matches := _BRACKETS.findall(text):
        found += matches
        text = _BRACKETS.sub("", text)
    return found


def digest(text: str) -> str:
    """The SHA-256 of an adopted text, over its normal form in UTF-8."""
    return hashlib.sha256(normal(text).encode()).hexdigest()


def board(workshop: WorkshopPage) -> list[Recommendation]:
    """Everything of a workshop's drafting with versions, open amendments and reservations."""
    return list(
        Recommendation.objects.filter(workshop=workshop)
        .exclude(standing=Standing.RECORDED)
        .prefetch_related(
            Prefetch("versions", DraftVersion.objects.order_by("number")),
            Prefetch("amendments", Amendment.objects.order_by("tabled_at", "pk")),
            Prefetch("reservations", Reservation.objects.select_related("delegation")),
            "addressees",
        )
        .order_by("number")
    )


@transaction.atomic
def start(workshop: WorkshopPage, *, title: str, text: str, actor: User) -> Recommendation:
    """A new text in first reading, with the next number. Raises ValidationError if it is empty."""
    text = normal(text)
    _require(text)
    last = Recommendation.objects.filter(workshop=workshop).aggregate(last=Max("number"))["last"]
    row = Recommendation(
        workshop=workshop,
        number=(last or 0) + 1,
        title=" ".join(title.split()),
        text=text,
        certainty=Certainty.VERIFY,
    )
    row.full_clean()
    row.save()
    _add_version(row, text, Origin.TYPED)
    _record("drafting.started", row, actor)
    return row


@transaction.atomic
def revise(
    recommendation: Recommendation, text: str, *, based_on: int, actor: User, origin: str = "typed"
) -> DraftVersion:
    """A new version of a text in drafting.

    Arguments: the row, the whole new text, the version the editor saw, who keeps the text, where
    it comes from. Raises Changed where that version is no longer the last, ValidationError where
    the text is adopted, empty, or its brackets do not close.
    """
    row = _hold(recommendation)
    text = normal(text)
    _require(text)
    last = row.versions.order_by("-number").first()
    if last is not None and last.number != based_on:
        raise Changed(
            str(_("Version %(number)d was made since. Look at it first.") % {"number": last.number})
        )
    if last is not None and last.text == text and last.reading == row.reading:
        return last
    row.text = text
    row.save()
    version = _add_version(row, text, origin)
    _record("drafting.revised", row, actor, version=version.number)
    return version


@transaction.atomic
def revise_all(workshop: WorkshopPage, texts: list[str], *, actor: User, origin: str) -> int:
    """The committee's file becomes the next version of every text in drafting, in their order.

    Arguments: the workshop, one text for each paragraph in drafting, who keeps the text, where
    they come from. Returns how many changed. Raises ValidationError where the numbers differ.
    """
    rows = list(
        Recommendation.objects.filter(workshop=workshop, standing=Standing.DRAFT).order_by("number")
    )
    if len(rows) != len(texts):
        raise ValidationError(
            _("%(drafts)d paragraphs are in drafting, but %(found)d were found in the text.")
            % {"drafts": len(rows), "found": len(texts)}
        )
    changed = 0
    for row, text in zip(rows, texts, strict=True):
        last = row.versions.aggregate(last=Max("number"))["last"] or 0
        changed += revise(row, text, based_on=last, actor=actor, origin=origin).number > last
    return changed


@transaction.atomic
def second_reading(workshop: WorkshopPage, *, actor: User) -> int:
    """Open the second reading for every text in drafting; returns how many there are."""
    rows = list(
        Recommendation.objects.filter(workshop=workshop, standing=Standing.DRAFT, reading=1)
    )
    for row in rows:
        row.reading = 2
        row.save()
        _add_version(row, row.text, Origin.TYPED)
        _record("drafting.second_reading", row, actor)
    return len(rows)


@transaction.atomic
def table_amendment(recommendation: Recommendation, text: str, *, based_on: int) -> Amendment:
    """Keep a proposed wording. It is nobody's: no account, no delegation, no log entry.

    Raises Changed and ValidationError as `revise` does.
    """
    row = _hold(recommendation)
    text = normal(text)
    _require(text)
    _require_version(row, based_on)
    return Amendment.objects.create(recommendation=row, based_on=based_on, text=text)


@transaction.atomic
def settle(amendment: Amendment, status: str, *, actor: User) -> Amendment:
    """Accept an amendment (its words become the next version), or not, or note its withdrawal.

    Raises ValidationError where it is settled already, Changed where the text went on since.
    """
    row = _hold(amendment.recommendation)
    if status not in (
        Amendment.Status.ACCEPTED,
        Amendment.Status.NOT_ACCEPTED,
        Amendment.Status.WITHDRAWN,
    ):
        raise ValueError(f"No amendment is settled as {status}.")
    settled = Amendment.objects.filter(pk=amendment.pk, status=Amendment.Status.OPEN).update(
        status=status, settled_at=timezone.now()
    )
    if not settled:
        raise ValidationError(_("This amendment is settled already."))
    if status == Amendment.Status.ACCEPTED:
        revise(row, amendment.text, based_on=amendment.based_on, actor=actor, origin="amendment")
    amendment.refresh_from_db()
    return amendment


@transaction.atomic
def reserve(recommendation: Recommendation, delegation: State | None) -> Reservation:
    """Record a reservation: of a delegation, or (None) of "one participant".

    Raises ValidationError where the delegation has one already.
    """
    reservation = Reservation(recommendation=recommendation, delegation=delegation)
    reservation.full_clean()
    reservation.save()
    return reservation


@transaction.atomic
def adopt(workshop: WorkshopPage, *, actor: User) -> list[Recommendation]:
    """Adopt every text in second reading: from here on no word of it changes.

    Returns the rows with time and SHA-256. Raises ValidationError that names the paragraphs which
    still have brackets, open amendments or their second reading before them; then nothing is
    adopted.
    """
    rows = [
        _hold(row)
        for row in Recommendation.objects.filter(workshop=workshop, standing=Standing.DRAFT)
    ]
    rows.sort(key=lambda row: row.number)
    if problems := _open_points(rows):
        raise ValidationError(problems)
    now = timezone.now()
    for row in rows:
        row.text = normal(row.text)
        row.standing = Standing.ADOPTED
        row.adopted_at = now
        row.sha256 = digest(row.text)
        row.certainty = Certainty.SEEN
        row.source = row.source or str(_("Adopted by the workshop"))
        row.save()
        _record("drafting.adopted", row, actor, sha256=row.sha256)
    return rows


def _open_points(rows: list[Recommendation]) -> list[str]:
    """What stands in the way of adoption, as sentences."""
    if not rows:
        return [str(_("There is no text in drafting."))]
    problems = []
    for row in rows:
        number = {"number": row.number}
        if row.reading != 2:
            problems.append(str(_("Paragraph %(number)d has had no second reading.") % number))
        if brackets(row.text):
            problems.append(str(_("Paragraph %(number)d still has brackets.") % number))
        if row.amendments.filter(status=Amendment.Status.OPEN).exists():
            problems.append(str(_("Paragraph %(number)d has an open amendment.") % number))
    return problems


def is_over(workshop: WorkshopPage) -> bool:
    """Whether its last day has passed."""
    return workshop.last_day < timezone.now().date()


@transaction.atomic
def record(
    workshop: WorkshopPage, rows: list[Recommendation], *, source: str, actor: User
) -> list[Recommendation]:
    """Past texts as their source gives them: public from now on, and not called adopted.

    Arguments: the workshop, which is over; its texts in drafting, reviewed; who states them and
    where; who does it. Returns the rows. Raises ValidationError without a source, for a workshop
    that is not over, and for a text with brackets or not in drafting; then none is recorded.
    """
    source = " ".join(source.split())
    if not source:
        raise ValidationError(_("Enter where this text is recorded."))
    if not is_over(workshop):
        raise ValidationError(_("This workshop is not over: its texts are adopted, not recorded."))
    held = [_hold(row) for row in rows]
    if not held:
        raise ValidationError(_("There is no text in drafting."))
    for row in held:
        if brackets(row.text):
            raise ValidationError(
                _("Paragraph %(number)d still has brackets.") % {"number": row.number}
            )
        row.text = normal(row.text)
        row.standing = Standing.RECORDED
        row.certainty = Certainty.SEEN
        row.source = source
        row.full_clean()
        row.save()
        _record("drafting.recorded", row, actor)
    return held


@transaction.atomic
def leave_out(recommendation: Recommendation, *, actor: User) -> Recommendation:
    """Take a text out of drafting: it was not adopted. It keeps its versions, for staff only."""
    row = _hold(recommendation)
    row.standing = Standing.NOT_ADOPTED
    row.save()
    _record("drafting.left_out", row, actor)
    return row


@dataclass(frozen=True)
class Piece:
    """A stretch of text: 'same', 'new' or 'gone'."""

    kind: str
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """What changed between two versions, word by word."""
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        if a < b:
            pieces.append(Piece("gone", "".join(old[a:b])))
        if c < d:
            pieces.append(Piece("new", "".join(new[c:d])))
    return pieces


def marked_up(text: str) -> list[Piece]:
    """The text in pieces for the reading view: 'bracket' for what is not agreed, else 'same'."""
    pieces = []
    for part in re.split(r"(\[[^\[\]]*\])", text):
        if part:
            pieces.append(Piece("bracket" if _BRACKETS.fullmatch(part) else "same", part))
    return pieces


def _hold(recommendation: Recommendation) -> Recommendation:
    """The row as it is now, for this transaction alone; the write comes first.

    Raises ValidationError where it is not in drafting.
    """
    held = Recommendation.objects.filter(pk=recommendation.pk, standing=Standing.DRAFT)
    if not held.update(reading=F("reading")):
        raise ValidationError(_("This text is not in drafting any more."))
    return held.get()


def _require(text: str) -> None:
    if not text:
        raise ValidationError(_("Enter the text."))
    depth = 0
    for char in text:
        depth += (char == "[") - (char == "]")
        if depth < 0:
            break
    if depth:
        raise ValidationError(_("A bracket is not closed, or not opened."))


def _require_version(row: Recommendation, based_on: int) -> None:
    last = row.versions.aggregate(last=Max("number"))["last"] or 0
    if last != based_on:
        raise Changed(
            str(_("Version %(number)d was made since. Look at it first.") % {"number": last})
        )


def _add_version(row: Recommendation, text: str, origin: str) -> DraftVersion:
    last = row.versions.aggregate(last=Max("number"))["last"] or 0
    return DraftVersion.objects.create(
        recommendation=row, number=last + 1, reading=row.reading, text=text, origin=origin
    )


def _record(action: str, row: Recommendation, actor: User, **detail: str | int) -> None:
    audit.record(action, obj=row, actor=actor, vault=row.workshop.vault, **detail)
