"""The administration of outcomes: who may, the drafting table, import, transmission."""

import datetime
import io
from html import unescape

import docx
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from publications.domain import drafting
from publications.domain.recommendations import public
from publications.models import Amendment, Recommendation, Step, Transmission
from tests.factories.access import (
    UserFactory,
    administrator,
    host_organiser,
    proceedings_staff,
    secretariat,
)
from tests.factories.events import WorkshopFactory
from tests.factories.outcomes import AddresseeFactory, DraftFactory, RecommendationFactory

pytestmark = pytest.mark.django_db
VIEWSETS = [
    "recommendations",
    "follow_up_steps",
    "instruments_admin",
    "studies_admin",
    "engagement_admin",
    "themes_admin",
    "addressees_admin",
]


@pytest.fixture
def workshop(db):
    return WorkshopFactory(slug="ws")


def enter(client, user):
    """Signed in, the second factor passed."""
    client.force_login(user)
    session = client.session
    session["second_factor"] = str(user.pk)
    session.save()
    return client


@pytest.mark.parametrize("name", VIEWSETS)
@pytest.mark.parametrize("account", [secretariat, proceedings_staff, administrator])
def test_staff_list_and_add(client, name, account):
    enter(client, account())
    assert client.get(reverse(f"{name}:index")).status_code == 200
    assert client.get(reverse(f"{name}:add")).status_code == 200


@pytest.mark.parametrize("name", VIEWSETS)
def test_nobody_else_enters(client, workshop, name):
    for user in (UserFactory(), UserFactory(is_staff=True), host_organiser(workshop)):
        enter(client, user)
        assert client.get(reverse(f"{name}:index")).status_code in (302, 403)
        assert client.get(reverse(f"{name}:add")).status_code in (302, 403)


def drafting_pages(workshop):
    return [
        reverse("drafting-board", args=[workshop.pk]),
        reverse("drafting-reading", args=[workshop.pk]),
        reverse("drafting-import", args=[workshop.pk]),
        reverse("drafting-transmit", args=[workshop.pk]),
    ]


def test_only_the_secretariat_keeps_the_text(client, workshop):
    DraftFactory(workshop=workshop, text="CANARY")
    for url in drafting_pages(workshop):
        enter(client, secretariat())
        assert client.get(url).status_code == 200
        for user in (proceedings_staff(), host_organiser(workshop), UserFactory()):
            enter(client, user)
            response = client.get(url)
            assert response.status_code in (302, 403), (url, user)
            assert b"CANARY" not in response.content
    client.logout()
    assert client.get(drafting_pages(workshop)[0]).status_code == 302


def test_the_whole_way_from_typing_to_adoption(client, workshop):
    """US-ST7 over the buttons alone."""
    enter(client, secretariat())
    url = reverse("drafting-board", args=[workshop.pk])

    def press(action, **values):
        return client.post(url, {"action": action, **values}, follow=True).content.decode()

    press("start", title="A contact point", text="That States name [a] contact.")
    row = Recommendation.objects.get()
    press("amend", row=row.pk, based_on=1, text="That States name one contact.")
    amendment = Amendment.objects.get()
    press("accepted", amendment=amendment.pk)
    assert "no second reading" in unescape(press("adopt"))
    press("second_reading")
    press("adopt")
    row.refresh_from_db()
    assert (row.standing, row.text) == ("adopted", "That States name one contact.")
    press("reserve", row=row.pk, delegation="")
    assert row.reservations.count() == 1
    assert client.get("/workshops/ws/recommendations/1/").status_code == 200


def test_what_was_typed_stays_when_somebody_was_faster(client, workshop):
    row = DraftFactory(workshop=workshop)
    enter(client, secretariat())
    url = reverse("drafting-board", args=[workshop.pk])
    values = {"action": "revise", "row": row.pk, "based_on": 0, "text": "MY WORDS"}
    page = client.post(url, values).content.decode()
    assert "Version 1 was made since" in page
    assert "MY WORDS</textarea>" in page


def test_a_text_of_another_workshop_is_not_there(client, workshop):
    other = DraftFactory()
    enter(client, secretariat())
    url = reverse("drafting-board", args=[workshop.pk])
    values = {"action": "revise", "row": other.pk, "based_on": 1, "text": "x"}
    assert client.post(url, values).status_code == 404


def test_the_wall_shows_the_text_and_no_tools(client, workshop):
    DraftFactory(workshop=workshop, number=1, text="That it [may] be done.")
    enter(client, secretariat())
    response = client.get(reverse("drafting-reading", args=[workshop.pk]))
    page = response.content.decode()
    assert "<mark>[may]</mark>" in page
    assert "<form" not in page
    assert response["Refresh"] == "10"


def test_import_from_a_file(client, workshop):
    document = docx.Document()
    document.add_paragraph("That A be done.", style="List Number")
    file = io.BytesIO()
    document.save(file)
    enter(client, secretariat())
    client.post(
        reverse("drafting-import", args=[workshop.pk]),
        {"source": "Summary", "file": SimpleUploadedFile("c.docx", file.getvalue())},
    )
    row = Recommendation.objects.get()
    assert (row.number, row.text, row.standing, row.source) == (
        1,
        "That A be done.",
        "draft",
        "Summary",
    )
    bad = client.post(
        reverse("drafting-import", args=[workshop.pk]),
        {"source": "Summary", "file": SimpleUploadedFile("c.docx", b"no")},
    )
    assert "This is not a DOCX file" in bad.content.decode()


def test_transmission_is_recorded_once(client, workshop):
    RecommendationFactory(workshop=workshop)
    enter(client, secretariat())
    url = reverse("drafting-transmit", args=[workshop.pk])
    other = RecommendationFactory(workshop=workshop)
    values = {
        "addressee": AddresseeFactory().pk,
        "sent_on": "2026-08-03",
        "letter": "WG/7",
        "recommendations": [other.pk],
    }
    assert client.post(url, values).status_code == 302
    assert client.post(url, values).status_code == 200
    assert Transmission.objects.count() == 1
    assert [step.recommendation_id for step in Step.objects.all()] == [other.pk]


def test_imported_conclusions_are_public_once_reviewed_and_sourced(client, workshop):
    """Issue 10, what it must show, line 2: from pasted text to the public page, over the forms."""
    workshop.starts_on = workshop.ends_on = datetime.date(2009, 7, 15)
    workshop.save()
    enter(client, secretariat())
    pasted = {"text": "1. That A be done.\n2. That B be done.", "source": "Summary of 2009"}
    client.post(reverse("drafting-import", args=[workshop.pk]), pasted)
    assert client.get("/workshops/ws/recommendations/").status_code == 404
    board = reverse("drafting-board", args=[workshop.pk])
    assert 'value="Summary of 2009"' in client.get(board).content.decode()
    assert client.post(board, {"action": "record", "source": " "}).status_code == 200
    assert client.post(board, {"action": "record", "source": "Summary"}).status_code == 302
    assert [(r.number, r.text, r.standing, r.source) for r in adopted_or_recorded(workshop)] == [
        (1, "That A be done.", "recorded", "Summary"),
        (2, "That B be done.", "recorded", "Summary"),
    ]
    assert client.get("/workshops/ws/recommendations/2/").status_code == 200


def adopted_or_recorded(workshop):
    return public().filter(workshop=workshop).order_by("number")


def test_nothing_is_recorded_of_a_workshop_that_is_not_over(workshop):
    row = DraftFactory(workshop=workshop)
    with pytest.raises(ValidationError, match="not over"):
        drafting.record(workshop, [row], source="Summary", actor=secretariat())
    row.refresh_from_db()
    assert row.standing == "draft"


def edit_values(row, **changes):
    """What the edit form of a recommendation sends."""
    values = {
        "workshop": row.workshop_id,
        "number": row.number,
        "standing": row.standing,
        "title": row.title,
        "language": row.language,
        "text": row.text,
        "certainty": row.certainty,
        "source": row.source,
        "source_url": "",
        "staff_note": "",
    }
    for prefix in ("steps", "translations"):
        values |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return values | changes


def test_the_form_cannot_change_an_adopted_text(client, workshop):
    row = RecommendationFactory(workshop=workshop, text="That it be done.")
    enter(client, secretariat())
    url = reverse("recommendations:edit", args=[row.pk])
    assert client.get(url).status_code == 200
    response = client.post(
        url, edit_values(row, text="Other words", standing="draft", title="Another heading")
    )
    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.title, row.text, row.standing) == (
        "Another heading",
        "That it be done.",
        "adopted",
    )
    assert client.post(reverse("recommendations:delete", args=[row.pk])).status_code in (302, 403)
    assert Recommendation.objects.filter(pk=row.pk).exists()


def test_the_form_cannot_adopt(client, workshop):
    row = DraftFactory(workshop=workshop)
    enter(client, secretariat())
    url = reverse("recommendations:edit", args=[row.pk])
    assert client.post(url, edit_values(row, standing="adopted")).status_code == 200
    values = edit_values(row, standing="recorded", certainty="seen", source="Summary")
    assert client.post(url, values).status_code == 302
    row.refresh_from_db()
    assert row.standing == "recorded"
    assert client.get(f"/workshops/ws/recommendations/{row.number}/").status_code == 200


def test_a_workshop_with_recommendations_is_never_removed(client, workshop):
    RecommendationFactory(workshop=workshop)
    enter(client, administrator())
    url = reverse("wagtailadmin_pages:delete", args=[workshop.pk])
    assert client.post(url).status_code == 302
    workshop.refresh_from_db()
    parent = reverse("wagtailadmin_pages:delete", args=[workshop.get_parent().pk])
    client.post(parent)
    workshop.refresh_from_db()
