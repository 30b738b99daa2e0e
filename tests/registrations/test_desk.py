"""The Secretariat's desk: who may enter, what it shows, what it decides."""

import re
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.models import AuditEntry
from events.models import WorkshopPage
from registrations.domain.states import State
from registrations.models import Registration
from registrations.staff.base import Scoped
from registrations.staff.desk import DeskViewSet
from tests.factories.access import host_organiser, proceedings_staff, secretariat
from tests.factories.events import PersonFactory, WorkshopFactory
from tests.factories.registrations import QuotaFactory, RegistrationFactory, registered
from tests.registrations.conftest import occasions

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(secretariat())
    return client


def address(registration: Registration, action: str = "") -> str:
    return f"/admin/registrations/{registration.workshop_id}/{registration.pk}/{action}"


def named(workshop: WorkshopPage, name: str, **fields: Any) -> Registration:
    return RegistrationFactory(
        workshop=workshop, person=PersonFactory(workshop=workshop, values={"name": name}), **fields
    )


def rows(response: Any) -> list[tuple[str, str]]:
    return [(row.registration.reference, row.name) for row in response.context["rows"]]


def test_the_list_shows_names_to_the_secretariat(desk: Client, workshop: WorkshopPage) -> None:
    maya, phan = named(workshop, "Invented Maya"), named(workshop, "Phan Ví Dụ")
    named(WorkshopFactory(), "CANARY-OTHER-WORKSHOP")
    response = desk.get(f"/admin/registrations/{workshop.pk}/")
    assert rows(response) == [(maya.reference, "Invented Maya"), (phan.reference, "Phan Ví Dụ")]
    assert "CANARY" not in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=accepted", ["Invented Accepted"]),
        ("state=submitted&category=CSO", ["Invented Maya"]),
    ],
)
def test_filters(desk: Client, workshop: WorkshopPage, query: str, expected: list[str]) -> None:
    named(workshop, "Invented Maya")
    named(workshop, "Invented Accepted", state=State.ACCEPTED)
    response = desk.get(f"/admin/registrations/{workshop.pk}/?{query}")
    assert [name for _reference, name in rows(response)] == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"q": "mAyA"}, ["Invented Maya"]),
        ({"q": "invented", "state": "accepted"}, ["Invented Accepted"]),
        ({"q": "nobody"}, []),
    ],
)
def test_search_by_name(
    desk: Client, workshop: WorkshopPage, asked: dict[str, str], expected: list[str]
) -> None:
    """SB-R16: a name is never part of an address; asked for there, it is not looked at."""
    named(workshop, "Invented Maya")
    named(workshop, "Invented Accepted", state=State.ACCEPTED)
    found = desk.post(f"/admin/registrations/{workshop.pk}/", asked)
    assert [name for _reference, name in rows(found)] == expected
    html = found.content.decode()
    assert re.findall(r'(?:href|action)="[^"]*(?:q=|maya)[^"]*"', html, re.IGNORECASE) == []
    assert len(rows(desk.get(f"/admin/registrations/{workshop.pk}/", asked | {"state": ""}))) == 2


def test_filters_are_an_address_and_a_search_turns_its_pages_by_post(
    desk: Client, workshop: WorkshopPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registrations.staff.desk.PAGE_SIZE", 1)
    address = f"/admin/registrations/{workshop.pk}/"
    answer = desk.post(address, {"q": "", "state": "accepted", "category": ""})
    assert (answer.status_code, answer["Location"]) == (302, f"{address}?state=accepted")
    for name in ("Invented Maya", "Invented Phan"):
        named(workshop, name)
    second = desk.post(address, {"q": "invented", "p": "2"})
    assert [name for _reference, name in rows(second)] == ["Invented Phan"]
    assert second.content.decode().count('name="p" value="1"') == 1


def test_a_reference_is_found_as_people_say_it(desk: Client, workshop: WorkshopPage) -> None:
    wanted = named(workshop, "Invented Maya", reference="K7M-4QX")
    named(workshop, "Somebody else")
    for said in ("K7M-4QX", "k7m4qx", "k7m 4qx"):
        response = desk.post(f"/admin/registrations/{workshop.pk}/", {"q": said})
        assert rows(response) == [(wanted.reference, "Invented Maya")]


@pytest.mark.parametrize(
    ("name", "value"),
    [("state", "x'"), ("category", "__class__"), ("q", "\x00"), ("q", "x" * 201)],
)
def test_filters_that_are_not_on_offer(
    desk: Client, workshop: WorkshopPage, name: str, value: str
) -> None:
    """SEC-B10."""
    address = f"/admin/registrations/{workshop.pk}/"
    assert desk.post(address, {name: value}).status_code == 400
    if name != "q":
        assert desk.get(address, {name: value}).status_code == 400


def test_nobody_else_enters(client: Client, workshop: WorkshopPage) -> None:
    """SEC-A2, US-P3: proceedings staff and host organisers see nothing of anybody."""
    registration = named(workshop, "CANARY-NAME")
    addresses = [
        "/admin/registrations/",
        f"/admin/registrations/{workshop.pk}/",
        address(registration),
        address(registration, "accept/"),
        address(registration, "decline/"),
    ]
    for user in (proceedings_staff(), host_organiser(workshop), None):
        client.logout()
        if user:
            client.force_login(user)
        for each in addresses:
            for response in (client.get(each), client.post(each)):
                assert response.status_code in {302, 403, 405}
                assert "CANARY" not in response.content.decode()
    registration.refresh_from_db()
    assert registration.state == State.SUBMITTED
    client.force_login(proceedings_staff())
    assert "/admin/registrations/" not in client.get("/admin/").content.decode()


def test_a_registration_belongs_to_its_workshop(desk: Client, workshop: WorkshopPage) -> None:
    """SEC-A1: the right key under the wrong workshop is not there."""
    registration = named(workshop, "CANARY-NAME")
    other = WorkshopFactory()
    for action in ("", "accept/", "decline/"):
        wrong = f"/admin/registrations/{other.pk}/{registration.pk}/{action}"
        assert desk.post(wrong).status_code == (405 if not action else 404)
    assert desk.get(f"/admin/registrations/{other.pk}/{registration.pk}/").status_code == 404


def test_every_view_is_scoped_where_it_is_constructed() -> None:
    """A view that somebody adds tomorrow gets the scope as well."""
    views = [pattern.callback.view_class for pattern in DeskViewSet().get_urlpatterns()]
    assert {view.__mro__[1] for view in views} == {Scoped}


def test_accepting(desk: Client, workshop: WorkshopPage) -> None:
    registration = registered(workshop)
    assert desk.post(address(registration, "accept/")).status_code == 302
    registration.refresh_from_db()
    assert registration.state == State.AWAITING_EMAIL
    Registration.objects.update(state=State.SUBMITTED)
    desk.post(address(registration, "accept/"))
    registration.refresh_from_db()
    assert (registration.state, occasions(registration)) == (
        State.ACCEPTED,
        ["confirm_address", "accepted"],
    )


def test_accepting_without_a_place_says_so(desk: Client, workshop: WorkshopPage) -> None:
    QuotaFactory(workshop=workshop)
    workshop.quotas.update(places=0)
    registration = named(workshop, "Invented Maya", state=State.WAITLISTED)
    response = desk.post(address(registration, "accept/"), follow=True)
    assert "No place is free" in response.content.decode()
    registration.refresh_from_db()
    assert registration.state == State.WAITLISTED


def test_declining_with_a_reason(desk: Client, workshop: WorkshopPage) -> None:
    registration = registered(workshop)
    Registration.objects.update(state=State.SUBMITTED)
    too_long = desk.post(address(registration, "decline/"), {"reason": "x" * 1001})
    assert "A reason has at most 1,000 characters" in too_long.content.decode()
    desk.post(address(registration, "decline/"), {"reason": "All places are taken."})
    registration.refresh_from_db()
    assert (registration.state, occasions(registration)[-1]) == (State.DECLINED, "declined")


def test_a_get_decides_nothing(desk: Client, workshop: WorkshopPage) -> None:
    """SEC-A7."""
    registration = named(workshop, "Invented Maya")
    for action in ("accept/", "decline/"):
        assert desk.get(address(registration, action)).status_code == 405
    registration.refresh_from_db()
    assert registration.state == State.SUBMITTED


def test_every_reading_is_written_down_once(desk: Client, workshop: WorkshopPage) -> None:
    """SB-P: who read whom, without a name."""
    registration = named(workshop, "CANARY-NAME")
    desk.post(f"/admin/registrations/{workshop.pk}/", {"q": "CANARY"})
    detail = desk.get(address(registration))
    assert "CANARY-NAME" in detail.content.decode()
    entries = list(AuditEntry.objects.values_list("action", "object_id", "detail"))
    assert entries == [
        ("registration.listed", str(workshop.pk), {"shown": 1, "searched": True}),
        ("registration.viewed", str(registration.pk), {}),
    ]


def test_counts_against_limits(desk: Client, workshop: WorkshopPage) -> None:
    for state in (State.SUBMITTED, State.ACCEPTED, State.AWAITING_EMAIL, State.WAITLISTED):
        named(workshop, "Invented", state=state)
    response = desk.get(f"/admin/registrations/{workshop.pk}/")
    assert [
        (c.category and c.category.code, c.places, c.holding, c.accepted, c.waiting, c.is_full)
        for c in response.context["counts"]
    ] == [(None, 3, 3, 1, 1, True), ("CSO", None, 3, 1, 1, False)]


def test_statements_with_one_row_and_with_three(desk: Client, workshop: WorkshopPage) -> None:
    """The list and the choice of workshops cost the same for one row and for three."""
    counted = {}
    for number in (1, 3):
        while Registration.objects.filter(workshop=workshop).count() < number:
            named(workshop, "Invented")
        for name, url in (
            ("list", f"/admin/registrations/{workshop.pk}/"),
            ("search", f"/admin/registrations/{workshop.pk}/"),
            ("index", "/admin/registrations/"),
            ("detail", address(Registration.objects.earliest("position"))),
        ):
            ask = partial(desk.post, url, {"q": "Invented"}) if name == "search" else None
            ask = ask or partial(desk.get, url)
            ask()
            with CaptureQueriesContext(connection) as captured:
                ask()
            counted[name, number] = len(captured)
    for name in ("list", "search", "index", "detail"):
        assert counted[name, 1] == counted[name, 3]
    # What the list costs beyond the frame of the administration. The last is whose mail came back.
    assert counted["list", 3] - counted["index", 3] == 15
