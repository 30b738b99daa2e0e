"""The sourced facts of 2004 and the demo content (issue 10, what it must show, line 1)."""

import datetime

import pytest

from events.domain import content, demo
from publications.domain import demo_outcomes, demo_participation, drafting, tracker
from publications.domain.outcomes import load_outcomes
from publications.domain.participation import take, take_all
from publications.models import Instrument, Participation, Recommendation, Step, Study
from tests.factories.events import CategoryFactory, StateFactory, WorkshopFactory, workshop_index
from tests.factories.outcomes import RecommendationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def jakarta(db):
    return WorkshopFactory(
        slug="2004-jakarta",
        title="Jakarta 2004",
        year=2004,
        starts_on=datetime.date(2004, 6, 17),
        ends_on=datetime.date(2004, 6, 18),
    )


def test_the_two_proposals_of_2004_with_their_real_line(client, jakarta):
    """SB-W7: each step with its source, "to be verified" never public."""
    load_outcomes()
    rows = {row.number: row for row in tracker.of_workshop(jakarta)}
    assert {number: row.state for number, row in rows.items()} == {1: "realised", 2: "taken_up"}
    assert [(s.instrument.slug, s.date.isoformat(), s.precision) for s in rows[1].public_steps] == [
        ("vientiane-action-programme", "2004-11-01", "month"),
        ("acwc", "2010-09-01", "by_month"),
    ]
    assert [(s.instrument.slug, s.date.isoformat(), s.precision) for s in rows[2].public_steps] == [
        ("cebu-declaration", "2007-01-01", "month"),
        ("acmw", "2007-07-30", "day"),
        ("migrant-workers-consensus", "2017-11-14", "day"),
    ]
    assert all(step.source for row in rows.values() for step in row.public_steps)
    page = client.get("/workshops/2004-jakarta/recommendations/1/").content.decode()
    assert "by September 2010" in page
    assert "7 April 2010" not in page
    assert "Ha Noi" not in page
    assert Step.objects.get(key="W4-R1/2").certainty == "verify"


def test_the_study_on_migration_leads_to_the_proposal_of_2004(jakarta):
    """SB-W9: on the same subject; nothing says that the study took it up."""
    load_outcomes()
    study = Study.objects.get(slug="migration")
    assert [row.key for row in study.recommendations.all()] == ["W4-R2"]


def test_loading_again_changes_nothing_and_leaves_what_staff_changed(jakarta):
    load_outcomes()
    instrument = Instrument.objects.get(slug="acwc")
    instrument.title = "As staff write it"
    instrument.save()
    Instrument.objects.get(slug="timor-leste").delete()
    Recommendation.objects.get(key="W4-R1").themes.clear()
    result = load_outcomes()
    assert (result.added, result.changed) == ({}, {})
    instrument.refresh_from_db()
    assert instrument.title == "As staff write it"
    assert not Instrument.objects.filter(slug="timor-leste").exists()
    assert Recommendation.objects.get(key="W4-R1").themes.count() == 0


def test_facts_wait_for_the_page_of_their_workshop():
    load_outcomes()
    assert Recommendation.objects.count() == 0
    assert Instrument.objects.count() == 14


def test_the_demo_has_twelve_adopted_recommendations(jakarta):
    content.load_reference()
    demo.load_demo_workshops(workshop_index())
    assert demo_outcomes.load() == 12
    assert demo_outcomes.load() == 0
    rows = Recommendation.objects.filter(workshop__slug=demo.DEMO_SLUG)
    assert list(rows.values_list("number", flat=True)) == list(range(1, 13))
    assert all(row.sha256 == drafting.digest(row.text) for row in rows)
    fifth = rows.get(number=5)
    assert [drafting.brackets(v.text) for v in fifth.versions.all()] == [
        ["[designate a contact]"],
        [],
    ]
    assert sorted(str(body) for body in fifth.addressees.all()) == ["AICHR", "Member States"]
    assert fifth.session.title == "Working group A. Environment and health"
    assert not Step.objects.filter(recommendation__in=rows).exists()


def test_a_rebuilt_state_equals_the_stored_one(jakarta):
    from publications.domain.follow_up import derive
    from publications.domain.recommendations import public_steps

    load_outcomes()
    RecommendationFactory()
    for row in Recommendation.objects.all():
        assert row.state == derive(public_steps().filter(recommendation=row))


def people(workshop, counts):
    """Accepted registrations: {category code: number}."""
    from registrations.models import Registration
    from tests.factories.registrations import RegistrationFactory

    for code, number in counts.items():
        for _ in range(number):
            RegistrationFactory(
                workshop=workshop,
                person__workshop=workshop,
                person__category=CategoryFactory(code=code, label=code),
                state=Registration.State.ACCEPTED,
            )


def test_figures_are_suppressed_before_they_are_stored():
    """Domain rule 4: what is small is in no row that a chart can read."""
    workshop = WorkshopFactory()
    StateFactory()
    people(workshop, {"CSO": 7, "ACAD": 2, "MEDIA": 4})
    row = take(workshop)
    assert row.by_category == {"shown": {"CSO": 7}, "merged": ["ACAD", "MEDIA"], "merged_count": 6}
    people(workshop, {"ACAD": 5})
    assert take(workshop) == row
    assert Participation.objects.count() == 1


def test_the_demo_figures_show_no_small_cell():
    """Issue 10, line 6: what the charts of the demo read, in both tables of both years."""
    content.load_reference()
    for slug, year in (("2025-demo", 2025), ("2026-demo", 2026)):
        day = datetime.date(year, 6, 16)
        WorkshopFactory(slug=slug, starts_on=day, ends_on=day)
    assert demo_participation.load() == 2
    assert demo_participation.load() == 0
    for row in Participation.objects.all():
        for table in (row.by_category, row.by_state):
            assert min(table["shown"].values()) >= 5
            assert len(table["merged"]) >= 2


def test_too_few_people_give_no_figures():
    workshop = WorkshopFactory()
    people(workshop, {"CSO": 2})
    assert take(workshop) is None
    assert take(WorkshopFactory()) is None


def test_figures_are_taken_a_week_after_the_last_day():
    workshop = WorkshopFactory()
    StateFactory()
    people(workshop, {"CSO": 6, "ACAD": 6})
    assert take_all(datetime.date(2027, 6, 20)) == 0
    assert take_all(datetime.date(2027, 6, 24)) == 1
