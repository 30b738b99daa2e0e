"""Participation over the years: taken once after a workshop, suppressed before it is stored."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from access.domain.suppression import Suppressed, suppress
from events.models import Category, State, WorkshopPage
from publications.models import Participation
from registrations.domain.queries import participants

NO_STATE = "No State represented"


@transaction.atomic
def take(workshop: WorkshopPage) -> Participation | None:
    """Store the figures of a workshop that is over.

    Counts who took part (accepted or came) by constituency and by State represented; each table is
    suppressed by itself. Where one of them must be withheld, neither is stored: the total of one
    would complete the other. Returns the row, or None where nothing may be shown. Figures are
    taken once; a row that is there stays, so that two readings cannot be compared.
    """
    there = Participation.objects.filter(workshop=workshop).first()
    if there is not None:
        return there
    people = list(participants(workshop))
    return store(
        workshop,
        Counter(person.category.label for person in people),
        Counter(person.state.list_name if person.state else NO_STATE for person in people),
    )


def store(
    workshop: WorkshopPage, categories: Mapping[str, int], states: Mapping[str, int]
) -> Participation | None:
    """Suppress two tables and store them; the only way figures get into a row.

    Arguments: the workshop; people by label of their category; by name of the State represented.
    Every category and every member of that day is in the table, so that an absence tells nothing.
    Returns the row, or None where nothing may be shown.
    """
    by_category = suppress({c.label: categories.get(c.label, 0) for c in Category.objects.all()})
    members = State.objects.filter(joined_on__lte=workshop.last_day)
    by_state = suppress(
        {state.list_name: states.get(state.list_name, 0) for state in members} | dict(states)
    )
    if not sum(categories.values()) or by_category.is_withheld or by_state.is_withheld:
        return None
    return Participation.objects.create(
        workshop=workshop, by_category=asdict(by_category), by_state=asdict(by_state)
    )


def take_all(today: datetime.date | None = None) -> int:
    """Take the figures of every workshop that ended at least a week ago; a job of the timetable.

    Returns the number of new rows. They must be taken before the registrations are erased.
    """
    before = (today or timezone.now().date()) - datetime.timedelta(days=7)
    workshops = WorkshopPage.objects.filter(
        participation=None, ends_on__lte=before, vault__destroyed_at=None
    )
    return sum(take(workshop) is not None for workshop in workshops)


def tables() -> list[tuple[WorkshopPage, Suppressed, Suppressed]]:
    """For each live workshop with figures, the oldest first: by constituency and by State."""
    rows = Participation.objects.filter(workshop__live=True).select_related("workshop")
    return [
        (row.workshop, Suppressed(**row.by_category), Suppressed(**row.by_state))
        for row in rows.order_by("workshop__year", "workshop__slug")
    ]
