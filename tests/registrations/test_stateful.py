"""Anything people and staff may do, in any order: live rows never exceed a limit by our doing."""

import contextlib
import itertools
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from access.models import AuditEntry
from correspondence.models import MailMessage
from events.models import Category, WorkshopPage
from registrations.domain import holding, leaving, places, queries, registering, waiting
from registrations.domain.places import NoPlace
from registrations.domain.states import State, WrongState
from registrations.domain.waiting import Limit
from registrations.models import HOLDS_A_PLACE, PLACE_HOLDING, Registration
from tests.factories.registrations import category, registered
from tests.registrations.conftest import last_token, occasions

SMALL = st.integers(min_value=0, max_value=4)
WHICH = st.integers(min_value=0, max_value=10**6)


class Places(RuleBasedStateMachine):
    """One workshop, two categories, limits that move."""

    workshop: WorkshopPage
    categories: list[Category]
    # The states in which somebody was after any step of any example.
    reached: set[str] = set()

    def __init__(self) -> None:
        super().__init__()
        self.numbers = itertools.count()
        # As Django's own TestCase does: the product's durable transactions run inside.
        self.example = transaction.atomic()
        self.example._from_testcase = True  # type: ignore[attr-defined]
        self.example.__enter__()
        # What was given before a limit was lowered stays; more is never added to it.
        self.allowed: dict[Any, int] = {}
        self.limits: dict[Any, int] = {}
        self._limit(None, 3)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def _limit(self, kind: Category | None, limit: int) -> None:
        waiting.set_limit(self.workshop, kind, limit, "system")
        self.limits[kind] = limit
        self.allowed[kind] = max(limit, self._held(kind))

    def _held(self, kind: Category | None) -> int:
        held = Registration.objects.filter(HOLDS_A_PLACE, workshop=self.workshop)
        return (held.filter(category=kind) if kind else held).count()

    def _pick(self, which: int, *states: State) -> Registration | None:
        found = list(
            Registration.objects.select_related("workshop__vault").filter(
                workshop=self.workshop, state__in=states
            )
        )
        return found[which % len(found)] if found else None

    @rule(kind=st.booleans(), confirms=st.booleans())
    def register(self, kind: bool, confirms: bool) -> None:
        registration = registered(
            self.workshop,
            email=f"p{next(self.numbers)}@example.org",
            category=self.categories[kind],
        )
        if confirms:
            registering.confirm(last_token(registration))

    @rule(which=WHICH)
    def withdraw(self, which: int) -> None:
        if registration := self._pick(which, *PLACE_HOLDING[:4], State.WAITLISTED):
            registering.withdraw(registration)

    @rule(which=WHICH)
    def come_back(self, which: int) -> None:
        """Undo of a withdrawal: never more than there is."""
        if registration := self._pick(which, State.WITHDRAWN):
            with contextlib.suppress(WrongState):
                leaving.undo(registration)

    @rule(which=WHICH)
    def erase(self, which: int) -> None:
        alive = [state for state in State if state not in {State.ERASED, State.DRAFT}]
        if registration := self._pick(which, *alive):
            leaving.erase_now(registration)
            assert Registration.objects.get(pk=registration.pk).email_index == ""

    @rule(kind=st.booleans(), selects=st.booleans())
    def select(self, kind: bool, selects: bool) -> None:
        """The way in changes for those who come after; the limit itself stays as it is."""
        category = self.categories[kind]
        limit = self.limits.get(category)
        waiting.set_limit(self.workshop, category, Limit(limit, by_selection=selects), "system")

    @rule(which=WHICH)
    def accept(self, which: int) -> None:
        states = (State.SUBMITTED, State.WAITLISTED, State.DECLINED, State.OFFERED)
        if registration := self._pick(which, *states):
            try:
                registering.accept(registration, "system")
            except NoPlace:
                assert registration.by_selection or registration.state not in PLACE_HOLDING

    @rule(which=WHICH)
    def decline(self, which: int) -> None:
        if registration := self._pick(which, State.SUBMITTED, State.ACCEPTED, State.WAITLISTED):
            registering.decline(registration, "system")

    @rule(which=WHICH)
    def take_up(self, which: int) -> None:
        if registration := self._pick(which, State.OFFERED):
            try:
                registering.take_up(registration)
            except WrongState:
                raise AssertionError("A living offer can be taken up.") from None

    @rule(which=WHICH)
    def let_time_pass(self, which: int) -> None:
        if registration := self._pick(which, *holding.EXPIRING):
            Registration.objects.filter(pk=registration.pk).exclude(held_until=None).update(
                held_until=timezone.now()
            )
            holding.release_expired()

    @rule(kind=st.sampled_from([None, 0, 1]), limit=SMALL)
    def change_limit(self, kind: int | None, limit: int) -> None:
        self._limit(None if kind is None else self.categories[kind], limit)

    @invariant()
    def nobody_is_given_a_place_that_is_not_there(self) -> None:
        for kind in self.limits:
            held = self._held(kind)
            assert held <= self.allowed[kind]
            self.allowed[kind] = max(self.limits[kind], held)

    @invariant()
    def no_place_lies_empty_while_somebody_may_have_it(self) -> None:
        room = places.room(self.workshop)
        waits = Registration.objects.filter(
            workshop=self.workshop, state=State.WAITLISTED, confirmed_at__isnull=False
        )
        assert [r for r in waits if room.has(r.category_id)] == []

    @invariant()
    def every_step_wrote_one_mail(self) -> None:
        """Told once for each step, and of nothing else; of who is erased no mail is left."""
        for registration in Registration.objects.filter(workshop=self.workshop):
            self.reached.add(registration.state)
            if registration.state == State.ERASED:
                left = MailMessage.objects.filter(subject_key=registration.person_id)
                assert list(left.exclude(sealed_body=None)) == []
                continue
            steps = list(queries.history(registration))
            told = [_mail_of(entry, is_first=entry == steps[0]) for entry in steps]
            assert sorted(occasions(registration)) == sorted(told)


MAIL_OF = {
    "awaiting_email": "confirm_address",
    "submitted": "received",
    "confirmed": "waitlisted",
    "waitlisted": "waitlisted",
    "offered": "offered",
    "accepted": "accepted",
    "declined": "declined",
    "withdrawn": "withdrawn",
}


def _mail_of(entry: AuditEntry, *, is_first: bool) -> str:
    """The one mail that belongs to a step."""
    code = entry.action.removeprefix("registration.")
    if is_first:
        return "confirm_address"
    if code == "withdrawn" and entry.actor == "system":
        return "offer_lapsed"
    return MAIL_OF[code]


def test_any_order_of_events(workshop: WorkshopPage) -> None:
    """SEC-D4, SEC-D5, US-ST3."""
    Places.workshop = workshop
    Places.categories = [category("CSO"), category("ACAD")]
    run_state_machine_as_test(
        Places,
        settings=settings(
            max_examples=30,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # The invariants were held against every state but arrival, which no rule leads to.
    assert Places.reached == set(State) - {State.DRAFT, State.ATTENDED}


pytestmark = pytest.mark.django_db
