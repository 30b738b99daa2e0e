"""The recommendations chapter of a volume: its paragraphs are the records (issue 10, line 1)."""

import pytest
from django.utils import translation

from publications.domain.assemble import ChapterSource
from publications.domain.preflight import findings
from publications.domain.recommendation_chapter import recommendations_html
from publications.domain.recommendations import adopted
from publications.models import Recommendation
from tests.factories.events import StateFactory, WorkshopFactory
from tests.factories.outcomes import (
    AddresseeFactory,
    DraftFactory,
    RecommendationFactory,
    RecommendationTranslationFactory,
    ReservationFactory,
    ThemeFactory,
)
from tests.factories.publications import ChapterPageFactory, ProceedingsPageFactory

pytestmark = pytest.mark.django_db


def test_the_volume_gets_numbered_paragraphs_with_reservations():
    workshop = WorkshopFactory()
    second = RecommendationFactory(workshop=workshop, number=2, text="That B be done.")
    RecommendationFactory(workshop=workshop, number=1, text="That A be done.")
    DraftFactory(workshop=workshop, number=3)
    ReservationFactory(recommendation=second, delegation=StateFactory())
    rows = adopted(workshop)
    assert [(row.number, row.text) for row in rows] == [
        (1, "That A be done."),
        (2, "That B be done."),
    ]
    assert rows[1].reservations == ["Malaysia reserved its position on paragraph 2."]
    assert rows[0].short_address == f"/r/{second.pk + 1}"


@pytest.fixture
def chapter():
    """A chapter that prints the recommendations of its workshop, one of them by theme."""
    volume = ProceedingsPageFactory()
    first = RecommendationFactory(
        workshop=volume.workshop, number=1, text="That A & B be done.\nAt once."
    )
    first.themes.add(ThemeFactory(name="Rivers"))
    first.addressees.add(AddresseeFactory())
    ReservationFactory(recommendation=first)
    RecommendationTranslationFactory(recommendation=first)
    return ChapterPageFactory(parent=volume, body=[("recommendations", {"has_themes": True})])


def printed(chapter):
    return ChapterSource(chapter.volume.workshop, {}).html(chapter, None)


def test_the_paragraphs_of_a_chapter_are_the_records(chapter, settings):
    """Issue 10, line 1: number, text, addressees and reservations of the volume come from here."""
    settings.BASE_URL = "https://example.org"
    workshop = chapter.volume.workshop
    DraftFactory(workshop=workshop, number=2)
    row = Recommendation.objects.get(workshop=workshop, number=1)
    words = "1 paragraph is in drafting or to be verified; it would not be printed."
    assert words in [finding.words for finding in findings(chapter.volume)]
    assert printed(chapter) == (
        "<h3>Rivers</h3>\n"
        '<div class="rec" id="r1"><p><span class="no">1.</span> That A &amp; B be done.</p>'
        '<p>At once.</p><p class="to">Addressed to: SOM · '
        f'<a href="https://example.org/r/{row.pk}">example.org/r/{row.pk}</a></p>'
        '<p class="to">One participant did not join in paragraph 1.</p></div>'
    )
    with translation.override("id"):
        text = printed(chapter)
    assert "Agar sesuatu dilakukan." in text
    assert f"https://example.org/r/{row.pk}" in text
    with translation.override("th"):
        assert '<p lang="en"><span class="no">1.</span> That A' in printed(chapter)


@pytest.mark.parametrize("more", [0, 2])
def test_a_chapter_of_recommendations_takes_five_statements(
    chapter, more, django_assert_num_queries
):
    workshop = chapter.volume.workshop
    for _ in range(more):
        row = RecommendationFactory(workshop=workshop)
        row.themes.add(ThemeFactory())
        ReservationFactory(recommendation=row, delegation=StateFactory())
    with django_assert_num_queries(5):
        recommendations_html(workshop, has_themes=True)
