"""One page of every public type: axe at three widths, light and dark, and what axe cannot see."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from tests.factories.events import (
    ConsultationPageFactory,
    NationalWorkingGroupPageFactory,
    WorkshopTextFactory,
)
from tests.world import build_place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS, SCHEMES = (360, 768, 1280), ("light", "dark")
# What can be reached with the keyboard, but has nothing that shows it.
UNSEEN = """() => {
  const e = document.activeElement, s = getComputedStyle(e);
  if (e === document.body) return null;
  const seen = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
  return [e.outerHTML.slice(0, 80), seen];
}"""
# Text that its own box cuts off, apart from what is meant for screen readers alone.
CUT = """() => [...document.querySelectorAll('main *')].filter(e => {
  const s = getComputedStyle(e), box = e.getBoundingClientRect();
  return s.overflow === 'hidden' && box.width > 2 && e.textContent.trim() && !e.closest('.vh')
    && (e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2);
}).map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture
def paths(server: str) -> list[str]:
    """An address of every page type, and of the fixed pages beside the tree."""
    place = build_place("own")
    workshop = place.workshop
    workshop.texts.add(WorkshopTextFactory.build(workshop=workshop))
    workshop.save()
    meeting, group = ConsultationPageFactory(), NationalWorkingGroupPageFactory()
    pages = [
        workshop.get_parent(),
        workshop,
        place.rows["agenda"],
        place.rows["registration_page"],
        place.rows["proceedings"],
        place.rows["chapter"],
        meeting.get_parent(),
        meeting,
        group,
    ]
    session = str(place.rows["session"].pk)[:8]
    return [
        "/",
        *(page.url for page in pages),
        f"{workshop.url}agenda/s/{session}/",
        f"/id{workshop.url}",
        f"/th{meeting.url}",
        "/search/?q=invented",
        "/publications/",
        "/states/",
        f"/another-format/chapter/{place.rows['chapter'].pk}/",
        "/recommendations/",
        "/privacy-promise/",
        "/news/",
        "/organise/sign-in/",
        "/no-such-page/",
    ]


def test_no_page_has_a_barrier(
    open_page: Callable[..., Any], axe: Callable[[Any], list[str]], server: str, paths: list[str]
) -> None:
    """SB-S9, design 1 and 2: no violation, no sideways scrolling, at every width and scheme."""
    page = open_page(bypass_csp=True)
    found = {}
    for path in paths:
        page.goto(server + path)
        for width, scheme in itertools.product(WIDTHS, SCHEMES):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            barriers = axe(page)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                barriers.append("scrolls sideways")
            if barriers:
                found[path, width, scheme] = barriers
    assert found == {}


def test_twice_the_text_forced_colours_and_the_keyboard(
    open_page: Callable[..., Any], server: str, paths: list[str]
) -> None:
    """Design 6 and 7: nothing is cut off at 200 %; the focus is seen, in forced colours too."""
    page = open_page(width=1280)
    lost, unseen = {}, []
    for path in paths:
        page.emulate_media(forced_colors="active")
        page.goto(server + path)
        for _ in range(6):
            page.keyboard.press("Tab")
            stop = page.evaluate(UNSEEN)
            if stop and not stop[1]:
                unseen.append((path, stop[0]))
        page.emulate_media(forced_colors="none")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if cut := page.evaluate(CUT) + ["scrolls sideways"] * wide:
            lost[path] = cut
    assert (lost, unseen) == ({}, [])
