"""Drafting: two readings, brackets, amendments of nobody, adoption for good (US-ST7)."""

import hashlib
import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from wagtail.models import ModelLogEntry, ReferenceIndex

from access.models import AuditEntry, User
from events.models import Person, State
from publications.domain import drafting
from publications.domain.frozen import ensure_trigger
from publications.models import Amendment, DraftVersion, Recommendation, Reservation
from tests.factories.access import secretariat
from tests.factories.events import StateFactory, WorkshopFactory
from tests.factories.outcomes import AmendmentFactory, DraftFactory, RecommendationFactory

pytestmark = pytest.mark.django_db


def ready(workshop, **values):
    """A text in second reading."""
    return DraftFactory(workshop=workshop, reading=2, **values)


def test_each_change_is_a_version():
    actor = secretariat()
    row = drafting.start(
        WorkshopFactory(),
        title="A contact point",
        text="That States  name one [contact] point.",
        actor=actor,
    )
    drafting.revise(row, "That States name one contact point.", based_on=1, actor=actor)
    assert list(row.versions.values_list("number", "reading", "text", "origin")) == [
        (1, 1, "That States name one [contact] point.", "typed"),
        (2, 1, "That States name one contact point.", "typed"),
    ]


def test_the_same_text_again_is_no_new_version():
    row = DraftFactory(text="That it be done.")
    drafting.revise(row, " That it  be done. ", based_on=1, actor=secretariat())
    assert row.versions.count() == 1


def test_who_was_too_late_is_told():
    row, actor = DraftFactory(), secretariat()
    drafting.revise(row, "That A be done.", based_on=1, actor=actor)
    with pytest.raises(drafting.Changed, match="Version 2"):
        drafting.revise(row, "That B be done.", based_on=1, actor=actor)


@pytest.mark.parametrize("text", ["", "  ", "That [it be done.", "That it] be done.", "]["])
def test_a_text_is_whole(text):
    with pytest.raises(ValidationError):
        drafting.revise(DraftFactory(), text, based_on=1, actor=secretariat())


def test_brackets_are_found_inside_each_other():
    assert drafting.brackets("a [b [c] d] [e]") == ["[c]", "[e]", "[b  d]"]


def test_amendments_have_words_status_and_times_and_nothing_of_a_person():
    """US-ST7, domain 3.3: no proposer in any column; what could hold one does not exist."""
    assert {field.name for field in Amendment._meta.get_fields()} == {
        "id",
        "recommendation",
        "based_on",
        "text",
        "status",
        "tabled_at",
        "settled_at",
    }
    for model in (Amendment, DraftVersion, Reservation):
        targets = {
            field.remote_field.model
            for field in model._meta.get_fields()
            if isinstance(field, models.ForeignKey | models.ManyToManyField)
        }
        assert targets <= {Recommendation, State}
        assert not targets & {User, Person}
    # No reverse relation brings a person in by the back door.
    pointing = {
        relation.related_model
        for model in (Amendment, DraftVersion)
        for relation in model._meta.related_objects
    }
    assert pointing == set()


def test_no_log_names_who_typed_an_amendment():
    row = DraftFactory()
    drafting.table_amendment(row, "That CANARY be done.", based_on=1)
    assert AuditEntry.objects.count() == 0
    assert ModelLogEntry.objects.count() == 0
    assert ReferenceIndex.objects.count() == 0


def test_no_column_of_drafting_is_named_after_a_person():
    names = {
        field.name
        for model in apps.get_app_config("publications").get_models()
        if model in (Amendment, DraftVersion, Reservation)
        for field in model._meta.get_fields()
    }
    assert [n for n in names if re.search(r"propos|author|user|_by$|editor|person|name", n)] == []


def test_an_accepted_amendment_becomes_the_next_version():
    row = DraftFactory()
    amendment = drafting.table_amendment(row, "That something better be done.", based_on=1)
    drafting.settle(amendment, "accepted", actor=secretariat())
    amendment.refresh_from_db()
    assert (amendment.status, amendment.settled_at is not None) == ("accepted", True)
    assert [v.origin for v in row.versions.all()] == ["typed", "amendment"]
    row.refresh_from_db()
    assert row.text == "That something better be done."
    with pytest.raises(ValidationError):
        drafting.settle(amendment, "withdrawn", actor=secretariat())


def test_an_amendment_to_an_older_version_is_not_accepted_blindly():
    row, actor = DraftFactory(), secretariat()
    amendment = AmendmentFactory(recommendation=row)
    drafting.revise(row, "That A be done.", based_on=1, actor=actor)
    with pytest.raises(drafting.Changed), transaction.atomic():
        drafting.settle(amendment, "accepted", actor=actor)
    amendment.refresh_from_db()
    assert amendment.status == "open"


def test_adoption_freezes_text_time_and_hash():
    workshop, actor = WorkshopFactory(), secretariat()
    ready(workshop, number=1, text="That it be done.")
    (row,) = drafting.adopt(workshop, actor=actor)
    assert row.sha256 == hashlib.sha256(b"That it be done.").hexdigest()
    assert (row.standing, row.certainty, row.adopted_at is not None) == ("adopted", "seen", True)
    assert AuditEntry.objects.get(action="drafting.adopted").detail == {"sha256": row.sha256}


@pytest.mark.parametrize(
    ("number", "why"),
    [(1, "second reading"), (2, "brackets"), (3, "open amendment")],
)
def test_nothing_is_adopted_while_a_point_is_open(number, why):
    workshop = WorkshopFactory()
    ready(workshop, number=9)
    match number:
        case 1:
            DraftFactory(workshop=workshop, number=1)
        case 2:
            ready(workshop, number=2, text="That it [may] be done.")
        case 3:
            AmendmentFactory(recommendation=ready(workshop, number=3))
    with pytest.raises(ValidationError) as caught:
        drafting.adopt(workshop, actor=secretariat())
    (message,) = caught.value.messages
    assert f"Paragraph {number} " in message
    assert why in message
    assert not Recommendation.objects.filter(standing="adopted").exists()


def test_the_second_reading_is_a_version_of_each_text():
    workshop = WorkshopFactory()
    rows = [DraftFactory(workshop=workshop, number=n) for n in (1, 2)]
    assert drafting.second_reading(workshop, actor=secretariat()) == 2
    assert [list(r.versions.values_list("reading", flat=True)) for r in rows] == [[1, 2], [1, 2]]


@pytest.mark.parametrize(
    "change",
    [{"text": "That nothing be done."}, {"number": 77}, {"standing": "draft"}, {"language": "id"}],
)
def test_the_model_refuses_to_change_what_was_adopted(change):
    row = RecommendationFactory(number=1)
    for name, value in change.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError, match="never changed"):
        row.save()


@pytest.mark.parametrize(
    "change", [{"text": "That nothing be done."}, {"sha256": "0" * 64}, {"number": 77}]
)
def test_the_database_refuses_it_too(change):
    row = RecommendationFactory(number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE publications_recommendation SET text = 'x'")


def test_the_trigger_is_made_again_without_harm_and_lets_the_rest_pass():
    ensure_trigger()
    row = RecommendationFactory()
    row.title, row.state = "Another heading", "sent"
    row.save()
    row.refresh_from_db()
    assert (row.title, row.state) == ("Another heading", "sent")


def test_negative_control_a_draft_may_change():
    row = DraftFactory()
    Recommendation.objects.filter(pk=row.pk).update(text="That another thing be done.")
    row.refresh_from_db()
    assert row.text == "That another thing be done."


def test_an_adopted_recommendation_is_never_removed():
    with pytest.raises(ValidationError):
        RecommendationFactory().delete()


def test_drafting_ends_with_adoption():
    row = RecommendationFactory()
    with pytest.raises(ValidationError, match="not in drafting"):
        drafting.revise(row, "That A be done.", based_on=1, actor=secretariat())
    with pytest.raises(ValidationError, match="not in drafting"):
        drafting.table_amendment(row, "That A be done.", based_on=1)


def test_reservations_are_of_a_delegation_or_of_one_participant():
    row = RecommendationFactory(number=4)
    malaysia = StateFactory()
    drafting.reserve(row, malaysia)
    drafting.reserve(row, None)
    drafting.reserve(row, None)
    with pytest.raises(ValidationError):
        drafting.reserve(row, malaysia)
    from publications.domain.recommendations import reservation_sentences

    assert reservation_sentences(row) == [
        "Malaysia reserved its position on paragraph 4.",
        "One participant did not join in paragraph 4.",
        "One participant did not join in paragraph 4.",
    ]


def test_the_difference_is_told_word_by_word():
    pieces = drafting.difference("That States name a point.", "That States name one point.")
    assert [(p.kind, p.text) for p in pieces] == [
        ("same", "That States name "),
        ("gone", "a"),
        ("new", "one"),
        ("same", " point."),
    ]


def test_the_committees_file_is_the_next_version_of_each_text():
    workshop, actor = WorkshopFactory(), secretariat()
    first, second = (DraftFactory(workshop=workshop, number=n) for n in (1, 2))
    texts = ["That A be done.", second.text]
    assert drafting.revise_all(workshop, texts, actor=actor, origin="file") == 1
    assert [v.origin for v in first.versions.all()] == ["typed", "file"]
    assert second.versions.count() == 1
    with pytest.raises(ValidationError, match="2 paragraphs are in drafting, but 1"):
        drafting.revise_all(workshop, ["That A be done."], actor=actor, origin="file")
