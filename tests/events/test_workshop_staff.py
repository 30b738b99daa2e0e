"""The administration of workshops and reference data, as the Secretariat uses it."""

import datetime

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from events.models import Category, Institution, InstitutionName, State, WorkshopPage
from tests.factories.access import host_organiser, proceedings_staff, secretariat
from tests.factories.events import (
    AccreditationFactory,
    CategoryFactory,
    CoOrganiserFactory,
    InstitutionFactory,
    StateFactory,
    WorkshopFactory,
    workshop_index,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(secretariat())
    return client


def add_url():
    return reverse("wagtailadmin_pages:add", args=["events", "workshoppage", workshop_index().pk])


def filled_form(state, ministry, **changes):
    data = {
        "title": "Dili 2028",
        "official_title": "",
        "theme": "",
        "number": "",
        "starts_on": "2028-06-13",
        "ends_on": "2028-06-15",
        "year": "",
        "standing": "planned",
        "format": "in_person",
        "host_state": state.pk,
        "city": "Dili",
        "time_zone": "Asia/Dili",
        "venue": "",
        "venue_address": "",
        "co_organisers": inline_formset(
            [
                {
                    "role": "host_ministry",
                    "institution": ministry.pk,
                    "certainty": "seen",
                    "as_stated": "",
                    "ORDER": "1",
                }
            ]
        ),
        "working_languages": "English",
        "interpretation": "",
        "summary": "",
        "practical_information": rich_text("<p>Step-free.</p>"),
        "concept_note": rich_text(""),
        "outcome": rich_text(""),
        "data_annex_signed_on": "",
        "staff_note": "",
        "certainty": "seen",
        "dates_as_stated_by": "",
        "sources": "",
        "slug": "2028-dili",
        "seo_title": "",
        "search_description": "",
        "texts": inline_formset([]),
        "comments": inline_formset([]),
        "action-publish": "yes",
    }
    return nested_form_data(data | changes)


@pytest.fixture
def dili():
    state = StateFactory(
        code="TL",
        list_name="Timor-Leste",
        time_zones=[{"iana": "Asia/Dili", "label": "Dili time"}],
    )
    return state, InstitutionFactory(state=state)


def test_the_form_asks_in_a_sensible_order_with_defaults(desk, dili):
    html = desk.get(add_url()).content.decode()
    headings = ["What it is called", "When", "Where", "Co-organisers", "Languages", "Texts"]
    places = [html.index(f">{heading}") for heading in headings]
    assert places == sorted(places)
    assert "keep it neutral" in html
    assert "Timor-Leste: Dili time" in html


def test_a_new_workshop_comes_with_its_parts(desk, dili):
    """Issue 4: next year's workshop without documentation; parts wait as drafts."""
    answer = desk.post(add_url(), filled_form(*dili), follow=True)
    workshop = WorkshopPage.objects.get(slug="2028-dili")
    assert (workshop.live, workshop.year) == (True, 2028)
    assert [row.institution for row in workshop.co_organisers.all()] == [dili[1]]
    assert [(page.slug, page.live) for page in workshop.get_children()] == [
        ("agenda", False),
        ("registration", False),
        ("proceedings", False),
    ]
    assert "Agenda, Registration, Proceedings" in answer.content.decode()
    assert "Ministry of Foreign Affairs, Timor-Leste" in desk.get(workshop.url).content.decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"starts_on": "", "ends_on": ""}, "Enter the first day, or the year."),
        ({"ends_on": "2028-06-01"}, "Enter a last day that is not before the first."),
        ({"slug": "sign-in"}, "Choose another address: this one is in use."),
    ],
)
def test_mistakes_are_told_in_words(desk, dili, changes, message):
    answer = desk.post(add_url(), filled_form(*dili, **changes))
    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert WorkshopPage.objects.count() == 0


def test_an_institution_that_lost_its_accreditation_is_not_added_by_mistake(desk, dili):
    state, _ministry = dili
    barred = InstitutionFactory(state=state, kind="nhri", may_co_organise=False)
    answer = desk.post(add_url(), filled_form(state, barred))
    assert "may not co-organise at present" in answer.content.decode()
    assert WorkshopPage.objects.count() == 0


def test_a_copy_takes_structure_and_gets_parts_and_a_vault_of_its_own(desk):
    workshop = WorkshopFactory(data_annex_signed_on=datetime.date(2026, 10, 1))
    CoOrganiserFactory(workshop=workshop)
    desk.post(
        reverse("wagtailadmin_pages:copy", args=[workshop.pk]),
        {
            "new_title": "Next year",
            "new_slug": "next-year",
            "new_parent_page": workshop_index().pk,
            "copy_subpages": "",
            "publish_copies": "",
            "alias": "",
        },
    )
    copy = WorkshopPage.objects.get(slug="next-year")
    assert copy.vault_id != workshop.vault_id
    assert copy.data_annex_signed_on is None
    assert copy.co_organisers.count() == 1
    assert [page.slug for page in copy.get_children()] == ["agenda", "registration", "proceedings"]


def test_preview_of_an_unsaved_workshop_works(desk, dili):
    preview = reverse(
        "wagtailadmin_pages:preview_on_add",
        args=["events", "workshoppage", workshop_index().pk],
    )
    assert desk.post(preview, filled_form(*dili)).json()["is_valid"] is True
    html = desk.get(preview).content.decode()
    assert "Ministry of Foreign Affairs, Timor-Leste" in html
    assert "13–15 June 2028" in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_institutions_costs_the_same_with_three(desk, count, django_assert_num_queries):
    """Query count with 1 and 3 rows."""
    for _ in range(count):
        InstitutionFactory()
    desk.get(reverse("institutions:index"))
    with django_assert_num_queries(INSTITUTION_LIST_QUERIES):
        html = desk.get(reverse("institutions:index")).content.decode()
    assert html.count("Ministry of Foreign Affairs (Malaysia)") >= count


INSTITUTION_LIST_QUERIES = 14


def test_staff_rename_an_institution_from_a_day_on(desk):
    institution = InstitutionFactory()
    AccreditationFactory(institution=institution)
    old = institution.names.get()
    url = reverse("institutions:edit", args=[institution.pk])
    assert desk.get(url).status_code == 200
    names = [
        {
            "id": old.pk,
            "text": old.text,
            "short": "MFA",
            "valid_from": "",
            "valid_to": "2029-12-31",
        },
        {"text": "Ministry of the Future", "short": "", "valid_from": "2030-01-01", "valid_to": ""},
    ]
    common = {"short": "", "certainty": "seen", "as_stated": "", "native_names": "", "source": ""}
    accreditation = institution.accreditations.get()
    answer = desk.post(
        url,
        nested_form_data(
            {
                "kind": "ministry",
                "state": institution.state_id,
                "names": inline_formset([name | common for name in names], initial=1),
                "accreditations": inline_formset(
                    [
                        {
                            "id": accreditation.pk,
                            "status": "A",
                            "as_of": "June 2021",
                            "certainty": "verify",
                            "source": "",
                        }
                    ],
                    initial=1,
                ),
                "founded_on": "",
                "dissolved_on": "",
                "may_co_organise": "on",
                "note": "",
                "certainty": "seen",
                "source": "",
            }
        ),
    )
    assert answer.status_code == 302
    fresh = Institution.objects.get(pk=institution.pk)
    assert fresh.name_on(datetime.date(2029, 1, 1)).text == "Ministry of Foreign Affairs"
    assert fresh.name_on(datetime.date(2031, 1, 1)).text == "Ministry of the Future"
    assert InstitutionName.objects.count() == 2


def test_the_menu_leads_to_lists_that_work(desk):
    """No menu entry that does nothing."""
    StateFactory()
    CategoryFactory()
    InstitutionFactory()
    assert "Reference data" in desk.get(reverse("wagtailadmin_home")).content.decode()
    for name, model in (
        ("states", State),
        ("institutions", Institution),
        ("categories", Category),
    ):
        row = model.objects.first()
        answers = [
            desk.get(reverse(f"{name}:index")),
            desk.get(reverse(f"{name}:index") + "?q=Mal"),
            desk.get(reverse(f"{name}:add")),
            desk.get(reverse(f"{name}:edit", args=[row.pk])),
            desk.get(reverse(f"{name}:inspect", args=[row.pk])),
            desk.get(reverse(f"{name}:history", args=[row.pk])),
            desk.get(reverse(f"{name}:delete", args=[row.pk])),
        ]
        assert [answer.status_code for answer in answers] == [200] * len(answers)


def test_proceedings_staff_and_hosts_do_not_reach_reference_data(client):
    workshop = WorkshopFactory()
    for user in (proceedings_staff(), host_organiser(workshop)):
        client.force_login(user)
        for name in ("states", "institutions", "categories"):
            answer = client.get(reverse(f"{name}:index"))
            assert answer.status_code in {302, 403}
            assert b"Malaysia" not in answer.content
