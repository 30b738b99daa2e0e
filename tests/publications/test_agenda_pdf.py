"""The agenda on paper: two forms, tagged, names as agreed, kept until a word changes."""

import io

import pikepdf
import pytest
from django.core.cache import cache

from access.domain.consent import Naming, Output
from events.domain.agenda import release
from publications.domain import agenda_pdf
from tests.factories.access import secretariat
from tests.factories.events import (
    AgendaPageFactory,
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    """A released agenda with a person named and one withheld."""
    page = AgendaPageFactory(parent=WorkshopFactory(slug="kl", title="Kuala Lumpur 2027"))
    workshop = page.get_parent().specific
    session = SessionFactory(workshop=workshop, title="Panel <one>")
    for name, choices in (("Suharti", {Output.PROGRAMME: Naming.NAME}), ("CANARY", {})):
        person = PersonFactory(workshop=workshop, values={"name": name}, naming=choices)
        SessionRoleFactory(session=session, person=person, label="")
    SessionFactory(workshop=workshop, title="CANARY", is_public=False)
    release(workshop, secretariat(), "")
    return workshop


def test_both_forms_hold_names_as_agreed(workshop, client, monkeypatch):
    """SB-A9, SB-P9; a second reader gets the same file without typesetting."""
    bodies: list[str] = []

    def typeset(title: str, body: str, style: str) -> bytes:
        bodies.append(body)
        return b"%PDF-" + str(len(bodies)).encode()

    monkeypatch.setattr(agenda_pdf, "typeset", typeset)
    for form in agenda_pdf.FORMS:
        for _ in range(2):
            assert client.get(f"/workshops/kl/agenda/{form}.pdf").status_code == 200
    assert len(bodies) == 2
    text = "".join(bodies)
    assert text.count("Suharti") == 2
    assert "CANARY" not in text
    assert "Panel &lt;one&gt;" in text


def test_what_is_not_there_is_not_found_and_a_busy_typesetter_says_so(workshop, client):
    assert client.get("/workshops/kl/agenda/poster.pdf").status_code == 404
    assert client.get("/workshops/never/agenda/page.pdf").status_code == 404
    cache.add("agenda-pdf:busy", 1)
    response = client.get("/workshops/kl/agenda/page.pdf")
    assert (response.status_code, response["Retry-After"]) == (503, "5")


@pytest.mark.processes
def test_the_page_is_one_tagged_page(workshop, client):
    """SB-A9."""
    response = client.get("/workshops/kl/agenda/page.pdf")
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert len(pdf.pages) == 1
        assert bool(pdf.Root.MarkInfo.Marked)
