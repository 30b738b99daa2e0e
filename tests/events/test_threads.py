"""The picture of the threads says what the list beside it says."""

import datetime
import re

import pytest
from django.test import Client

from events.domain.threads import svg
from events.domain.workshops import workshops_by_state
from tests.factories.events import StateFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


def test_a_line_for_each_state_and_a_knot_for_each_workshop(client: Client) -> None:
    """Links of the picture are for the mouse alone: keyboards and readers have the list."""
    laos = StateFactory(code="LA", list_name="Lao PDR")
    StateFactory(code="BN", list_name="Brunei Darussalam")
    days = {"starts_on": None, "ends_on": None}
    for year in (2002, 2009):
        WorkshopFactory(slug=f"w{year}", year=year, host_state=laos, **days)
    WorkshopFactory(slug="unsure", year=2005, host_state=laos, certainty="verify", **days)
    html = client.get("/workshops/").content.decode()
    picture = re.search(r'<svg class="weft".*?</svg>', html)
    assert picture is not None
    assert 'aria-hidden="true" focusable="false"' in picture[0]
    assert re.findall(r'class="state"[^>]*>(.*?)<', picture[0]) == ["Brunei Darussalam", "Lao PDR"]
    knots = re.findall(r'<a href="(.*?)" tabindex="-1"><title>(.*?)</title>', picture[0])
    assert knots == [("/workshops/w2002/", "Lao PDR 2002"), ("/workshops/w2009/", "Lao PDR 2009")]
    twin = re.search(r'<ul class="threads twin".*?</ul>', html, re.DOTALL)
    assert twin is not None
    assert [address for address, _ in knots] == re.findall(r'<a href="(.*?)"', twin[0])
    assert "No workshop recorded" in picture[0] and "No workshop recorded" in twin[0]


def test_the_home_page_and_the_list_draw_the_same(client: Client) -> None:
    WorkshopFactory(host_state=StateFactory(code="LA", list_name="Lao PDR"))
    drawn = [
        re.search(r'<svg class="weft".*?</svg>\n<ul class="threads.*?</ul>', html, re.DOTALL)
        for html in (client.get(path).content.decode() for path in ("/", "/workshops/"))
    ]
    assert drawn[0] is not None and drawn[1] is not None
    assert drawn[0][0] == drawn[1][0]


def test_after_forty_years_the_oldest_columns_fall_away() -> None:
    """The list keeps their workshops."""
    state = StateFactory()
    for year in (2001, 2050):
        day = datetime.date(year, 6, 1)
        WorkshopFactory(host_state=state, year=year, starts_on=day, ends_on=None)
    rows = workshops_by_state()
    picture = svg(rows)
    assert re.findall(r"<title>(.*?)</title>", picture) == ["Malaysia 2050"]
    assert re.findall(r'y="16">(\d+)<', picture)[0] == "2011"
    assert [knot.year for knot in rows[0].workshops] == [2001, 2050]


def test_without_a_sure_workshop_there_is_no_picture() -> None:
    StateFactory(code="LA", list_name="Lao PDR")
    assert svg(workshops_by_state()) == ""


def test_a_name_cannot_leave_its_text() -> None:
    """SEC-B1."""
    state = StateFactory(code="LA", list_name="<script>")
    WorkshopFactory(host_state=state)
    assert "<script>" not in svg(workshops_by_state())
