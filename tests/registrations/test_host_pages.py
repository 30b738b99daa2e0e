"""What hosts see of the people (US-H1, US-H6, US-H7, US-H12): numbers, officials, an answer."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access.domain import consent, locks
from access.domain.consent import Naming, Output
from access.models import AuditEntry, Grant, User
from access.role_matrix import Role
from correspondence.models import MailMessage
from events.models import WorkshopPage
from registrations.domain import head_counts, protocol
from registrations.domain.states import State
from tests.factories.access import (
    GrantFactory,
    UserFactory,
    focal_point,
    host_organiser,
    proceedings_staff,
    secretariat,
)
from tests.factories.events import PersonFactory, StateFactory, WorkshopFactory
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db
PAGES = ("numbers/", "protocol/", "list-of-participants/")


@pytest.fixture
def workshop() -> WorkshopPage:
    """A workshop whose host has signed the data annex."""
    return WorkshopFactory(data_annex_signed_on=datetime.date(2026, 1, 1))


def address(workshop: WorkshopPage, page: str) -> str:
    return f"/organise/{workshop.slug}/{page}"


def nhri(workshop: WorkshopPage) -> User:
    user: User = UserFactory()
    GrantFactory(user=user, vault=workshop.vault, role=Role.NHRI)
    return user


def official(workshop: WorkshopPage, name: str, country: str = "Malaysia", **fields: Any) -> Any:
    values = {
        "name": name,
        "position": "Director",
        "capacity": "Head of delegation",
        "email": "CANARY-ADDRESS@example.org",
        "food": "CANARY-FOOD",
        "phone": "CANARY-PHONE",
    }
    person = PersonFactory(
        workshop=workshop,
        values=values,
        state=StateFactory(code=country[:2].upper(), list_name=country),
        is_nominated=True,
    )
    fields.setdefault("state", State.ACCEPTED)
    RegistrationFactory(workshop=workshop, person=person, **fields)
    return person


def direct(workshop: WorkshopPage) -> Any:
    person = PersonFactory(
        workshop=workshop, values={"name": "CANARY-DIRECT", "organisation": "CANARY-NGO"}
    )
    RegistrationFactory(workshop=workshop, person=person, state=State.ACCEPTED)
    return person


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("page", PAGES)
def test_strangers_get_the_same_page_as_for_a_workshop_that_is_not_there(
    workshop: WorkshopPage, page: str
) -> None:
    """SEC-A2: host of another workshop, proceedings staff, somebody whose time is over."""
    direct(workshop)
    other = WorkshopFactory(data_annex_signed_on=datetime.date(2026, 1, 1))
    late = host_organiser(workshop)
    now = timezone.now()
    Grant.objects.filter(user=late).update(
        starts_at=now - datetime.timedelta(days=2), ends_at=now - datetime.timedelta(days=1)
    )
    for user in (host_organiser(other), proceedings_staff(), focal_point(), late):
        client = signed_in(user)
        foreign = client.get(address(workshop, page))
        missing = client.get(f"/organise/nowhere/{page}")
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert foreign.content == missing.content
        assert client.post(address(workshop, page)).status_code in {404, 405}
    assert Client().get(address(workshop, page)).status_code == 302
    assert not AuditEntry.objects.filter(action__in=("numbers.viewed", "list.requested")).exists()


@pytest.mark.parametrize("make", [host_organiser, nhri])
@pytest.mark.parametrize("annex", [None, datetime.date(2099, 1, 1)])
def test_without_the_signed_annex_there_is_the_agenda_and_nothing_else(
    workshop: WorkshopPage, make: Any, annex: Any
) -> None:
    """The host of the own workshop, and the co-organising institution like the host."""
    client = signed_in(make(workshop))
    assert [client.get(address(workshop, page)).status_code for page in PAGES] == [200] * 3
    WorkshopPage.objects.update(data_annex_signed_on=annex)
    assert [client.get(address(workshop, page)).status_code for page in PAGES] == [404] * 3
    assert client.post(address(workshop, "list-of-participants/")).status_code == 404
    agenda = client.get(address(workshop, "agenda/"))
    assert agenda.status_code == 200
    assert "list-of-participants" not in agenda.content.decode()


def test_the_protocol_list_holds_officials_in_order(workshop: WorkshopPage) -> None:
    """US-H7: by the Secretariat's number, else alphabetically by State."""
    official(workshop, "Official of Viet Nam", "Viet Nam")
    official(workshop, "Official of Brunei", "Brunei")
    last = official(workshop, "Numbered Official", "Thailand")
    official(workshop, "Not accepted", "Laos", state=State.SUBMITTED)
    direct(workshop)
    protocol.place(workshop, {last.pk: 1}, secretariat())
    response = signed_in(host_organiser(workshop)).get(address(workshop, "protocol/"))
    assert [(line.values["name"], line.state) for line in response.context["lines"]] == [
        ("Numbered Official", "Thailand"),
        ("Official of Brunei", "Brunei"),
        ("Official of Viet Nam", "Viet Nam"),
    ]
    text = response.content.decode()
    assert "CANARY" not in text
    assert "Head of delegation" in text
    entry = AuditEntry.objects.get(action="protocol.viewed")
    assert entry.detail == {"shown": 3}


def test_a_co_organising_institution_is_told_no_states_and_no_capacity(
    workshop: WorkshopPage,
) -> None:
    """The column N of the field table; no order by State either."""
    official(workshop, "B Official", "Brunei")
    official(workshop, "A Official", "Viet Nam")
    response = signed_in(nhri(workshop)).get(address(workshop, "protocol/"))
    lines = response.context["lines"]
    assert [line.values["name"] for line in lines] == ["A Official", "B Official"]
    text = response.content.decode()
    assert {word for word in ("Brunei", "Viet Nam", "Head of delegation") if word in text} == set()


def test_a_locked_official_is_not_on_the_list(workshop: WorkshopPage) -> None:
    """US-ST4."""
    locks.lock(workshop.vault, official(workshop, "CANARY-LOCKED").pk, UserFactory())
    response = signed_in(host_organiser(workshop)).get(address(workshop, "protocol/"))
    assert (response.context["lines"], "CANARY" in response.content.decode()) == ([], False)


def test_a_direct_registration_is_on_no_page_of_the_host(workshop: WorkshopPage) -> None:
    """US-P3: not its name, organisation, number, reference, or that it exists."""
    person = direct(workshop)
    client = signed_in(host_organiser(workshop))
    before = [client.get(address(workshop, page)).content for page in PAGES]
    assert all(b"CANARY" not in page for page in before)
    assert all(person.registration.reference.encode() not in page for page in before)
    for output in Output:
        consent.give(
            workshop.vault,
            person.pk,
            consent.purpose_of(output),
            Naming.NAME,
            text_version="1",
            language="en",
        )
    # Even who agreed to be named to hosts is not on the protocol list.
    assert b"CANARY" not in client.get(address(workshop, "protocol/")).content


def test_asking_for_the_list_is_answered_recorded_and_told(workshop: WorkshopPage) -> None:
    """US-H12: what the agreement allows, the numbers, the request on record, the focal point."""
    direct(workshop)
    told, user = focal_point(), host_organiser(workshop)
    client = signed_in(user)
    page = client.get(address(workshop, "list-of-participants/")).content.decode()
    assert address(workshop, "numbers/") in page
    assert "no list of participants to anybody" in page
    assert not MailMessage.objects.exists()
    for _ in range(2):
        response = client.post(address(workshop, "list-of-participants/"), follow=True)
    assert "Your request is recorded" in response.content.decode()
    assert "CANARY" not in response.content.decode()
    entries = AuditEntry.objects.filter(action="list.requested", object_id=str(workshop.pk))
    assert [entry.actor for entry in entries] == [str(user.pk)] * 2
    mails = MailMessage.objects.values_list("subject_key", "occasion")
    assert list(mails) == [(told.pk, "protection_notice")]


def test_without_a_focal_point_the_secretariat_is_told(workshop: WorkshopPage) -> None:
    staff = secretariat()
    signed_in(host_organiser(workshop)).post(address(workshop, "list-of-participants/"))
    assert list(MailMessage.objects.values_list("subject_key", flat=True)) == [staff.pk]


def test_the_numbers_page(workshop: WorkshopPage) -> None:
    client = signed_in(host_organiser(workshop))
    assert "No numbers yet" in client.get(address(workshop, "numbers/")).content.decode()
    for _ in range(6):
        direct(workshop)
    head_counts.take(workshop, timezone.localdate())
    response = client.get(address(workshop, "numbers/"))
    assert response.context["numbers"].total == 6
    assert "CANARY" not in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"
    assert AuditEntry.objects.filter(action="numbers.viewed").count() == 2


def test_the_secretariat_sees_what_the_host_sees(workshop: WorkshopPage) -> None:
    official(workshop, "Invented Official")
    staff, host = signed_in(secretariat()), signed_in(host_organiser(workshop))
    for page in PAGES:
        assert staff.get(address(workshop, page)).status_code == 200
    lines = [c.get(address(workshop, "protocol/")).context["lines"] for c in (staff, host)]
    assert lines[0] == lines[1]


@pytest.mark.parametrize(("page", "statements"), [("numbers/", 13), ("protocol/", 14)])
def test_statements_with_one_and_with_three(
    workshop: WorkshopPage, page: str, statements: int
) -> None:
    client = signed_in(host_organiser(workshop))
    counted = []
    for number in (1, 2):
        for _ in range(number):
            official(workshop, f"Official {_} of {number}")
        client.get(address(workshop, page))
        with CaptureQueriesContext(connection) as captured:
            client.get(address(workshop, page))
        counted.append(len(captured))
    assert counted == [statements] * 2


@pytest.mark.parametrize("state", list(State))
def test_hosts_are_offered_those_alone_who_take_part(workshop: WorkshopPage, state: State) -> None:
    """3.3: that somebody asked to come, waits, was refused or went is in no list of a host."""
    if state == State.ERASED:
        return
    for is_nominated in (True, False):
        person = PersonFactory(
            workshop=workshop,
            is_nominated=is_nominated,
            values={"name": f"CANARY {is_nominated}"},
            naming={Output.HOST: Naming.NAME},
        )
        RegistrationFactory(workshop=workshop, person=person, state=state)
    client = Client()
    client.force_login(host_organiser(workshop))
    page = client.get(address(workshop, "agenda/add/")).content.decode()
    takes_part = state in {State.ACCEPTED, State.ATTENDED}
    assert page.count("CANARY") == (2 if takes_part else 0)
