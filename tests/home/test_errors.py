"""Error pages say what happened and what to do; the last one needs no database."""

import pytest
from django.test import Client, RequestFactory

from home.public import errors
from tests.factories.events import home_page


@pytest.mark.django_db
def test_not_found(client: Client) -> None:
    home_page()
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert "<h1>Page not found</h1>" in response.content.decode()


def test_server_error_is_drawn_without_the_database(rf: RequestFactory) -> None:
    """No mark `django_db`: any statement would fail this test."""
    response = errors.server_error(rf.get("/"))
    html = response.content.decode()

    assert response.status_code == 500
    assert "<h1>Something went wrong on our side</h1>" in html
    assert "Working Group for an ASEAN Human Rights Mechanism</title>" in html


@pytest.mark.django_db
def test_a_form_refused_by_the_csrf_check_says_that_nothing_is_lost() -> None:
    home_page()
    response = Client(enforce_csrf_checks=True).post("/me/find/", {"email": "a@example.org"})

    assert response.status_code == 403
    html = response.content.decode()
    assert "<h1>Nothing is lost</h1>" in html
    assert "What you typed is still there" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "status", "heading"),
    [
        (errors.bad_request, 400, "We could not read that request"),
        (errors.permission_denied, 403, "You cannot open this page"),
    ],
)
def test_refusals(rf: RequestFactory, view: object, status: int, heading: str) -> None:
    home_page()
    response = view(rf.get("/", headers={"host": "localhost"}))  # type: ignore[operator]

    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in response.content.decode()
