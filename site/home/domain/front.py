"""What the home page prints, in a number of statements that no number of workshops changes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from events.domain.one_workshop import Fact, WorkshopView, workshop_view
from events.domain.threads import svg
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

LATEST_PROCEEDINGS = 3
LEADING_FACTS = {"host", CoOrganiser.Role.HOST_MINISTRY, CoOrganiser.Role.NHRI, "languages"}


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
    # The picture of the threads, and what it shows.
    threads: SafeString
    by_state: list[StateRow]
    volumes: tuple[Volume, ...]


def front_page() -> FrontPage:
    """The next workshop, what followed, the threads of the Member States, the latest proceedings.

    Nine statements, whatever their numbers.
    """
    workshops = list(live_workshops())
    workshop = next_workshop(among=workshops)
    view = workshop_view(workshop, in_full=False) if workshop else None
    by_state = workshops_by_state(workshops)
    return FrontPage(
        workshop=workshop,
        view=view,
        facts=tuple(fact for fact in view.facts if fact.about in LEADING_FACTS) if view else (),
        closes=next((f.values[0] for f in view.facts if f.about == "closes"), None)
        if view
        else None,
        highlights=tuple(tracker.highlights()),
        threads=svg(by_state),
        by_state=by_state,
        volumes=latest_volumes(among=workshops),
    )


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
