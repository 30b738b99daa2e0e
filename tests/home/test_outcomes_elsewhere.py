"""Recommendations in the search, in the API and on the map of the site (issue 10)."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from home.domain.search import Question, answer
from publications.domain.outcomes_search import find_recommendations
from publications.models import Recommendation
from tests.factories.events import ConsultationPageFactory, WorkshopFactory
from tests.factories.outcomes import (
    DraftFactory,
    EngagementFactory,
    InstrumentFactory,
    RecommendationFactory,
    RecommendationTranslationFactory,
    StepFactory,
    StudyFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> Recommendation:
    """A recommendation in two languages, which an instrument followed."""
    row = RecommendationFactory(
        workshop=WorkshopFactory(
            slug="2004-jakarta",
            official_title="The Fourth",
            year=2004,
            starts_on=None,
            ends_on=None,
        ),
        number=2,
        title="Of estuaries",
    )
    RecommendationTranslationFactory(recommendation=row)
    StepFactory(recommendation=row, instrument=InstrumentFactory(slug="pact", title="River Pact"))
    return row


def found(**query: str) -> list[str]:
    return [hit.title for hit in answer(Question.from_query(query)).found]


def test_recommendations_are_found_by_their_words(row: Recommendation) -> None:
    (hit,) = answer(Question.from_query({"q": "estuaries", "kind": "recommendations"})).found
    assert (hit.url, hit.kind, hit.line, hit.language) == (
        "/workshops/2004-jakarta/recommendations/2/",
        "recommendation 2",
        "The Fourth · Taken up",
        "en",
    )
    assert found(q="Agar sesuatu") == ["Of estuaries"]
    assert found(q="estuaries", language="id") == ["Of estuaries"]
    assert found(q="estuaries", language="th") == []
    assert found(q="estuaries", year="2004", workshop="2004-jakarta") == ["Of estuaries"]
    assert found(q="estuaries", year="2005") == []
    assert found(q="estuaries", kind="instruments") == []


def test_drafts_and_what_is_to_be_verified_are_not_found() -> None:
    """SEC-A6: a canary in everything that is for staff."""
    DraftFactory(title="Canary draft")
    RecommendationFactory(title="Canary fact", certainty="verify")
    RecommendationFactory(title="Canary workshop", workshop=WorkshopFactory(live=False))
    InstrumentFactory(title="Canary instrument", certainty="verify")
    StudyFactory(title="Canary study", certainty="verify")
    EngagementFactory(title="Canary meeting", certainty="verify")
    assert found(q="canary") == []


def test_instruments_studies_and_meetings_are_found_once(row: Recommendation) -> None:
    StudyFactory(title="A study of rivers", slug="rivers")
    EngagementFactory(title="River meeting", slug="meeting")
    EngagementFactory(title="River day")
    ConsultationPageFactory(official_title="River day")
    hits = answer(Question.from_query({"q": "river", "kind": "instruments"})).found
    assert [(hit.title, hit.url) for hit in hits] == [
        ("River Pact", "/recommendations/instruments/pact/"),
        ("A study of rivers", "/recommendations/engagement/#rivers"),
        ("River meeting", "/recommendations/engagement/#meeting"),
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_the_search_of_outcomes_costs_the_same_with_three(
    row: Recommendation, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        RecommendationFactory(title="Of estuaries")
    with django_assert_num_queries(2):
        assert len(find_recommendations("estuaries")) == number + 1


def get(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200
    return response.json()


def test_the_api_tells_of_recommendations(client: Client, row: Recommendation) -> None:
    """SB-S7, SB-B11: by the filters of the tracker, one by its permanent key."""
    DraftFactory()
    listed = get(client, "/api/v1/recommendations")
    assert (listed["count"], listed["next"]) == (1, None)
    assert listed["recommendations"] == [get(client, f"/api/v1/recommendations/{row.pk}")]
    assert listed["recommendations"][0]["translations"] == [
        {"language": "id", "title": "Rekomendasi contoh", "text": "Agar sesuatu dilakukan."}
    ]
    assert get(client, "/api/v1/recommendations?state=declined")["count"] == 0
    assert get(client, "/api/v1/instruments")["instruments"][0]["recommendations"] == [row.pk]
    assert client.get("/api/v1/recommendations/0").status_code == 404
    assert client.post("/api/v1/recommendations").status_code == 405


def test_pages_of_the_api_lead_on(client: Client, row: Recommendation, monkeypatch: Any) -> None:
    monkeypatch.setattr("home.public.machines.PER_PAGE", 1)
    RecommendationFactory(workshop=row.workshop, number=3)
    following = get(client, "/api/v1/recommendations?year=2004")["next"]
    assert following == "http://127.0.0.1:8000/api/v1/recommendations?year=2004&page=2"
    last = get(client, following.removeprefix("http://127.0.0.1:8000"))
    assert (len(last["recommendations"]), last["next"]) == (1, None)


def test_the_answers_are_those_described(client: Client, row: Recommendation) -> None:
    """Every key that is answered is described, and every key described is answered."""
    schemas = get(client, "/api/v1/openapi.json")["components"]["schemas"]
    one = get(client, f"/api/v1/recommendations/{row.pk}")
    assert sorted(one) == sorted(schemas["Recommendation"]["required"])
    assert sorted(one["steps"][0]) == sorted(schemas["Step"]["required"])
    assert schemas["Progress"]["enum"] == Recommendation.State.values
    (instrument,) = get(client, "/api/v1/instruments")["instruments"]
    assert sorted(instrument) == sorted(schemas["Instrument"]["required"])


@pytest.mark.parametrize("number", [1, 3])
def test_the_api_costs_the_same_with_three(
    client: Client, row: Recommendation, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        StepFactory(recommendation=RecommendationFactory(), instrument=InstrumentFactory())
    get(client, "/api/v1/recommendations")
    with django_assert_num_queries(7):
        get(client, "/api/v1/recommendations")
    with django_assert_num_queries(2):
        get(client, "/api/v1/instruments")


def test_the_map_names_the_pages_of_outcomes(client: Client, row: Recommendation) -> None:
    text = client.get("/sitemap.xml").content.decode()
    for path in (
        "/recommendations/",
        "/recommendations/instruments/",
        "/recommendations/engagement/",
        "/recommendations/charts/",
        "/workshops/2004-jakarta/recommendations/2/",
    ):
        assert f"<loc>http://127.0.0.1:8000{path}</loc>" in text


def test_the_workshop_page_leads_to_its_recommendations(
    client: Client, row: Recommendation
) -> None:
    page = client.get("/workshops/2004-jakarta/").content.decode()
    assert '<a href="/workshops/2004-jakarta/recommendations/2/"><span>Of estuaries</span>' in page
    assert '<a href="/workshops/2004-jakarta/recommendations/">' in page
    # A title without a translation is marked with its own language.
    with translation.override("en"):
        thai = client.get("/th/workshops/2004-jakarta/").content.decode()
    assert '<span lang="en">Of estuaries</span>' in thai
