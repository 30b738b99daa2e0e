"""What participants thought, told without being traced (US-P17).

An answer is stored without a key, an address, a time or an order, and leaves no entry in the audit
trail: an entry has a time. Numbers show from ten answers on and change five answers at a time, so
that two looks at the page do not tell one answer from the next. Words are read by two people.
"""

import datetime
import secrets
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.domain import audit, inventory
from access.domain.suppression import Suppressed, suppress
from access.models import User, Vault
from events.models import WorkshopPage
from registrations.domain import sealing
from registrations.domain.states import State
from registrations.models import Evaluation, EvaluationGiven, Registration

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# The same every year, so that years can be compared.
QUESTIONS: dict[str, "str | _StrPromise"] = {
    "programme": _("The programme dealt with what matters for my work"),
    "voice": _("I could say what I wanted to say"),
    "safety": _("I felt safe, and my wishes about names and photographs were kept"),
    "access": _("Interpretation and access worked for me"),
    "arrangements": _("Letters, journey, venue and meals were well arranged"),
}
ANSWERS: dict[str, "str | _StrPromise"] = {
    "4": _("Fully"),
    "3": _("Mostly"),
    "2": _("A little"),
    "1": _("Not at all"),
    "0": _("Does not apply to me"),
}
WORDS: dict[str, "str | _StrPromise"] = {
    "keep": _("What should stay as it was?"),
    "change": _("What should be different next time?"),
}
# Nothing is shown before so many have answered, and then so many more at a time.
SHOWN_FROM, STEP = 10, 5
# Days after the last day of the workshop: until when it is asked, and when the words are erased.
ASKED_DAYS, WORDS_DAYS = 14, 365
PRESENT = (State.ACCEPTED, State.ATTENDED)


class NotAsked(Exception):
    """Nobody is asked now, or not this person: not there, too early, too late, or answered."""


@dataclass(frozen=True)
class Table:
    """One question with its numbers, in the order of the answers."""

    question: "str | _StrPromise"
    rows: Sequence[tuple["str | _StrPromise", int]]


@dataclass(frozen=True)
class HostTable:
    """One question as hosts see it: answers below five are merged."""

    question: "str | _StrPromise"
    shown: Sequence[tuple["str | _StrPromise", int]]
    merged: Sequence["str | _StrPromise"]
    merged_count: int | None


def of(workshop: WorkshopPage) -> Evaluation | None:
    """The evaluation of a workshop, where staff have begun one."""
    return Evaluation.objects.filter(workshop=workshop).first()


def may_answer(registration: Registration, now: datetime.datetime | None = None) -> bool:
    """Whether a person is asked now: was to be there, the last day has come, not answered yet."""
    return _is_asked(registration, of(registration.workshop), now) and not has_answered(
        registration
    )


def has_answered(registration: Registration) -> bool:
    """Whether this person's answer is among the others."""
    return EvaluationGiven.objects.filter(registration=registration).exists()


def _is_asked(
    registration: Registration, evaluation: Evaluation | None, now: datetime.datetime | None = None
) -> bool:
    if evaluation is None or registration.state not in PRESENT:
        return False
    workshop = registration.workshop
    today = (now or timezone.now()).astimezone(zoneinfo.ZoneInfo(workshop.time_zone)).date()
    return workshop.last_day <= today <= evaluation.closes_on


@transaction.atomic
def answer(
    registration: Registration, ratings: Mapping[str, str], words: Mapping[str, str]
) -> None:
    """Put one answer among the others.

    Arguments: the registration, of which only that it has answered is kept; codes of `ANSWERS` by
    question; texts by code of `WORDS`. What is empty or unknown is left out. Raises NotAsked.
    """
    rows = Evaluation.objects.filter(workshop=registration.workshop)
    # Written before it is read: two at once wait for each other.
    if not rows.update(version=F("version") + 1):
        raise NotAsked
    evaluation = rows.get()
    if not _is_asked(registration, evaluation):
        raise NotAsked
    _given, is_first = EvaluationGiven.objects.get_or_create(registration=registration)
    if not is_first:
        raise NotAsked
    kept = _open(evaluation)
    kept["waiting"].append(
        {
            "ratings": {code: ratings[code] for code in QUESTIONS if ratings.get(code) in ANSWERS},
            "words": {code: words[code] for code in WORDS if words.get(code)},
        }
    )
    enough = SHOWN_FROM if not evaluation.counted else STEP
    if len(kept["waiting"]) >= enough:
        _count(evaluation, kept)
    _keep(evaluation, kept)


def _open(evaluation: Evaluation) -> dict[str, Any]:
    found = sealing.unseal(evaluation, evaluation.workshop.vault_id)
    return {"waiting": [], "words": {}, **found}


def _keep(evaluation: Evaluation, kept: dict[str, Any]) -> None:
    """Seal the lists in a new order."""
    shuffle = secrets.SystemRandom().shuffle
    shuffle(kept["waiting"])
    for texts in kept["words"].values():
        shuffle(texts)
    sealing.seal(evaluation, evaluation.workshop.vault_id, kept)
    evaluation.save()


def _count(evaluation: Evaluation, kept: dict[str, Any]) -> None:
    """Count the waiting answers; their words are torn from their ratings and from each other."""
    for given in kept["waiting"]:
        for code, rating in given["ratings"].items():
            counts = evaluation.counts.setdefault(code, {})
            counts[rating] = counts.get(rating, 0) + 1
        for code, text in given["words"].items():
            kept["words"].setdefault(code, []).append(text)
    evaluation.counted += len(kept["waiting"])
    kept["waiting"] = []


@transaction.atomic
def ask(
    workshop: WorkshopPage,
    *,
    closes_on: datetime.date,
    readers: Sequence[User],
    actor: User,
) -> Evaluation:
    """Begin an evaluation, or change until when it is asked and who reads the words.

    Raises ValueError for more than two readers.
    """
    if len(readers) > 2:
        raise ValueError("two people read the words")
    first, second = [*readers, None, None][:2]
    evaluation, _is_new = Evaluation.objects.update_or_create(
        workshop=workshop,
        defaults={"closes_on": closes_on, "first_reader": first, "second_reader": second},
    )
    audit.record(
        "evaluation.asked",
        obj=workshop,
        actor=actor,
        vault=workshop.vault,
        until=closes_on.isoformat(),
        readers=[str(reader.pk) for reader in readers],
    )
    return evaluation


def tables(evaluation: Evaluation) -> list[Table]:
    """The numbers, for the Secretariat; none before enough have answered. No statement."""
    if not evaluation.counted:
        return []
    return [
        Table(
            label,
            [(word, evaluation.counts.get(code, {}).get(key, 0)) for key, word in ANSWERS.items()],
        )
        for code, label in QUESTIONS.items()
    ]


def for_hosts(workshop: WorkshopPage) -> list[HostTable]:
    """The numbers as hosts see them: small cells merged, as everywhere. One statement."""
    evaluation = of(workshop)
    if evaluation is None:
        return []
    return [_for_host(table) for table in tables(evaluation)]


def _for_host(table: Table) -> HostTable:
    labels = {str(place): label for place, (label, _count) in enumerate(table.rows)}
    kept: Suppressed = suppress({str(n): count for n, (_label, count) in enumerate(table.rows)})
    return HostTable(
        table.question,
        [(labels[key], count) for key, count in kept.shown.items()],
        [labels[key] for key in kept.merged],
        kept.merged_count,
    )


def may_read_words(evaluation: Evaluation, user: User) -> bool:
    """Whether this account is one of the two."""
    return user.pk in {evaluation.first_reader_id, evaluation.second_reader_id}


def words(evaluation: Evaluation, reader: User) -> list[tuple["str | _StrPromise", list[str]]]:
    """What people wrote, by question and in no order, for one of the two. Written down.

    Raises PermissionError for anybody else.
    """
    if not may_read_words(evaluation, reader):
        raise PermissionError
    workshop = evaluation.workshop
    audit.record("evaluation.read", obj=workshop, actor=reader, vault=workshop.vault)
    if workshop.vault.destroyed_at:
        return []
    texts = _open(evaluation)["words"]
    return [(label, texts[code]) for code, label in WORDS.items() if texts.get(code)]


def left(vault: Vault) -> list[inventory.Line]:
    """What is still held, for the page of what is left (`inventory.register`). One statement."""
    held = Evaluation.objects.filter(workshop__vault=vault).exclude(sealed=None)
    return [_line(row) for row in held.select_related("workshop")]


def _line(row: Evaluation) -> inventory.Line:
    day = row.workshop.last_day + datetime.timedelta(days=WORDS_DAYS)
    where = _("Answers without a name, encrypted")
    return inventory.Line(where, _("Evaluation: what people wrote"), 1, day, day)


def sweep() -> int:
    """Count what is left when the time is over, and erase words after a year; runs daily.

    Fewer than ten answers in all are never counted. Returns how many evaluations changed.
    """
    today = timezone.localdate()
    over = Evaluation.objects.filter(closes_on__lt=today, workshop__vault__destroyed_at=None)
    return sum(_close(row.pk, today) for row in over.exclude(sealed=None))


@transaction.atomic
def _close(pk: Any, today: datetime.date) -> int:
    rows = Evaluation.objects.filter(pk=pk)
    rows.update(version=F("version") + 1)
    evaluation = rows.select_related("workshop").get()
    kept = _open(evaluation)
    is_left = bool(kept["waiting"] and evaluation.counted)
    if is_left:
        _count(evaluation, kept)
    if today > evaluation.workshop.last_day + datetime.timedelta(days=WORDS_DAYS):
        evaluation.sealed, evaluation.key = None, None
        evaluation.save()
        return 1
    if is_left:
        _keep(evaluation, kept)
        return 1
    return 0
