"""Badges: the name that each person chose, any script in its box, the colour for photographs."""

import io

import pypdf
import pytest
from django.test import Client

from access.domain.consent import Naming, Output
from access.models import AuditEntry
from events.models import WorkshopPage
from publications.domain import badges
from registrations.domain import links, registering
from registrations.domain.states import State
from registrations.models import Registration
from tests.factories.access import proceedings_staff, secretariat
from tests.factories.registrations import registered
from tests.registrations.conftest import last_token

pytestmark = pytest.mark.django_db

NAMES = ("ຕົວຢ່າງ ສຸກ", "ဥပမာ မောင်", "எடுத்துக்காட்டு சுஜாதா", "Ví Dụ Ngọc Ánh")


@pytest.fixture
def people(workshop: WorkshopPage) -> list[Registration]:
    """Four named in four scripts, and one who chose no name."""
    chosen = {Output.BADGE: Naming.NAME}
    made = [
        registered(
            workshop,
            email=f"p{n}@example.org",
            values={"name": name, "photo_wish": "any" if n == 0 else "none"},
            choices=chosen,
        )
        for n, name in enumerate(NAMES)
    ]
    made.append(registered(workshop, values={"name": "CANARY-NAME"}, choices={}))
    Registration.objects.update(state=State.ACCEPTED)
    return made


def test_badges_show_what_each_person_chose(
    workshop: WorkshopPage, people: list[Registration]
) -> None:
    found = {badge.reference: badge for badge in badges.badges(workshop)}
    assert [found[r.reference].name for r in people] == [*NAMES, ""]
    assert [found[r.reference].cord for r in people] == ["green", *["yellow"] * 4]
    html = badges.html_of(workshop, list(found.values()))
    assert "CANARY" not in html
    assert people[4].reference in html


@pytest.mark.parametrize(
    ("text", "size"), [("Win", 26), ("Suharti Contoh", 24), ("x" * 200, 9), ("ab " * 60, 9)]
)
def test_a_name_fits_its_box(text: str, size: int) -> None:
    """The largest size at which two lines hold it, down to the smallest that can be read."""
    found = badges.size_of(text)
    assert badges.SMALLEST <= found <= badges.LARGEST
    assert found == size or abs(found - size) <= 2


def test_the_pdf_of_the_badges(
    client: Client, workshop: WorkshopPage, people: list[Registration]
) -> None:
    """Real typesetting; only the Secretariat; written down without a name."""
    address = f"/admin/registrations/{workshop.pk}/badges/"
    client.force_login(proceedings_staff())
    assert client.get(address).status_code in {302, 403}
    client.force_login(secretariat())
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Cache-Control"] == "no-store, private"
    text = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(response.content)).pages)
    assert "Ví Dụ" in text
    assert "CANARY" not in text
    assert AuditEntry.objects.get(action="registration.badges").detail == {"number": 5}


def test_own_data_to_print(client: Client, workshop: WorkshopPage) -> None:
    """US-P8: the same content as the file for programs."""
    made = registered(workshop)
    mine = links.status(registering.confirm(last_token(made)))
    response = client.get(f"{mine}data.pdf")
    text = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(response.content)).pages)
    assert "Invented Maya" in text
    assert "maya@example.org" in text
    assert client.get("/me/" + "x" * 43 + "/data.pdf").status_code == 404
