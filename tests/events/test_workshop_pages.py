"""The public pages of workshops: facts in order, no empty row, nothing unsure printed as sure."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.domain.one_workshop import workshop_view
from events.domain.workshops import (
    co_organisers_of,
    create_parts,
    next_workshop,
    workshops_by_state,
)
from events.models import CoOrganiser, WorkshopPage
from events.models.reference import Certainty
from tests.factories.events import (
    AgendaPageFactory,
    AgendaReleaseFactory,
    CoOrganiserFactory,
    InstitutionFactory,
    InstitutionNameFactory,
    StateFactory,
    WorkshopFactory,
    workshop_index,
)

pytestmark = pytest.mark.django_db
Role = CoOrganiser.Role


def nhri(name="Human Rights Commission of Malaysia", short="SUHAKAM"):
    institution = InstitutionFactory(kind="nhri", name=None)
    InstitutionNameFactory(institution=institution, text=name, short=short)
    return institution


def facts(workshop):
    return [
        (str(fact.label), [value for value, _small in fact.values])
        for fact in workshop_view(WorkshopPage.objects.get(pk=workshop.pk)).facts
    ]


def test_co_organisers_stand_in_order_of_protocol():
    workshop = WorkshopFactory(working_languages="")
    CoOrganiserFactory(workshop=workshop, sort_order=0)
    CoOrganiserFactory(workshop=workshop, sort_order=1, role=Role.NHRI, institution=nhri())
    assert facts(workshop) == [
        ("Host State", ["Malaysia"]),
        ("Foreign ministry", ["Ministry of Foreign Affairs, Malaysia"]),
        ("National human rights institution", ["SUHAKAM"]),
        ("Local time", ["Kuala Lumpur time, UTC+8"]),
    ]


def test_without_nhri_there_is_no_row(client):
    """US-H13, seed W6: no empty row, no "N/A"."""
    workshop = WorkshopFactory()
    CoOrganiserFactory(workshop=workshop)
    html = client.get(workshop.url).content.decode()
    assert "Foreign ministry" in html
    assert "human rights institution</dt>" not in html
    assert "N/A" not in html


def test_names_are_those_of_the_workshops_date():
    """A 2004 page shows the names of 2004, and says where a name is unsure."""
    ministry = InstitutionFactory(name=None)
    InstitutionNameFactory(
        institution=ministry,
        text="Department of Old Affairs",
        valid_to=datetime.date(2009, 12, 31),
        certainty=Certainty.VERIFY,
        as_stated="so named in 2005",
    )
    InstitutionNameFactory(
        institution=ministry, text="Ministry of New Affairs", valid_from=datetime.date(2010, 1, 1)
    )
    old = WorkshopFactory(starts_on=datetime.date(2004, 6, 17), ends_on=None, year=2004)
    new = WorkshopFactory()
    for workshop in (old, new):
        CoOrganiserFactory(workshop=workshop, institution=ministry)
    shown = [
        [(row.name, row.full_name, row.note) for row in co_organisers_of(workshop)]
        for workshop in (old, new)
    ]
    assert shown == [
        [
            (
                "Department of Old Affairs",
                "Department of Old Affairs, Malaysia",
                "so named in 2005",
            )
        ],
        [("Ministry of New Affairs", "Ministry of New Affairs, Malaysia", "")],
    ]


def test_an_unsure_co_organiser_is_marked():
    workshop = WorkshopFactory()
    CoOrganiserFactory(workshop=workshop, certainty=Certainty.VERIFY)
    assert [row.note for row in co_organisers_of(workshop)] == ["being checked"]


def test_unsure_page_says_so_and_gives_no_year_as_sure(client):
    workshop = WorkshopFactory(
        certainty=Certainty.VERIFY,
        starts_on=None,
        ends_on=None,
        year=2002,
        official_title="",
        title="Second workshop",
        city="",
        host_state=None,
    )
    html = client.get(workshop.url).content.decode()
    assert "Details are being checked." in html
    assert "2002" not in html.replace("weave/2002", "").replace(workshop.url, "")
    assert workshops_by_state() == []


def test_dates_carry_who_states_them(client):
    """US-ST14: date "as stated by"."""
    workshop = WorkshopFactory(
        dates_as_stated_by="two articles of The Jakarta Post",
        starts_on=datetime.date(2004, 6, 17),
        ends_on=datetime.date(2004, 6, 18),
        sources="First source\nSecond source",
    )
    html = client.get(workshop.url).content.decode()
    assert "17–18 June 2004, Kuala Lumpur, Malaysia" in html
    assert "(as stated by two articles of The Jakarta Post)" in html
    assert "<li>First source</li><li>Second source</li>" in html


def test_links_lead_only_to_what_is_live(client):
    """No dead link: an agenda without a release, a draft registration and none at all show none."""
    workshop = WorkshopFactory()
    html = client.get(workshop.url).content.decode()
    assert f"{workshop.url}agenda/" not in html
    page = AgendaPageFactory(parent=workshop)
    assert f'href="{page.url}"' not in client.get(workshop.url).content.decode()
    AgendaReleaseFactory(
        workshop=workshop,
        number=4,
        document={
            "schema": 1,
            "time_zone": "Asia/Kuala_Lumpur",
            "days": ["2027-06-15"],
            "rooms": [],
            "sessions": [
                {
                    "id": "1",
                    "kind": "opening",
                    "title": "Opening ceremony",
                    "description": "",
                    "starts_at": "2027-06-14T23:30:00+00:00",
                    "minutes": 60,
                    "room": None,
                    "languages": [],
                    "attribution": "on_record",
                    "is_public": is_public,
                    "roles": [],
                }
                for is_public in (True, False)
            ],
        },
    )
    html = client.get(workshop.url).content.decode()
    assert "Full agenda, version 4" in html
    assert html.count("Opening ceremony") == 1
    assert "Tuesday 15 June" in html
    page.unpublish()
    assert "Full agenda" not in client.get(workshop.url).content.decode()


def test_registration_button_follows_its_times(client):
    workshop = WorkshopFactory()
    registration = next(part for part in create_parts(workshop) if part.slug == "registration")
    now = timezone.now()
    assert "Register to take part" not in client.get(workshop.url).content.decode()
    registration.save_revision().publish()
    assert "Register to take part" in client.get(workshop.url).content.decode()
    registration.opens_at = now + datetime.timedelta(days=1)
    registration.save_revision().publish()
    html = client.get(workshop.url).content.decode()
    assert ("Register to take part" in html, "Registration opens on" in html) == (False, True)
    registration.opens_at, registration.closes_at = None, now - datetime.timedelta(days=1)
    registration.save_revision().publish()
    html = client.get(workshop.url).content.decode()
    assert ("Register to take part" in html, "Registration is closed." in html) == (False, True)


def test_the_next_workshop_is_announced_and_not_cancelled():
    today = datetime.date(2026, 11, 24)
    WorkshopFactory(
        starts_on=datetime.date(2026, 6, 1), ends_on=datetime.date(2026, 6, 2), year=2026
    )
    assert next_workshop(today) is None
    later = WorkshopFactory()
    cancelled = WorkshopFactory(
        starts_on=datetime.date(2027, 1, 1),
        ends_on=datetime.date(2027, 1, 2),
        standing=WorkshopPage.Standing.CANCELLED,
    )
    draft = WorkshopFactory(starts_on=datetime.date(2027, 2, 1), live=False)
    assert {cancelled.year, draft.year} == {2027}
    assert next_workshop(today) == later
    assert next_workshop(datetime.date(2027, 6, 17)) == later
    assert next_workshop(datetime.date(2027, 6, 18)) is None


def test_threads_have_a_line_for_every_state():
    StateFactory(code="BN", list_name="Brunei Darussalam", sort_order=1)
    StateFactory(code="MY", sort_order=5)
    first = WorkshopFactory(
        starts_on=datetime.date(2006, 6, 29), ends_on=datetime.date(2006, 6, 30), year=2006
    )
    second = WorkshopFactory(starts_on=datetime.date(2099, 1, 1), ends_on=None, year=2099)
    rows = [
        (str(row.state), [(knot.year, knot.url, knot.is_next) for knot in row.workshops])
        for row in workshops_by_state()
    ]
    assert rows == [
        ("Brunei Darussalam", []),
        ("Malaysia", [(2006, first.url, False), (2099, second.url, True)]),
    ]


def test_short_address_of_a_year(client):
    """/2027/ leads to that year's workshop for good, to the list while there are two."""
    workshop = WorkshopFactory()
    answer = client.get("/2027/")
    assert (answer.status_code, answer["Location"]) == (301, workshop.url)
    WorkshopFactory()
    answer = client.get("/2027/")
    assert (answer.status_code, answer["Location"]) == (302, "/workshops/#y2027")
    assert client.get("/2031/").status_code == 404
    assert client.post("/2027/").status_code == 405
    WorkshopFactory(
        starts_on=datetime.date(2028, 1, 1), ends_on=datetime.date(2028, 1, 2), live=False
    )
    assert client.get("/2028/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_workshop_page_costs_the_same_with_three_co_organisers(
    client, count, django_assert_num_queries
):
    """Query count with 1 and 3 rows."""
    workshop = WorkshopFactory()
    for order in range(count):
        CoOrganiserFactory(workshop=workshop, sort_order=order)
    client.get(workshop.url)
    with django_assert_num_queries(WORKSHOP_QUERIES):
        client.get(workshop.url)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_with_three_workshops(client, count, django_assert_num_queries):
    """Query count with 1 and 3 rows."""
    for _ in range(count):
        WorkshopFactory()
    url = workshop_index().url
    client.get(url)
    with django_assert_num_queries(INDEX_QUERIES):
        client.get(url)


WORKSHOP_QUERIES = 8
INDEX_QUERIES = 6


def test_year_follows_the_first_day_and_one_of_them_is_needed():
    workshop = WorkshopFactory.build(
        parent=None, host_state=None, year=None, starts_on=datetime.date(2030, 1, 1), ends_on=None
    )
    workshop.clean()
    assert workshop.year == 2030
    workshop.starts_on = workshop.year = None
    with pytest.raises(ValidationError, match="first day, or the year"):
        workshop.clean()


@pytest.mark.parametrize("slug", ["sign-in", "sign-out"])
def test_a_workshop_cannot_take_an_address_of_organise(slug):
    workshop = WorkshopFactory.build(parent=None, host_state=None, slug=slug)
    with pytest.raises(ValidationError, match="Choose another address"):
        workshop.clean()


def test_slugs_are_unique_across_workshops():
    WorkshopFactory(slug="2027-demo")
    with pytest.raises(ValidationError):
        workshop_index().add_child(
            instance=WorkshopPage(title="Other", slug="2027-demo", year=2027)
        )
    assert WorkshopPage.objects.filter(slug="2027-demo").count() == 1


def test_a_new_workshop_gets_its_parts_as_drafts_once():
    workshop = WorkshopFactory()
    made = [(part.slug, part.title, part.live) for part in create_parts(workshop)]
    assert made == [
        ("agenda", "Agenda", False),
        ("registration", "Registration", False),
        ("proceedings", "Proceedings", False),
    ]
    assert create_parts(WorkshopPage.objects.get(pk=workshop.pk)) == []
