"""Reading and incidents: who read what, the week in numbers, the worksheet with its clocks."""

import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from access.domain import audit, inventory
from access.domain.rotation import rotate_vault
from access.models import AuditEntry
from correspondence.models import MailMessage
from events.models import WorkshopPage
from home.domain import incidents, readings
from home.models import Incident
from tests.factories.access import (
    UserFactory,
    focal_point,
    host_organiser,
    secretariat,
    travel_desk,
)
from tests.factories.events import WorkshopFactory
from tests.factories.home import IncidentFactory

pytestmark = pytest.mark.django_db
WORDS = "CANARY-WORDS"


@pytest.fixture
def workshop() -> WorkshopPage:
    return WorkshopFactory(slug="2027-demo")


def enter(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(workshop: WorkshopPage, action: str, actor: Any, times: int = 1) -> None:
    for _number in range(times):
        audit.record(action, obj=workshop, actor=actor, vault=workshop.vault)


def test_who_read_what(workshop: WorkshopPage) -> None:
    """SB-P5, US-ST6: each account with what it read and how often; never of whom."""
    reader = UserFactory(full_name="Invented Reader")
    read(workshop, "registration.viewed", reader, 3)
    read(workshop, "registration.export", reader)
    read(workshop, "registration.viewed", "participant")
    read(WorkshopFactory(), "registration.viewed", reader)
    rows = readings.of_workshop(workshop)
    assert [(row.who, str(row.what), row.number) for row in rows] == [
        ("Invented Reader", "Records of people", 3),
        ("Invented Reader", "Lists taken out as files", 1),
    ]
    later = timezone.now() + datetime.timedelta(days=31)
    assert readings.of_workshop(workshop, now=later) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same(
    workshop: WorkshopPage, number: int, django_assert_num_queries: Any
) -> None:
    for _number in range(number):
        read(workshop, "registration.viewed", secretariat())
    with django_assert_num_queries(2):
        assert len(readings.of_workshop(workshop)) == number


def test_the_week_in_numbers(workshop: WorkshopPage, settings: Any) -> None:
    """SB-P5: to the address of alarms, without a name of a person or an account."""
    reader = UserFactory(full_name="Invented Reader")
    read(workshop, "registration.viewed", reader, 2)
    read(workshop, "registration.export", reader)
    IncidentFactory(workshop=workshop)
    settings.ALARM_EMAIL = ""
    assert readings.send_digest() is False
    settings.ALARM_EMAIL = "alarm@example.org"
    assert readings.send_digest() is True
    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == ("Reading of the week", ["alarm@example.org"])
    assert sent.body.startswith(
        "2027-demo: read 3 times by 1 accounts, taken out 1 times, open incidents 1. "
    )
    assert "Invented Reader" not in sent.body
    assert readings.digest(now=timezone.now() + datetime.timedelta(days=8)) == ""


def test_a_worksheet_from_the_first_minute_to_the_end(workshop: WorkshopPage) -> None:
    """US-ST6: recorded, told to the focal points, worked through, closed; each step audited."""
    focal = focal_point()
    desk = enter(secretariat())
    home = f"/admin/watch/{workshop.pk}/"
    begun = desk.post(
        home,
        {
            "kind": "mail",
            "learned_at": f"{timezone.now():%Y-%m-%dT%H:%M}",
            "people": "12",
            "fields": ["name", "email"],
            "words": WORDS,
        },
    )
    row = Incident.objects.get()
    sheet = f"{home}{row.pk}/"
    assert (begun.status_code, begun["Location"]) == (302, sheet)
    assert [m.subject_key for m in MailMessage.objects.all()] == [focal.pk]
    page = desk.get(sheet)
    assert page.content.decode().count(WORDS) == 1
    assert page.context["labels"] == ["Full name", "E-mail address"]
    desk.post(sheet, {"step": "danger"})
    desk.post(sheet, {"told": "PH"})
    desk.post(sheet, {"other": "EU"})
    desk.post(sheet, {"words": "MORE-WORDS"})
    row.refresh_from_db()
    assert (set(row.steps), set(row.laws), row.laws["EU"]) == ({"danger"}, {"PH", "EU"}, "not")
    assert incidents.words_of(row).startswith(WORDS)
    assert incidents.words_of(row).endswith("MORE-WORDS")
    desk.post(sheet, {"step": "danger"})
    desk.post(sheet, {"told": "PH"})
    desk.post(sheet, {"other": "EU"})
    desk.post(sheet, {"close": "1"})
    row.refresh_from_db()
    assert (row.steps, row.laws, row.closed_at is not None) == ({}, {}, True)
    assert desk.post(sheet, {"step": "nonsense"}).status_code == 404
    assert desk.post(sheet, {"told": "XX"}).status_code == 404
    assert AuditEntry.objects.filter(action__startswith="incident.").count() == 10


def test_the_clock_runs_from_when_it_was_learned(workshop: WorkshopPage) -> None:
    """US-ST6: so many hours for each law that has a number; late once they are over."""
    learned = datetime.datetime(2027, 6, 16, 8, 0, tzinfo=datetime.UTC)
    row = IncidentFactory(workshop=workshop, learned_at=learned)
    hour = datetime.timedelta(hours=1)
    (clock,) = [c for c in incidents.clocks(row, learned + 10 * hour) if c.law.code == "ID"]
    assert (clock.due_at, clock.hours_left, clock.is_late) == (learned + 72 * hour, 62, False)
    (clock,) = [c for c in incidents.clocks(row, learned + 73 * hour) if c.law.code == "ID"]
    assert (clock.hours_left, clock.is_late) == (-1, True)
    (asked,) = [c for c in incidents.clocks(row, learned) if c.law.code == "BN"]
    assert (asked.due_at, asked.is_late) == (None, False)


def test_a_moment_still_to_come_and_an_empty_word_are_refused(workshop: WorkshopPage) -> None:
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    answer = enter(secretariat()).post(
        f"/admin/watch/{workshop.pk}/",
        {"kind": "mail", "learned_at": f"{tomorrow:%Y-%m-%dT%H:%M}", "words": ""},
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "learned_at": ["This moment is still to come"],
        "words": ["Write in a few words what happened"],
    }
    assert Incident.objects.count() == 0


def test_who_enters(workshop: WorkshopPage) -> None:
    """SEC-A2: the Secretariat and the focal points; another workshop's worksheet is not there."""
    row = IncidentFactory(workshop=workshop)
    for user, status in (
        (secretariat(), 200),
        (focal_point(), 200),
        (travel_desk(), 302),
        (host_organiser(workshop), 302),
    ):
        assert enter(user).get(f"/admin/watch/{workshop.pk}/{row.pk}/").status_code == status
    elsewhere = WorkshopFactory()
    assert enter(secretariat()).get(f"/admin/watch/{elsewhere.pk}/{row.pk}/").status_code == 404


def test_what_happened_lies_sealed_and_turns_with_the_keys(workshop: WorkshopPage) -> None:
    """SEC-F7, SEC-F8."""
    row = IncidentFactory(workshop=workshop, words=WORDS)
    assert WORDS.encode() not in bytes(row.sealed)
    rotate_vault(workshop.vault)
    row.refresh_from_db()
    assert incidents.words_of(row) == WORDS
    lines = [line for line in inventory.of_vault(workshop.vault) if str(line.what) == "Incidents"]
    assert [line.number for line in lines] == [1]
