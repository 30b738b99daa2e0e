"""For programs: map, robots, feeds, calendars, structured data, the API and its description."""

import datetime
import json
import re
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone
from openapi_spec_validator import OpenAPIV31SpecValidator

from events.domain.agenda import release
from events.domain.calendar import calendar_of
from events.models import WorkshopPage
from home.public import machines
from tests.factories.events import (
    AgendaPageFactory,
    CoOrganiserFactory,
    StateFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop() -> WorkshopPage:
    return WorkshopFactory(
        slug="2027-demo", official_title="A Workshop on <Rights> & Duties", venue="The Hall"
    )


def get(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200
    return response


def test_the_map_names_public_pages_only(client: Client, workshop: WorkshopPage) -> None:
    """SEC-A6: what is unpublished is gone from the map at once."""
    path = f"<loc>http://127.0.0.1:8000{workshop.url}</loc>"
    assert path in get(client, "/sitemap.xml").content.decode()
    workshop.unpublish()
    text = get(client, "/sitemap.xml").content.decode()
    assert path not in text
    assert "/me/" not in text


def test_robots_find_nothing_of_a_demo(client: Client, settings: Any) -> None:
    settings.DEMO = True
    assert get(client, "/robots.txt").content == b"User-agent: *\nDisallow: /\n"
    settings.DEMO = False
    lines = get(client, "/robots.txt").content.decode().splitlines()
    assert "Disallow: /me/" in lines
    assert lines[-1] == "Sitemap: http://127.0.0.1:8000/sitemap.xml"


def test_a_workshop_is_an_event_for_search_engines(client: Client, workshop: WorkshopPage) -> None:
    """JSON-LD that parses, and cannot end the element it stands in (SEC-B1)."""
    html = get(client, workshop.url).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found is not None
    assert "<" not in found[1]
    data = json.loads(found[1])
    assert (data["@type"], data["name"]) == ("Event", workshop.official_title)
    assert (data["startDate"], data["endDate"]) == ("2027-06-15", "2027-06-17")
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["location"]["name"] == "The Hall"
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{workshop.url}">' in html
    assert '<meta property="og:title" content="A Workshop on &lt;Rights&gt; &amp; Duties">' in html


@pytest.mark.parametrize(
    ("standing", "status", "said"),
    [("cancelled", "EventCancelled", "CANCELLED"), ("postponed", "EventPostponed", "CANCELLED")],
)
def test_a_cancelled_workshop_is_told_as_such(
    client: Client, workshop: WorkshopPage, standing: str, status: str, said: str
) -> None:
    workshop.standing = standing
    workshop.save()
    assert f"https://schema.org/{status}" in get(client, workshop.url).content.decode()
    calendar = icalendar.Calendar.from_ical(get(client, f"{workshop.url}workshop.ics").content)
    assert [event["STATUS"] for event in calendar.events] == [said]


def test_what_is_invented_is_no_event(client: Client, workshop: WorkshopPage) -> None:
    workshop.is_demo = True
    workshop.save()
    assert "ld+json" not in get(client, workshop.url).content.decode()


def test_private_and_error_pages_tell_nothing(client: Client, workshop: WorkshopPage) -> None:
    """SB-P10: no preview of a private link."""
    for path in ("/me/find/", "/no-such-page/", "/organise/sign-in/"):
        html = client.get(path).content.decode()
        assert "og:title" not in html
        assert "canonical" not in html


def test_the_calendar_holds_whole_days(client: Client, workshop: WorkshopPage) -> None:
    WorkshopFactory(starts_on=None, ends_on=None, year=2001)
    calendar = icalendar.Calendar.from_ical(get(client, "/workshops.ics").content)
    (event,) = calendar.events
    assert event.decoded("DTSTART") == datetime.date(2027, 6, 15)
    assert event.decoded("DTEND") == datetime.date(2027, 6, 18)
    assert event["LOCATION"] == "The Hall, Kuala Lumpur, Malaysia"
    assert event["URL"] == f"http://127.0.0.1:8000{workshop.url}"


def test_a_change_keeps_the_key_and_raises_the_sequence(workshop: WorkshopPage) -> None:
    def event() -> Any:
        return icalendar.Calendar.from_ical(calendar_of([workshop], "")).events[0]

    workshop.last_published_at = timezone.now()
    before = event()
    workshop.last_published_at += datetime.timedelta(minutes=5)
    after = event()
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 5


def test_a_workshop_without_days_has_no_calendar(client: Client) -> None:
    page = WorkshopFactory(starts_on=None, ends_on=None, year=2001)
    assert client.get(f"{page.url}workshop.ics").status_code == 404


def test_the_feed_tells_of_workshops(client: Client, workshop: WorkshopPage) -> None:
    text = get(client, "/workshops/feed.xml").content.decode()
    assert "<title>A Workshop on &lt;Rights&gt; &amp; Duties</title>" in text
    assert "15–17 June 2027, Kuala Lumpur, Malaysia." in text


def test_the_api_holds_public_facts(client: Client, workshop: WorkshopPage) -> None:
    """SB-S7: read-only, of public data only."""
    CoOrganiserFactory(workshop=workshop)
    WorkshopFactory(live=False)
    listed = get(client, "/api/v1/workshops").json()["workshops"]
    assert [row["slug"] for row in listed] == ["2027-demo"]
    one = get(client, "/api/v1/workshops/2027-demo").json()
    assert one["co_organisers"][0]["role"] == "host_ministry"
    assert one["calendar"] == "http://127.0.0.1:8000/workshops/2027-demo/workshop.ics"
    assert one["agenda"] is None
    AgendaPageFactory(parent=workshop)
    release(workshop, None, "")
    one = get(client, "/api/v1/workshops/2027-demo").json()
    assert one["agenda"] == "http://127.0.0.1:8000/workshops/2027-demo/agenda.json"
    assert get(client, "/api/v1/states").json()["states"][0]["code"] == "MY"
    assert client.get("/api/v1/workshops/none").status_code == 404
    for method in (client.post, client.put, client.delete):
        assert method("/api/v1/workshops").status_code == 405


def test_the_answers_are_those_described(client: Client, workshop: WorkshopPage) -> None:
    """Every key that is answered is described, and every key described is answered."""
    CoOrganiserFactory(workshop=workshop)
    StateFactory()
    schemas = get(client, "/api/v1/openapi.json").json()["components"]["schemas"]
    short = schemas["WorkshopInShort"]["required"]
    more = schemas["Workshop"]["allOf"][1]["required"]
    one = get(client, "/api/v1/workshops/2027-demo").json()
    assert sorted(one) == sorted([*short, *more])
    assert sorted(get(client, "/api/v1/workshops").json()["workshops"][0]) == sorted(short)
    assert sorted(one["co_organisers"][0]) == sorted(schemas["CoOrganiser"]["required"])
    assert sorted(get(client, "/api/v1/states").json()["states"][0]) == sorted(
        schemas["State"]["required"]
    )


def test_the_description_is_openapi() -> None:
    validator = OpenAPIV31SpecValidator(machines.description())
    assert [error.message for error in validator.iter_errors()] == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_api_costs_the_same_with_three(
    client: Client, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        WorkshopFactory()
    get(client, "/api/v1/workshops")
    with django_assert_num_queries(2):
        get(client, "/api/v1/workshops")


def test_an_old_address_leads_on(
    client: Client, workshop: WorkshopPage, django_capture_on_commit_callbacks: Any
) -> None:
    """A changed slug leaves a permanent redirect behind."""
    old = workshop.url
    workshop.slug = "2027-kuala-lumpur"
    with django_capture_on_commit_callbacks(execute=True):
        workshop.save_revision().publish()
    response = client.get(old)
    new = WorkshopPage.objects.get(pk=workshop.pk).url
    assert (response.status_code, response["Location"]) == (301, new)
    for below in ("workshop.ics", "recommendations/?page=2", "agenda/v1/", "documents/x"):
        response = client.get(f"{old}{below}")
        assert (response.status_code, response["Location"]) == (301, f"{new}{below}"), below
    assert client.get(f"{new}documents/x/").status_code == 404
    assert client.get("/workshops/never-there/workshop.ics").status_code == 404
    assert client.post(f"{old}workshop.ics").status_code in {404, 405}
    WorkshopPage.objects.update(live=False)
    assert client.get(f"{old}workshop.ics").status_code == 404
