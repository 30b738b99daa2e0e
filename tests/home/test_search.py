"""The search of pages: words inside the texts, filters, and nothing that is not public."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from wagtail.search.index import insert_or_update_object

from events.domain import full_text
from events.models import Document, WorkshopPage
from home.domain.search import Question, answer
from tests.factories.events import DocumentFactory, StateFactory, WorkshopFactory
from tests.factories.outcomes import RecommendationFactory, ThemeFactory

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


def paper(workshop: WorkshopPage, **fields: Any) -> Document:
    return DocumentFactory(workshop=workshop, audience="public", kind="statement", **fields)


def test_papers_are_found_by_their_words_and_by_language() -> None:
    """SEC-A6: and never one that is not public."""
    workshop = WorkshopFactory(slug="one")
    paper(workshop, title="On water", text="the tide of estuaries", language="en")
    paper(workshop, title="Tentang air", text="muara estuaries", language="id")
    DocumentFactory(workshop=workshop, audience="participants", text="estuaries", title="Kept")
    assert sorted(found(q="estuaries")) == ["On water", "Tentang air"]
    assert found(q="estuaries tide") == ["On water"]
    assert found(q="estuaries", language="id", kind="documents") == ["Tentang air"]
    assert [code for code, _ in answer(Question()).languages] == ["en", "id"]


def test_a_theme_narrows_to_the_workshops_that_dealt_with_it(client: Client) -> None:
    theme = ThemeFactory(slug="water", name="Water")
    one = workshop(official_title="One", summary="Estuaries", slug="one", live=True)
    workshop(official_title="Two", summary="Estuaries", slug="two")
    RecommendationFactory(workshop=one, title="Of estuaries").themes.add(theme)
    assert sorted(found(q="estuaries", theme="water")) == ["Of estuaries", "One"]
    assert found(q="estuaries", theme="none") == []
    html = client.get("/search/?q=estuaries&theme=water").content.decode()
    assert '<option value="water" selected>Water</option>' in html


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="full text of PostgreSQL")
def test_postgresql_uses_its_index_for_papers() -> None:
    workshop = WorkshopFactory()
    paper(workshop, title="Of rights", text="O'Neil & sons | tide:*")
    assert [row.title for row in full_text.having(Document.objects.all(), "right tid")] == [
        "Of rights"
    ]
    assert not full_text.having(Document.objects.all(), "ights").exists()
    assert not full_text.having(Document.objects.all(), "&|'").exists()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = full_text.having(Document.objects.order_by(), "right").explain()
    assert "events_document_words" in plan
