"""Staff make and change accounts in the administration; the name is one field."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from access.models import AuditEntry, User
from access.roles import FOCAL_POINT_GROUP
from correspondence.models import MailMessage
from tests.factories.access import PASSWORD as FACTORY_PASSWORD
from tests.factories.access import UserFactory, focal_point, proceedings_staff, secretariat
from tests.factories.access import administrator as administrator_account
from tests.factories.events import WorkshopFactory

pytestmark = pytest.mark.django_db
PASSWORD = "long enough for the house 7"


@pytest.fixture
def administrator(client: Client) -> Client:
    user = User.objects.create_superuser("root@example.org", PASSWORD, full_name="Root")
    client.force_login(user)
    return client


def test_an_account_is_made_with_one_name_and_can_sign_in(administrator: Client) -> None:
    group = Group.objects.create(name="Some staff")
    response = administrator.post(
        reverse("wagtailusers_users:add"),
        {
            "full_name": "Siti Nurhaliza binti Tarudin",
            "email": "siti@example.org",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "groups": [group.pk],
        },
    )

    assert response.status_code == 302
    made = User.objects.get(email="siti@example.org")
    assert made.full_name == "Siti Nurhaliza binti Tarudin"
    assert list(made.groups.all()) == [group]
    assert Client().login(email="siti@example.org", password=PASSWORD)


def test_the_form_asks_for_one_name(administrator: Client) -> None:
    for address in (
        reverse("wagtailusers_users:add"),
        reverse("wagtailusers_users:edit", args=[UserFactory().pk]),
        reverse("wagtailadmin_account"),
    ):
        html = administrator.get(address).content.decode()
        assert html.count('name="full_name"') + html.count('name="name_email-full_name"') == 1
        assert "first_name" not in html
        assert "last_name" not in html


def test_an_account_is_changed_and_switched_off(administrator: Client) -> None:
    user = UserFactory()
    response = administrator.post(
        reverse("wagtailusers_users:edit", args=[user.pk]),
        {"full_name": "Daw Khin", "email": user.email},
    )

    assert response.status_code == 302
    user.refresh_from_db()
    assert (user.full_name, user.is_active) == ("Daw Khin", False)


def test_two_spellings_of_an_address_are_one_account(administrator: Client) -> None:
    UserFactory(email="dara@example.org")
    response = administrator.post(
        reverse("wagtailusers_users:add"),
        {
            "full_name": "Dara",
            "email": "DARA@example.org",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )

    assert response.status_code == 200
    assert response.context["form"].errors["email"] == [
        "There is an account with this e-mail address already."
    ]
    assert User.objects.filter(email__iexact="dara@example.org").count() == 1


def test_accounts_are_found_by_any_part_of_the_name(administrator: Client) -> None:
    UserFactory(full_name="Dato’ Azlan bin Man", email="azlan@example.org")
    UserFactory(full_name="Somsak", email="somsak@example.org")

    for query in ({"q": "Azlan"}, {"q": "azlan@"}):
        response = administrator.get(reverse("wagtailusers_users:index"), query)
        assert [user.full_name for user in response.context["users"]] == ["Dato’ Azlan bin Man"]
    for ordering in ("name", "-name", "full_name", "-full_name", "email"):
        response = administrator.get(reverse("wagtailusers_users:index"), {"ordering": ordering})
        assert response.status_code == 200


def test_people_change_their_own_name(administrator: Client) -> None:
    address = reverse("wagtailadmin_account")
    response = administrator.post(
        address,
        {
            "name_email-full_name": "Rooted",
            "name_email-email": "root@example.org",
            "theme-theme": "system",
            "theme-density": "default",
            "theme-contrast": "system",
        },
    )

    assert response.status_code == 302
    assert User.objects.get(email="root@example.org").full_name == "Rooted"


def test_the_help_menu_leads_nowhere_outside(administrator: Client) -> None:
    html = administrator.get(reverse("wagtailadmin_home")).content.decode()

    assert "wagtail.org" not in html
    assert "Editor Guide" not in html


@pytest.mark.parametrize("make", [administrator_account, secretariat, proceedings_staff])
def test_staff_sign_in_by_address(client: Client, make: Any) -> None:
    """Administrator, Secretariat and proceedings staff enter, whatever the case typed."""
    user = make()
    door = client.get(reverse("wagtailadmin_home"))["Location"]
    response = client.post(
        door, {"email": user.email.upper(), "password": FACTORY_PASSWORD, "next": "/admin/"}
    )

    assert door == "/organise/sign-in/?next=/admin/"
    assert response["Location"] == "/admin/"
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_the_administration_has_no_door_of_its_own(client: Client) -> None:
    """One sign-in for everybody: the throttled one (SEC-F1)."""
    assert client.get("/admin/login/")["Location"] == "/organise/sign-in/?next=/admin/"


def test_nobody_becomes_a_focal_point_unnoticed(administrator: Client) -> None:
    """Whoever repairs the machine could make themselves one: the others are told at once, and read
    it among what happened; written down once for each change."""
    other, workshop = focal_point(), WorkshopFactory()
    me = User.objects.get(email="root@example.org")
    group = Group.objects.get(name=FOCAL_POINT_GROUP)
    fields = {"full_name": "Root", "email": me.email, "is_active": "on", "is_superuser": "on"}
    address = reverse("wagtailusers_users:edit", args=[me.pk])
    for groups in ([group.pk], [group.pk], []):
        assert administrator.post(address, {**fields, "groups": groups}).status_code == 302
    entries = AuditEntry.objects.filter(action__startswith="focal_point.").order_by("pk")
    assert [(e.action, e.object_id, e.actor) for e in entries] == [
        ("focal_point.given", str(me.pk), str(me.pk)),
        ("focal_point.taken", str(me.pk), str(me.pk)),
    ]
    told = MailMessage.objects.values_list("occasion", "subject_key")
    assert list(told) == [("protection_notice", other.pk)] * 2
    client = Client()
    client.force_login(other)
    page = client.get(f"/admin/protection/{workshop.pk}/").content.decode()
    assert "Somebody became a protection focal point" in page


def test_of_the_first_focal_point_the_secretariat_is_told(administrator: Client) -> None:
    desk = secretariat()
    group = Group.objects.get_or_create(name=FOCAL_POINT_GROUP)[0]
    administrator.post(
        reverse("wagtailusers_users:add"),
        {
            "full_name": "Siti",
            "email": "siti@example.org",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "groups": [group.pk],
        },
    )
    assert list(MailMessage.objects.values_list("subject_key", flat=True)) == [desk.pk]
