"""OpenSearch by one setting: what is sent to it, with a client that only remembers."""

import sys
import types
from typing import Any

import pytest
from django.test import override_settings
from wagtail.search.backends import get_search_backend

from events.models import WorkshopPage
from home import checks
from tests.factories.events import WorkshopFactory

BACKEND = {"BACKEND": "home.opensearch", "URLS": ["http://127.0.0.1:9"], "INDEX_PREFIX": "w_"}


class Client:
    """Remembers what it is asked, and finds what it was given."""

    def __init__(self, hosts: list[Any], **options: Any) -> None:
        self.hosts, self.actions, self.questions = hosts, [], []
        self.indices = self

    def put_mapping(self, index: str, body: dict[str, Any]) -> None:
        self.index = index

    def search(self, body: Any = None, **kwargs: Any) -> dict[str, Any]:
        self.questions.append(body or kwargs)
        hits = [{"fields": {"pk": [action["_id"]]}, "_score": 1} for action in self.actions]
        return {"hits": {"hits": hits, "total": {"value": len(hits)}}}


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Any:
    library, helpers = types.ModuleType("opensearchpy"), types.ModuleType("opensearchpy.helpers")
    library.OpenSearch, library.NotFoundError = Client, KeyError
    helpers.bulk = lambda client, actions, **kwargs: client.actions.extend(actions)
    monkeypatch.setitem(sys.modules, "opensearchpy", library)
    monkeypatch.setitem(sys.modules, "opensearchpy.helpers", helpers)
    for name in ("home.opensearch", "modelsearch.backends.opensearch2"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with override_settings(WAGTAILSEARCH_BACKENDS={"default": BACKEND}):
        yield get_search_backend()
    # Built on the client that is gone.
    for name in ("home.opensearch", "modelsearch.backends.opensearch2"):
        sys.modules.pop(name, None)


@pytest.mark.django_db
def test_pages_are_sent_and_asked_for(backend: Any) -> None:
    page = WorkshopPage.objects.get(pk=WorkshopFactory(summary="Estuaries").pk)
    index = backend.get_index_for_model(WorkshopPage)
    index.add_model(WorkshopPage)
    index.add_items(WorkshopPage, [page])
    assert (backend.es.hosts[0]["host"], backend.es.index) == ("127.0.0.1", "w_wagtailcore_page")
    assert "Estuaries" in str(backend.es.actions)
    found = backend.search("estuaries", WorkshopPage.objects.filter(pk=page.pk), operator="and")
    assert list(found) == [page]
    assert "estuaries" in str(backend.es.questions)


def test_the_setting_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    assert checks.search_has_its_client() == []
    with override_settings(SEARCH_URL="http://127.0.0.1:9200"):
        assert [found.id for found in checks.search_has_its_client()] == ["home.E011"]
