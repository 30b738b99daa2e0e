"""The second step of every sign-in (SEC-F11)."""

import re

import pyotp
import pytest
from django.test import Client
from django.urls import reverse

from access.domain import second_factor
from access.middleware import SECOND_FACTOR
from tests.factories.access import SecondFactorFactory, UserFactory, administrator

pytestmark = [pytest.mark.django_db, pytest.mark.second_factor]
ASK = "/account/second-factor/"
SET_UP = "/account/second-factor/set-up/"


@pytest.mark.parametrize(
    "path",
    ["/admin/", "/admin/account/", "/admin/pages/", "/organise/", "/th/organise/", "/organise/x/"],
)
def test_a_password_alone_opens_nothing(client, path):
    """No address is a way round: each leads to the question, and back afterwards."""
    client.force_login(administrator())
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"] == f"{ASK}?next={path.replace('/', '%2F')}"


def test_signing_out_needs_no_code(client):
    client.force_login(administrator())
    assert client.post(reverse("organise:sign_out")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_public_pages_are_not_in_the_way(client):
    client.force_login(administrator())
    assert client.get("/health/live").status_code == 200


def test_first_sign_in_sets_up_and_shows_the_recovery_codes_once(client):
    user = administrator()
    client.force_login(user)
    assert client.get(f"{ASK}?next=/admin/").headers["Location"] == f"{SET_UP}?next=%2Fadmin%2F"
    page = client.get(f"{SET_UP}?next=/admin/").content.decode()
    secret = second_factor.begin(user).secret
    assert secret in page.replace(" ", "")
    assert "style=" not in page
    wrong = client.post(SET_UP, {"code": "000000", "next": "/admin/"})
    assert "Enter the code that your app shows now" in wrong.content.decode()
    right = client.post(
        SET_UP, {"code": second_factor.current_code(user), "next": "/admin/"}
    ).content.decode()
    codes = re.findall(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>", right)
    assert len(codes) == second_factor.RECOVERY_CODES
    assert 'href="/admin/"' in right
    assert client.get("/admin/").status_code == 200
    assert client.get(SET_UP).status_code == 302


def test_code_opens_the_door_and_the_session_gets_a_new_key(client):
    user = administrator()
    SecondFactorFactory(user=user)
    client.force_login(user)
    before = client.session.session_key
    assert client.post(ASK, {"code": "000000"}).status_code == 200
    assert client.get("/admin/").status_code == 302
    response = client.post(ASK, {"code": second_factor.current_code(user), "next": "/admin/pages/"})
    assert response["Location"] == "/admin/pages/"
    assert client.session.session_key != before
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "target", ["//evil.example", "https:evil.example", "\\\\evil", "javascript:x"]
)
def test_next_stays_on_this_host(client, target):
    """SEC-B8."""
    user = administrator()
    SecondFactorFactory(user=user)
    client.force_login(user)
    response = client.post(ASK, {"code": second_factor.current_code(user), "next": target})
    assert response["Location"] == "/organise/"


def test_mark_of_one_account_does_not_serve_another(client):
    """Signing in as somebody else in the same browser asks again."""
    first, second = administrator(), administrator()
    client.force_login(first)
    session = client.session
    session[SECOND_FACTOR] = str(first.pk)
    session.save()
    assert client.get("/admin/").status_code == 200
    client.force_login(second)
    assert client.get("/admin/").status_code == 302


def test_no_code_is_shown_outside_the_demo(client, settings):
    user = UserFactory()
    SecondFactorFactory(user=user)
    client.force_login(user)
    assert settings.DEMO is False
    assert second_factor.current_code(user) not in client.get(ASK).content.decode()
    settings.DEMO = True
    assert second_factor.current_code(user) in client.get(ASK).content.decode()


def test_anonymous_visitors_are_sent_to_sign_in(client):
    for path in (ASK, SET_UP):
        assert client.get(path)["Location"].startswith("/organise/sign-in/?next=")


def test_a_secret_that_another_session_saw_is_void():
    """SEC-F11: whoever had the password first does not share the factor of its owner."""
    user = UserFactory()
    thief, owner = Client(), Client()
    for client in (thief, owner):
        client.force_login(user)
    thief.get(SET_UP)
    seen = second_factor.begin(user).secret
    owner.get(SET_UP)
    assert second_factor.begin(user).secret != seen
    # A page that is looked at again shows the same secret.
    shown = second_factor.begin(user).secret
    owner.get(SET_UP)
    assert second_factor.begin(user).secret == shown
    code = pyotp.TOTP(seen).now()
    assert "Enter the code" in thief.post(SET_UP, {"code": code}).content.decode()
    assert not second_factor.is_set_up(user)
    owner.get(SET_UP)
    answer = owner.post(SET_UP, {"code": second_factor.current_code(user)})
    assert answer.status_code == 200
    assert second_factor.is_set_up(user)
    assert not second_factor.verify(user, pyotp.TOTP(seen).now())
