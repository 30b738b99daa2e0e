"""Reminders on the editorial way: authors with a proof, co-organisers with a day for comments.

Each of them gets one mail some days before the day and one when it has passed, nothing after an
answer, and what staff ask for by hand. The ledger of mails tells who was reminded when: the key of
a mail says for what and at which place, so that it is written once whatever the number of workers.
"""

import datetime
import functools
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.domain import audit
from access.models import User
from correspondence.domain import mail, recipients
from correspondence.models import MailMessage
from publications.domain import proofs, round_desk, rounds
from publications.domain.editing import REMINDER as OF_PROOF
from publications.domain.editing import Standing, hold
from publications.domain.rounds import REMINDER as OF_COMMENTS
from publications.models import CommentRound, EditorialStep, ProceedingsPage
from registrations.domain.references import new_reference
from registrations.domain.window import in_words

PROOF_SENT = EditorialStep.Kind.PROOF_SENT
BEFORE = datetime.timedelta(days=5)
# Somebody who was away for so long still reminds; after that nobody is written to about the past.
LATE = datetime.timedelta(days=2)
# By hand: so often for one proof or round, and not within this time of the mail before.
TIMES_BY_HAND = 2
APART = datetime.timedelta(days=1)
PLACES = ("before", "late", *(f"hand{number}" for number in range(1, TIMES_BY_HAND + 1)))
INVITATION = "comments_open"
WORDS = {
    "told": gettext_lazy("told that it is open"),
    "before": gettext_lazy("before the day"),
    "late": gettext_lazy("after the day"),
}


@dataclass(frozen=True)
class Told:
    """One mail of a matter as staff see it: which, when it was written, what became of it."""

    place: str
    at: datetime.datetime
    label: str

    @property
    def words(self) -> str:
        return str(WORDS.get(self.place, _("by hand")))


def run() -> int:
    """Write every reminder that is due and not yet written; a job of the timetable.

    Returns how many mails were written now.
    """
    round_desk.open_missing()
    due = [functools.partial(_proof_due, step) for step in _waiting_proofs()]
    due += [functools.partial(_round_due, one) for one in _recent_rounds()]
    written, failure = 0, None
    for remind in due:
        try:
            written += remind()
        except Exception as error:
            # An address that cannot be written to silences nobody else; the job still says so.
            failure = error
    if failure is not None:
        raise failure
    return written


def place_of(
    now: datetime.datetime, opened: datetime.datetime, until: datetime.datetime
) -> str | None:
    """Which reminder is due: "before", "late" or None.

    The first comes `BEFORE` the day, or half-way where less time was given.
    """
    if now >= until:
        return "late" if now < until + LATE else None
    return "before" if now >= until - min(BEFORE, (until - opened) / 2) else None


# --- Authors ----------------------------------------------------------------------------------


def _waiting_proofs() -> list[EditorialStep]:
    """The proofs that are the last step of their chapter and not long past their day."""
    later = EditorialStep.objects.filter(chapter=OuterRef("chapter"), number__gt=OuterRef("number"))
    return list(
        EditorialStep.objects.filter(
            kind=PROOF_SENT,
            at__gt=timezone.now() - proofs.PROOF_LIFE - LATE,
        )
        .exclude(Exists(later))
        .select_related("chapter")
        .order_by("pk")
    )


def _proof_due(step: EditorialStep) -> int:
    place = place_of(timezone.now(), step.at, proofs.due(step))
    if place is None or _was_told_lately(told([step.pk], OF_PROOF)):
        return 0
    return int(_remind_author(step, place))


@transaction.atomic
def _remind_author(step: EditorialStep, place: str) -> bool:
    """Whether a mail was written now."""
    key = f"{OF_PROOF}:{step.pk}:{place}"
    # Asked again with the chapter held: an answer may have come since the list was made.
    hold(step.chapter)
    if MailMessage.objects.filter(dedup_key=key).exists() or not _is_last(step):
        return False
    workshop = step.chapter.volume.workshop
    person = proofs.asked([step]).get(step.pk)
    if person is None or workshop.vault.destroyed_at is not None:
        return False
    letters = recipients.letters(workshop.vault, [person])
    if not letters:
        return False
    letter = letters[0]
    is_late = timezone.now() >= proofs.due(step)
    answer_by = in_words(proofs.due(step), workshop, letter.language)
    mail.queue(
        vault=workshop.vault,
        subject_key=letter.subject_key,
        occasion="proof_late" if is_late else "proof_reminder",
        dedup_key=key,
        address=letter.address,
        language=letter.language,
        context={
            "reference": letter.reference,
            "link": proofs.path_of(step),
            **({} if is_late else {"answer_by": answer_by}),
        },
    )
    return True


def _is_last(step: EditorialStep) -> bool:
    return not EditorialStep.objects.filter(chapter=step.chapter, number__gt=step.number).exists()


def remind_author(step: EditorialStep, actor: User) -> None:
    """Remind the author of a proof now.

    Raises ValidationError where the chapter went on, the time of grace is over, nobody was mailed,
    or they were written to too lately or too often.
    """
    if step.kind != PROOF_SENT or not _is_last(step):
        raise ValidationError(_("The chapter stands elsewhere now. Look at it again."))
    if timezone.now() >= proofs.due(step) + proofs.GRACE:
        raise ValidationError(_("The link to this proof has ended. Send a new proof."))
    place = _by_hand(told([step.pk], OF_PROOF).get(str(step.pk), []), step.at)
    if not _remind_author(step, place):
        raise ValidationError(_("There is no address for this author. Make a link instead."))
    vault = step.chapter.volume.workshop.vault
    audit.record("chapter.author_reminded", obj=step.chapter, actor=actor, vault=vault)


def _was_told_lately(mails: dict[str, list[Told]]) -> bool:
    """Whether somebody reminded of the matter by hand a moment ago; then the next tick does."""
    moments = [one.at for rows in mails.values() for one in rows]
    return bool(moments) and timezone.now() - max(moments) < APART


# --- Co-organisers ----------------------------------------------------------------------------


def _recent_rounds() -> list[CommentRound]:
    """The rounds that run, or ended a short time ago on the day that was set."""
    recent = CommentRound.objects.filter(until__gt=timezone.now() - LATE).select_related("volume")
    # One that staff ended before its day is over for a reason: nobody is told that it passed.
    return [one for one in recent if one.volume.comments_until == one.until and _is_newest(one)]


def _is_newest(one: CommentRound) -> bool:
    return rounds.newest(one.volume) == one


def _round_due(one: CommentRound) -> int:
    place = place_of(timezone.now(), one.opened_at, one.until)
    if place is None:
        return 0
    vault = one.volume.workshop.vault
    if vault.destroyed_at is not None:
        return 0
    users = round_desk.co_organisers(vault)
    mails = told([f"{one.pk}:{user.pk}" for user in users], OF_COMMENTS)
    return sum(
        _remind_host(one, user, place)
        for user in users
        if not _was_told_lately({"": mails.get(f"{one.pk}:{user.pk}", [])})
    )


@transaction.atomic
def _remind_host(one: CommentRound, user: User, place: str) -> bool:
    key = f"{OF_COMMENTS}:{one.pk}:{user.pk}:{place}"
    rounds.hold(one)
    if MailMessage.objects.filter(dedup_key=key).exists() or round_desk.answers(one).has(user):
        return False
    _write_host(one, user, "late" if timezone.now() >= one.until else "reminder", key)
    return True


def _write_host(one: CommentRound, user: User, what: str, key: str) -> None:
    """A mail to an account: it names no workshop; the page behind the link does."""
    workshop = one.volume.workshop
    answer_by = in_words(one.until, workshop, settings.LANGUAGE_CODE)
    mail.queue(
        vault=workshop.vault,
        subject_key=user.pk,
        occasion=f"comments_{what}",
        dedup_key=key,
        address=user.email,
        language=settings.LANGUAGE_CODE,
        context={
            "reference": new_reference(),
            "link": "/organise/",
            **({} if what == "late" else {"answer_by": answer_by}),
        },
    )


@transaction.atomic
def invite(volume: ProceedingsPage, actor: User) -> int:
    """Tell every co-organiser that a round runs, each once in a round; returns how many now."""
    current = rounds.running(volume)
    if current is None:
        raise ValidationError(_("The time for comments is over."))
    vault = volume.workshop.vault
    written = 0
    for user in round_desk.co_organisers(vault):
        key = f"{INVITATION}:{current.pk}:{user.pk}:told"
        if not MailMessage.objects.filter(dedup_key=key).exists():
            _write_host(current, user, "open", key)
            written += 1
    audit.record("proceedings.comments_told", obj=volume, actor=actor, vault=vault, mails=written)
    return written


@transaction.atomic
def remind_host(volume: ProceedingsPage, user: User, actor: User) -> None:
    """Remind one co-organiser now.

    Raises ValidationError when no round runs, they are none or have answered, or were written to
    too lately or too often.
    """
    current = rounds.running(volume)
    vault = volume.workshop.vault
    if current is None or user not in round_desk.co_organisers(vault):
        raise ValidationError(_("The time for comments is over."))
    key = f"{current.pk}:{user.pk}"
    earlier = told([key], OF_COMMENTS, INVITATION).get(key, [])
    place = _by_hand(earlier, None)
    if not _remind_host(current, user, place):
        raise ValidationError(_("They have answered already."))
    audit.record("proceedings.comments_reminded", obj=volume, actor=actor, vault=vault)


# --- What staff see ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """A proof that waits for its author: who was mailed (None: a link was handed over)."""

    step: EditorialStep
    person: uuid.UUID | None
    due: datetime.datetime
    is_late: bool
    told: list[Told]
    may_remind: bool


def waiting(standings: Iterable[Standing]) -> dict[int, Waiting]:
    """The proofs that wait among chapters, by chapter. Two statements, none where none waits."""
    steps = [row.last for row in standings if row.last is not None and row.kind == PROOF_SENT]
    if not steps:
        return {}
    people = proofs.asked(steps)
    mails = told([step.pk for step in steps], OF_PROOF)
    now = timezone.now()
    found = {}
    for step in steps:
        until, earlier = proofs.due(step), mails.get(str(step.pk), [])
        may = step.pk in people and now < until + proofs.GRACE and may_remind(earlier, step.at)
        found[step.chapter_id] = Waiting(
            step, people.get(step.pk), until, until <= now, earlier, may
        )
    return found


@dataclass(frozen=True)
class Host:
    """A co-organiser in a round: what they answered, what they were told."""

    user: User
    done_at: datetime.datetime | None
    comments: int
    told: list[Told]
    may_remind: bool


def hosts(current: CommentRound) -> list[Host]:
    """Every co-organiser of a round, by name. Four statements."""
    users = round_desk.co_organisers(current.volume.workshop.vault)
    given = round_desk.answers(current)
    mails = told([f"{current.pk}:{user.pk}" for user in users], OF_COMMENTS, INVITATION)
    runs = current.until >= timezone.now()
    found = []
    for user in users:
        earlier = mails.get(f"{current.pk}:{user.pk}", [])
        may = runs and not given.has(user) and may_remind(earlier, None)
        done, comments = given.done.get(user.pk), given.comments.get(user.pk, 0)
        found.append(Host(user, done, comments, earlier, may))
    return found


# --- What was written -------------------------------------------------------------------------


def told(keys: Iterable[object], *beginnings: str) -> dict[str, list[Told]]:
    """The mails about matters, oldest first, by the key of the matter. One statement.

    Arguments: keys of proofs, or "round:account"; how the keys of the mails begin.
    """
    wanted = {
        f"{beginning}:{key}:{place}": (str(key), place)
        for key in keys
        for beginning in beginnings
        for place in ("told", *PLACES)
    }
    found: dict[str, list[Told]] = {}
    rows = MailMessage.objects.filter(dedup_key__in=wanted).order_by("queued_at", "pk")
    for dedup_key, at, state in rows.values_list("dedup_key", "queued_at", "state"):
        key, place = wanted[dedup_key]
        label = str(MailMessage.State(state).label)
        found.setdefault(key, []).append(Told(place, at, label))
    return found


def of_proofs(steps: Iterable[EditorialStep]) -> dict[str, list[Told]]:
    """What reminded authors of proofs, by the key of the step. One statement."""
    return told([step.pk for step in steps if step.kind == PROOF_SENT], OF_PROOF)


def may_remind(earlier: list[Told], asked_at: datetime.datetime | None) -> bool:
    """Whether staff may remind by hand now, after these mails."""
    return _problem(earlier, asked_at) == ""


def _problem(earlier: list[Told], asked_at: datetime.datetime | None) -> str:
    times = sum(one.place.startswith("hand") for one in earlier)
    if times >= TIMES_BY_HAND:
        return _("They were reminded by hand often enough. Call them instead.")
    moments = [one.at for one in earlier] + ([asked_at] if asked_at is not None else [])
    if moments and timezone.now() - max(moments) < APART:
        return _("They were written to less than a day ago.")
    return ""


def _by_hand(earlier: list[Told], asked_at: datetime.datetime | None) -> str:
    if problem := _problem(earlier, asked_at):
        raise ValidationError(problem)
    return f"hand{1 + sum(one.place.startswith('hand') for one in earlier)}"
