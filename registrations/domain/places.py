"""Places: never oversold, on SQLite and on PostgreSQL, by writing first and counting then.

Every transaction that gives, frees or counts on a place passes the gate: its first statement
writes the quota row of the whole workshop. The write waits for every earlier transaction to
commit; what is counted after it is therefore true until our own commit. One gate for a workshop,
not a lock for each limit: no order of locks to keep, and no statement more for a further limit.
Measured against count-then-insert, select_for_update and SERIALIZABLE: docs/architecture.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import OperationalError, connection, transaction
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery

from events.models import Category, WorkshopPage
from registrations.models import PLACE_HOLDING, Quota, Registration

LOCK_TIMEOUT = "3s"


class Busy(Exception):
    """The gate did not open in time. Nothing was written; the same attempt may be made again."""


class NoPlace(Exception):
    """There is no free place for the category, or in the workshop."""


@dataclass
class Room:
    """Free places at one moment; None is no limit. `ticket` numbers the passages of the gate."""

    ticket: int
    total: int | None = None
    by_category: dict[int, int] = field(default_factory=dict)

    def has(self, category_id: int) -> bool:
        """Whether one more person of the category may have a place."""
        return (self.total is None or self.total > 0) and self.by_category.get(category_id, 1) > 0

    def take(self, category_id: int) -> None:
        """Count one place as given."""
        if self.total is not None:
            self.total -= 1
        if category_id in self.by_category:
            self.by_category[category_id] -= 1


def gate(workshop: WorkshopPage) -> None:
    """Hold the workshop's places until the caller's transaction ends. Call it before any read.

    Raises Busy after three seconds on PostgreSQL (after the database's timeout on SQLite).
    """
    rows = Quota.objects.filter(workshop=workshop, category=None)
    try:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        if not rows.update(version=F("version") + 1):
            Quota.objects.get_or_create(workshop=workshop, category=None)
            rows.update(version=F("version") + 1)
    except OperationalError as error:
        raise Busy from error


@contextmanager
def opening(workshop: WorkshopPage) -> Iterator[None]:
    """A transaction of its own whose first statement passes the gate. Raises Busy."""
    try:
        with transaction.atomic(durable=True):
            gate(workshop)
            yield
    except OperationalError as error:
        raise Busy from error


@contextmanager
def passing(registration: Registration) -> Iterator[Registration]:
    """The same, and gives the registration as it is by then."""
    with opening(registration.workshop):
        yield Registration.objects.select_related("workshop__vault", "person", "category").get(
            pk=registration.pk
        )


def room(workshop: WorkshopPage, category: Category | None = None) -> Room:
    """The free places, in one statement; call it behind the gate.

    Arguments: the workshop; a category to read only the limits that bind it. A limit below what is
    already given leaves a negative number: lowering a limit drops nobody.
    """
    holding = Registration.objects.filter(
        workshop=OuterRef("workshop"), state__in=PLACE_HOLDING
    ).order_by()
    quotas = Quota.objects.filter(workshop=workshop).annotate(
        taken=_number(holding), taken_here=_number(holding.filter(category=OuterRef("category")))
    )
    if category is not None:
        quotas = quotas.filter(Q(category=None) | Q(category=category))
    result = Room(ticket=0)
    for quota in quotas.order_by():
        if quota.category_id is None:
            result.ticket = quota.version
        if quota.places is None:
            continue
        if quota.category_id is None:
            result.total = quota.places - (quota.taken or 0)
        else:
            result.by_category[quota.category_id] = quota.places - (quota.taken_here or 0)
    return result


def _number(rows: "QuerySet[Registration]") -> Subquery:
    counted = rows.values("workshop").annotate(n=Count("pk")).values("n")
    return Subquery(counted, output_field=IntegerField())
