"""Participation over the years: taken once after a workshop, suppressed before it is stored."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from access.domain import consent
from access.domain.consent import Naming, Output
from access.domain.suppression import Suppressed, suppress_beside
from events.models import Category, Person, State, WorkshopPage
from publications.models import Participation
from registrations.domain.head_counts import unlisted
from registrations.domain.queries import participants

NO_STATE = "No State represented"


@transaction.atomic
def take(workshop: WorkshopPage) -> Participation | None:
    """Store the figures of a workshop that is over.

    Counts who took part (accepted or came) by constituency and by State represented; each table is
    suppressed by itself, by those whom no reader can take off it: hosts know the officials, and
    everybody those whom the proceedings will name. Where one of them must be withheld, neither is
    stored: the total of one would complete the other. Returns the row, or None where nothing may be
    shown. Figures are taken once; a row that is there stays, so that two readings cannot be
    compared.
    """
    there = Participation.objects.filter(workshop=workshop).first()
    if there is not None:
        return there
    people = list(participants(workshop))
    choices = consent.naming([person.pk for person in people], Output.PROCEEDINGS)
    others = [p for p in unlisted(workshop, people) if choices.get(p.pk) is not Naming.NAME]
    return store(workshop, *_counted(people), *_counted(others))


def _counted(people: Sequence[Person]) -> tuple[Counter[str], Counter[str]]:
    """People by label of their category, and by name of the State represented."""
    return (
        Counter(person.category.label for person in people),
        Counter(person.state.list_name if person.state else NO_STATE for person in people),
    )


def store(
    workshop: WorkshopPage,
    categories: Mapping[str, int],
    states: Mapping[str, int],
    unknown_categories: Mapping[str, int] | None = None,
    unknown_states: Mapping[str, int] | None = None,
) -> Participation | None:
    """Suppress two tables and store them; the only way figures get into a row.

    Arguments: the workshop; people by label of their category; by name of the State represented;
    both again for those of them whom no reader knows by name (None: all of them). Every category
    and every member of that day is in the table, so that an absence tells nothing. Returns the row,
    or None where nothing may be shown.
    """
    kinds = [category.label for category in Category.objects.all()]
    members = State.objects.filter(joined_on__lte=workshop.last_day)
    names = list(dict.fromkeys([*(state.list_name for state in members), *states]))
    by_category = _suppressed(kinds, categories, unknown_categories)
    by_state = _suppressed(names, states, unknown_states)
    if not sum(categories.values()) or by_category.is_withheld or by_state.is_withheld:
        return None
    return Participation.objects.create(
        workshop=workshop, by_category=asdict(by_category), by_state=asdict(by_state)
    )


def _suppressed(
    labels: Sequence[str], counts: Mapping[str, int], unknown: Mapping[str, int] | None
) -> Suppressed:
    others = counts if unknown is None else unknown
    return suppress_beside(
        {label: counts.get(label, 0) for label in labels},
        {label: others.get(label, 0) for label in labels},
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
