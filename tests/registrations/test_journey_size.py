"""What a registration costs a person: requests and bytes, on the way that the pages lead."""

import gzip
import re

import pytest
from django.test import Client

from events.models import WorkshopPage
from registrations.models import Registration
from tests.factories.events import CategoryFactory, StateFactory
from tests.registrations.conftest import last_token

pytestmark = pytest.mark.django_db

PERSON = {
    "name": "Invented Maya",
    "email": "maya@example.org",
    "category": "CSO",
    "organisation": "Invented Organisation",
    "privacy": "on",
    "photo_wish": "none",
    **{f"appear_{o}": "none" for o in ("list", "badge", "programme", "proceedings", "host")},
}


def fields_of(html: str) -> set[str]:
    return set(re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', html))


def test_twelve_requests_at_most_and_only_what_each_page_shows(
    client: Client, workshop: WorkshopPage
) -> None:
    """SB-R1: from the workshop's page to the confirmed address, as a text browser goes."""
    CategoryFactory()
    StateFactory()
    start = f"/workshops/{workshop.slug}/registration/"
    requests = 1
    assert client.get(start).status_code == 200
    response = client.get(f"{start}form/")
    requests += 1
    sent: dict[str, str] = {}
    while response.status_code == 200:
        html = response.content.decode()
        assert "<script" not in html.partition("<main")[2]
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
        shown = {name: value for name, value in PERSON.items() if name in fields_of(html)}
        button = (
            "send" if 'value="send"' in html else re.findall(r'name="step" value="(\w+)"', html)[0]
        )
        sent = {**hidden, **shown, "step": button}
        response = client.post(f"{start}form/", sent)
        requests += 1
    assert client.get(response["Location"]).status_code == 200
    confirm = f"/me/confirm/{last_token(Registration.objects.get())}/"
    client.get(confirm)
    done = client.post(confirm)
    client.get(done["Location"])
    requests += 4
    assert (requests, Registration.objects.get().state) == (11, "submitted")


def test_pages_of_the_form_are_light(client: Client, workshop: WorkshopPage) -> None:
    """SB-R1: each page of the form is under 20 kB of HTML over the wire, with or without images."""
    CategoryFactory()
    start = f"/workshops/{workshop.slug}/registration/"
    for path in (start, f"{start}form/", f"{start}paper/"):
        response = client.get(path, headers={"save-data": "on"})
        assert len(gzip.compress(response.content)) < 20_000


def test_a_step_shows_only_its_own_mistakes(client: Client, workshop: WorkshopPage) -> None:
    """SEC-D9: nobody is blamed for what was not asked yet, and nobody jumps over a step."""
    CategoryFactory()
    address = f"/workshops/{workshop.slug}/registration/form/"
    first = client.post(address, {"step": "capacity", "name": "", "email": "a@example.org"})
    assert dict(first.context["form"].errors) == {"name": ["Enter your full name"]}
    jump = client.post(address, {"step": "send", "name": "Maya", "email": "a@example.org"})
    assert (jump.context["step"], set(jump.context["form"].errors)) == (
        "capacity",
        {"category", "organisation"},
    )
    back = client.post(
        address, {"step": "you", "name": "Maya", "email": "a@example.org", "category": "CSO"}
    )
    assert (back.context["step"], back.context["form"].errors) == ("you", {})
    assert ("category", "CSO") in back.context["carried"]
    assert Registration.objects.count() == 0
