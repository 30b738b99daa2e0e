"""The home page, the pages of text, and the frame around every page."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale
from wagtail.rich_text import RichText

from events.models import CoOrganiser
from events.models.reference import InstitutionKind
from home.domain import navigation
from home.models import HomePage, StandardPage
from tests.factories.events import (
    CoOrganiserFactory,
    InstitutionFactory,
    StateFactory,
    WorkshopFactory,
    home_page,
)

pytestmark = pytest.mark.django_db


def _home(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def _workshops(number: int) -> None:
    for index in range(number):
        WorkshopFactory(
            year=2024 + index, starts_on=datetime.date(2030 + index, 1, 1), ends_on=None
        )


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_statements_does_not_grow(
    client: Client, django_assert_max_num_queries: Callable[..., Any], number: int
) -> None:
    """US: the home page costs the same with one workshop and with three."""
    _workshops(number)
    client.get("/")
    with django_assert_max_num_queries(QUERIES) as counted:
        client.get("/")
    assert len(counted.captured_queries) == QUERIES


QUERIES = 8


def test_the_next_workshop_leads(client: Client) -> None:
    workshop = WorkshopFactory(
        theme="From proposals to protection",
        starts_on=datetime.date(2031, 6, 15),
        ends_on=datetime.date(2031, 6, 17),
        year=2031,
    )
    WorkshopFactory(year=2004, starts_on=datetime.date(2004, 6, 17), ends_on=None)
    html = _home(client)

    assert '<h1 id="next">From proposals to protection</h1>' in html
    assert "15–17 June 2031 · Kuala Lumpur, Malaysia" in html
    assert html.count("<h1") == 1
    assert f'href="{workshop.get_url()}"' in html


def test_without_an_nhri_there_is_no_row_for_it(client: Client) -> None:
    """Design 29: no empty row, no N/A."""
    workshop = WorkshopFactory(starts_on=datetime.date(2031, 6, 15), ends_on=None, year=2031)
    assert "human rights institution</dt>" not in _home(client)

    CoOrganiserFactory(
        workshop=workshop,
        role=CoOrganiser.Role.NHRI,
        institution=InstitutionFactory(kind=InstitutionKind.NHRI),
    )
    assert "human rights institution</dt>" in _home(client)


def test_the_page_stands_without_any_workshop(client: Client) -> None:
    home_page()
    html = _home(client)

    assert "The next workshop is announced here" in html
    assert "Latest proceedings" not in html


def test_each_state_has_a_line_and_each_workshop_a_knot(client: Client) -> None:
    StateFactory(code="BN", list_name="Brunei Darussalam", sort_order=1)
    malaysia = StateFactory(code="MY", list_name="Malaysia", sort_order=5)
    for year in (2006, 2027):
        WorkshopFactory(
            host_state=malaysia, year=year, starts_on=datetime.date(year, 6, 1), ends_on=None
        )
    html = _home(client)

    lines = re.findall(r'<li><b>(.*?)</b><span class="knots">(.*?)</span></li>', html)
    assert [state for state, _ in lines] == ["Brunei Darussalam", "Malaysia"]
    assert lines[0][1] == "<span>No workshop recorded</span>"
    assert re.findall(r'<a href="[^"]*"( class="next")?>.*?</span>(\d+)<', lines[1][1]) == [
        ("", "2006"),
        (' class="next"', "2027"),
    ]


def test_the_masthead_leads_to_published_pages_only(client: Client) -> None:
    home = home_page()
    WorkshopFactory()
    home.add_child(instance=StandardPage(title="About", slug="about", show_in_menus=True))
    home.add_child(instance=StandardPage(title="Privacy promise", slug="privacy"))
    home.add_child(instance=StandardPage(title="Draft", slug="draft", live=False))
    html = client.get("/about/").content.decode()

    nav = re.search(r'<nav class="nav".*?</nav>', html)
    assert nav is not None
    assert re.findall(r'<a href="(.*?)"( aria-current="page")?>(.*?)</a>', nav.group()) == [
        ("/workshops/", "", "Workshops"),
        ("/recommendations/", "", "Recommendations"),
        ("/publications/", "", "Publications"),
        ("/about/", ' aria-current="page"', "About"),
        ("/search/", "", "Search"),
    ]
    assert "Draft" not in html
    assert re.findall(r'<a href="/privacy/">(.*?)</a>', html) == ["Privacy promise"]


def test_the_language_menu_shows_only_with_a_second_language(client: Client, rf: Any) -> None:
    home = home_page()
    assert "<details" not in _home(client)

    indonesian = Locale.objects.create(language_code="id")
    translated = home.copy_for_translation(indonesian)
    translated.title = "Beranda"
    translated.save_revision().publish()
    rows = navigation.languages(HomePage.objects.get(pk=home.pk), rf.get("/"))

    assert [(row.code, row.name, row.is_current) for row in rows] == [
        ("en", "English", True),
        ("id", "Bahasa Indonesia", False),
    ]
    assert '<details class="lang">' in _home(client)


def test_breadcrumbs_lead_up(client: Client) -> None:
    about = home_page().add_child(instance=StandardPage(title="About", slug="about"))
    about.add_child(instance=StandardPage(title="History", slug="history"))
    html = client.get("/about/history/").content.decode()

    crumbs = re.search(r'<nav class="wrap crumbs".*?</nav>', html)
    assert crumbs is not None
    assert re.findall(r'href="(.*?)"', crumbs.group()) == ["/", "/about/"]
    assert '<li aria-current="page">History</li>' in html


def test_typefaces_stay_at_home_where_data_is_dear(client: Client) -> None:
    """SB: with Save-Data the page comes without the sheet of typefaces, and caches know it."""
    home_page()
    plain = client.get("/")
    saving = client.get("/", headers={"Save-Data": "on"})

    assert "site/fonts.css" in plain.content.decode()
    assert "site/fonts.css" not in saving.content.decode()
    assert "Save-Data" in plain["Vary"].split(", ")


@pytest.mark.parametrize("path", ["/", "/about/", "/workshops/", "/no-such-page/"])
def test_no_page_carries_inline_code_or_asks_a_third_party(client: Client, path: str) -> None:
    """Design 5 and SEC: no style attribute, no inline script, no foreign address in the head."""
    WorkshopFactory()
    home_page().add_child(
        instance=StandardPage(title="About", slug="about", body=[("text", RichText("<p>Text</p>"))])
    )
    html = client.get(path).content.decode()

    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|javascript:", html) == []
    for tag in re.findall(r"<(?:link|script|img|iframe|source|form)\b[^>]*>", html):
        # The canonical address is whole, and fetches nothing.
        if 'rel="canonical"' in tag:
            continue
        for address in re.findall(r'(?:src|href|action)="(.*?)"', tag):
            assert address.startswith("/") and not address.startswith("//"), tag
    # A block of data is no script (HTML standard, 4.12.1): the policy leaves it alone.
    scripts = re.findall(r'<script(?! type="application/ld\+json")[^>]*>', html)
    assert all(tag.startswith("<script src=") for tag in scripts)
    assert re.search(r'<html lang="en"', html)
