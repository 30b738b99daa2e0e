"""The arrival desk of volunteers (issue 7, 6): its days, what is on a badge, a tick, no more."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from access.domain import consent, locks
from access.domain.consent import Naming, Output
from access.models import AuditEntry, User
from access.role_matrix import Role
from events.models import WorkshopPage
from registrations.domain import arrival_desk
from registrations.domain.states import State
from registrations.models import Registration
from tests.factories.access import GrantFactory, UserFactory, host_organiser, secretariat
from tests.factories.events import PersonFactory, WorkshopFactory
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def workshop() -> WorkshopPage:
    today = timezone.localdate()
    return WorkshopFactory(starts_on=today, ends_on=today + 2 * DAY, time_zone="UTC")


def address(workshop: WorkshopPage) -> str:
    return f"/organise/{workshop.slug}/arrivals/"


@pytest.fixture
def volunteer(workshop: WorkshopPage) -> Client:
    user: User = UserFactory()
    GrantFactory(user=user, vault=workshop.vault, role=Role.DESK_VOLUNTEER)
    client = Client()
    client.force_login(user)
    return client


def comes(workshop: WorkshopPage, badge: Naming, host: Naming, **fields: Any) -> Registration:
    values = {
        "name": "CANARY-NAME",
        "other_name": "CANARY-OTHER",
        "organisation": "CANARY-ORG",
        "email": "canary@example.org",
        "phone": "CANARY-PHONE",
        "food": "CANARY-FOOD",
    }
    person = PersonFactory(workshop=workshop, values=values, **fields)
    for output, choice in ((Output.BADGE, badge), (Output.HOST, host)):
        consent.give(
            workshop.vault,
            person.pk,
            consent.purpose_of(output),
            choice,
            text_version="1",
            language="en",
        )
    return RegistrationFactory(workshop=workshop, person=person, state=State.ACCEPTED)


@pytest.mark.parametrize(
    ("badge", "host", "is_nominated", "shown"),
    [
        (Naming.NAME, Naming.NAME, False, {"CANARY-NAME", "CANARY-ORG"}),
        (Naming.OTHER_NAME, Naming.NAME, False, {"CANARY-OTHER"}),
        (Naming.ORGANISATION, Naming.NAME, False, {"CANARY-ORG"}),
        (Naming.NONE, Naming.NAME, False, set()),
        (Naming.NAME, Naming.NONE, False, set()),
        (Naming.NAME, Naming.NONE, True, {"CANARY-NAME", "CANARY-ORG"}),
        (Naming.NONE, Naming.NONE, True, set()),
    ],
)
def test_a_volunteer_reads_what_is_on_the_badge(
    workshop: WorkshopPage,
    volunteer: Client,
    badge: Naming,
    host: Naming,
    is_nominated: bool,
    shown: set[str],
) -> None:
    """SB-P2: and only of people whom the hosts may know; the reference is always there."""
    row = comes(workshop, badge, host, is_nominated=is_nominated)
    html = volunteer.get(address(workshop)).content.decode()
    known = ("NAME", "OTHER", "ORG", "PHONE", "FOOD")
    found = {f"CANARY-{word}" for word in known if f"CANARY-{word}" in html}
    assert (found, row.reference in html) == (shown, True)
    assert "canary@example.org" not in html


def test_looking_finds_nobody_by_what_is_hidden(workshop: WorkshopPage, volunteer: Client) -> None:
    hidden = comes(workshop, Naming.NAME, Naming.NONE)
    named = comes(workshop, Naming.NAME, Naming.NAME)
    for text, expected in (
        ("canary-name", {named.reference}),
        (hidden.reference.lower(), {hidden.reference}),
        ("canary@", set()),
        ("CANARY-PHONE", set()),
    ):
        lines = volunteer.post(address(workshop), {"q": text}).context["lines"]
        assert {line.registration.reference for line in lines} == expected


@pytest.mark.parametrize(
    ("starts", "is_open"), [(-3, False), (-2, True), (0, True), (1, True), (2, False)]
)
def test_the_desk_is_open_on_its_days_alone(
    workshop: WorkshopPage, volunteer: Client, starts: int, is_open: bool
) -> None:
    """From the day before the first one to the last; before and after it shows nobody."""
    row = comes(workshop, Naming.NAME, Naming.NAME)
    first = timezone.localdate() + starts * DAY
    WorkshopPage.objects.filter(pk=workshop.pk).update(starts_on=first, ends_on=first + 2 * DAY)
    response = volunteer.get(address(workshop))
    assert response.status_code == 200
    assert ("CANARY-NAME" in response.content.decode()) is is_open
    volunteer.post(address(workshop), {"which": row.pk})
    row.refresh_from_db()
    assert (row.state == State.ATTENDED) is is_open


def test_the_clock_is_that_of_the_venue(workshop: WorkshopPage) -> None:
    workshop.time_zone = "Asia/Jayapura"
    workshop.starts_on = workshop.ends_on = datetime.date(2027, 6, 15)
    last = datetime.datetime(2027, 6, 15, 14, 59, tzinfo=datetime.UTC)
    assert arrival_desk.is_open(workshop, last)
    assert not arrival_desk.is_open(workshop, last + datetime.timedelta(minutes=1))


def test_a_tick_is_made_and_taken_back(workshop: WorkshopPage, volunteer: Client) -> None:
    row = comes(workshop, Naming.NONE, Naming.NONE)
    for data, state in (({}, State.ATTENDED), ({}, State.ATTENDED), ({"undo": 1}, State.ACCEPTED)):
        assert volunteer.post(address(workshop), {"which": row.pk, **data}).status_code == 302
        row.refresh_from_db()
        assert row.state == state
    html = volunteer.get(address(workshop)).content.decode()
    assert "0 of 1 are here" in html
    assert AuditEntry.objects.filter(action="arrivals.viewed").count() == 1


def test_whom_a_volunteer_never_ticks(workshop: WorkshopPage, volunteer: Client) -> None:
    """SEC-A1, A2: of another workshop, without a place, locked."""
    locked = comes(workshop, Naming.NAME, Naming.NAME)
    locks.lock(workshop.vault, locked.person_id, UserFactory())
    foreign = comes(WorkshopFactory(), Naming.NAME, Naming.NAME)
    waits = RegistrationFactory(workshop=workshop)
    assert volunteer.get(address(workshop)).context["lines"] == []
    for row in (locked, foreign, waits):
        assert volunteer.post(address(workshop), {"which": row.pk}).status_code == 404
    assert volunteer.get(address(foreign.workshop)).status_code == 404


def test_a_volunteer_enters_nothing_else(workshop: WorkshopPage, volunteer: Client) -> None:
    """SEC-A2: neither the agenda, nor the other pages of hosts, nor the administration."""
    home = volunteer.get("/organise/").content.decode()
    assert address(workshop) in home
    assert f"/organise/{workshop.slug}/agenda/" not in home
    for page in ("", "agenda/", "numbers/", "protocol/", "texts/", "list-of-participants/"):
        assert volunteer.get(f"/organise/{workshop.slug}/{page}").status_code == 404
    assert volunteer.get("/admin/").status_code in {302, 403}
    for path in (f"/admin/registrations/{workshop.pk}/", f"/admin/travel/{workshop.pk}/"):
        assert volunteer.get(path).status_code in {302, 403}


def test_hosts_do_not_enter_the_desk(workshop: WorkshopPage) -> None:
    """Whoever sits there is named by the Secretariat, for the days."""
    client = Client()
    client.force_login(host_organiser(workshop))
    assert client.get(address(workshop)).status_code == 404
    client.force_login(secretariat())
    assert client.get(address(workshop)).status_code == 200


@pytest.mark.parametrize("people", [1, 3])
def test_the_desk_costs_the_same_for_more(
    workshop: WorkshopPage, people: int, django_assert_num_queries: Any
) -> None:
    for _ in range(people):
        comes(workshop, Naming.NAME, Naming.NAME)
    user = UserFactory()
    with django_assert_num_queries(15):
        assert len(arrival_desk.lines(workshop, user)) == people
