"""The use cases of a registration, one function and one transaction each. Nothing else writes.

A place is given behind the gate (`places`), in the same transaction as the person's values, the
mail and the audit entry: all of it happened, or none.
"""

import datetime
import uuid
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from access.domain import audit, consent, tokens
from access.domain import values as stored
from access.domain.consent import Naming, Output
from access.domain.crypto import blind_index
from access.models import User
from events.models import Category, Institution, Person, State, WorkshopPage
from registrations.domain import (
    drafts,
    invitations,
    leaving,
    links,
    notices,
    places,
    queries,
    waiting,
)
from registrations.domain.places import Busy, ItemFull, NoPlace
from registrations.domain.references import new_reference
from registrations.domain.states import State as Step
from registrations.domain.states import WrongState, step
from registrations.models import Invitation, Registration

__all__ = [
    "Busy",
    "ItemFull",
    "NoPlace",
    "WrongState",
    "accept",
    "change_appearance",
    "confirm",
    "decline",
    "register",
    "take_up",
    "withdraw",
]

PRIVACY_NOTICE = "privacy_notice"
# Whether one may be photographed: an agreement, in the words of the question; no is the default.
PHOTOGRAPHS = "photographs"
UNCONFIRMED_HOURS = links.CONFIRM_HOURS
KEEP_WITHDRAWN_HOURS = 72
# Two references meet once in hundreds of millions; five times in a row never.
ATTEMPTS = 5


def register(
    workshop: WorkshopPage,
    *,
    category: Category,
    values: Mapping[str, str],
    choices: Mapping[Output, Naming],
    submission_key: uuid.UUID,
    language: str,
    text_version: str,
    state: State | None = None,
    institution: Institution | None = None,
    items: Collection[str] = (),
    form: int | None = None,
    invitation: Invitation | None = None,
) -> Registration:
    """Register one person: a place or a position on the waiting list, and a mail that says more.

    Arguments: the workshop; the category asked for; texts by field code (`name` and `email` at
    least); how the person appears, by output (an output left out is the most protective answer);
    the key of this submission, made when the form was shown; the person's language; the version of
    the privacy notice they agreed to; the State represented, where the category asks for one; the
    institution whose delegation it is; codes of the optional items; the version of the form; the
    invitation by whose mailed link they came, which proves the address and allows a further person
    at it.

    Returns the registration. The same key again returns the same registration and writes nothing.
    An address that is already registered for this workshop gets no second row but a mail, and the
    caller cannot tell the two apart by what is returned (SEC-F1). Raises Busy, ItemFull (an
    optional item has no place left: nothing was written), BadToken (the invitation was used), and
    KeyError for a field that the catalogue does not know.
    """
    address_key = blind_index(workshop.vault, values["email"])
    for _attempt in range(ATTEMPTS):
        registration = Registration(
            workshop=workshop,
            category=category,
            reference=new_reference(),
            email_index=address_key,
            submission_key=submission_key,
            language=language,
            institution=institution,
            items=places.joined(items),
            form_id=form,
        )
        try:
            return _insert(registration, values, choices, text_version, state, invitation)
        except IntegrityError:
            # The constraints are the judges, so that a first registration pays no statement for
            # the question and the second one takes as long as the first.
            same = Registration.objects.filter(submission_key=submission_key).first()
            if same is not None:
                return same
            known = at_address(workshop, address_key)
            if known is not None:
                tell_again(
                    known, drafts.as_sent(registration, values, choices, state, text_version)
                )
                return known
    raise RuntimeError("No free reference was found.")


def _insert(
    registration: Registration,
    texts: Mapping[str, str],
    choices: Mapping[Output, Naming],
    text_version: str,
    state: State | None,
    invitation: Invitation | None,
) -> Registration:
    workshop, category = registration.workshop, registration.category
    with places.opening(workshop):
        room = places.room(workshop)
        if full := room.full_items(registration.items):
            raise ItemFull(full)
        delegation = invitation.delegation if invitation else None
        if delegation:
            registration.institution = delegation.institution
        registration.position = room.ticket
        registration.by_selection = category.pk in room.selecting and delegation is None
        registration.person = Person(
            workshop=workshop,
            category=category,
            state=state,
            is_nominated=bool(delegation and category.is_official),
        )
        has_place = registration.by_selection or room.has_for(registration)
        registration.state = Step.AWAITING_EMAIL if has_place else Step.WAITLISTED
        registration.held_until = timezone.now() + datetime.timedelta(hours=UNCONFIRMED_HOURS)
        registration.person.save(force_insert=True)
        stored.store(workshop.vault, registration.person.pk, texts, last_day(workshop))
        consent.give_first(
            workshop.vault,
            registration.person.pk,
            {
                PRIVACY_NOTICE: "yes",
                PHOTOGRAPHS: texts.get("photo_wish") or "none",
                **{
                    consent.purpose_of(output): choices.get(output, Naming.NONE)
                    for output in Output
                },
            },
            text_version=text_version,
            language=registration.language,
        )
        if invitation:
            registration.number_at_address = _next_number(registration)
        registration.save(force_insert=True)
        audit.record(
            f"registration.{registration.state}",
            obj=registration,
            actor="participant",
            vault=workshop.vault,
        )
        if invitation:
            invitations.use(invitation, registration)
            address_is_confirmed(registration)
        else:
            notices.send(
                registration, "confirm_address", once="1", address=texts["email"], is_first=True
            )
    return registration


def _next_number(registration: Registration) -> int:
    """The number of a further person at an address, behind the gate (SEC-D3)."""
    taken = Registration.objects.filter(
        workshop=registration.workshop, email_index=registration.email_index
    ).aggregate(last=Max("number_at_address"))["last"]
    return (taken or 0) + 1


def last_day(workshop: WorkshopPage) -> datetime.date:
    """The day from which every field's time runs; today where the dates are not set yet."""
    return workshop.ends_on or workshop.starts_on or timezone.localdate()


def at_address(workshop: WorkshopPage, address_key: str) -> Registration | None:
    """The first registration at an address, by its blind index."""
    return (
        Registration.objects.select_related("workshop__vault", "person")
        .filter(workshop=workshop, email_index=address_key)
        .order_by("number_at_address")
        .first()
    )


@transaction.atomic
def tell_again(registration: Registration, sent: drafts.Sent | None = None) -> None:
    """The truth goes by mail, at most once an hour: nobody can flood another person's mailbox.

    Arguments: the registration that has the address; what somebody sent with it now, kept so that
    a wrong address can be corrected like any other (`correcting`): the two cases must not differ.
    """
    if sent is not None:
        drafts.keep_unsent(registration.workshop, sent)
    occasion = "already_registered" if registration.confirmed_at else "confirm_address"
    once = f"{timezone.now():%Y%m%d%H}"
    told = notices.is_written(registration, occasion, once)
    # Told within the hour: the same work once more, rolled back, so that time tells nothing.
    key = str(uuid.uuid4()) if told else once
    with suppress(IntegrityError), transaction.atomic():
        # Where another request told the person meanwhile, the constraint on the key says so.
        notices.send(registration, occasion, once=key, is_first=True)
        transaction.set_rollback(told)


def confirm(raw_token: str) -> Registration:
    """Confirm the address by the single-use link. Raises BadToken (unknown, used, expired), Busy.

    A person who holds a place is now submitted; a person on the waiting list keeps the position
    and gets a place at once if one is free.
    """
    found = of_token(tokens.find(raw_token, links.CONFIRM))
    with places.passing(found) as registration:
        tokens.consume(raw_token, links.CONFIRM)
        address_is_confirmed(registration)
    registration.refresh_from_db()
    return registration


def address_is_confirmed(registration: Registration) -> None:
    """The step of `confirm` itself, behind the gate. Raises BadToken where it is too late."""
    if registration.state not in {Step.AWAITING_EMAIL, Step.WAITLISTED}:
        raise tokens.BadToken
    assert registration.person_id is not None  # noqa: S101 - only an erased one has no person
    tokens.revoke(registration.person_id, links.CONFIRM)
    registration.confirmed_at = timezone.now()
    if registration.state == Step.AWAITING_EMAIL:
        step(registration, Step.SUBMITTED, actor="participant")
        notices.send(registration, "received")
        return
    registration.held_until = None
    registration.save()
    audit.record(
        "registration.confirmed",
        obj=registration,
        actor="participant",
        vault=registration.workshop.vault,
    )
    notices.send(registration, "waitlisted")
    waiting.promote(registration.workshop)


def of_token(token: tokens.Token) -> Registration:
    """The registration that a private link opens. Raises BadToken where there is none any more."""
    registration = (
        Registration.objects.select_related("workshop__vault", "workshop__host_state")
        .select_related("person__state", "category", "form")
        .filter(person=token.subject, workshop__vault=token.vault)
        .exclude(state=Step.ERASED)
        .first()
    )
    if registration is None:
        raise tokens.BadToken
    return registration


def withdraw(registration: Registration, actor: User | str = "participant") -> Registration:
    """Give up the registration: the place is free at once, the answers are erased after 72 hours.

    Raises WrongState, Busy.
    """
    with places.passing(registration) as current:
        leaving.hand_over(current)
        current.email_index, current.state_before = "", current.state
        step(
            current,
            Step.WITHDRAWN,
            actor=actor,
            held_until=timezone.now() + datetime.timedelta(hours=KEEP_WITHDRAWN_HOURS),
        )
        notices.send(current, "withdrawn")
        waiting.promote(current.workshop)
    return current


def take_up(registration: Registration) -> Registration:
    """Take the place that was offered. Raises WrongState (the offer has lapsed), Busy."""
    with places.passing(registration) as current:
        lapsed = current.held_until is not None and current.held_until <= timezone.now()
        if current.state != Step.OFFERED or lapsed:
            raise WrongState(f"{current.state}: no offer")
        step(current, Step.ACCEPTED, actor="participant")
        notices.send(current, "accepted")
    return current


def change_appearance(
    registration: Registration,
    choices: Mapping[Output, Naming],
    other_name: str,
    *,
    text_version: str,
) -> None:
    """Change how a person appears, from this moment on, in every output (US-P7).

    Arguments: the registration; the choice by output; the other name, empty for none; the version
    of the words that the person saw. What did not change is not recorded again. Raises Busy.
    """
    before = queries.choices_of(registration)
    changed = {output: naming for output, naming in choices.items() if before[output] != naming}
    with places.passing(registration) as current:
        assert current.person_id is not None  # noqa: S101 - the link found it by the person
        vault = current.workshop.vault
        stored.store(
            vault, current.person_id, {"other_name": other_name}, last_day(current.workshop)
        )
        for output, naming in changed.items():
            consent.give(
                vault,
                current.person_id,
                consent.purpose_of(output),
                naming,
                text_version=text_version,
                language=current.language,
            )
        audit.record(
            "registration.appearance",
            obj=current,
            actor="participant",
            vault=vault,
            outputs=sorted(output.value for output in changed),
        )


def accept(
    registration: Registration, actor: User | str, *, override: bool = False
) -> Registration:
    """Accept a person. `override`: beyond the limit, on purpose; the audit says so.

    Raises NoPlace (they hold none and none is free), WrongState, Busy.
    """
    with places.passing(registration) as current:
        beyond = False
        if not places.holds(current):
            room = places.room(current.workshop)
            beyond = not room.has_for(current)
            if beyond and not override:
                raise NoPlace
            room.fit(current)
        detail: dict[str, Any] = {"override": True} if beyond else {}
        step(current, Step.ACCEPTED, actor=actor, **detail)
        notices.send(current, "accepted")
    return current


def decline(registration: Registration, actor: User | str, reason: str = "") -> Registration:
    """Decline a person; `reason` is told to them by mail and stored nowhere else.

    Raises WrongState, Busy.
    """
    with places.passing(registration) as current:
        step(current, Step.DECLINED, actor=actor, reason_given=bool(reason))
        notices.send(current, "declined", reason=reason)
        waiting.promote(current.workshop)
    return current
