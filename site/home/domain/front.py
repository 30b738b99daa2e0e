"""What the home page prints, in a number of statements that no number of workshops changes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from events.domain.one_workshop import Fact, WorkshopView, workshop_view
from events.domain.workshops import (
    StateRow,
    live_workshops,
    next_workshop,
    place_of,
    workshops_by_state,
)
from events.models import CoOrganiser, WorkshopPage
from publications.domain import tracker
from publications.models import Edition, ProceedingsPage
from publications.models.editions import Audience

FIRST_WORKSHOP = 2001
# The style sheet has places for so many years, and prints every fifth above the threads.
FEWEST_YEARS, MOST_YEARS, AXIS_STEP = 20, 40, 5
LATEST_PROCEEDINGS = 3
LEADING_FACTS = {"host", CoOrganiser.Role.HOST_MINISTRY, CoOrganiser.Role.NHRI, "languages"}


@dataclass(frozen=True)
class Year:
    """A year above the threads, in its column (1 is the first)."""

    year: int
    column: int


@dataclass(frozen=True)
class ThreadKnot:
    """A workshop on the thread of its host State."""

    year: int
    short: str
    column: int
    url: str
    is_next: bool


@dataclass(frozen=True)
class Thread:
    """The line of a Member State."""

    state: str
    knots: tuple[ThreadKnot, ...]


@dataclass(frozen=True)
class Threads:
    """All lines, the years above them, the number of columns."""

    columns: int
    axis: tuple[Year, ...]
    lines: tuple[Thread, ...]


@dataclass(frozen=True)
class Volume:
    """Published proceedings, with the place and year that their cover shows."""

    page: ProceedingsPage
    edition: Edition
    year: int
    place: str
    file_url: str


@dataclass(frozen=True)
class FrontPage:
    """Everything that the home page prints beside its own texts."""

    workshop: WorkshopPage | None
    view: WorkshopView | None
    # The few rows beside the heading; the page of the workshop has the others.
    facts: tuple[Fact, ...]
    # When registration closes: the moment, and whose clock it is.
    closes: tuple[str, str] | None
    highlights: tuple[tracker.Highlight, ...]
    threads: Threads
    volumes: tuple[Volume, ...]


def front_page() -> FrontPage:
    """The next workshop, what followed, the threads of the Member States, the latest proceedings.

    Nine statements, whatever their numbers.
    """
    workshops = list(live_workshops())
    workshop = next_workshop(among=workshops)
    view = workshop_view(workshop, in_full=False) if workshop else None
    return FrontPage(
        workshop=workshop,
        view=view,
        facts=tuple(fact for fact in view.facts if fact.about in LEADING_FACTS) if view else (),
        closes=next((f.values[0] for f in view.facts if f.about == "closes"), None)
        if view
        else None,
        highlights=tuple(tracker.highlights()),
        threads=threads(workshops_by_state(workshops)),
        volumes=latest_volumes(among=workshops),
    )


def threads(rows: list[StateRow]) -> Threads:
    """Lay the knots of the Member States in columns, one for each year since the first workshop.

    After forty years the oldest columns fall away; their workshops stay in the list by year.
    """
    years = [knot.year for row in rows for knot in row.workshops]
    last = max([*years, FIRST_WORKSHOP + FEWEST_YEARS - 1])
    first = max(FIRST_WORKSHOP, last - MOST_YEARS + 1)
    lines = tuple(
        Thread(
            row.state.list_name,
            tuple(
                ThreadKnot(
                    knot.year,
                    f"{knot.year % 100:02d}",
                    knot.year - first + 1,
                    knot.url,
                    knot.is_next,
                )
                for knot in row.workshops
                if knot.year >= first
            ),
        )
        for row in rows
    )
    axis = tuple(Year(year, year - first + 1) for year in range(first, last + 1, AXIS_STEP))
    return Threads(last - first + 1, axis, lines)


def latest_volumes(
    limit: int | None = LATEST_PROCEEDINGS, among: Iterable[WorkshopPage] | None = None
) -> tuple[Volume, ...]:
    """The newest public edition of the volumes published last.

    Arguments: how many at most (None: all); the published workshops, where they are at hand. Two
    statements at most.
    """
    newest: dict[int, Edition] = {}
    editions = (
        Edition.objects.filter(audience=Audience.PUBLIC, proceedings__live=True)
        .select_related("proceedings")
        .order_by("-published_at", "-number")
    )
    for edition in editions if limit is None else editions[: limit * 20]:
        newest.setdefault(edition.proceedings_id, edition)
    shown = [edition for edition in newest.values() if edition.file][:limit]
    if not shown:
        return ()
    workshops = {
        workshop.path: workshop for workshop in (live_workshops() if among is None else among)
    }
    return tuple(
        _volume(edition, workshops[path])
        for edition in shown
        if (path := _parent_path(edition.proceedings)) in workshops
    )


def _volume(edition: Edition, workshop: WorkshopPage) -> Volume:
    return Volume(
        page=edition.proceedings,
        edition=edition,
        year=workshop.year,
        place=workshop.city or place_of(workshop),
        file_url=reverse("publications_volume", args=[workshop.slug]),
    )


def _parent_path(page: ProceedingsPage) -> str:
    return page.path[: -page.steplen]
