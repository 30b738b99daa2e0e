"""The pages of workshops in a browser, and the walk of a new member of staff."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from events.domain.content import load_archive, load_reference
from events.domain.workshops import create_parts
from events.models import WorkshopPage
from events.models.reference import InstitutionKind
from home.domain.roles import ensure_groups
from tests.factories.access import secretariat
from tests.factories.events import (
    CoOrganiserFactory,
    InstitutionFactory,
    StateFactory,
    WorkshopFactory,
    workshop_index,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATHS = [
    "/workshops/",
    "/workshops/2004-jakarta/",
    "/workshops/2002-second/",
    "/workshops/2027-next/",
    "/states/",
]


@pytest.fixture
def archive(server: str) -> WorkshopPage:
    """The archive, and a workshop to come with everything on its page."""
    load_reference()
    load_archive(workshop_index())
    workshop = WorkshopFactory(
        slug="2027-next",
        theme="From declaration to practice: information, participation and remedy",
        summary="Three days on what the declarations change.",
        interpretation="Khmer, Lao, Burmese, Thai, Vietnamese",
        practical_information="<p>The hall is reached without steps.</p>",
        concept_note="<h3>Aim</h3><p>To compare.</p><ul><li>One</li></ul>",
    )
    nhri = InstitutionFactory(kind=InstitutionKind.NHRI)
    CoOrganiserFactory(workshop=workshop)
    CoOrganiserFactory(workshop=workshop, institution=nhri, role="nhri", sort_order=1)
    for part in create_parts(workshop):
        if part.slug == "registration":
            part.save_revision().publish()
    return workshop


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)])
def test_axe_finds_nothing(
    open_page: Callable[..., Any],
    axe: Callable[[Any], list[str]],
    server: str,
    archive: WorkshopPage,
    width: int,
    dark: bool,
) -> None:
    """Design 1: no violation at three widths, light and dark."""
    page = open_page(width=width, dark=dark, bypass_csp=True)
    found = {}
    for path in PATHS:
        page.goto(server + path)
        found[path] = axe(page)
    assert found == {path: [] for path in PATHS}


def test_nothing_overflows_and_the_policy_stops_nothing(
    open_page: Callable[..., Any],
    violations: Callable[[Any], list[str]],
    server: str,
    archive: WorkshopPage,
) -> None:
    """Design 2 and 5: no sideways scrolling at 320 CSS pixels, nobody else is asked."""
    page = open_page(width=320)
    for path in PATHS:
        page.goto(server + path, wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert violations(page) == []
    assert page.seen.foreign == []
    assert [line for line in page.seen.console if line.startswith("error")] == []


def test_a_new_member_of_staff_adds_next_years_workshop(
    page: Any, open_page: Callable[..., Any], server: str, sign_in: Callable[..., None]
) -> None:
    """Issue 4: without documentation, ready for registration."""
    state = StateFactory(
        code="TL",
        list_name="Timor-Leste",
        time_zones=[{"iana": "Asia/Dili", "label": "Dili time"}],
    )
    ministry = InstitutionFactory(state=state)
    index = workshop_index()
    # The rights hang on the page tree, which this kind of test plants anew.
    ensure_groups()
    sign_in(page, server, secretariat())
    page.goto(server + reverse("wagtailadmin_explore", args=[index.pk]))
    page.get_by_role("link", name="Add child page").first.click()
    page.locator("#id_title").fill("Dili 2028")
    page.locator("#id_starts_on").fill("2028-06-13")
    page.locator("#id_ends_on").fill("2028-06-15")
    page.locator("#id_host_state").select_option(str(state.pk))
    page.locator("#id_city").fill("Dili")
    page.locator("#id_time_zone").select_option("Asia/Dili")
    page.locator("#id_co_organisers-ADD").click()
    page.locator("#id_co_organisers-0-role").select_option("host_ministry")
    page.locator("#id_co_organisers-0-institution").select_option(str(ministry.pk))
    page.get_by_role("button", name="More actions").first.click()
    page.locator("button[name=action-publish]").first.click()
    page.get_by_text("waiting as drafts").wait_for()

    workshop = WorkshopPage.objects.get(title="Dili 2028")
    assert (workshop.live, workshop.year, workshop.time_zone) == (True, 2028, "Asia/Dili")
    assert workshop.ends_on == datetime.date(2028, 6, 15)
    assert [row.institution for row in workshop.co_organisers.all()] == [ministry]
    assert [part.slug for part in workshop.get_children()] == [
        "agenda",
        "registration",
        "proceedings",
    ]

    # The draft of the registration waits below; published, a visitor finds the way in.
    page.goto(server + reverse("wagtailadmin_explore", args=[workshop.pk]))
    page.get_by_role("link", name="Registration", exact=True).first.click()
    page.get_by_role("button", name="More actions").first.click()
    page.locator("button[name=action-publish]").first.click()
    page.get_by_text("published").first.wait_for()
    visitor = open_page(width=360)
    visitor.goto(server + workshop.url)
    visitor.get_by_role("link", name="Register to take part").click()
    assert visitor.get_by_role("link", name="Tell us who you are").count() == 1
