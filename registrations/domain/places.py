"""Places: never oversold, on SQLite and on PostgreSQL, by writing first and counting then.

Every transaction that gives, frees or counts on a place passes the gate: its first statement
writes the quota row of the whole workshop. The write waits for every earlier transaction to
commit; what is counted after it is therefore true until our own commit. One gate for a workshop,
not a lock for each limit: no order of locks to keep, and no statement more for a further limit.
Measured against count-then-insert, select_for_update and SERIALIZABLE: docs/architecture.md.
"""

import datetime
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Concat
from django.db.models.lookups import Exact
from django.utils import timezone

from events.models import WorkshopPage
from registrations.models import (
    DECIDED,
    HOLDS_A_PLACE,
    PLACE_HOLDING,
    WHOLE,
    Quota,
    Registration,
)

LOCK_TIMEOUT = "3s"
# How often one stands in line: nine seconds altogether, far below the server's own limit.
TRIES = 3
LOCK_NOT_AVAILABLE = "55P03"


class Busy(Exception):
    """The gate did not open in time. Nothing was written; the same attempt may be made again."""


class NoPlace(Exception):
    """There is no free place for the category, or in the workshop."""


class ItemFull(NoPlace):
    """An optional item has no place left. `codes` are the items."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(codes)
        self.codes = codes


@dataclass
class Room:
    """Free places at one moment; None is no limit. `ticket` numbers the passages of the gate.

    `kept` are the places of the whole that are reserved for a category and not yet taken by it.
    """

    ticket: int
    total: int | None = None
    by_category: dict[int, int] = field(default_factory=dict)
    by_state: dict[int, int] = field(default_factory=dict)
    by_institution: dict[int, int] = field(default_factory=dict)
    by_item: dict[str, int] = field(default_factory=dict)
    kept: dict[int, int] = field(default_factory=dict)
    selecting: set[int] = field(default_factory=set)

    def has(
        self,
        category_id: int,
        state_id: int | None = None,
        institution_id: int | None = None,
    ) -> bool:
        """Whether one more person of the category, State and institution may have a place."""
        for_others = sum(n for category, n in self.kept.items() if category != category_id)
        return (
            (self.total is None or self.total - for_others > 0)
            and self.by_category.get(category_id, 1) > 0
            and (state_id is None or self.by_state.get(state_id, 1) > 0)
            and (institution_id is None or self.by_institution.get(institution_id, 1) > 0)
        )

    def has_for(self, registration: Registration) -> bool:
        """Whether the person of a registration may have a place; items never stand in the way."""
        return self.has(*_kinds(registration))

    def fit(self, registration: Registration) -> None:
        """Take back the items that became full while the person waited for a place."""
        full = self.full_items(registration.items)
        if full:
            registration.items = joined([c for c in codes_of(registration.items) if c not in full])

    def full_items(self, items: str) -> list[str]:
        """Which of the items of a registration have no place left."""
        return [code for code in codes_of(items) if self.by_item.get(code, 1) <= 0]

    def take(self, registration: Registration) -> None:
        """Count one place as given to a registration."""
        category_id, state_id, institution_id = _kinds(registration)
        if self.total is not None:
            self.total -= 1
        limits: list[tuple[dict[Any, int], Any]] = [
            (self.by_category, category_id),
            (self.by_state, state_id),
            (self.by_institution, institution_id),
            *((self.by_item, code) for code in codes_of(registration.items)),
        ]
        for table, key in limits:
            if key in table:
                table[key] -= 1
        if self.kept.get(category_id, 0) > 0:
            self.kept[category_id] -= 1


def codes_of(items: str) -> list[str]:
    """The codes in `Registration.items`: "|dinner|visit|" is dinner and visit."""
    return [code for code in items.split("|") if code]


def joined(codes: Collection[str]) -> str:
    """What `Registration.items` stores for some codes."""
    return "".join(f"|{code}" for code in codes) + "|" if codes else ""


def holds(registration: Registration) -> bool:
    """Whether a registration counts against the limits."""
    return registration.state in DECIDED or (
        registration.state in PLACE_HOLDING and not registration.by_selection
    )


def _kinds(registration: Registration) -> tuple[int, int | None, int | None]:
    person = registration.person
    return (
        registration.category_id,
        person.state_id if person else None,
        registration.institution_id,
    )


def gate(workshop: WorkshopPage) -> None:
    """Hold the workshop's places until the caller's transaction ends. Call it before any read.

    Raises Busy after three seconds on PostgreSQL (after the database's timeout on SQLite).
    """
    rows = Quota.objects.filter(workshop=workshop, **WHOLE)
    if connection.vendor == "postgresql":
        # In the statement itself: it is read before the row is waited for, and ends with us.
        rows = rows.filter(Exact(_set_lock_timeout(), Value(LOCK_TIMEOUT)))
    try:
        if not rows.update(version=F("version") + 1):
            Quota.objects.get_or_create(workshop=workshop, **WHOLE)
            rows.update(version=F("version") + 1)
    except OperationalError as error:
        raise Busy from error


def _set_lock_timeout() -> Func:
    return Func(
        Value("lock_timeout"),
        Value(LOCK_TIMEOUT),
        Value(True),
        function="set_config",
        output_field=CharField(),
    )


@contextmanager
def opening(workshop: WorkshopPage) -> Iterator[None]:
    """A transaction of its own whose first statement passes the gate. Raises Busy."""
    try:
        with _entered(workshop):
            yield
    except OperationalError as error:
        raise Busy from error


def _entered(workshop: WorkshopPage) -> ExitStack:
    """The open transaction behind the gate.

    Nothing is written before the gate, so who waited in vain for the others stands in line again:
    a crowd is no error page. Any other trouble of the database is Busy at once.
    """
    for tries_left in reversed(range(TRIES)):
        with ExitStack() as stack:
            stack.enter_context(transaction.atomic(durable=True))
            try:
                gate(workshop)
            except Busy as busy:
                reason = busy.__cause__ and busy.__cause__.__cause__
                waited = getattr(reason, "sqlstate", "") == LOCK_NOT_AVAILABLE
                if not (waited and tries_left):
                    raise
                transaction.set_rollback(True)
                continue
            return stack.pop_all()
    raise AssertionError("the last try raises")  # pragma: no cover


@contextmanager
def passing(registration: Registration) -> Iterator[Registration]:
    """The same, and gives the registration as it is by then."""
    with opening(registration.workshop):
        yield Registration.objects.select_related("workshop__vault", "person", "category").get(
            pk=registration.pk
        )


def room(workshop: WorkshopPage) -> Room:
    """The free places, in one statement whatever the number of limits; call it behind the gate.

    A limit below what is already given leaves a negative number: lowering a limit drops nobody.
    """
    result = Room(ticket=0)
    now = timezone.now()
    for quota in with_taken(workshop).order_by():
        taken: int = quota.taken or 0  # type: ignore[attr-defined]
        _enter(result, quota, taken, now)
    return result


def with_taken(workshop: WorkshopPage) -> "QuerySet[Quota]":
    """The limits of a workshop, each with `taken`: how many places of its kind are given."""
    holding = Registration.objects.filter(HOLDS_A_PLACE, workshop=OuterRef("workshop")).order_by()
    mark = Concat(Value("|"), OuterRef("item"), Value("|"))
    taken = Case(
        When(category__isnull=False, then=_number(holding.filter(category=OuterRef("category")))),
        When(state__isnull=False, then=_number(holding.filter(person__state=OuterRef("state")))),
        When(
            institution__isnull=False,
            then=_number(holding.filter(institution=OuterRef("institution"))),
        ),
        When(~Q(item=""), then=_number(holding.filter(items__contains=mark))),
        default=_number(holding),
    )
    return Quota.objects.filter(workshop=workshop).annotate(taken=taken)


def _enter(room: Room, quota: Quota, taken: int, now: datetime.datetime) -> None:
    """Put one row of the limits into the room."""
    free = None if quota.places is None else quota.places - taken
    if quota.category_id is not None:
        if quota.by_selection:
            room.selecting.add(quota.category_id)
        if quota.reserved and (quota.reserved_until is None or now < quota.reserved_until):
            room.kept[quota.category_id] = max(0, quota.reserved - taken)
    tables: list[tuple[dict[Any, int], Any]] = [
        (room.by_category, quota.category_id),
        (room.by_state, quota.state_id),
        (room.by_institution, quota.institution_id),
        (room.by_item, quota.item or None),
    ]
    for table, key in tables:
        if key is not None:
            if free is not None:
                table[key] = free
            return
    room.ticket, room.total = quota.version, free


def _number(rows: "QuerySet[Registration]") -> Subquery:
    counted = rows.values("workshop").annotate(n=Count("pk")).values("n")
    return Subquery(counted, output_field=IntegerField())
