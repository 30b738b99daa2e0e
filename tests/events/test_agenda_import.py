"""Tables taken in: recognised, matched, asked, refused; out and in again changes nothing."""

import datetime
import io
import tracemalloc
import zipfile

import docx
import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.domain.consent import Naming, Output
from access.models import AuditEntry
from events.domain import agenda_cells, agenda_tables
from events.domain.agenda_document import draft_document
from events.domain.agenda_tables import Unreadable, read, read_pasted
from events.models import Session, WorkshopPage
from tests.factories.access import host_organiser, secretariat
from tests.factories.events import (
    PersonFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)

DAYS = [datetime.date(2027, 6, day) for day in (15, 16, 17)]


# --- Cells --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9.00 - 9.45 am", ("09:00", "09:45")),
        ("14:00–15:30", ("14:00", "15:30")),
        ("11 - 12.30 pm", ("11:00", "12:30")),
        ("2 pm to 4 pm", ("14:00", "16:00")),
        ("0900-0945", ("09:00", "09:45")),
        ("09:00", ("09:00", None)),
        ("after lunch", (None, None)),
        ("25:00-26:00", (None, None)),
    ],
)
def test_times_as_organisers_write_them(text, expected):
    span = agenda_cells.span_of(text)
    assert tuple(f"{clock.at:%H:%M}" if clock else None for clock in span) == expected


def test_a_bare_hour_is_open():
    start, _end = agenda_cells.span_of("2 - 4")
    assert start.is_open


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-06-15", DAYS[0]),
        ("Tuesday 15 June 2027", DAYS[0]),
        ("16th June", DAYS[1]),
        ("Day 3", DAYS[2]),
        ("Day 9", None),
        ("31 June", None),
        ("soon", None),
    ],
)
def test_days_as_organisers_write_them(text, expected):
    assert agenda_cells.day_of(text, DAYS) == expected


# --- Files that are refused ---------------------------------------------------------------------


def xlsx(*rows: tuple, merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_file(content: bytes, name: str) -> bytes:
    """An Office file with one more file in it."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"0" * 60_000_000 if name == "xl/bomb" else b"x")
    return file.getvalue()


HEADINGS = ("Day", "Time", "Session", "Room", "Speakers")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"not a zip"),
        ("a.xlsx", xlsx(HEADINGS)[:200]),
        ("a.docx", xlsx(HEADINGS)),
        ("a.xlsx", with_file(xlsx(HEADINGS), "xl/vbaProject.bin")),
        ("a.xlsx", with_file(xlsx(HEADINGS), "xl/bomb")),
        ("a.xlsm", xlsx(HEADINGS)),
        ("a.pdf", b"%PDF"),
        ("a.csv", "Säle".encode("cp1252")),
        ("a.csv", b"Day,Time\n\0\0"),
        ("a.csv", b'Day,"' + b"x" * 200_000),
        ("a.csv", b"\n" * 10_000 + b"Day"),
        ("a.csv", b"x" * 2_100_000),
        ("a.xlsx", xlsx()),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(name, content):
    """Issue 5: malformed, macros, bombs, wrong encoding, too long: a named error."""
    with pytest.raises(Unreadable) as caught:
        read(name, content)
    assert caught.value.messages[0]


def test_ten_thousand_rows_are_refused_in_bounded_memory():
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(10_000):
        sheet.append([f"{number}", "09:00", "Session"])
    file = io.BytesIO()
    book.save(file)
    tracemalloc.start()
    with pytest.raises(Unreadable):
        read("a.xlsx", file.getvalue())
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(["a.xlsx", "a.csv", "a.docx"]), content=st.binary(max_size=400))
def test_whatever_comes_is_rows_or_a_named_refusal(name, content):
    try:
        assert read(name, content)
    except Unreadable as error:
        assert error.messages


@given(text=st.text(max_size=30))
def test_a_guarded_cell_comes_back_and_is_no_formula(text):
    """SEC-B4."""
    guarded = agenda_tables.guarded(text)
    assert guarded[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert agenda_tables._unguarded(guarded) == text


# --- The way through ----------------------------------------------------------------------------


@pytest.fixture
def workshop(db) -> WorkshopPage:
    """A draft with everything: rooms, people named and withheld, labels, interpreters, a tray."""
    workshop = WorkshopFactory(slug="kl")
    hall = RoomFactory(workshop=workshop, name="Main Hall")
    first = SessionFactory(
        workshop=workshop, title="=Opening", kind="opening", room=hall, languages=["km", "en"]
    )
    for name in ("Suharti", "CANARY"):
        naming = {Output.HOST: Naming.NAME} if name == "Suharti" else {}
        person = PersonFactory(workshop=workshop, values={"name": name}, naming=naming)
        SessionRoleFactory(session=first, person=person, label="")
    SessionRoleFactory(session=first, role="chair", label="The host")
    SessionRoleFactory(session=first, role="interpreter", label="Team A", language="km")
    SessionFactory(workshop=workshop, title="Tray", starts_at=None, description="Two\nlines.")
    SessionFactory(workshop=workshop, title="Closed", is_public=False)
    return workshop


@pytest.fixture
def host(workshop) -> Client:
    client = Client()
    client.force_login(host_organiser(workshop))
    return client


WHERE = "/organise/kl/agenda/import/"


def upload(client: Client, name: str, content: bytes):
    return client.post(WHERE, {"file": SimpleUploadedFile(name, content)})


def paste(client: Client, *rows: str):
    return client.post(WHERE, {"pasted": "\n".join(rows)})


def verdicts(response) -> list[str]:
    return [one.verdict for one in response.context["preview"].proposals]


def accept(client: Client, response, **more: object):
    payload = response.context["payload"]
    return client.post(WHERE, {"payload": payload, "accept": "1", **more})


@pytest.mark.parametrize("ending", ["xlsx", "csv", "docx"])
@pytest.mark.parametrize("is_host", [True, False])
def test_an_unchanged_export_changes_nothing(workshop, host, ending, is_host):
    """Issue 5, 5: an empty difference, for the host and for the Secretariat."""
    client = host
    if not is_host:
        client = Client()
        client.force_login(secretariat())
    before = draft_document(workshop)
    file = client.get(reverse("organise:agenda_export", args=["kl", ending]))
    assert file.status_code == 200
    assert b"CANARY" not in file.content
    response = upload(client, f"agenda.{ending}", file.content)
    assert set(verdicts(response)) == {"same"}
    assert accept(client, response).status_code == 302
    assert draft_document(workshop) == before
    assert AuditEntry.objects.filter(action="agenda.import").count() == 0


def test_a_pasted_table_is_previewed_and_then_put_into_the_draft(workshop, host):
    response = paste(
        host,
        "Day\tTime\tSession\tRoom\tSpeakers",
        "15 June\t9.00 - 9.45 am\t=Opening\tMain Hall\tMs Vannary",
        "16 June\t10:00-10:30\tCoffee break\t\t",
    )
    assert verdicts(response) == ["change", "new"]
    assert Session.objects.count() == 3
    assert accept(host, response).status_code == 302
    opening = Session.objects.get(title="=Opening")
    coffee = Session.objects.get(title="Coffee break")
    assert (opening.minutes, coffee.kind, coffee.minutes) == (45, "break", 30)
    roles = opening.roles.values_list("role", "label", "language")
    assert sorted(roles) == [
        ("chair", "The host", ""),
        ("interpreter", "Team A", "km"),
        ("speaker", "Ms Vannary", ""),
    ]


def test_a_name_that_is_typed_is_matched_with_nobody(workshop, host):
    """A withheld name in the file is a label: the answer tells nothing."""
    response = paste(host, "Day\tTime\tSession\tSpeakers", "16 June\t09:00\tNew panel\tCANARY")
    assert verdicts(response) == ["new"]
    accept(host, response)
    [role] = Session.objects.get(title="New panel").roles.all()
    assert (role.label, role.person) == ("CANARY", None)


def test_what_is_not_clear_is_asked(workshop, host):
    SessionFactory(workshop=workshop, title="Panel on work A", starts_at=None)
    SessionFactory(workshop=workshop, title="Panel on work B", starts_at=None)
    rows = ("Day\tTime\tSession", "16 June\t2 - 4\tDrafting", "16 June\t11:00\tPanel on work")
    response = paste(host, *rows)
    assert verdicts(response) == ["ask", "ask"]
    assert host.post(WHERE, {"payload": response.context["payload"], "accept": "1"}).context
    answers = {"a2": "pm", "a3": "new"}
    again = host.post(WHERE, {"payload": response.context["payload"], **answers})
    assert verdicts(again) == ["new", "new"]
    accept(host, again, **answers)
    drafting = Session.objects.get(title="Drafting")
    assert (drafting.starts_at.hour, drafting.minutes) == (6, 120)


@pytest.mark.parametrize(
    "row",
    [
        "18 June\t09:00\tLate\t",
        "16 June\tafter lunch\tLate\t",
        "16 June\t09:03\tLate\t",
        "16 June\t09:00\tLate\tCellar",
        "16 June\t09:00\t\t",
        "16 June\t23:00-02:00\tLate\t",
    ],
)
def test_a_row_that_cannot_stand_is_told_and_nothing_is_saved(workshop, host, row):
    before = draft_document(workshop)
    response = paste(host, "Day\tTime\tSession\tRoom", row, "16 June\t09:00\tGood\t")
    assert verdicts(response)[0] == "problem"
    assert response.context["preview"].proposals[0].texts
    accept(host, response)
    assert draft_document(workshop) == before


def test_a_formula_is_told_and_merged_days_are_read(workshop, host):
    content = xlsx(
        HEADINGS,
        ("2027-06-16", "09:00", '=CONCATENATE("a","b")', "", ""),
        ("2027-06-16", "10:00", "First", "", ""),
        (None, "11:00", "Second", "", ""),
        merge="A3:A4",
    )
    response = upload(host, "a.xlsx", content)
    assert verdicts(response) == ["problem", "new", "new"]
    assert [one.when for one in response.context["preview"].proposals[1:]] == [
        "2027-06-16 10:00",
        "2027-06-16 11:00",
    ]


def test_a_word_table_with_lines_for_days_is_read(workshop, host):
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for cell, text in zip(table.rows[0].cells, ("Time", "Session", "Venue"), strict=True):
        cell.text = text
    table.rows[1].cells[0].merge(table.rows[1].cells[2]).text = "Wednesday 16 June 2027"
    for cell, text in zip(table.rows[2].cells, ("10:00–11:00", "New", "main hall"), strict=True):
        cell.text = text
    file = io.BytesIO()
    document.save(file)
    response = upload(host, "a.docx", file.getvalue())
    assert verdicts(response) == ["new"]
    assert accept(host, response).status_code == 302
    assert Session.objects.get(title="New").room.name == "Main Hall"


def test_sessions_in_the_draft_only_go_if_they_are_ticked(workshop, host):
    response = paste(host, "Day\tTime\tSession", "16 June\t10:00\tNew")
    missing = {session.title: session.id for session in response.context["preview"].missing}
    assert sorted(missing) == ["=Opening", "Tray"]
    accept(host, response, gone=[missing["Tray"]])
    assert sorted(Session.objects.values_list("title", flat=True)) == ["=Opening", "Closed", "New"]


def test_a_preview_of_another_workshop_or_forged_is_refused(workshop, host):
    response = paste(host, "Day\tTime\tSession", "16 June\t10:00\tNew")
    other = Client()
    other.force_login(host_organiser(WorkshopFactory(slug="other")))
    data = {"payload": response.context["payload"], "accept": "1"}
    assert other.post("/organise/other/agenda/import/", data).status_code == 302
    assert host.post(WHERE, {**data, "payload": "x"}).status_code == 302
    assert Session.objects.count() == 3


def test_no_table_is_told(workshop, host):
    for text in ("", "just words", "Day\tTime\n15 June\t09:00"):
        response = host.post(WHERE, {"pasted": text})
        assert response.status_code == 422
    with pytest.raises(ValidationError):
        read_pasted(" \n ")


def test_the_interpretation_sheet_tells_gaps(workshop, host):
    """Issue 5, 11."""
    page = host.get(reverse("organise:agenda_interpretation", args=["kl"]))
    [day] = page.context["days"]
    assert [(b.number, b.pair, b.missing, len(b.shifts)) for b in day.booths] == [
        (1, "English – Khmer", 1, 1)
    ]
    [shift] = day.booths[0].shifts
    assert (shift.interpreters, shift.missing) == (("Team A",), 1)
    file = host.get(reverse("organise:agenda_interpretation_file", args=["kl", "xlsx"]))
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).active
    assert [cell.value for cell in sheet[2]][2:7:2] == ["1", "09:00–10:00", "1"]
