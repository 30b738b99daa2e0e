"""Reading workshops: what the public pages say of them, and what hangs under a new one."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from events.domain.names import dates_in_words, natural_list
from events.models import CoOrganiser, InstitutionName, State, WorkshopPage
from events.models.reference import Certainty, name_in_force

__all__ = [
    "co_organisers_of",
    "create_parts",
    "index_rows",
    "natural_list",
    "next_workshop",
    "of_year",
    "workshops_by_state",
]


@dataclass(frozen=True)
class CoOrganiserRow:
    """A co-organiser as the page of a workshop names it, by the name of the workshop's own date.

    `full_name` adds the State where the name does not say it: "Ministry of Foreign Affairs,
    Malaysia". `note` is printed beside it where something about it is unsure.
    """

    role: str
    name: str
    short: str
    state: str
    full_name: str
    note: str
    logo: Any = None
    logo_alternative: str = ""


@dataclass(frozen=True)
class Knot:
    """One workshop on the thread of its host State."""

    year: int
    url: str
    is_next: bool


@dataclass(frozen=True)
class StateRow:
    """A Member State with the workshops it hosted, oldest first."""

    state: State
    workshops: tuple[Knot, ...]


@dataclass(frozen=True)
class IndexRow:
    """One line of the list of workshops."""

    year: int
    url: str
    title: str
    place: str
    dates: str
    is_certain: bool
    is_next: bool


def public_workshops() -> QuerySet[WorkshopPage]:
    """The published workshops that nobody must sign in for, latest first."""
    # The pages' own query set, which the annotations of Django do not know.
    rows: QuerySet[WorkshopPage] = live_workshops().public()  # type: ignore[attr-defined]
    return rows


def live_workshops() -> QuerySet[WorkshopPage]:
    """The published workshops with their host States, latest first."""
    return (
        WorkshopPage.objects.live()
        .select_related("host_state")
        .order_by("-year", "-starts_on", "-number")
    )


def next_workshop(
    today: datetime.date | None = None, among: Iterable[WorkshopPage] | None = None
) -> WorkshopPage | None:
    """The published workshop that comes next or is being held; None where none is announced.

    Arguments: the day asked for (default: today, universal time); the published workshops, where
    they are at hand. Cancelled ones are left out.
    """
    return _next(live_workshops() if among is None else among, today)


def _next(
    workshops: Iterable[WorkshopPage], today: datetime.date | None = None
) -> WorkshopPage | None:
    today = today or timezone.now().date()
    coming = [
        workshop
        for workshop in workshops
        if workshop.starts_on
        and workshop.last_day >= today
        and workshop.standing != WorkshopPage.Standing.CANCELLED
    ]
    return min(coming, key=lambda workshop: workshop.starts_on or today, default=None)


def workshops_by_state(among: Iterable[WorkshopPage] | None = None) -> list[StateRow]:
    """Every Member State, in alphabetical order of English names, with its workshops' knots.

    A workshop whose host or year is not certain has no knot. Two statements whatever the number;
    one where the published workshops, latest first, are at hand.
    """
    workshops = list(live_workshops() if among is None else among)
    following = _next(workshops)
    knots: dict[int, list[Knot]] = {}
    for workshop in reversed(workshops):
        if workshop.host_state_id and workshop.is_certain:
            knot = Knot(workshop.year, workshop.get_url() or "", workshop == following)
            knots.setdefault(workshop.host_state_id, []).append(knot)
    return [StateRow(state, tuple(knots.get(state.pk, ()))) for state in State.objects.all()]


def index_rows(among: Iterable[WorkshopPage] | None = None) -> list[IndexRow]:
    """Every published workshop as a line of the list, latest first. One statement at most."""
    workshops = list(live_workshops() if among is None else among)
    following = _next(workshops)
    return [
        IndexRow(
            year=workshop.year,
            url=workshop.get_url() or "",
            title=workshop.official_title or workshop.title,
            place=place_of(workshop),
            dates=dates_in_words(workshop.starts_on, workshop.ends_on),
            is_certain=workshop.is_certain,
            is_next=workshop == following,
        )
        for workshop in workshops
    ]


def of_year(year: int) -> list[WorkshopPage]:
    """The published workshops of a year."""
    return list(live_workshops().filter(year=year))


def place_of(workshop: WorkshopPage) -> str:
    """City and host State: "Kuala Lumpur, Malaysia"; a city that is the State's name once."""
    state = workshop.host_state.list_name if workshop.host_state else ""
    return ", ".join(dict.fromkeys(part for part in (workshop.city, state) if part))


def co_organisers_of(workshop: WorkshopPage) -> list[CoOrganiserRow]:
    """The co-organisers in order of protocol; empty where none is known, and no row for "none".

    Names are those in force on the first day of the workshop. Two statements, whatever their
    number, and one where there are logos; works on a preview that is not saved.
    """
    rows = list(workshop.co_organisers.select_related("institution__state"))
    names: dict[int, list[InstitutionName]] = {row.institution_id: [] for row in rows}
    for name in InstitutionName.objects.filter(institution__in=names).order_by() if names else ():
        names[name.institution_id].append(name)
    if any(row.institution.logo_id for row in rows):  # few have one
        prefetch_related_objects(rows, "institution__logo")
    # Where only the year is known, the names of its middle.
    day = workshop.starts_on or workshop.ends_on or datetime.date(workshop.year, 6, 30)
    return [_co_organiser(row, name_in_force(names[row.institution_id], day)) for row in rows]


def _co_organiser(row: CoOrganiser, name: InstitutionName | None) -> CoOrganiserRow:
    name = name or InstitutionName(text=row.institution.key)
    state = row.institution.state
    said = state is None or any(
        text in name.text for text in (state.list_name, state.running_name, state.formal_name)
    )
    notes = [name.as_stated if name.certainty == Certainty.VERIFY else "", row.as_stated]
    if row.certainty == Certainty.VERIFY and not row.as_stated:
        notes.append(_("being checked"))
    return CoOrganiserRow(
        role=row.role,
        name=name.text,
        short=name.short,
        state=state.list_name if state else "",
        full_name=name.text if said or state is None else f"{name.text}, {state.list_name}",
        note="; ".join(note for note in notes if note),
        logo=row.institution.logo,
        logo_alternative=row.institution.logo_alternative,
    )


def create_parts(workshop: WorkshopPage) -> list[Page]:
    """Hang the parts under a workshop that are not there yet, as drafts; returns those made.

    A part is a page type of which a workshop has exactly one: agenda, registration, proceedings.
    """
    there = {page.specific_class for page in workshop.get_children()}
    made = []
    for model in WorkshopPage.allowed_subpage_models():
        if model.max_count_per_parent == 1 and model not in there:
            made.append(workshop.add_child(instance=model.new_part(workshop)))
    return made
