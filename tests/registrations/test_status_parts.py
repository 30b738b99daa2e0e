"""The private page takes sections from other rooms (SB-R12)."""

import pytest
from django.template import engines
from django.test import Client

from registrations.domain import links
from registrations.public import status_parts
from registrations.public.status_parts import Part, register_part
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_parts, "_makers", {})


def test_sections_come_in_their_order_and_nothing_stands_for_none() -> None:
    register_part("b", lambda request, registration, token: Part("b.html"), order=20)
    register_part("none", lambda request, registration, token: None, order=15)
    register_part("a", lambda request, registration, token: Part("a.html"), order=10)
    found = status_parts.parts(None, None, "")  # type: ignore[arg-type]
    assert [part.template for part in found] == ["a.html", "b.html"]


def test_a_section_reads_its_own_values_and_the_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = engines["django"].from_string("<b>{{ part.word }} {{ token }}</b>")
    register_part("own", lambda r, reg, token: Part(section, {"word": reg.reference}))  # type: ignore[arg-type]
    registration = RegistrationFactory()
    path = links.status(registration)
    page = client.get(path)
    token = path.strip("/").split("/")[-1]
    assert f"<b>{registration.reference} {token}</b>" in page.content.decode()
