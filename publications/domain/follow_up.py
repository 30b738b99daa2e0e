"""What became of a recommendation: the derived state, transmissions, what is due."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.domain import audit
from access.models import User, Vault
from correspondence.domain import mail
from events.models import WorkshopPage
from events.models.reference import Certainty
from publications.domain.recommendations import PUBLIC_STANDINGS
from publications.models import Addressee, Recommendation, Step, Transmission

State = Recommendation.State
Kind = Step.Kind

OCCASION = "follow_up_due"


class Dated(Protocol):
    """What the derivation needs of a step."""

    kind: str
    answer: str
    date: datetime.date


# The state that a step leads to; a step that is missing here leaves the state as it is.
LEADS_TO = {
    Kind.TAKEN_UP: State.TAKEN_UP,
    Kind.NEGOTIATED: State.TAKEN_UP,
    Kind.FOLLOWED_BY: State.TAKEN_UP,
    Kind.ADOPTED_AS: State.REALISED,
    Kind.IN_FORCE: State.REALISED,
    Kind.SUPERSEDED: State.SET_ASIDE,
    Kind.DROPPED: State.SET_ASIDE,
    Kind.MERGED: State.SET_ASIDE,
}
_ORDER = [kind.value for kind in Kind]


def derive(steps: Iterable[Dated]) -> str:
    """The state of progress that follows from dated steps; a pure function of them.

    Arguments: the steps in any order. Steps of one day count in the order of `Step.Kind`.
    Returns a value of `Recommendation.State`. What was realised stays so. A body that declined
    may still take it up later. "Followed by" tells that something on the subject came after it,
    which is as far as 'taken up'; it never claims more.
    """
    state = State.PROPOSED
    for step in sorted(steps, key=lambda step: (step.date, _ORDER.index(step.kind), step.answer)):
        if state == State.REALISED:
            break
        if step.kind == Kind.ANSWERED:
            if step.answer == Step.Answer.DECLINED:
                state = State.DECLINED
            elif state == State.PROPOSED:
                state = State.SENT
        elif step.kind == Kind.SENT:
            state = State.SENT if state == State.PROPOSED else state
        else:
            state = LEADS_TO.get(Kind(step.kind), state)
    return state


def refresh(recommendation_id: int) -> None:
    """Store the state that the public steps lead to."""
    steps = Step.objects.filter(recommendation=recommendation_id, certainty=Certainty.SEEN).exclude(
        source=""
    )
    Recommendation.objects.filter(pk=recommendation_id).update(state=derive(steps))


def after_step(sender: Any, instance: Step, **kwargs: Any) -> None:
    """Signal: a step was saved or removed."""
    refresh(instance.recommendation_id)


@transaction.atomic
def transmit(
    workshop: WorkshopPage,
    *,
    addressee: Addressee,
    sent_on: datetime.date,
    letter: str,
    actor: User | str,
    letter_file: Any = None,
    recommendations: Sequence[Recommendation] | None = None,
) -> Transmission:
    """Record that conclusions were sent, and give each recommendation its step "Sent to".

    Arguments: the workshop; who received them; the day of the letter; its reference; who records
    it; the letter as a document, for staff; which ones (None: all that are adopted or recorded).
    Returns the record. Raises ValidationError for a day to come or where there is nothing to send.
    """
    if sent_on > timezone.now().date():
        raise ValidationError({"sent_on": _("Enter a day that has come.")})
    if recommendations is None:
        recommendations = list(
            Recommendation.objects.filter(workshop=workshop, standing__in=PUBLIC_STANDINGS)
        )
    if not recommendations:
        raise ValidationError(_("This workshop has adopted nothing yet that could be sent."))
    if any(row.workshop_id != workshop.pk for row in recommendations):
        raise ValidationError(_("One letter sends the recommendations of one workshop."))
    record = Transmission(
        workshop=workshop,
        addressee=addressee,
        sent_on=sent_on,
        letter=letter,
        letter_file=letter_file,
    )
    record.full_clean()
    record.save()
    for row in recommendations:
        Step.objects.create(
            recommendation=row,
            kind=Kind.SENT,
            date=sent_on,
            what=addressee.name,
            transmission=record,
            certainty=Certainty.SEEN,
            source=str(_("Letter %(letter)s of the Working Group") % {"letter": letter}),
        )
    audit.record(
        "recommendations.transmitted",
        obj=record,
        actor=actor,
        vault=workshop.vault,
        addressee=addressee.code,
        count=len(recommendations),
    )
    return record


def due(today: datetime.date | None = None) -> QuerySet[Recommendation]:
    """What is to be checked by today, the oldest first; nothing that is done with."""
    return (
        Recommendation.objects.filter(
            standing__in=PUBLIC_STANDINGS, next_check__lte=today or timezone.now().date()
        )
        .select_related("workshop", "responsible", "reminded")
        .order_by("next_check", "pk")
    )


def remind() -> int:
    """Write once to each account whose recommendation is due; a job of the timetable.

    Returns the number of recommendations for which a mail is in the ledger. The mail names no
    workshop and no subject: a reference and the way to the page.
    """
    # The keys of an old workshop are destroyed long before its recommendations are done with.
    vault = Vault.objects.filter(destroyed_at=None).order_by("-created_at").first()
    if vault is None:
        return 0
    rows = due().filter(reminded__is_active=True)
    for row in rows:
        mail.queue(
            vault=vault,
            subject_key=row.reminded.pk,  # type: ignore[union-attr]
            occasion=OCCASION,
            dedup_key=f"{OCCASION}:{row.pk}:{row.next_check}",
            address=row.reminded.email,  # type: ignore[union-attr]
            language=settings.LANGUAGE_CODE,
            context={
                "reference": f"REC-{row.pk:04}",
                "link": reverse("recommendations:edit", args=[row.pk]),
            },
        )
    return len(rows)
