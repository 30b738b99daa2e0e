"""The search of pages: words inside the texts, filters, and nothing that is not public."""

from typing import Any

import pytest
from django.test import Client
from wagtail.search.index import insert_or_update_object

from events.models import WorkshopPage
from home.domain.search import Question, answer
from tests.factories.events import StateFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


def workshop(**fields: Any) -> WorkshopPage:
    page = WorkshopFactory(**fields)
    insert_or_update_object(page)
    return page


def found(**query: str) -> list[str]:
    return [row.title for row in answer(Question.from_query(query)).found]


def test_words_inside_a_text_are_found_and_drafts_are_not() -> None:
    """SEC-A6."""
    page = workshop(official_title="Of rivers", summary="Estuaries and people.")
    workshop(official_title="Draft", summary="Estuaries too.", live=False)
    assert found(q="estuaries") == ["Of rivers"]
    page.unpublish()
    assert found(q="estuaries") == []


def test_filters_narrow() -> None:
    laos = StateFactory(code="LA", list_name="Lao PDR")
    days = {"year": 2026, "starts_on": None, "ends_on": None}
    workshop(official_title="One", summary="Estuaries", host_state=laos, slug="one", **days)
    workshop(official_title="Two", summary="Estuaries", year=2027, slug="two")
    assert sorted(found(q="estuaries")) == ["One", "Two"]
    assert found(q="estuaries", state="LA") == ["One"]
    assert found(q="estuaries", year="2027") == ["Two"]
    assert found(q="estuaries", workshop="one", kind="workshops") == ["One"]
    assert found(q="estuaries", kind="meetings") == []


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=%00", "?q='&year=9999&state=%22&kind=none", "?q=a%20OR%20b*&year=x"]
)
def test_anything_odd_is_answered(client: Client, query: str) -> None:
    """SEC-B10."""
    response = client.get(f"/search/{query}")
    assert (response.status_code, response["X-Robots-Tag"]) == (200, "noindex")
