"""Reference data: complete, marked where unsure, and never stronger than what staff wrote."""

import datetime

import pytest
from django.core.management import call_command

from events.domain.content import load_reference
from events.models import (
    Accreditation,
    Category,
    Institution,
    InstitutionName,
    LoadedRow,
    State,
)
from events.models.reference import Certainty

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    return load_reference()


def test_everything_is_there_once(loaded):
    """Seeds W2, W3, W6, W9: eleven States in English order, ministries, NHRIs, groups, bodies."""
    assert [state.list_name for state in State.objects.all()] == [
        "Brunei Darussalam",
        "Cambodia",
        "Indonesia",
        "Lao PDR",
        "Malaysia",
        "Myanmar",
        "Philippines",
        "Singapore",
        "Thailand",
        "Timor-Leste",
        "Viet Nam",
    ]
    kinds = {
        kind: Institution.objects.filter(kind=kind).count()
        for kind in ("ministry", "nhri", "nwg", "asean_body", "secretariat", "working_group")
    }
    assert kinds == {
        "ministry": 11,
        "nhri": 6,
        "nwg": 7,
        "asean_body": 6,
        "secretariat": 1,
        "working_group": 1,
    }
    assert Category.objects.count() == 12
    assert set(Category.objects.filter(is_official=True).values_list("code", flat=True)) == {
        "GOV",
        "LINE",
    }
    assert Category.objects.get(code="CSO").speaker_label == "Civil society speaker"
    assert Category.objects.get(code="CSO").channel == Category.Channel.DIRECT


def test_membership_is_dated(loaded):
    """Ten Member States until 25 October 2025, eleven since."""
    day = datetime.date(2025, 10, 25)
    assert State.objects.filter(joined_on__lte=day).count() == 10
    assert State.objects.filter(joined_on__lte=day + datetime.timedelta(days=1)).count() == 11


def test_running_it_again_changes_nothing(loaded, django_assert_num_queries):
    """Idempotent: two statements for each of five kinds of row, and the transaction."""
    before = LoadedRow.objects.count()
    with django_assert_num_queries(12):
        again = load_reference()
    assert (again.added, again.changed, again.left_to_staff) == ({}, {}, {})
    assert LoadedRow.objects.count() == before


def test_what_staff_changed_stays(loaded):
    State.objects.filter(code="LA").update(running_name="the Lao PDR")
    again = load_reference()
    assert State.objects.get(code="LA").running_name == "the Lao PDR"
    assert again.left_to_staff == {"States": 1}


def test_what_staff_removed_stays_away(loaded):
    Accreditation.objects.get(institution__key="my-nhri").delete()
    Institution.objects.get(key="siia").delete()
    again = load_reference()
    assert Institution.objects.filter(key="siia").count() == 0
    assert Accreditation.objects.filter(institution__key="my-nhri").count() == 0
    assert again.added == {}


def test_a_better_file_reaches_what_nobody_touched(loaded):
    """A field that still holds what was loaded follows the file, whatever was typed beside it."""
    row = LoadedRow.objects.get(model="events.state", key="KH")
    row.values["formal_name"] = "An earlier spelling"
    row.save()
    State.objects.filter(code="KH").update(
        formal_name="An earlier spelling", running_name="changed by staff"
    )
    again = load_reference()
    state = State.objects.get(code="KH")
    assert (state.formal_name, state.running_name) == ("Kingdom of Cambodia", "changed by staff")
    assert again.changed == {"States": 1}
    assert load_reference().changed == {}


def test_a_row_that_staff_made_under_the_same_code_is_theirs():
    State.objects.create(
        code="SG",
        list_name="Singapore (typed)",
        running_name="Singapore",
        formal_name="Republic of Singapore",
        joined_on=datetime.date(1967, 8, 8),
    )
    load_reference()
    load_reference()
    assert State.objects.get(code="SG").list_name == "Singapore (typed)"


def test_names_are_dated(loaded):
    """Indonesia's ministry was a Department in 2005; the Philippine one still is."""
    ministry = Institution.objects.get(key="id-ministry")
    then = ministry.name_on(datetime.date(2005, 12, 19))
    assert then.text == "Department of Foreign Affairs of the Republic of Indonesia"
    assert then.certainty == Certainty.VERIFY
    assert then.as_stated == "so named for the roundtable of December 2005"
    assert ministry.name_on(datetime.date(2026, 1, 1)).text == "Ministry of Foreign Affairs"
    assert ministry.name_on(None).text == "Ministry of Foreign Affairs"
    philippine = Institution.objects.get(key="ph-ministry")
    assert philippine.name_on(None).text == "Department of Foreign Affairs"


def test_a_name_of_staff_follows_the_loaded_one(loaded):
    ministry = Institution.objects.get(key="bn-ministry")
    InstitutionName.objects.create(
        institution=ministry, text="Ministry of the Future", valid_from=datetime.date(2030, 1, 1)
    )
    load_reference()
    assert ministry.name_on(datetime.date(2031, 1, 1)).text == "Ministry of the Future"


def test_unsure_facts_are_marked(loaded):
    """An accreditation is a status as of a day; where no later review was seen, it says so."""
    rows = {
        row.institution.key: (row.status, row.certainty)
        for row in Accreditation.objects.select_related("institution")
    }
    assert rows == {
        "id-nhri": ("A", Certainty.VERIFY),
        "my-nhri": ("A", Certainty.VERIFY),
        "mm-nhri": ("none", Certainty.SEEN),
        "ph-nhri": ("A", Certainty.VERIFY),
        "th-nhri": ("A", Certainty.SEEN),
        "tl-nhri": ("A", Certainty.VERIFY),
    }
    assert Institution.objects.get(key="mm-nhri").may_co_organise is False
    assert Institution.objects.get(key="kh-ministry").certainty == Certainty.VERIFY
    assert Institution.objects.get(key="acwc").certainty == Certainty.VERIFY


def test_the_command_says_what_it_did(capsys):
    call_command("load_reference")
    assert capsys.readouterr().out.startswith("Reference data added: 11 States, 12 categories")
    call_command("load_reference")
    assert capsys.readouterr().out == "Reference data is up to date.\n"
