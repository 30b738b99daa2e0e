"""The form is described, not coded: blocks, own questions, conditions, versions, languages."""

import dataclasses
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from access import catalogue
from access.catalogue import Mark, Reader, Track
from access.domain import disclosure
from events.models import WorkshopPage
from registrations.domain import described, queries
from registrations.domain.described import Description, Item, Question, Rule
from registrations.models import FormVersion, Registration
from tests.factories.access import secretariat
from tests.factories.events import CategoryFactory, StateFactory, WorkshopFactory
from tests.factories.registrations import QuotaFactory
from tests.registrations.test_form import answers, errors_of

pytestmark = pytest.mark.django_db


def question(workshop: WorkshopPage, **changes: Any) -> Question:
    return Question(
        **{
            "code": described.new_code(workshop),
            "type": "short",
            "label": {"en": "Your question", "id": "Pertanyaan"},
            **changes,
        }
    )


def described_form(workshop: WorkshopPage, *questions: Question, **changes: Any) -> FormVersion:
    return described.save(workshop, Description(questions=questions, **changes), None)


@pytest.fixture
def address(workshop: WorkshopPage) -> str:
    CategoryFactory()
    return f"/workshops/{workshop.slug}/registration/form/"


def stored(registration: Registration, code: str) -> str:
    person = registration.person
    assert person is not None
    viewer = disclosure.Viewer(Reader.PERSON, subject=person.pk)
    vault = registration.workshop.vault
    found = disclosure.visible_to(viewer, vault, {person.pk: person.track}, [code])
    return found[person.pk].get(code, "")


def test_an_own_question_has_readers_and_a_time_like_any_other(workshop: WorkshopPage) -> None:
    """SB-R1: the row that prints the line is the row that decides, in every process."""
    asked = question(workshop, audience="travel", keep_days=14)
    described_form(workshop, asked)
    described._cache.clear()
    row = catalogue.get(asked.code)
    assert (row.mark(Reader.TRAVEL_DESK, Track.DIRECT), row.keep_days) == (Mark.READS, 14)
    assert row.mark(Reader.SECRETARIAT, Track.DIRECT) is Mark.NEVER
    assert catalogue.who_sees(asked.code) == "Seen by the Secretariat’s travel desk."
    with pytest.raises(KeyError):
        catalogue.get(f"q.{workshop.pk}.deadbeef")


@pytest.mark.parametrize(
    ("kind", "options", "given", "kept", "words"),
    [
        ("short", (), "Two words", "Two words", "Two words"),
        ("long", (), "One\r\ntwo", "One\ntwo", "One, two"),
        ("one", (("a", {"en": "Apple"}), ("b", {"en": "Bread"})), "b", "b", "Bread"),
        ("many", (("a", {"en": "Apple"}), ("b", {"en": "Bread"})), ["a", "b"], "a\nb", None),
        ("date", (), "17 6 2027", "2027-06-17", "2027-06-17"),
        ("number", (), "12.5", "12.5", "12.5"),
        ("country", (), "MY", "MY", "MY"),
        ("yes", (), "yes", "yes", "Yes"),
    ],
)
def test_every_type_is_asked_checked_and_kept(
    client: Client,
    workshop: WorkshopPage,
    address: str,
    kind: str,
    options: Any,
    given: Any,
    kept: str,
    words: str | None,
) -> None:
    """SB-R1."""
    StateFactory(code="MY")
    asked = question(workshop, type=kind, options=options)
    described_form(workshop, asked)
    sent = client.post(address, {**answers(), asked.name: given})
    assert sent.status_code == 302
    registration = Registration.objects.get()
    assert stored(registration, asked.code) == kept
    assert words is None or asked.words(kept) == words


@pytest.mark.parametrize(
    ("kind", "given", "message"),
    [
        ("short", "", "Enter: Your question"),
        ("short", "x" * 201, "Your question: at most 200 characters"),
        ("number", "twelve", "Write a number in figures"),
        ("date", "31 2 2027", "Write the day as 17 6 2027 or 2027-06-17"),
        ("yes", "perhaps", "Choose one of the answers"),
        ("country", "XX", "Choose one of the answers"),
    ],
)
def test_mistakes_in_own_questions_are_named(
    client: Client, workshop: WorkshopPage, address: str, kind: str, given: str, message: str
) -> None:
    asked = question(workshop, type=kind, required=True)
    described_form(workshop, asked)
    number = {"number": "invalid"}.get(kind, "")
    response = client.post(address, {**answers(), asked.name: given})
    assert errors_of(response) == {asked.name: [message]}, number
    assert response.context["step"] == "needs"
    assert Registration.objects.count() == 0


def test_conditions_are_evaluated_on_the_server_and_hidden_answers_dropped(
    client: Client, workshop: WorkshopPage, address: str
) -> None:
    """SB-R2: OR of ANDs over earlier answers; what is not asked is not kept, and asks nothing."""
    first = question(workshop, type="yes")
    second = question(workshop, condition=((Rule(first.code, "yes"), Rule("category", "CSO")),))
    third = question(workshop, condition=((Rule(second.code, "x"),), (Rule("state", "MY"),)))
    described_form(workshop, first, second, third)
    form = answers(**{first.name: "no", second.name: "x", third.name: "smuggled"})
    assert client.post(address, form).status_code == 302
    registration = Registration.objects.get()
    assert [stored(registration, q.code) for q in (first, second, third)] == ["no", "", ""]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"a": "yes", "b": "1"}, True),
        ({"a": "yes", "b": "2"}, False),
        ({"c": ["x", "y"]}, True),
        ({"c": ["x"]}, False),
        ({"a": "", "b": "1"}, False),
    ],
)
def test_and_or(given: dict[str, Any], expected: bool) -> None:
    condition = ((Rule("a", "yes"), Rule("b", "2", negated=True)), (Rule("c", "y"),))
    assert Question("q.1.a", "short", {}, condition=condition).is_asked(given) is expected


def test_a_question_that_appears_is_shown_before_the_check(
    client: Client, workshop: WorkshopPage, address: str
) -> None:
    """Without JavaScript: an answer opens an optional question, and the step comes once more."""
    first = question(workshop, type="yes")
    second = question(workshop, condition=((Rule(first.code, "yes"),),))
    described_form(workshop, first, second)
    form = answers(**{first.name: "yes", "seen": first.name, "step": "check"})
    response = client.post(address, form)
    assert (response.context["step"], response.context["form"].errors) == ("needs", {})
    assert second.name in response.context["seen"]
    again = client.post(address, {**form, "seen": response.context["seen"]})
    assert again.templates[0].name == "registrations/check.html"


def test_a_changed_question_is_another_one(client: Client, workshop: WorkshopPage) -> None:
    """SB-R1: what was answered to the old words keeps the old words."""
    client.force_login(secretariat())
    desk = f"/admin/registrations/{workshop.pk}/"
    form = {"type": "short", "audience": "secretariat", "keep_days": "30", "label_en": "Old words"}
    assert client.post(f"{desk}question/", form).status_code == 302
    old = described.current(workshop).questions[0]
    changed = {**form, "label_en": "New words", "required": "on"}
    assert client.post(f"{desk}question/?code={old.code}", changed).status_code == 302
    new = described.current(workshop).questions
    assert [(q.label["en"], q.required, q.code == old.code) for q in new] == [
        ("New words", True, False)
    ]
    assert str(catalogue.get(old.code).label) == "Old words"
    assert [v.number for v in FormVersion.objects.filter(workshop=workshop)] == [2, 1]


def test_staff_write_a_condition_in_words(client: Client, workshop: WorkshopPage) -> None:
    client.force_login(secretariat())
    desk = f"/admin/registrations/{workshop.pk}/"
    form = {"type": "yes", "audience": "secretariat", "keep_days": "30", "label_en": "Before?"}
    client.post(f"{desk}question/", form)
    second = {**form, "type": "short", "label_en": "Which?"}
    wrong = client.post(f"{desk}question/", {**second, "condition": "7 = yes"})
    assert wrong.context["form"].errors["condition"] == ["There is no earlier question “7”"]
    client.post(
        f"{desk}question/", {**second, "condition": "1 = yes\ncategory != GOV\nor\nstate = MY"}
    )
    page = client.get(f"{desk}form/")
    assert [row["condition"] for row in page.context["questions"]] == [
        "",
        "1 = yes and category != GOV or state = MY",
    ]
    first = described.current(workshop).questions[0]
    refused = client.post(f"{desk}form/", {"remove": first.code}, follow=True)
    assert "A later question asks for this one" in refused.content.decode()


def test_last_years_form_begins_this_years(workshop: WorkshopPage) -> None:
    asked = question(workshop, type="yes", until="2026-01-01")
    then = question(workshop, condition=((Rule(asked.code, "yes"),),))
    described_form(workshop, asked, then, blocks=("message",))
    target = WorkshopFactory()
    described.copy(workshop, target, None)
    copied = described.current(target)
    assert copied.blocks == ("message",)
    assert [(q.label, q.until) for q in copied.questions] == [(asked.label, ""), (then.label, "")]
    assert copied.questions[1].condition == ((Rule(copied.questions[0].code, "yes"),),)
    assert {q.code for q in copied.questions} & {asked.code, then.code} == set()


def test_labels_follow_the_readers_language(workshop: WorkshopPage) -> None:
    """SB-R17: with a fallback to English."""
    asked = question(workshop)
    with translation.override("id"):
        assert (described.text(asked.label), str(asked.personal.label)) == ("Pertanyaan",) * 2
    with translation.override("th"):
        assert described.text(asked.label) == "Your question"


def test_a_description_survives_its_json(workshop: WorkshopPage) -> None:
    asked = question(workshop, options=(("a", {"en": "A"}),), condition=((Rule("state", "MY"),),))
    description = Description(("message",), (asked,), (Item("visit", {"en": "Visit"}),))
    version = described.save(workshop, description, None)
    version.refresh_from_db()
    again = described.read(version.description, version.pk)
    assert dataclasses.replace(again, version_id=None) == description
    torn = Description(questions=(dataclasses.replace(asked, keep_days=0),))
    with pytest.raises(ValueError):
        described.save(workshop, torn, None)


def test_an_item_that_fills_between_the_steps_is_named(
    client: Client, workshop: WorkshopPage, address: str
) -> None:
    """SB-R4: one place in the visit; the second gets a named error and loses no answer."""
    described_form(workshop, items=(Item("visit", {"en": "Field visit"}),))
    QuotaFactory(workshop=workshop, item="visit", places=1)
    assert client.post(address, {**answers(), "items": "visit"}).status_code == 302
    late = answers(email="late@example.org")
    response = client.post(address, {**late, "items": "visit"})
    assert errors_of(response) == {
        "items": ["The last place was taken a moment ago: Field visit. Leave it out and go on."]
    }
    assert response.context["form"]["name"].value() == "Invented Maya"
    assert client.post(address, late).status_code == 302
    assert list(Registration.objects.order_by("position").values_list("items", flat=True)) == [
        "|visit|",
        "",
    ]


def test_the_paper_form_asks_the_same(client: Client, workshop: WorkshopPage) -> None:
    CategoryFactory()
    asked = question(workshop)
    described_form(workshop, asked)
    page = client.get(f"/workshops/{workshop.slug}/registration/paper/")
    window = queries.window(workshop.slug)
    assert window is not None
    assert window.form.questions == (asked,)
    html = page.content.decode()
    for words in ("Your question", "Full name", "In what capacity do you come?"):
        assert words in html
