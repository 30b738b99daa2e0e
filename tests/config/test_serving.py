"""Health, headers and log lines of what is served."""

import json
from unittest import mock

import pytest
from django.db import DatabaseError
from django.test import Client

from access.logs import scrub
from home.public import health

TOKEN = "A1b2C3d4" * 5 + "xyz"  # 43 characters, as access.domain.tokens makes them

HEADERS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Permissions-Policy",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "X-Frame-Options",
)


@pytest.fixture
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer about migrations is not remembered from another test."""
    monkeypatch.setattr(health, "_migrated", False)


def test_live_answers_without_the_database(client: Client) -> None:
    """No `db` fixture here: a query would fail the test."""
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"live": True})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.usefixtures("_fresh")
def test_ready_when_the_database_has_every_table(client: Client) -> None:
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "database": True, "migrations": True, "erased": True}


@pytest.mark.django_db
@pytest.mark.usefixtures("_fresh")
def test_not_ready_while_a_migration_waits(client: Client) -> None:
    with mock.patch.object(health.MigrationExecutor, "migration_plan", return_value=["one"]):
        response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "database": True,
        "migrations": False,
        "erased": True,
    }
    # It is asked again, not remembered.
    assert client.get("/health/ready").status_code == 200


@pytest.mark.usefixtures("_fresh")
def test_not_ready_without_the_database(client: Client) -> None:
    """The answer tells a stranger no host, no user, no error."""
    with mock.patch.object(health, "connection") as connection:
        connection.cursor.side_effect = DatabaseError("secret-host refused")
        response = client.get("/health/ready")
    assert response.status_code == 503
    assert set(json.loads(response.content).items()) == {
        ("ready", False), ("database", False), ("migrations", False), ("erased", False)
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("_fresh")
def test_ready_costs_two_queries_once_the_tables_are_known(
    client: Client, django_assert_num_queries
) -> None:
    client.get("/health/ready")
    with django_assert_num_queries(2):
        client.get("/health/ready")


def test_health_takes_no_other_method(client: Client) -> None:
    """SEC-A7."""
    assert [client.post(f"/health/{name}").status_code for name in ("live", "ready")] == [405, 405]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/health/live", 200),
        ("/admin/", 302),
        ("/no-such-page/", 404),
        ("/static/site/site.css", 200),
        ("/static/no-such-file.css", 404),
    ],
)
def test_every_answer_carries_the_headers(client: Client, path: str, status: int) -> None:
    """SEC-F12: on pages, redirects, errors and static files alike."""
    response = client.get(path)
    response.close()  # a static file is an open file
    assert response.status_code == status
    assert [name for name in HEADERS if name not in response.headers] == []
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "unsafe-inline" not in response["Content-Security-Policy"].split("style-src-attr")[0]
    assert "unsafe-eval" not in response["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_broken_page_carries_the_headers_too(client: Client) -> None:
    """SEC-F12 on 500, and nothing of the error in the body."""
    client.raise_request_exception = False
    with mock.patch.object(health, "JsonResponse", side_effect=RuntimeError("canary-7381")):
        response = client.get("/health/live")
    assert response.status_code == 500
    assert [name for name in HEADERS if name not in response.headers] == []
    assert b"canary-7381" not in response.content


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/no-such-page/"])
def test_a_forged_host_is_refused(client: Client, path: str) -> None:
    """SEC-B9."""
    assert client.get(path, headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"GET /me/{TOKEN}/", "GET /me/[token]/"),
        (f"GET /me/confirm/{TOKEN}/", "GET /me/confirm/[token]/"),
        (f"GET /id/me/confirm/{TOKEN}", "GET /id/me/confirm/[token]"),
        (f"next=/somewhere/{TOKEN}/x", "next=/somewhere/[token]/x"),
        ("GET /workshops/2027-demo/registration/", "GET /workshops/2027-demo/registration/"),
        ("mail to aung.example@example.org failed", "mail to [address] failed"),
    ],
)
def test_log_lines_lose_links_and_addresses(line: str, expected: str) -> None:
    """SEC-F4: no token in any log."""
    assert scrub(line) == expected
