"""The numbers that hosts see (US-H6, SB-P2): nobody is in them, whoever looks and however often."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from access import catalogue
from access.domain import disclosure, locks
from access.domain.suppression import THRESHOLD
from events.models import WorkshopPage
from registrations.domain import described, head_counts, protocol
from registrations.domain.states import State
from registrations.models import HeadCount
from tests.factories.access import UserFactory
from tests.factories.events import CategoryFactory, PersonFactory, StateFactory, WorkshopFactory
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2027, 6, 1)
NEXT = datetime.date(2027, 6, 2)
MEALS = {"vegetarian": "Vegetarian", "no_pork": "No pork", "vegan": "Vegan"}


def people(workshop: WorkshopPage, code: str, number: int, **fields: Any) -> list[Any]:
    """Accepted people of one category."""
    category = CategoryFactory(code=code, label=f"Category {code}")
    values = fields.pop("values", {})
    made = []
    for _ in range(number):
        person = PersonFactory(workshop=workshop, category=category, values=values, **fields)
        state = State.ACCEPTED
        made.append(
            RegistrationFactory(workshop=workshop, category=category, person=person, state=state)
        )
    return made


def shown(workshop: WorkshopPage, title: str) -> Any:
    found = head_counts.numbers(workshop)
    assert found is not None
    return next(table for table in found.tables if str(table.title) == title)


@pytest.fixture
def food(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question with several answers, as an app would register it, and no other."""
    kinds = {code: head_counts._kinds[code] for code in ("category", "state")}
    monkeypatch.setattr(head_counts, "_kinds", kinds)
    head_counts.register(head_counts.answer_kind("food", "Food", lambda: MEALS, split=str.split))


@pytest.fixture
def workshop() -> WorkshopPage:
    return WorkshopFactory()


def test_small_cells_are_merged_before_they_are_written(workshop: WorkshopPage) -> None:
    people(workshop, "CSO", 9)
    people(workshop, "GOV", 7)
    people(workshop, "NHRI", 2)
    head_counts.take(workshop, DAY)
    table = shown(workshop, "By kind of participant")
    assert list(table.shown) == [("Category CSO", 9)]
    assert (list(table.merged), table.merged_count) == (["Category GOV", "Category NHRI"], 9)
    # The stolen table tells no more than the page.
    counts = HeadCount.objects.exclude(count=None).values_list("count", flat=True)
    assert min(counts) >= THRESHOLD


def test_only_people_with_a_place_count_and_the_locked_ones_do(workshop: WorkshopPage) -> None:
    """US-ST4: counts stay. 3.3: the refused, withdrawn and waiting are in no number."""
    made = people(workshop, "CSO", 6)
    locks.lock(workshop.vault, made[0].person.pk, UserFactory())
    for state in (State.WAITLISTED, State.DECLINED, State.WITHDRAWN, State.SUBMITTED):
        RegistrationFactory(workshop=workshop, state=state)
    head_counts.take(workshop, DAY)
    found = head_counts.numbers(workshop)
    assert found is not None
    assert (found.total, found.day) == (6, DAY)


def test_fewer_than_five_people_give_no_number_at_all(workshop: WorkshopPage) -> None:
    people(workshop, "CSO", 4)
    head_counts.take(workshop, DAY)
    found = head_counts.numbers(workshop)
    assert found is not None
    assert (found.total, list(found.tables)) == (None, [])
    assert set(HeadCount.objects.values_list("count", flat=True)) == {None}


def test_the_numbers_of_a_day_stay_that_day(workshop: WorkshopPage) -> None:
    """Not live: the next person is not seen arriving."""
    people(workshop, "CSO", 6)
    assert head_counts.take(workshop, DAY)
    first = head_counts.numbers(workshop)
    people(workshop, "CSO", 7)
    assert not head_counts.take(workshop, DAY)
    assert head_counts.numbers(workshop) == first
    assert head_counts.take(workshop, NEXT)
    found = head_counts.numbers(workshop)
    assert found is not None
    assert (found.total, found.day) == (13, NEXT)


@pytest.mark.parametrize("more", [1, 4])
def test_two_mornings_cannot_be_subtracted(workshop: WorkshopPage, more: int) -> None:
    """SB-P2: as long as fewer than five came or went, the numbers are yesterday's."""
    people(workshop, "CSO", 6)
    head_counts.take(workshop, DAY)
    first = head_counts.numbers(workshop)
    people(workshop, "GOV", more)
    assert not head_counts.take(workshop, NEXT)
    assert head_counts.numbers(workshop) == first
    assert set(HeadCount.objects.values_list("day", flat=True)) == {DAY}


def test_every_state_is_named_also_the_empty_ones(workshop: WorkshopPage) -> None:
    """That a State is missing would tell as much as its number."""
    laos = StateFactory(code="LA", list_name="Lao PDR")
    StateFactory(code="MY", list_name="Malaysia")
    people(workshop, "GOV", 7, state=laos)
    people(workshop, "CSO", 1)
    head_counts.take(workshop, DAY)
    table = shown(workshop, "By State represented")
    assert {*(label for label, _n in table.shown), *map(str, table.merged)} == {
        "Lao PDR",
        "Malaysia",
        "No State",
    }


@pytest.mark.usefixtures("food")
def test_needs_are_counted_by_answers_on_offer_never_by_words(workshop: WorkshopPage) -> None:
    people(workshop, "CSO", 6, values={"food": "vegetarian"})
    people(workshop, "GOV", 5, values={"food": "no_pork vegetarian"})
    people(workshop, "NHRI", 5, values={"food": "no_pork"})
    people(workshop, "MEDIA", 1, values={"food": "CANARY in my own words"})
    head_counts.take(workshop, DAY)
    table = shown(workshop, "Food")
    assert list(table.shown) == [("Vegetarian", 11), ("No pork", 10)]
    assert list(map(str, table.merged)) == ["Vegan", "No answer, or another one"]
    assert "CANARY" not in str(list(HeadCount.objects.values()))


@pytest.mark.usefixtures("food")
def test_a_number_whose_complement_is_small_is_not_shown(workshop: WorkshopPage) -> None:
    """Complementary cells: 16 of 17 would name the one who eats otherwise."""
    people(workshop, "CSO", 16, values={"food": "vegetarian"})
    people(workshop, "CSO", 1, values={"food": "vegan"})
    head_counts.take(workshop, DAY)
    assert list(shown(workshop, "Food").shown) == []


@pytest.mark.usefixtures("food")
def test_suppliers_get_exact_orders_without_states_or_kinds(workshop: WorkshopPage) -> None:
    people(workshop, "CSO", 2, values={"food": "vegan"})
    people(workshop, "GOV", 1, values={"food": "no_pork vegan"})
    assert head_counts.exact(workshop) == (3, [("Food", [("No pork", 1), ("Vegan", 3)])])


def test_what_may_be_counted_is_what_the_field_table_marks(workshop: WorkshopPage) -> None:
    """A table of numbers exists only for fields that hosts may see as numbers."""
    marks = {
        code: catalogue.get(code).mark(catalogue.Reader.HOST, catalogue.Track.DIRECT)
        for code in head_counts._kinds
    }
    assert set(marks.values()) == {catalogue.Mark.COUNTS}


def test_a_co_organising_institution_is_told_less_of_needs(workshop: WorkshopPage) -> None:
    """Column N of the field table: interpretation as a number, food not at all."""
    people(workshop, "CSO", 6)
    head_counts.take(workshop, DAY)
    titles = {}
    for reader in (catalogue.Reader.HOST, catalogue.Reader.NHRI):
        found = head_counts.numbers(workshop, reader)
        assert found is not None
        titles[reader] = {str(table.title) for table in found.tables}
    assert titles[catalogue.Reader.HOST] - titles[catalogue.Reader.NHRI] == {
        "Meals",
        "Access",
        "Support persons",
        "People who come along, by how many each brings",
    }


def test_the_questions_of_the_form_are_counted_as_they_are_stored(workshop: WorkshopPage) -> None:
    """US-H6: meals and headsets, by the answers on offer; one's own words as a number."""
    people(workshop, "CSO", 6, values={"food": "vegan", "access_needs": "CANARY ramp"})
    people(workshop, "GOV", 7, values={"interpretation": "lo"})
    head_counts.take(workshop, DAY)
    meals = shown(workshop, "Meals")
    assert (list(meals.shown), meals.merged_count) == ([("Anything", 7)], 6)
    assert ("ລາວ", 7) in list(shown(workshop, "Headsets and interpretation, by language").shown)
    total, orders = head_counts.exact(workshop)
    assert (total, dict(orders)["Meals"]) == (13, [("Vegan", 6)])
    assert "CANARY" not in str((orders, list(HeadCount.objects.values())))


def test_an_own_question_is_counted_only_where_staff_marked_it_so(workshop: WorkshopPage) -> None:
    """The audience of the question decides, as for every field."""
    yes = {"type": "one", "options": (("bus", {"en": "By bus"}), ("foot", {"en": "On foot"}))}
    questions = tuple(
        described.Question(f"q.{workshop.pk}.0000000{number}", label={"en": label}, **kind)
        for number, (label, kind) in enumerate(
            [
                ("Counted", yes | {"audience": "counted"}),
                ("CANARY secretariat only", yes),
                ("CANARY own words", {"type": "short", "audience": "counted"}),
            ]
        )
    )
    described.save(workshop, described.Description((), questions, ()), None)
    code = questions[0].code
    people(workshop, "CSO", 6, values={code: "bus"})
    people(workshop, "GOV", 7, values={code: "foot"})
    head_counts.take(workshop, DAY)
    assert list(shown(workshop, "Counted").shown) == [("On foot", 7)]
    found = head_counts.numbers(workshop)
    assert found is not None
    assert not [table.title for table in found.tables if "CANARY" in str(table.title)]


def test_the_timetable_counts_only_where_the_annex_is_signed() -> None:
    today = timezone.localdate()
    signed = WorkshopFactory(data_annex_signed_on=today, starts_on=today, ends_on=today)
    without = WorkshopFactory(starts_on=today, ends_on=today)
    long_ago = today - datetime.timedelta(days=60)
    WorkshopFactory(data_annex_signed_on=long_ago, starts_on=long_ago, ends_on=long_ago)
    assert head_counts.take_all() == 1
    assert head_counts.take_all() == 0
    assert head_counts.numbers(signed) is not None
    assert head_counts.numbers(without) is None


@pytest.mark.parametrize("number", [6, 12])
def test_reading_costs_the_same_for_six_and_for_twelve(
    workshop: WorkshopPage, number: int, django_assert_num_queries: Any
) -> None:
    people(workshop, "CSO", number)
    head_counts.take(workshop, DAY)
    with django_assert_num_queries(4):
        head_counts.numbers(workshop)


def named_cells(workshop: WorkshopPage, title: str) -> dict[str, int]:
    return {str(label): count for label, count in shown(workshop, title).shown}


def test_the_protocol_list_taken_off_the_numbers_tells_nobody(workshop: WorkshopPage) -> None:
    """SB-P2: a State with five officials and one who came alone: six would name the one."""
    myanmar, laos = StateFactory(code="MM"), StateFactory(code="LA", list_name="Lao PDR")
    people(workshop, "GOV", 5, state=myanmar, is_nominated=True)
    people(workshop, "CSO", 1, state=myanmar)
    people(workshop, "CSO", 6, state=laos)
    head_counts.take(workshop, DAY)
    assert len(protocol.officials(workshop, disclosure.HOST)) == 5
    assert named_cells(workshop, "By State represented") == {}
    assert named_cells(workshop, "By kind of participant") == {}


def test_officials_are_added_to_what_may_be_told_of_the_others(workshop: WorkshopPage) -> None:
    """A host plans for everybody: where the others are many the whole number stands."""
    laos = StateFactory(code="LA", list_name="Lao PDR")
    people(workshop, "GOV", 3, state=laos, is_nominated=True)
    people(workshop, "CSO", 9, state=laos)
    people(workshop, "CSO", 7)
    head_counts.take(workshop, DAY)
    found = head_counts.numbers(workshop)
    assert found is not None
    assert found.total == 19
    assert named_cells(workshop, "By State represented") == {"Lao PDR": 12}


@pytest.mark.parametrize("few", [0, 1, 4])
def test_a_few_beside_the_officials_are_in_no_number(workshop: WorkshopPage, few: int) -> None:
    """SB-P2: the total less the list would be the number of those who registered themselves."""
    people(workshop, "GOV", 8, is_nominated=True)
    people(workshop, "CSO", few)
    head_counts.take(workshop, DAY)
    found = head_counts.numbers(workshop)
    assert found is not None
    assert (found.total, list(found.tables)) == (None, [])


def test_officials_who_come_do_not_let_one_other_be_seen(workshop: WorkshopPage) -> None:
    """SB-P2: four officials and one other are five; on the list stand four of them."""
    people(workshop, "CSO", 6)
    head_counts.take(workshop, DAY)
    people(workshop, "GOV", 4, is_nominated=True)
    people(workshop, "CSO", 1)
    assert not head_counts.take(workshop, NEXT)
    people(workshop, "CSO", 4)
    assert head_counts.take(workshop, NEXT)


def test_a_locked_official_is_one_of_the_others(workshop: WorkshopPage) -> None:
    """US-ST4: not on the list, and so not to be found by taking the list off."""
    made = people(workshop, "GOV", 6, is_nominated=True)
    people(workshop, "CSO", 5)
    locks.lock(workshop.vault, made[0].person.pk, UserFactory())
    head_counts.take(workshop, DAY)
    assert named_cells(workshop, "By kind of participant") == {}
