"""The derived state is a pure function of the dated steps (issue 10 item 3, US-ST13, SB-B11)."""

import datetime
import random
from dataclasses import dataclass

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from access.models import AuditEntry
from correspondence.domain import occasions, timetable
from correspondence.models import MailMessage
from publications.domain import follow_up
from publications.domain.follow_up import derive, due, remind, transmit
from publications.models import Recommendation, Step
from tests.factories.access import secretariat
from tests.factories.events import WorkshopFactory
from tests.factories.outcomes import (
    AddresseeFactory,
    DraftFactory,
    RecommendationFactory,
    StepFactory,
)

State = Recommendation.State


@dataclass(frozen=True)
class Moment:
    """A step without a row."""

    kind: str
    date: datetime.date = datetime.date(2010, 1, 1)
    answer: str = ""


def on(year, kind, answer=""):
    return Moment(kind, datetime.date(year, 1, 1), answer)


MOMENTS = st.builds(
    lambda kind, day, answer: Moment(
        kind,
        datetime.date(2004, 1, 1) + datetime.timedelta(day),
        answer if kind == "answered" else "",
    ),
    st.sampled_from(Step.Kind.values),
    st.integers(0, 3),
    st.sampled_from(Step.Answer.values),
)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([], State.PROPOSED),
        ([on(2005, "sent")], State.SENT),
        ([on(2005, "sent"), on(2006, "answered", "noted")], State.SENT),
        ([on(2005, "sent"), on(2006, "answered", "declined")], State.DECLINED),
        ([on(2006, "answered", "declined"), on(2007, "sent")], State.DECLINED),
        ([on(2006, "answered", "declined"), on(2009, "taken_up")], State.TAKEN_UP),
        ([on(2005, "sent"), on(2006, "negotiated")], State.TAKEN_UP),
        ([on(2005, "followed_by"), on(2006, "sent")], State.TAKEN_UP),
        ([on(2005, "followed_by"), on(2010, "in_force")], State.REALISED),
        ([on(2010, "adopted_as"), on(2012, "superseded")], State.REALISED),
        ([on(2005, "taken_up"), on(2012, "superseded")], State.SET_ASIDE),
        ([on(2005, "dropped")], State.SET_ASIDE),
        ([on(2005, "merged")], State.SET_ASIDE),
        ([on(2005, "repeated"), on(2006, "strengthened")], State.PROPOSED),
    ],
)
def test_what_the_steps_lead_to(steps, state):
    assert derive(steps) == state
    assert derive(reversed(steps)) == state


def test_every_kind_of_step_is_judged():
    told = set(follow_up.LEADS_TO) | {"sent", "answered", "repeated", "strengthened"}
    assert told == set(Step.Kind.values)


@given(st.lists(MOMENTS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_in_which_steps_are_told_does_not_matter(steps, rand: random.Random):
    shuffled = steps[:]
    rand.shuffle(shuffled)
    assert derive(shuffled) == derive(steps)


@given(st.lists(MOMENTS, max_size=8))
def test_what_was_realised_stays_realised(steps):
    realised = [*steps, Moment("in_force", datetime.date(2003, 1, 1))]
    assert derive(realised) == State.REALISED


@given(st.lists(MOMENTS, max_size=8))
def test_links_to_other_recommendations_change_nothing_but_merging(steps):
    without = [step for step in steps if step.kind not in ("repeated", "strengthened")]
    assert derive(steps) == derive(without)


@pytest.mark.django_db
def test_the_stored_state_follows_each_change():
    recommendation = RecommendationFactory()
    step = StepFactory(recommendation=recommendation, kind="in_force")
    recommendation.refresh_from_db()
    assert recommendation.state == State.REALISED
    step.kind = "sent"
    step.save()
    recommendation.refresh_from_db()
    assert recommendation.state == State.SENT
    step.delete()
    recommendation.refresh_from_db()
    assert recommendation.state == State.PROPOSED


@pytest.mark.django_db
def test_a_step_to_be_verified_moves_nothing():
    recommendation = RecommendationFactory()
    StepFactory(recommendation=recommendation, kind="in_force", certainty="verify", source="")
    recommendation.refresh_from_db()
    assert recommendation.state == State.PROPOSED


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"kind": "repeated"},
        {"kind": "answered"},
        {"kind": "sent", "answer": "noted"},
        {"source": ""},
    ],
)
def test_the_database_refuses_a_torn_step(values):
    recommendation = RecommendationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        StepFactory(recommendation=recommendation, **values)


@pytest.mark.django_db
def test_a_step_is_something_that_happened():
    step = StepFactory.build(recommendation=RecommendationFactory(), date=datetime.date(2999, 1, 1))
    with pytest.raises(ValidationError) as caught:
        step.full_clean()
    assert set(caught.value.message_dict) == {"date"}


@pytest.mark.django_db
def test_transmission_is_a_record_and_a_step_of_each():
    """US-ST13: date, addressee and letter of the transmission to the Senior Officials."""
    workshop = WorkshopFactory()
    rows = [RecommendationFactory(workshop=workshop, number=n) for n in (1, 2)]
    DraftFactory(workshop=workshop, number=3)
    actor = secretariat()
    record = transmit(
        workshop,
        addressee=AddresseeFactory(),
        sent_on=datetime.date(2026, 8, 3),
        letter="WG/2026/17",
        actor=actor,
    )
    assert [(s.recommendation.number, s.kind, s.date) for s in record.steps.order_by("pk")] == [
        (1, "sent", datetime.date(2026, 8, 3)),
        (2, "sent", datetime.date(2026, 8, 3)),
    ]
    for row in rows:
        row.refresh_from_db()
        assert row.state == State.SENT
    entry = AuditEntry.objects.get(action="recommendations.transmitted")
    assert (entry.actor, entry.detail) == (str(actor.pk), {"addressee": "SOM", "count": 2})


@pytest.mark.django_db
def test_nothing_is_sent_twice_in_the_future_or_from_nothing():
    workshop = WorkshopFactory()
    told = {"addressee": AddresseeFactory(), "letter": "WG/1", "actor": "system"}
    with pytest.raises(ValidationError):
        transmit(workshop, sent_on=datetime.date(2026, 8, 3), **told)
    RecommendationFactory(workshop=workshop)
    with pytest.raises(ValidationError):
        transmit(workshop, sent_on=datetime.date(2999, 8, 3), **told)
    transmit(workshop, sent_on=datetime.date(2026, 8, 3), **told)
    with pytest.raises(ValidationError):
        transmit(workshop, sent_on=datetime.date(2026, 8, 3), **told)
    assert Step.objects.count() == 1


@pytest.mark.django_db
def test_each_check_is_reminded_of_once_in_a_neutral_mail():
    """US-P12 for staff too: a reference and a way in, no workshop and no subject."""
    today = datetime.date(2026, 11, 1)
    actor = secretariat()
    late = RecommendationFactory(next_check=today, reminded=actor)
    RecommendationFactory(next_check=today)
    RecommendationFactory(next_check=datetime.date(2999, 1, 1), reminded=actor)
    assert [row.next_check for row in due(today)] == [today, today]
    assert remind() == 1
    assert remind() == 1
    mail = MailMessage.objects.get()
    assert mail.subject_line == f"Your reference REC-{late.pk:04}"
    late.next_check = datetime.date(2026, 11, 2)
    late.save()
    remind()
    assert MailMessage.objects.count() == 2


def test_reminders_and_figures_are_on_the_timetable():
    functions = {job.function for job in timetable.jobs()}
    assert {
        "publications.domain.follow_up.remind",
        "publications.domain.participation.take_all",
    } <= functions
    assert occasions.get(follow_up.OCCASION).code == "follow_up_due"
