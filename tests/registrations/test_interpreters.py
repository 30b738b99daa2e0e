"""Who interprets, told to those who asked for it; and what else one page now says."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from correspondence.domain import reminders
from correspondence.models import MailMessage
from events.domain import agenda
from events.models import Session, WorkshopPage
from registrations.domain import interpreters, links
from registrations.models import Registration
from tests.factories.access import secretariat
from tests.factories.events import (
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db
MAILS = {"logistics_note", "page_news"}


@pytest.fixture
def soon(db: Any) -> WorkshopPage:
    """A workshop in five days, one session of which is interpreted into Thai and Khmer."""
    first = timezone.localdate() + datetime.timedelta(days=5)
    workshop = WorkshopFactory(starts_on=first, ends_on=first)
    at = datetime.datetime.combine(first, datetime.time(3), tzinfo=datetime.UTC)
    session = SessionFactory(
        workshop=workshop, title="Opening words", starts_at=at, languages=["th", "km"]
    )
    interpreter = PersonFactory(workshop=workshop, values={"name": "CANARY-NAME"})
    SessionRoleFactory(
        session=session, role="interpreter", person=interpreter, label="", language="th"
    )
    SessionRoleFactory(session=session, role="interpreter", label="Booth team A", language="th")
    SessionRoleFactory(session=session, role="interpreter", label="Booth team B", language="km")
    return workshop


def asked_for(workshop: WorkshopPage, language: str, state: str = "accepted") -> Registration:
    values = {"name": "Invented Maya", "email": "m@example.org", "interpretation": language}
    return RegistrationFactory(
        workshop=workshop,
        state=state,
        person=PersonFactory(workshop=workshop, values=values),
        confirmed_at=timezone.now(),
    )


def released(workshop: WorkshopPage) -> None:
    agenda.release(workshop, secretariat(), "First")


def test_the_roster_of_ones_own_language(client: Client, soon: WorkshopPage) -> None:
    """US-P14: from the released agenda, in one's language, with names as their bearers chose."""
    mine = links.status(asked_for(soon, "th"))
    assert "Booth team A" not in client.get(mine).content.decode()
    released(soon)
    page = client.get(mine).content.decode()
    assert [page.count(word) for word in ("Opening words", "Booth team A", "Booth team B")] == [
        1,
        1,
        0,
    ]
    assert "CANARY-NAME" not in page


@pytest.mark.parametrize(
    ("language", "state"), [("", "accepted"), ("th", "submitted"), ("th", "withdrawn")]
)
def test_who_sees_no_roster(soon: WorkshopPage, language: str, state: str) -> None:
    """US-P14: only those who come and asked."""
    released(soon)
    assert interpreters.for_person(asked_for(soon, language, state)) is None


@pytest.mark.parametrize("rule", ["chatham_house", "closed"])
def test_under_the_rule_nobody_is_named(soon: WorkshopPage, rule: str) -> None:
    """US-P14, US-P15: the Rule hides every participant, interpreters too."""
    Session.objects.filter(workshop=soon).update(attribution=rule)
    released(soon)
    roster = interpreters.for_person(asked_for(soon, "th"))
    assert roster is not None
    assert {name for turn in roster.turns for name in turn.names} == set()


def test_they_are_told_before_the_day_and_once(soon: WorkshopPage) -> None:
    """US-P14: five days before, those concerned and nobody else, by a mail without content."""
    concerned = asked_for(soon, "km")
    asked_for(soon, "")
    asked_for(soon, "th", state="declined")
    assert interpreters.concerned(soon.vault) == set()
    released(soon)
    assert interpreters.concerned(soon.vault) == {concerned.person_id}
    reminders.run()
    reminders.run()
    told = MailMessage.objects.filter(occasion="page_news")
    assert [mail.subject_key for mail in told] == [concerned.person_id]


def test_people_who_come_along_are_a_number(client: Client, soon: WorkshopPage) -> None:
    """SB-R16: a block of the form that asks how many, never who; ordered as a number."""
    from access import catalogue
    from registrations.domain import described, head_counts
    from registrations.public.questions import of_catalogue

    assert described.BLOCKS["accompanying"][1] == ("accompanying",)
    field = of_catalogue("accompanying")
    assert [code for code, _label in field.choices] == ["", "1", "2", "3", "4"]
    assert catalogue.get("accompanying").keep_days == 3
    person = PersonFactory(workshop=soon, values={"name": "Invented Maya", "accompanying": "2"})
    RegistrationFactory(workshop=soon, state="accepted", person=person)
    _total, orders = head_counts.exact(soon)
    lines = {str(title): lines for title, lines in orders}
    assert lines["People who come along, by how many each brings"] == [("2", 1)]
