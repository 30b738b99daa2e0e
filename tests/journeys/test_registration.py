"""Registration in a real browser: 360 pixels, without JavaScript, by keyboard alone, with axe.

Every page of the journey is walked and looked at: form, check, neutral page, confirmation, the
private page, the focal point's page, and the Secretariat's desk from a name to an acceptance.
"""

import datetime
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from registrations.domain import delegations
from registrations.models import Registration
from tests.factories.access import secretariat
from tests.factories.events import CategoryFactory, WorkshopFactory
from tests.factories.registrations import (
    QuotaFactory,
    RegistrationPageFactory,
    category,
    registered,
)
from tests.registrations.conftest import last_token
from tests.registrations.test_ways_in import link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def start(server: str) -> Iterator[str]:
    workshop = WorkshopFactory()
    RegistrationPageFactory(parent=workshop)
    QuotaFactory(workshop=workshop, places=5)
    CategoryFactory()
    yield f"{server}/workshops/{workshop.slug}/registration/"


def fill_in(page: Any, start: str, look: Callable[[Any], None]) -> None:
    """From the start page to the neutral page; `look` sees every page."""
    page.goto(start)
    look(page)
    page.get_by_role("link", name="Start", exact=True).click()
    look(page)
    page.get_by_label("Full name").fill("Ibu Contoh")
    page.get_by_label("E-mail address").fill("contoh@example.org")
    page.get_by_role("button", name="Continue").click()
    look(page)
    page.locator("input[name=category]").first.check()
    page.get_by_label("Organisation", exact=True).fill("Yayasan Contoh")
    page.get_by_role("button", name="Continue").click()
    look(page)
    page.get_by_role("button", name="Continue").click()
    look(page)
    page.locator("input[name=privacy]").check()
    page.get_by_role("button", name="Check my answers").click()
    look(page)
    page.get_by_role("button", name="Send my registration").click()
    look(page)


def confirm(page: Any, server: str, look: Callable[[Any], None]) -> str:
    """Confirm the address and open the private page; returns its address."""
    registration = Registration.objects.get()
    page.goto(f"{server}/me/confirm/{last_token(registration)}/")
    look(page)
    page.get_by_role("button", name="Yes, this is my address").click()
    look(page)
    mine = f"{server}/me/{last_token(registration)}/"
    page.goto(mine)
    look(page)
    return mine


def test_the_journey_at_360_pixels_without_javascript(
    open_page: Callable[..., Any], server: str, start: str
) -> None:
    """SB-R1, US-P5: nothing scrolls sideways, nothing needs JavaScript."""
    page = open_page(width=360, height=740, javascript=False)

    def look(page: Any) -> None:
        box = page.locator("main").bounding_box()
        assert box["width"] <= 360
        wide = [
            control
            for control in page.locator("main input:visible, main button:visible").all()
            if (at := control.bounding_box()) and at["x"] + at["width"] > 361
        ]
        assert wide == []

    fill_in(page, start, look)
    confirm(page, server, look)
    assert page.locator(".panel .tag").first.inner_text() == "Submitted"
    assert page.seen.foreign == []


def test_axe_finds_nothing(
    open_page: Callable[..., Any], server: str, start: str, axe: Callable[[Any], list[str]]
) -> None:
    """Every page of the journey, the private pages, an error page, the focal point's page."""
    page = open_page(bypass_csp=True)
    found: list[str] = []

    def look(page: Any) -> None:
        found.extend(f"{page.url}: {line}" for line in axe(page))

    fill_in(page, start, look)
    mine = confirm(page, server, look)
    for part in ("answers/", "appear/", "withdraw/", "erase/"):
        page.goto(f"{mine}{part}")
        look(page)
    page.goto(f"{start}form/")
    page.get_by_role("button", name="Continue").click()
    look(page)
    page.goto(f"{start}paper/")
    look(page)
    registration = Registration.objects.get()
    registration.state = Registration.State.ACCEPTED
    registration.save()
    page.goto(f"{mine}travel/")
    look(page)
    assert found == []


def test_the_journey_by_keyboard_alone(
    open_page: Callable[..., Any], server: str, start: str
) -> None:
    """Tab, space, enter and letters: no trap, the focus is seen, the whole form is sent."""
    page = open_page()
    page.goto(f"{start}form/")

    def tab_to(selector: str) -> None:
        wanted = page.locator(selector).first
        for _press in range(80):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")

    tab_to("#id_name")
    page.keyboard.type("Ibu Contoh")
    tab_to("#id_email")
    page.keyboard.type("contoh@example.org")
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_organisation")
    tab_to("input[name=category]")
    page.keyboard.press("Space")
    tab_to("#id_organisation")
    page.keyboard.type("Yayasan Contoh")
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=appear_list]")
    tab_to("button[name=step]")
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=privacy]")
    tab_to("input[name=privacy]")
    page.keyboard.press("Space")
    tab_to("button[name=step][value=check]")
    page.keyboard.press("Enter")
    page.wait_for_selector("button[value=send]")
    tab_to("button[value=send]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/sent/"))
    assert Registration.objects.get().state == "awaiting_email"


def test_the_desk_from_a_name_to_an_acceptance(
    open_page: Callable[..., Any],
    server: str,
    start: str,
    sign_in: Callable[[Any, str, Any], None],
    violations: Callable[[Any], list[str]],
) -> None:
    """US-ST2: search by name, open, accept; limits on screen; nothing breaks the policy."""
    workshop = RegistrationPageFactory._meta.model.objects.get().get_parent()
    registration = registered(workshop.specific, values={"name": "Ibu Contoh"})
    Registration.objects.update(state="submitted")
    page = open_page()
    sign_in(page, server, secretariat())
    page.goto(f"{server}/admin/registrations/")
    page.locator("main a", has_text=workshop.title).first.click()
    page.get_by_label("Reference or name").fill("contoh")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("link", name="Ibu Contoh").click()
    page.get_by_role("button", name="Accept", exact=True).click()
    assert "Accepted" in page.locator("main").inner_text()
    page.get_by_role("link", name="Limits of places").click()
    page.locator("#id_places").fill("9")
    page.get_by_role("button", name="Set this limit").click()
    page.locator(".messages, [data-messages]").get_by_text("The limit is set").wait_for()
    assert page.locator("meter").count() == 1
    registration.refresh_from_db()
    assert registration.state == "accepted"
    assert violations(page) == []


def test_the_focal_points_page(
    open_page: Callable[..., Any], server: str, start: str, axe: Callable[[Any], list[str]]
) -> None:
    """SB-R8: nominate one person at 360 pixels."""
    workshop = RegistrationPageFactory._meta.model.objects.get().get_parent().specific
    delegations.open_for(
        workshop,
        category=category("GOV"),
        places=2,
        expires_at=timezone.now() + datetime.timedelta(days=3),
        name="Invented Focal Point",
        email="focal@example.org",
        actor="system",
    )
    page = open_page(width=360, bypass_csp=True)
    page.goto(f"{server}{link('delegation')}")
    page.get_by_label("Full name").fill("Utusan Contoh")
    page.get_by_label("E-mail address").first.fill("utusan@example.org")
    page.get_by_role("button", name="Nominate this person").click()
    assert "Utusan Contoh" in page.locator("main").inner_text()
    assert axe(page) == []


def test_axe_finds_nothing_on_the_desk(
    open_page: Callable[..., Any],
    server: str,
    start: str,
    sign_in: Callable[[Any, str, Any], None],
    axe: Callable[[Any], list[str]],
) -> None:
    """Every room of the desk: what we print inside the frame of the administration."""
    workshop = RegistrationPageFactory._meta.model.objects.get().get_parent().specific
    registration = registered(
        workshop, values={"name": "Ibu Contoh", "access_needs": "A ramp", "message": "Hello"}
    )
    Registration.objects.update(state="submitted")
    page = open_page(bypass_csp=True)
    sign_in(page, server, secretariat())
    desk = f"{server}/admin/registrations/{workshop.pk}/"
    rooms = ("limits", "form", "question", "invitations", "delegations", "online", "selection")
    found: list[str] = []
    for path in ("", f"{registration.pk}/", *(f"{room}/" for room in rooms), "arrivals/", "paper/"):
        page.goto(f"{desk}{path}")
        # The frame is Wagtail's own.
        found += [f"{path}: {line}" for line in axe(page, "#main")]
    assert found == []
