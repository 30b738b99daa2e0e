"""Signing in at /organise/: the throttle, where one comes to, and out again."""

import pytest
from django.test import Client

from access.models import AuditEntry
from events.organise import signing_in
from tests.events.conftest import SIGN_IN
from tests.events.test_organise import without_token
from tests.factories.access import (
    PASSWORD,
    UserFactory,
    host_organiser,
)

pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post(SIGN_IN, {"email": email, "password": password, **more})


def test_a_host_organiser_signs_in_and_comes_to_where_they_wanted(client, workshop):
    user = host_organiser(workshop)
    response = sign_in(client, user.email.upper(), next="/organise/kl/agenda/")
    assert (response.status_code, response["Location"]) == (302, "/organise/kl/agenda/")
    assert client.get("/organise/kl/agenda/").status_code == 200
    entry = AuditEntry.objects.get(action="organise.sign_in")
    assert (entry.actor, entry.detail) == (str(user.pk), {})


def test_the_session_gets_a_new_key(client, workshop):
    """SEC-F11: a key fixed beforehand is worth nothing afterwards."""
    client.session["x"] = 1
    client.session.save()
    client.cookies["sessionid"] = fixed = "f" * 32
    sign_in(client, host_organiser(workshop).email)
    assert client.cookies["sessionid"].value != fixed


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/organise/",
        "https:evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/organise/../admin/",
    ],
)
def test_next_stays_below_organise_on_this_host(client, workshop, target):
    """SEC-B8."""
    response = sign_in(client, host_organiser(workshop).email, next=target)
    assert response["Location"] == "/organise/"


def test_a_known_and_an_unknown_address_get_the_same_answer(client, workshop):
    """SEC-F1."""
    known = sign_in(client, host_organiser(workshop).email, "wrong")
    unknown = sign_in(client, "nobody@example.org", "wrong")
    off = sign_in(client, UserFactory(is_active=False).email)
    assert known.status_code == unknown.status_code == off.status_code == 422
    assert without_token(known.content) == without_token(unknown.content)
    assert without_token(known.content) == without_token(off.content)
    assert str(signing_in.REFUSED) in known.content.decode()


def test_unknown_addresses_cost_a_hash_too(client, monkeypatch):
    """SEC-F1: no shorter way for who is not known."""
    from access.models import User

    hashed = []
    monkeypatch.setattr(User, "set_password", lambda self, raw: hashed.append(raw))
    sign_in(client, "nobody@example.org", "wrong")
    assert hashed == ["wrong"]


@pytest.mark.parametrize("is_known", [True, False])
def test_after_five_failures_even_the_right_password_rests(client, workshop, is_known):
    """SEC-F1: the same for known and unknown addresses."""
    email = host_organiser(workshop).email if is_known else "nobody@example.org"
    for _ in range(5):
        answer = sign_in(client, email, "wrong")
        assert str(signing_in.REFUSED) in answer.content.decode()
    answer = sign_in(client, email)
    assert answer.status_code == 422
    assert str(signing_in.RESTING) in answer.content.decode()


def test_a_forged_sender_does_not_fool_the_throttle(client, workshop):
    """SEC-B9."""
    email = host_organiser(workshop).email
    for number in range(6):
        answer = client.post(
            SIGN_IN,
            {"email": email, "password": "wrong"},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        )
    assert str(signing_in.RESTING) in answer.content.decode()


def test_another_address_is_not_resting(client, workshop):
    for _ in range(5):
        sign_in(client, "nobody@example.org", "wrong")
    assert sign_in(client, host_organiser(workshop).email).status_code == 302


def test_signing_out_is_a_post(host):
    """SEC-A7."""
    assert host.get("/organise/sign-out/").status_code == 405
    assert host.get("/organise/").status_code == 200
    assert host.post("/organise/sign-out/").status_code == 302
    assert host.get("/organise/").status_code == 302


def test_pages_behind_the_sign_in_are_never_stored(host, workshop):
    for where in ("/organise/", "/organise/kl/agenda/"):
        response = host.get(where)
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
