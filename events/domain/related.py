"""What belongs to a page and lives on a higher floor: upper apps register it at start-up."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from wagtail.models import Page

from events.models import State, WorkshopPage


@dataclass(frozen=True)
class Link:
    """A line that leads elsewhere on this site. `language`: of the title, where it may differ."""

    title: str
    url: str
    small: str = ""
    language: str = ""


@dataclass(frozen=True)
class Group:
    """Lines under a heading."""

    heading: str
    links: tuple[Link, ...]


Provider = Callable[[Page], Iterable[Group]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Ask `provider` for groups of links of every page; call it in `AppConfig.ready`."""
    if provider not in _providers:
        _providers.append(provider)


Themes = Callable[[Sequence[WorkshopPage]], list[Group]]
_themes: list[Themes] = []


def register_themes(provider: Themes) -> None:
    """Ask `provider` for the themes of the published workshops; call it in `AppConfig.ready`."""
    if provider not in _themes:
        _themes.append(provider)


def themes(workshops: Sequence[WorkshopPage]) -> list[Group]:
    """Each theme with the workshops that dealt with it, as far as the upper floors know."""
    return [group for provider in _themes for group in provider(workshops) if group.links]


def related_to(page: Page) -> list[Group]:
    """What the upper floors know of a page; groups without a line are left out."""
    return [group for provider in _providers for group in provider(page) if group.links]


def hosted_by(state: State) -> list[Link]:
    """The published workshops that a State certainly hosted, the latest first. One statement."""
    workshops = WorkshopPage.objects.live().filter(host_state=state, certainty="seen")
    return [
        Link(row.official_title or row.title, row.get_url() or "", str(row.year))
        for row in workshops.order_by("-year")
    ]
