"""The agenda board in a real browser: by keyboard alone, by mouse, by two people at once."""

import gzip
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client

from access.domain.consent import Naming, Output
from events.domain import agenda
from events.models import Session, WorkshopPage
from tests.factories.access import host_organiser, secretariat
from tests.factories.events import (
    PersonFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)
from tests.journeys.test_look import _weigh as weigh

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOARD = "/organise/kl/agenda/"
STATIC = Path(__file__).parents[2] / "site/home/static/site"


def leave_cookie(page: Any, server: str, user: Any) -> None:
    """Sign a browser in by the cookie of a session made here."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": server}
    page.context.add_cookies([cookie])


@pytest.fixture
def workshop(server: str) -> WorkshopPage:
    """A draft of three days with two rooms and one session."""
    workshop = WorkshopFactory(slug="kl", title="Kuala Lumpur 2027")
    hall = RoomFactory(workshop=workshop, name="Main Hall", sort_order=0)
    RoomFactory(workshop=workshop, name="Room 1", sort_order=1)
    session = SessionFactory(workshop=workshop, title="Panel one", room=hall)
    SessionRoleFactory(session=session, label="The host", role="chair")
    return workshop


def enter(page: Any, server: str, user: Any) -> Any:
    """Sign in and open the board."""
    leave_cookie(page, server, user)
    page.goto(f"{server}{BOARD}")
    page.wait_for_selector("#board.js")
    return page


def said(page: Any) -> str:
    """Wait for the announcement of what was done, and return it."""
    page.wait_for_selector("#told:not(:empty)")
    return page.inner_text("#told")


def test_a_session_is_moved_stretched_and_undone_by_mouse(open_page, server, workshop, violations):
    """SB-A2, SB-A5, SEC-F12: the board keeps the strict policy."""
    page = enter(open_page(), server, host_organiser(workshop))
    block, lane = page.locator(".blk"), page.locator(".lane").nth(1)
    start, target = block.bounding_box(), lane.bounding_box()
    page.mouse.move(start["x"] + 20, start["y"] + 30)
    page.mouse.down()
    page.mouse.move(target["x"] + 30, target["y"] + 200, steps=5)
    page.mouse.up()
    assert "Panel one" in said(page)
    session = Session.objects.get()
    assert session.starts_at.day == 16
    assert session.starts_at.minute % 5 == 0
    box = page.locator(".blk").bounding_box()
    page.evaluate("document.getElementById('told').textContent = ''")
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 3)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] + 40, steps=5)
    page.mouse.up()
    said(page)
    assert Session.objects.get().minutes > 60
    for _ in range(2):
        page.evaluate("document.getElementById('told').textContent = ''")
        page.click("#undo")
        said(page)
    session = Session.objects.get()
    assert (session.starts_at.day, session.minutes) == (15, 60)
    assert page.locator("#undo").count() == 0
    assert violations(page) == []


def test_two_sessions_change_places_by_mouse(open_page, server, workshop, violations):
    """SB-A2: with Shift held a session that is dropped on another one takes its place."""
    one = Session.objects.get()
    other = SessionFactory(
        workshop=workshop, title="Panel two", starts_at=one.starts_at + timedelta(days=1, hours=3)
    )
    page = enter(open_page(), server, host_organiser(workshop))
    here = page.locator(f'.blk[data-id="{one.pk}"]').bounding_box()
    there = page.locator(f'.blk[data-id="{other.pk}"]').bounding_box()
    page.mouse.move(here["x"] + 20, here["y"] + 30)
    page.mouse.down()
    page.keyboard.down("Shift")
    page.mouse.move(there["x"] + 20, there["y"] + 20, steps=5)
    page.mouse.up()
    page.keyboard.up("Shift")
    assert "changed places" in said(page)
    moved = {row.pk: row.starts_at for row in Session.objects.all()}
    assert moved == {one.pk: other.starts_at, other.pk: one.starts_at}
    assert violations(page) == []


def test_twenty_five_items_are_entered_by_keyboard_alone(open_page, server, workshop):
    """US-H2, SB-S9: a whole programme without a mouse, one line each; then one moved."""
    page = enter(open_page(), server, host_organiser(workshop))
    page.focus("#line")
    for number in range(25):
        day, place = divmod(number, 9)
        line = f'{9 + place:02d}:00 45 Panel "Item {number}" @Room 1'
        if place == 0 and day:
            page.keyboard.press("Shift+Tab")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Tab")
        page.keyboard.type(line)
        page.evaluate("document.getElementById('told').textContent = ''")
        page.keyboard.press("Enter")
        assert f"Item {number}" in said(page)
    assert Session.objects.filter(title__startswith="Item").count() == 25
    starts = Session.objects.filter(title__startswith="Item").values_list("starts_at", flat=True)
    assert len({start.day for start in starts}) == 3
    page.focus('.blk:has-text("Item 24") button')
    page.evaluate("document.getElementById('told').textContent = ''")
    page.keyboard.press("Enter")
    page.wait_for_selector("#mv[open]")
    page.focus("#mv-l")
    page.keyboard.press("Control+a")
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    said(page)
    assert Session.objects.get(title="Item 24").minutes == 30
    assert page.evaluate("document.activeElement.closest('.blk').textContent").startswith("Item 24")


def test_a_clash_is_told_while_the_session_is_still_under_the_pointer(open_page, server, workshop):
    """SB-A3: of a person, not only of the room; nothing is saved before the pointer lets go."""
    first = Session.objects.get()
    person = PersonFactory(
        workshop=workshop, values={"name": "Suharti"}, naming={Output.HOST: Naming.NAME}
    )
    second = SessionFactory(
        workshop=workshop, title="Panel two", starts_at=first.starts_at + timedelta(hours=4)
    )
    for session in (first, second):
        SessionRoleFactory(session=session, person=person, label="")
    page = enter(open_page(), server, host_organiser(workshop))
    moving = page.locator(".blk", has_text="Panel two")
    above, box = page.locator(".blk", has_text="Panel one").bounding_box(), moving.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(above["x"] + 20, above["y"] + 20, steps=4)
    page.wait_for_selector(".blk.drag.bad")
    assert "Suharti is in two places" in page.inner_text("#told")
    assert Session.objects.get(title="Panel two").starts_at == second.starts_at
    page.keyboard.press("Escape")
    page.mouse.up()
    page.locator(".blk", has_text="Panel two").locator("button").click()
    start = f"{first.starts_at.astimezone(ZoneInfo('Asia/Kuala_Lumpur')):%H:%M}"
    page.fill("#mv-s", start)
    page.wait_for_selector("#mv-n:has-text('Suharti is in two places')")
    page.click("#mv-m")
    page.wait_for_selector("text=Change places with another session")
    page.fill("[name=start]", start)
    page.wait_for_selector("#clashes:has-text('Suharti is in two places')")


def drag_by(page: Any, rows: int) -> None:
    box = page.locator(".blk").first.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 25)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 25 + rows, steps=4)
    page.mouse.up()


def test_two_browsers_at_once_lose_no_change(open_page, server, workshop):
    """SB-A4, US-H3: what does not clash is merged, what clashes shows both versions and who."""
    first_editor = host_organiser(workshop)
    one = enter(open_page(), server, first_editor)
    other = enter(open_page(), server, host_organiser(workshop))
    session = Session.objects.get()
    agenda.edit_session(
        session.pk,
        based_on=1,
        actor=first_editor,
        title="A better title",
        kind="panel",
        description="",
        room_id=session.room_id,
        minutes=60,
        languages=[],
        attribution="on_record",
        labels=[("chair", "The host")],
    )
    drag_by(one, 100)
    said(one)
    session.refresh_from_db()
    moved = session.starts_at
    assert (session.title, moved.hour > 1) == ("A better title", True)
    drag_by(other, 200)
    other.wait_for_selector("text=Save my change over it")
    text = other.inner_text("main")
    assert first_editor.full_name in text
    session.refresh_from_db()
    assert session.starts_at == moved


def test_without_javascript_the_list_and_its_forms_do_the_same(open_page, server, workshop):
    """SB-S10."""
    page = open_page(javascript=False, width=360)
    leave_cookie(page, server, host_organiser(workshop))
    page.goto(f"{server}{BOARD}")
    page.fill("#line", '14:00 30 Panel "From the form"')
    page.click("form.quick button")
    assert "From the form" in page.inner_text("main")
    page.click("text=Move >> visible=true >> nth=0")
    page.fill("[name=start]", "11:00")
    page.check("[name=rest]")
    page.click("form.plain button")
    starts = dict(Session.objects.values_list("title", "starts_at"))
    assert (starts["Panel one"].hour, starts["From the form"].hour) == (3, 8)
    page.click("#undo")
    assert Session.objects.get(title="Panel one").starts_at.hour == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_the_board_has_no_fault_that_axe_finds(open_page, server, workshop, axe, width):
    """SB-S9: the board with a clash, the open dialog too."""
    SessionFactory(workshop=workshop, room=workshop.rooms.first(), title="Panel two")
    SessionFactory(workshop=workshop, starts_at=None, title="In the tray")
    page = enter(open_page(width=width, bypass_csp=True), server, secretariat())
    assert axe(page) == []
    page.click("[data-move] >> visible=true >> nth=0")
    page.wait_for_selector("#mv[open]")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_first_visit_stays_under_its_weight(open_page, server, workshop):
    """Issue 5: the board's first visit of 25 items under 80 kB gzip, typefaces and all."""
    for number in range(25):
        SessionFactory(workshop=workshop, title=f"Item {number}", description="words " * 40)
    page = open_page()
    leave_cookie(page, server, host_organiser(workshop))
    kilobytes = weigh(page, f"{server}{BOARD}")
    assert sum(kilobytes.values()) <= 80, kilobytes


def test_the_script_is_small():
    """Issue 5: at most 6 kB for the board's script."""
    assert len(gzip.compress((STATIC / "board.js").read_bytes(), 9)) <= 6_000
