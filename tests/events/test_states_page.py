"""The Member States and their institutions, for readers and for staff who keep them."""

import datetime
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from events.domain.institutions import members
from events.models import Accreditation, Institution, State
from events.models.reference import InstitutionName
from events.staff.lines import PairLines
from tests.factories.access import secretariat
from tests.factories.events import StateFactory, WorkshopFactory, home_page

pytestmark = pytest.mark.django_db


def institution(kind: str, state: State | None, *names: Any) -> Institution:
    row = Institution.objects.create(kind=kind, state=state, certainty="seen")
    for text, first, last in names:
        InstitutionName.objects.create(
            institution=row, text=text, valid_from=first, valid_to=last, certainty="seen"
        )
    return row


@pytest.fixture
def thailand() -> State:
    state = StateFactory(
        code="TH", list_name="Thailand", native_names=[{"lang": "th", "text": "ประเทศไทย"}]
    )
    day = datetime.date(2010, 1, 1)
    institution(
        "ministry",
        state,
        ("Invented Department", None, day),
        ("Invented Ministry", day + datetime.timedelta(days=1), None),
    )
    nhri = institution("nhri", state, ("Invented Commission", None, None))
    Accreditation.objects.create(institution=nhri, status="A", as_of="March 2022", certainty="seen")
    return state


def test_a_state_with_its_institutions(client: Client, thailand: State) -> None:
    """SB-W6, SB-S13: names of today, earlier ones with their time, a status with its day."""
    home_page()
    StateFactory(code="SG", list_name="Singapore")
    WorkshopFactory(host_state=thailand, year=2009, certainty="seen", slug="2009-bangkok")
    page = client.get("/states/").content.decode()
    assert page.count("Invented Ministry") == 1
    assert page.count("Until 1 January 2010: Invented Department") == 1
    assert page.count("Accreditation: A, as of March 2022") == 1
    assert page.count('<span lang="th">ประเทศไทย</span>') == 1
    # A State without a national institution has no such line, nor a word about it.
    assert page.count("<dt>National human rights institution</dt>") == 1
    assert page.count("/workshops/2009-bangkok/") == 1
    assert client.get("/").content.decode().count('href="/states/"') == 1


@pytest.mark.parametrize("number", [1, 3])
def test_statements_do_not_grow(number: int, django_assert_num_queries: Any) -> None:
    for place in range(number):
        state = StateFactory(code=f"X{place}", list_name=f"State {place}")
        for kind in ("ministry", "nhri", "nwg"):
            institution(kind, state, (f"{kind} {place}", None, None))
        institution("asean_body", None, (f"Body {place}", None, None))
    with django_assert_num_queries(6):
        found, bodies = members()
    assert (len(found), len(bodies)) == (number, number)


def test_staff_write_lines_and_never_json(client: Client, thailand: State) -> None:
    """SB-S13: reference data are kept by staff without help."""
    client.force_login(secretariat())
    address = f"/admin/states/edit/{thailand.pk}/"
    page = client.get(address).content.decode()
    assert "th: ประเทศไทย" in page
    fields = {
        "list_name": "Thailand",
        "code": "TH",
        "running_name": "Thailand",
        "formal_name": "Kingdom of Thailand",
        "joined_on": "1967-08-08",
        "sort_order": 9,
        "native_names": "th: ประเทศไทย\nth: ราชอาณาจักรไทย\n",
        "languages": "th: ไทย",
        "time_zones": "Asia/Bangkok: Bangkok time",
        "source": "",
    }
    assert client.post(address, fields).status_code == 302
    thailand.refresh_from_db()
    assert thailand.native_names == [
        {"lang": "th", "text": "ประเทศไทย"},
        {"lang": "th", "text": "ราชอาณาจักรไทย"},
    ]
    refused = client.post(address, {**fields, "languages": "ไทย"}).content.decode()
    assert "Write one a line, with a colon between: km: ភាសាខ្មែរ" in refused


def test_lines_go_there_and_back() -> None:
    widget = PairLines("iana", "label")
    rows = [{"iana": "Asia/Bangkok", "label": "Bangkok: time"}]
    lines = widget.format_value(json.dumps(rows))
    assert lines == "Asia/Bangkok: Bangkok: time"
    assert json.loads(widget.value_from_datadict({"z": lines}, {}, "z")) == rows


def test_a_name_of_an_institution_is_checked_too(thailand: State) -> None:
    row = InstitutionName(text="Invented", native_names=[{"lang": "", "text": "x"}])
    with pytest.raises(ValidationError) as refused:
        row.clean()
    assert set(refused.value.message_dict) == {"native_names"}
