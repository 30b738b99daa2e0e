"""The latest proceedings on the home page: only what is published and has its file."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from home.domain.front import latest_volumes
from tests.factories.events import WorkshopFactory
from tests.factories.publications import EditionFactory, ProceedingsPageFactory

pytestmark = pytest.mark.django_db


def _volume(**fields: Any) -> Any:
    page = ProceedingsPageFactory(parent=WorkshopFactory(city="Vientiane"))
    return EditionFactory(proceedings=page, **fields)


def test_the_newest_edition_of_a_volume_is_shown_with_its_weight(client: Client) -> None:
    first = _volume(number=1, size=1_000, source_sha256="c" * 64)
    EditionFactory(
        proceedings=first.proceedings, number=2, pages=148, size=2_202_009, source_sha256="d" * 64
    )
    html = client.get("/").content.decode()

    assert [(v.edition.number, v.place, v.year) for v in latest_volumes()] == [
        (2, "Vientiane", 2027)
    ]
    assert "2.1\xa0MB · 148 pages" in html
    assert f'href="{latest_volumes()[0].file_url}" type="application/pdf"' in html


def test_withdrawn_files_and_drafts_are_not_shown() -> None:
    """A file withdrawn for a correction has no link on the home page."""
    _volume(number=1, file="")
    hidden = _volume(number=1)
    hidden.proceedings.unpublish()

    assert latest_volumes() == ()


@pytest.mark.parametrize("number", [1, 3])
def test_two_statements_whatever_the_number(
    django_assert_num_queries: Callable[..., Any], number: int
) -> None:
    for index in range(number):
        _volume(number=1, source_sha256=str(index) * 64)
    with django_assert_num_queries(2):
        assert len(latest_volumes()) == number


def test_three_at_most() -> None:
    for index in range(4):
        _volume(number=1, source_sha256=str(index) * 64)
    assert len(latest_volumes()) == 3
