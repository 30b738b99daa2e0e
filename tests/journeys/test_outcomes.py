"""The pages of outcomes with axe at 360 and 1280, light and dark, without sideways scrolling."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.access import secretariat
from tests.factories.events import WorkshopFactory
from tests.factories.outcomes import (
    AmendmentFactory,
    DraftFactory,
    EngagementFactory,
    InstrumentFactory,
    ParticipationFactory,
    RecommendationFactory,
    StepFactory,
    StudyFactory,
    ThemeFactory,
    TransmissionFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = [
    "/recommendations/",
    "/recommendations/?state=declined",
    "/recommendations/instruments/",
    "/recommendations/instruments/commission/",
    "/recommendations/engagement/",
    "/recommendations/charts/",
    "/workshops/ws/recommendations/",
    "/workshops/ws/recommendations/1/",
]


@pytest.fixture
def filled(server: str) -> str:
    """Something of everything; returns the address of the server."""
    workshop = WorkshopFactory(slug="ws")
    row = RecommendationFactory(workshop=workshop, number=1)
    row.themes.add(ThemeFactory())
    instrument = InstrumentFactory(slug="commission")
    StepFactory(recommendation=row, instrument=instrument, date=datetime.date(2010, 9, 1))
    StepFactory(recommendation=row, date=datetime.date(2017, 11, 14))
    StudyFactory().recommendations.add(row)
    EngagementFactory().recommendations.add(row)
    ParticipationFactory(workshop=workshop)
    return server


@pytest.mark.parametrize(("width", "dark"), [(360, False), (360, True), (1280, False)])
def test_no_page_of_outcomes_has_a_barrier(
    filled: str, open_page: Callable[..., Any], axe: Callable[[Any], Any], width: int, dark: bool
) -> None:
    """SB-S9: axe finds nothing, and nothing sticks out."""
    page = open_page(width=width, dark=dark, bypass_csp=True)
    for path in PAGES:
        page.goto(filled + path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize("width", [360, 1280])
def test_no_staff_page_of_outcomes_has_a_barrier(
    filled: str,
    open_page: Callable[..., Any],
    sign_in: Callable[..., None],
    axe: Callable[[Any], Any],
    width: int,
) -> None:
    """Issue 10, what it must show, line 4: the pages of our own; lists and forms are Wagtail's."""
    workshop = WorkshopFactory(slug="past", starts_on=datetime.date(2026, 6, 15))
    AmendmentFactory(recommendation=DraftFactory(workshop=workshop, number=1, text="To [do] it."))
    TransmissionFactory(workshop=workshop)
    RecommendationFactory(workshop=workshop, number=2, next_check=datetime.date(2026, 1, 1))
    page = open_page(width=width, bypass_csp=True)
    sign_in(page, filled, secretariat())
    page.goto(filled + reverse("drafting"))
    assert axe(page) == []
    for name in ("drafting-board", "drafting-reading", "drafting-import", "drafting-transmit"):
        page.goto(filled + reverse(name, args=[workshop.pk]))
        assert page.locator("h1").count() == 1, name
        assert axe(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_the_drafting_table_works_by_keyboard_alone(
    server: str,
    page: Any,
    sign_in: Callable[..., None],
    violations: Callable[[Any], list[str]],
) -> None:
    workshop = WorkshopFactory(slug="ws")
    row = DraftFactory(workshop=workshop, number=1, text="That it [may] be done.")
    sign_in(page, server, secretariat())
    page.goto(server + reverse("drafting-board", args=[workshop.pk]))
    box = page.locator(f"#t{row.pk}")
    box.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("That it be done.")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert row.versions.count() == 2
    page.goto(server + reverse("drafting-reading", args=[workshop.pk]))
    assert page.locator("mark").count() == 0
    assert violations(page) == []
