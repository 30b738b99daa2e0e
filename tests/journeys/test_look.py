"""How the public pages look to a browser: light, whole without scripts, nothing from others.

What axe finds is asked in test_every_page.py.

Other pages prove the same in tests of their own, with the fixtures of conftest.py.
"""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from wagtail.rich_text import RichText

from events.models import WorkshopPage
from home.models import StandardPage
from tests.factories.events import CoOrganiserFactory, StateFactory, WorkshopFactory, home_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["/", "/about/", "/workshops/", "/no-such-page/"]
# Kilobytes, compressed as the product serves them (design/README.md, section 2).
BUDGET = {"document": 20, "stylesheet": 14, "script": 6, "font": 75, "image": 30, "other": 2}
FIRST_VISIT = 90
NEXT_PAGE = 25


@pytest.fixture
def content(server: str) -> WorkshopPage:
    """A home page with everything on it that it may have."""
    workshop = WorkshopFactory(
        theme="From proposals to protection: the next decade of human rights cooperation",
        summary="Governments, parliaments and civil society meet for three days.",
    )
    CoOrganiserFactory(workshop=workshop)
    StateFactory(code="BN", list_name="Brunei Darussalam")
    text = "<h2>A heading</h2><p>Text with <a href='/'>a link</a>.</p><ul><li>One</li></ul>"
    body = [("text", RichText(text))]
    home_page().add_child(
        instance=StandardPage(
            title="About", slug="about", lede="Who meets.", body=body, show_in_menus=True
        )
    )
    return workshop


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_the_smallest_screen(
    open_page: Callable[..., Any], server: str, content: WorkshopPage, path: str
) -> None:
    """Design 2: no sideways scrolling at 320 CSS pixels."""
    page = open_page(width=320)
    page.goto(server + path)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", PAGES)
def test_the_policy_stops_nothing_and_nobody_else_is_asked(
    page: Any,
    violations: Callable[[Any], list[str]],
    server: str,
    content: WorkshopPage,
    path: str,
) -> None:
    """Design 5: strict policy, no third party."""
    page.goto(server + path, wait_until="networkidle")

    assert violations(page) == []
    assert page.seen.foreign == []
    assert [line for line in page.seen.console if line.startswith("error")] == (
        ["error: Failed to load resource: the server responded with a status of 404 (Not Found)"]
        if path == "/no-such-page/"
        else []
    )


@pytest.mark.parametrize("path", PAGES)
def test_weight(
    open_page: Callable[..., Any], server: str, content: WorkshopPage, path: str
) -> None:
    """Design 4: each kind within its budget, a first visit within 90 KB."""
    kilobytes = _weigh(open_page(width=360), server + path)

    assert {kind: kb for kind, kb in kilobytes.items() if kb > BUDGET[kind]} == {}
    assert sum(kilobytes.values()) <= FIRST_VISIT, kilobytes
    assert kilobytes["document"] <= NEXT_PAGE


def test_save_data_spares_the_typefaces(
    open_page: Callable[..., Any], server: str, content: WorkshopPage
) -> None:
    kilobytes = _weigh(open_page(width=360, headers={"Save-Data": "on"}), server + "/")

    assert kilobytes.get("font", 0) == 0
    assert sum(kilobytes.values()) <= 30


def _weigh(page: Any, address: str) -> dict[str, float]:
    """Kilobytes by kind for a first visit, text as gzip level 9 makes it."""
    seen: list[Any] = []
    page.on("response", lambda response: seen.append(response))
    page.goto(address, wait_until="networkidle")
    kilobytes: dict[str, float] = {}
    for response in seen:
        body = response.body()
        kind = response.request.resource_type
        size = len(body) if kind == "font" else len(gzip.compress(body, 9))
        kilobytes[kind] = kilobytes.get(kind, 0) + size / 1000
    return kilobytes


def test_without_javascript_the_page_is_whole(
    open_page: Callable[..., Any], server: str, content: WorkshopPage
) -> None:
    """Design 3: scripts only improve."""
    page = open_page(javascript=False)
    page.goto(server + "/")

    assert page.locator("h1").inner_text() == content.theme
    assert page.locator(".knots a").count() == 1


def test_the_skip_link_is_the_first_stop_and_leads_to_the_text(
    page: Any, server: str, content: WorkshopPage
) -> None:
    """Design 7: focus order begins with the way round the masthead."""
    page.goto(server + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
