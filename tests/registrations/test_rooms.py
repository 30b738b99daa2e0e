"""Rooms of the desk: limits, deciding many, notes, views, arrivals, paper, selection, export."""

import csv
import io
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from access.domain import exports
from access.models import AuditEntry
from events.models import WorkshopPage
from registrations.domain import exporting, selecting, waiting
from registrations.domain.states import State
from registrations.domain.waiting import Limit
from registrations.models import Quota, Registration, SavedView
from registrations.staff.desk import ROOMS
from tests.factories.access import host_organiser, proceedings_staff, secretariat
from tests.factories.events import PersonFactory, WorkshopFactory
from tests.factories.registrations import RegistrationFactory, category, registered
from tests.registrations.test_desk import named

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(secretariat())
    return client


def room(workshop: WorkshopPage, name: str) -> str:
    return f"/admin/registrations/{workshop.pk}/{name}/"


@pytest.mark.parametrize("name", sorted(ROOMS))
def test_nobody_else_enters_a_room(client: Client, workshop: WorkshopPage, name: str) -> None:
    """SEC-A2: hosts, proceedings staff and strangers, by GET and by POST."""
    named(workshop, "CANARY-NAME")
    for user in (host_organiser(workshop), proceedings_staff(), None):
        client.logout()
        if user:
            client.force_login(user)
        for response in (client.get(room(workshop, name)), client.post(room(workshop, name))):
            assert response.status_code in {302, 403, 405}
            assert "CANARY" not in response.content.decode()
    assert client.get(room(workshop, name)).status_code == 302


@pytest.mark.parametrize("name", sorted(set(ROOMS) - {"views", "decide"}))
def test_rooms_cost_the_same_for_one_row_and_for_three(
    desk: Client, workshop: WorkshopPage, name: str
) -> None:
    counted = []
    for number in (1, 3):
        while Registration.objects.filter(workshop=workshop).count() < number:
            named(workshop, "Invented", state=State.ACCEPTED)
        desk.get(room(workshop, name))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(room(workshop, name)).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_staff_change_limits_on_screen(desk: Client, workshop: WorkshopPage) -> None:
    """SB-R3: the whole workshop and one category; what is wrong is named."""
    acad = category("ACAD")
    desk.post(room(workshop, "limits"), {"of": "whole:", "places": "7"})
    desk.post(
        room(workshop, "limits"),
        {"of": f"category:{acad.pk}", "places": "2", "by_selection": "on", "reserved": "1"},
    )
    rows = Quota.objects.order_by("pk").values_list(
        "category__code", "places", "by_selection", "reserved"
    )
    assert list(rows) == [(None, 7, False, 0), ("ACAD", 2, True, 1)]
    wrong = desk.post(room(workshop, "limits"), {"of": "whole:", "places": "-1"})
    assert list(wrong.context["form"].errors) == ["places"]
    assert desk.post(room(workshop, "limits"), {"of": "elsewhere:1"}).status_code == 200


def test_many_are_decided_after_a_look_at_the_effect(desk: Client, workshop: WorkshopPage) -> None:
    """SB-R7: the effect first; one place is free, two want it, one has been decided."""
    waiting.set_limit(workshop, None, 1, "system")
    first = named(workshop, "Invented First", state=State.WAITLISTED)
    second = named(workshop, "Invented Second", state=State.WAITLISTED)
    third = named(workshop, "Invented Third", state=State.WITHDRAWN)
    form = {"action": "accept", "row": [str(r.pk) for r in (first, second, third)]}
    look = desk.post(room(workshop, "decide"), form)
    assert [(name, effect.to, str(effect.reason)) for effect, name in look.context["effects"]] == [
        ("Invented First", State.ACCEPTED, ""),
        ("Invented Second", None, "No place is free"),
        ("Invented Third", None, "Has been decided already"),
    ]
    assert Registration.objects.filter(state=State.ACCEPTED).count() == 0
    desk.post(room(workshop, "decide"), {**form, "sure": "1"})
    states = Registration.objects.order_by("position").values_list("state", flat=True)
    assert list(states) == [State.ACCEPTED, State.WAITLISTED, State.WITHDRAWN]


def test_rows_of_another_workshop_are_not_decided(desk: Client, workshop: WorkshopPage) -> None:
    """SEC-A1."""
    foreign = named(WorkshopFactory(), "CANARY-NAME")
    form = {"action": "decline", "row": [str(foreign.pk)], "sure": "1"}
    desk.post(room(workshop, "decide"), form)
    foreign.refresh_from_db()
    assert foreign.state == State.SUBMITTED
    assert desk.post(room(workshop, "decide"), {**form, "row": ["x'"]}).status_code == 400
    assert desk.post(room(workshop, "decide"), {**form, "action": "erase"}).status_code == 400


def test_two_are_merged_after_a_look(desk: Client, workshop: WorkshopPage) -> None:
    one, two = registered(workshop, "a@example.org"), registered(workshop, "b@example.org")
    form = {"action": "merge", "row": [str(one.pk), str(two.pk)]}
    look = desk.post(room(workshop, "decide"), form)
    assert [row.pk for row, _name in look.context["pair"]] == [one.pk, two.pk]
    desk.post(room(workshop, "decide"), {**form, "sure": "1", "kept": str(two.pk)})
    one.refresh_from_db()
    assert one.state == State.ERASED


def test_a_note_is_sealed_and_shown(desk: Client, workshop: WorkshopPage) -> None:
    registration = named(workshop, "Invented Maya")
    address = f"/admin/registrations/{workshop.pk}/{registration.pk}/"
    desk.post(f"{address}note/", {"text": "Called about the ramp."})
    page = desk.get(address)
    assert [text for _note, text in page.context["notes"]] == ["Called about the ramp."]
    assert b"ramp" not in bytes(registration.notes.get().sealed)
    empty = desk.post(f"{address}note/", {"text": ""}, follow=True)
    assert "Write the note first" in empty.content.decode()


def test_filters_are_kept_under_a_name_and_names_are_not(
    desk: Client, workshop: WorkshopPage
) -> None:
    form = {"name": "To decide", "query": "state=submitted&q=Maya&x=1"}
    desk.post(room(workshop, "views"), form)
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("To decide", "state=submitted")
    page = desk.get(f"/admin/registrations/{workshop.pk}/?{view.query}")
    assert "To decide" in page.content.decode()
    desk.post(room(workshop, "views"), {"remove": str(view.pk)})
    assert SavedView.objects.count() == 0


def test_arrivals_are_ticked_and_unticked(desk: Client, workshop: WorkshopPage) -> None:
    maya = named(workshop, "Invented Maya", state=State.ACCEPTED)
    named(workshop, "Invented Absent", state=State.SUBMITTED)
    page = desk.post(room(workshop, "arrivals"), {"q": "maya"})
    assert [row.name for row in page.context["rows"]] == ["Invented Maya"]
    for form, state in (({}, State.ATTENDED), ({"undo": "1"}, State.ACCEPTED)):
        desk.post(room(workshop, "arrivals"), {"which": str(maya.pk), **form})
        maya.refresh_from_db()
        assert maya.state == state
    assert desk.post(room(workshop, "arrivals"), {"which": str(uuid.uuid4())}).status_code == 404


def test_a_form_on_paper_goes_the_same_way(desk: Client, workshop: WorkshopPage) -> None:
    form = {
        "name": "Invented Paper",
        "email": "paper@example.org",
        "category": category("CSO").pk,
        "organisation": "Invented",
        "submission": str(uuid.uuid4()),
    }
    unsigned = desk.post(room(workshop, "paper"), form)
    assert unsigned.context["form"].errors["signed"] == [
        "Without the signature nothing may be entered"
    ]
    for _click in range(2):
        desk.post(room(workshop, "paper"), {**form, "signed": "on"})
    assert [r.state for r in Registration.objects.all()] == [State.AWAITING_EMAIL]


def test_two_read_without_names_and_a_third_is_too_many(
    desk: Client, workshop: WorkshopPage
) -> None:
    """SB-R7: blind by default; reasons are needed and sealed; balance as counts."""
    acad = category("ACAD")
    waiting.set_limit(workshop, acad, Limit(1, by_selection=True), "system")
    one = named(workshop, "CANARY-NAME", category=acad, by_selection=True)
    page = desk.get(room(workshop, "selection"))
    assert "CANARY" not in page.content.decode()
    assert "CANARY" in desk.get(room(workshop, "selection"), {"names": "1"}).content.decode()
    form = {"which": str(one.pk), "verdict": "3"}
    none = desk.post(room(workshop, "selection"), {**form, "reason": ""}, follow=True)
    assert "Give the reason" in none.content.decode()
    desk.post(room(workshop, "selection"), {**form, "reason": "Works on the subject."})
    selecting.read(one, secretariat(), 2, "New voice.")
    with pytest.raises(ValueError):
        selecting.read(one, secretariat(), 1, "Too late.")
    [application] = selecting.applications(workshop, blind=True)
    assert (application.score, [r for _x, r in application.readings]) == (
        5,
        ["Works on the subject.", "New voice."],
    )
    assert selecting.balance(workshop)["category"] == [("Category ACAD", 1, 0)]


HOSTILE = ["=1+1", "+62 812 3456", "@SUM(A1)", "-2", "\tTab", 'He said "no"; and left']


def take(desk: Client, workshop: WorkshopPage, monkeypatch: pytest.MonkeyPatch, kind: str) -> Any:
    """An export through the gate, its proof of identity given."""
    monkeypatch.setattr(exports, "is_proved", lambda user, session: True)
    form = {
        "reason": "Seating",
        "kind": kind,
        "column": ["name", "organisation", "protection_note"],
    }
    answer = desk.post(room(workshop, "export"), form)
    assert answer.status_code == 302
    return desk.get(answer["Location"]), answer["Location"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_safe_logged_and_works_once(
    desk: Client, workshop: WorkshopPage, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """SEC-B4: nothing is a formula, `+62` is intact, columns by role, once, written down."""
    for name in HOSTILE:
        named(workshop, name)
    named(WorkshopFactory(), "CANARY-OTHER")
    response, address = take(desk, workshop, monkeypatch, kind)
    content = b"".join(response.streaming_content)
    if kind == "xlsx":
        page = load_workbook(io.BytesIO(content)).active
        table = [[cell.value for cell in row] for row in page.iter_rows()]
        types = {cell.data_type for row in page.iter_rows(min_row=3) for cell in row if cell.value}
        assert types == {"s"}
        assert [row[5] for row in table[2:]] == HOSTILE
    else:
        table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert [row[5][0] for row in table[2:]] == ["'", "'", "'", "'", "'", "H"]
        assert "+62 812 3456" in table[3][5]
    assert table[1][5:] == ["Full name", "Organisation"]
    assert b"CANARY" not in content
    assert desk.get(address).status_code == 404
    assert AuditEntry.objects.filter(action="registrations.export").count() == 1


def test_rows_are_opened_in_batches(
    workshop: WorkshopPage, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    """Constant memory: two at a time here, each batch with the same statements."""
    for number in range(4):
        RegistrationFactory(
            workshop=workshop,
            person=PersonFactory(workshop=workshop, values={"name": f"Invented {number}"}),
        )
    monkeypatch.setattr(exporting, "BATCH", 2)
    with django_assert_num_queries(6):
        rows = list(exporting.rows(workshop, Registration.objects.order_by("position"), ["name"]))
    assert [row[5] for row in rows] == [f"Invented {n}" for n in range(4)]
