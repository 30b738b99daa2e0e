"""Limits of every kind, reserved places, selection, override; going, coming back, erasing now."""

import datetime
import re
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from access import catalogue
from access.domain import disclosure
from access.domain import values as stored
from access.models import AuditEntry, ErasureReceipt
from correspondence.models import MailMessage
from events.models import WorkshopPage
from registrations.domain import (
    bulk,
    choices,
    described,
    holding,
    leaving,
    places,
    registering,
    waiting,
)
from registrations.domain.places import ItemFull, NoPlace
from registrations.domain.states import State, WrongState
from registrations.domain.waiting import Limit
from registrations.models import Cancellation, Registration
from registrations.public import questions
from tests.factories.access import secretariat
from tests.factories.events import InstitutionFactory, StateFactory
from tests.factories.registrations import QuotaFactory, category, registered
from tests.registrations.conftest import last_token, occasions

pytestmark = pytest.mark.django_db


def many(workshop: WorkshopPage, number: int, **changes: Any) -> list[State]:
    """The states of some people who register one after the other."""
    start = Registration.objects.count()
    return [
        State(registered(workshop, email=f"p{start + n}@example.org", **changes).state)
        for n in range(number)
    ]


HELD, WAITS = State.AWAITING_EMAIL, State.WAITLISTED


def test_a_limit_per_state(workshop: WorkshopPage) -> None:
    """SB-R5: two for Malaysia; the next waits, others do not."""
    malaysia, laos = StateFactory(), StateFactory(code="LA")
    waiting.set_limit(workshop, None, 50, "system")
    waiting.set_limit(workshop, None, 2, "system", state=malaysia)
    assert many(workshop, 3, state=malaysia) == [HELD, HELD, WAITS]
    assert many(workshop, 1, state=laos) == [HELD]


def test_a_limit_per_institution(workshop: WorkshopPage) -> None:
    """SB-R5: a national working group sends one."""
    group = InstitutionFactory()
    waiting.set_limit(workshop, None, 50, "system")
    waiting.set_limit(workshop, None, 1, "system", institution=group)
    assert many(workshop, 2, institution=group) == [HELD, WAITS]
    assert many(workshop, 1) == [HELD]


def test_places_are_kept_for_a_group_until_a_moment(workshop: WorkshopPage) -> None:
    """Three places, two kept for the NHRIs: one other person fits until the moment passes."""
    nhri, cso = category("NHRI"), category("CSO")
    soon = timezone.now() + datetime.timedelta(days=1)
    waiting.set_limit(workshop, nhri, Limit(None, 2, soon), "system")
    assert many(workshop, 2, category=cso) == [HELD, WAITS]
    assert many(workshop, 1, category=nhri) == [HELD]
    assert places.room(workshop).kept == {nhri.pk: 1}
    waiting.set_limit(workshop, nhri, Limit(None, 2, timezone.now()), "system")
    assert many(workshop, 1, category=cso) == [HELD]


def test_an_item_has_a_limit_of_its_own(workshop: WorkshopPage) -> None:
    """SB-R4: nothing is written where the item is full."""
    QuotaFactory(workshop=workshop, item="visit", places=1)
    first = registered(workshop, email="a@example.org", items=["visit"])
    with pytest.raises(ItemFull) as caught:
        registered(workshop, email="b@example.org", items=["visit", "dinner"])
    assert (caught.value.codes, Registration.objects.count()) == (["visit"], 1)
    registering.withdraw(first)
    assert registered(workshop, email="b@example.org", items=["visit"]).items == "|visit|"


def test_limits_of_every_kind_cost_one_statement(
    workshop: WorkshopPage, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        waiting.set_limit(workshop, category(f"C{number}"), 5, "system")
        waiting.set_limit(workshop, None, 5, "system", state=StateFactory(code=f"X{number}"))
        waiting.set_limit(workshop, None, 5, "system", institution=InstitutionFactory())
        waiting.set_limit(workshop, None, 5, "system", item=f"i{number}")
    with django_assert_num_queries(1):
        places.room(workshop)


def test_in_a_selection_everybody_may_apply_and_the_limit_binds_at_acceptance(
    workshop: WorkshopPage,
) -> None:
    """SB-R7: five apply for two places; the third acceptance is refused without an override."""
    acad = category("ACAD")
    waiting.set_limit(workshop, acad, Limit(2, by_selection=True), "system")
    applied = [registered(workshop, email=f"{n}@example.org", category=acad) for n in range(5)]
    for registration in applied:
        registering.confirm(last_token(registration))
    assert {r.state for r in Registration.objects.all()} == {State.SUBMITTED}
    actor = secretariat()
    for registration in applied[3:]:
        registering.accept(registration, actor)
    with pytest.raises(NoPlace):
        registering.accept(applied[0], actor)
    effects = bulk.preview(
        workshop, list(Registration.objects.filter(state="submitted")), State.ACCEPTED
    )
    assert [effect.to for effect in effects] == [None, None, None]
    registering.accept(applied[0], actor, override=True)
    last = AuditEntry.objects.filter(action="registration.accepted").latest("number")
    assert last.detail == {"from": "submitted", "override": True}
    assert Registration.objects.filter(state=State.ACCEPTED).count() == 3


def test_withdrawing_can_be_undone_for_72_hours(workshop: WorkshopPage) -> None:
    """SB-R14: the place comes back where it is free; the address too."""
    registration = registered(workshop)
    registering.confirm(last_token(registration))
    registering.accept(registration, "system")
    registering.withdraw(registration)
    back = leaving.undo(registration)
    assert (back.state, back.held_until, occasions(registration)[-1]) == (
        State.ACCEPTED,
        None,
        "accepted",
    )
    assert registered(workshop).pk == registration.pk
    registering.withdraw(registration)
    Registration.objects.update(held_until=timezone.now())
    with pytest.raises(WrongState):
        leaving.undo(registration)


def test_an_undo_never_oversells(workshop: WorkshopPage) -> None:
    """SEC-D4: the place went to the next; whoever comes back waits at the old position."""
    waiting.set_limit(workshop, None, 1, "system")
    first, second = registered(workshop, "a@example.org"), registered(workshop, "b@example.org")
    for registration in (first, second):
        registering.confirm(last_token(registration))
    registering.withdraw(first)
    second.refresh_from_db()
    assert (second.state, leaving.undo(first).state) == (State.OFFERED, State.WAITLISTED)
    assert waiting.position(Registration.objects.get(pk=first.pk)) == 1


def test_an_address_registered_again_meanwhile_has_two_people(workshop: WorkshopPage) -> None:
    first = registered(workshop)
    registering.confirm(last_token(first))
    registering.withdraw(first)
    second = registered(workshop)
    assert second.pk != first.pk
    assert leaving.undo(first).number_at_address == 2


def test_erasing_everything_now(workshop: WorkshopPage) -> None:
    """SB-R14: nothing is left but a number, a receipt, and what staff must cancel."""
    registration = registered(workshop, email="a@example.org")
    registering.confirm(last_token(registration))
    registering.accept(registration, "system")
    person = registration.person
    assert person is not None
    last_day = datetime.date(2027, 6, 17)
    stored.store(workshop.vault, person.pk, {"hotel": "Room 12, two nights"}, last_day)
    leaving.erase_now(registration)
    registration.refresh_from_db()
    assert (registration.state, registration.email_index) == (State.ERASED, "")
    found = disclosure.visible_to(
        disclosure.POST, workshop.vault, {person.pk: person.track}, ["name", "email"]
    )
    assert found[person.pk] == {}
    assert ErasureReceipt.objects.count() == 1
    mails = MailMessage.objects.filter(subject_key=person.pk)
    assert set(mails.values_list("sealed_body", flat=True)) == {None}
    [(row, things)] = leaving.cancellations(workshop)
    assert (row.reference, things) == (
        registration.reference,
        [("Hotel and room", "Room 12, two nights")],
    )
    Cancellation.objects.update(erase_at=timezone.now())
    holding.release_expired()
    assert leaving.cancellations(workshop) == []


def test_merging_keeps_the_earlier_position(workshop: WorkshopPage) -> None:
    first, second = registered(workshop, "a@example.org"), registered(workshop, "b@example.org")
    merged = bulk.merge(second, first, secretariat())
    first.refresh_from_db()
    assert (merged.position, first.state) == (first.position, State.ERASED)
    with pytest.raises(WrongState):
        bulk.merge(second, first, secretariat())


def test_nobody_is_accepted_out_of_a_withdrawal_by_the_desk(workshop: WorkshopPage) -> None:
    """Only the person's own undo leads back; the desk decides about living registrations."""
    registration = registered(workshop)
    registering.confirm(last_token(registration))
    registering.withdraw(registration)
    for decide in (registering.accept, registering.decline):
        with pytest.raises(WrongState):
            decide(registration, "system")


def test_a_crowd_at_the_gate_is_no_error_page(
    workshop: WorkshopPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SEC-D1, SEC-D7: who waited in vain stands in line again; another trouble is told at once."""

    class Waited(Exception):
        sqlstate = places.LOCK_NOT_AVAILABLE

    class Lost(Exception):
        sqlstate = "57P01"

    opened, tries = places.gate, []

    def gate(reason: type[Exception], patience: int, asked: WorkshopPage) -> None:
        tries.append(reason)
        if len(tries) <= patience:
            error = OperationalError("as the database says it")
            error.__cause__ = reason()
            raise places.Busy from error
        opened(asked)

    monkeypatch.setattr(places, "gate", partial(gate, Waited, places.TRIES - 1))
    assert registered(workshop).state == State.AWAITING_EMAIL
    assert len(tries) == places.TRIES
    for reason, expected in ((Waited, places.TRIES), (Lost, 1)):
        tries.clear()
        monkeypatch.setattr(places, "gate", partial(gate, reason, places.TRIES))
        with pytest.raises(places.Busy):
            registered(workshop, email="second@example.org")
        assert len(tries) == expected
    assert Registration.objects.count() == 1


def test_food_is_foods_and_never_a_faith() -> None:
    """US-P9: no word of the catalogue, the form or its answers names a religion."""
    faiths = re.compile(
        r"halal|kosher|muslim|islam|hindu|buddh|christ|jain|relig|faith|pray|ramadan", re.IGNORECASE
    )
    words = [
        *(str(label) for each in choices.CHOICES.values() for _code, label in each),
        *(code for each in choices.CHOICES.values() for code, _label in each),
        *(f"{field.code} {field.label} {field.purpose}" for field in catalogue.all_fields()),
        *(str(label) for label, _fields in described.BLOCKS.values()),
        *(str(hint) for hint in questions.HINTS.values()),
    ]
    assert len(words) > 80
    assert [word for word in words if faiths.search(word)] == []
