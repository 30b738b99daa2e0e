"""Release as hosts and Secretariat meet it at /organise/, and what the pages cost."""

import pytest

from access.domain.consent import Naming, Output
from events.domain.agenda import draft_document, fingerprint, latest_release, open_request, release
from events.models import Session
from tests.events.conftest import address, signed_in
from tests.events.test_organise import move
from tests.factories.access import (
    host_organiser,
    secretariat,
)
from tests.factories.events import (
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
)

pytestmark = pytest.mark.django_db


def test_the_host_asks_and_the_secretariat_releases(host, desk, session):
    assert host.post(address("agenda_ask"), {"note": "Please\r\n  today"}).status_code == 302
    request = open_request(session.workshop)
    assert request.note == "Please today"
    assert desk.get("/organise/").context["waiting"] == {session.workshop.pk}
    page = desk.get(address("agenda_review"))
    assert "Please today" in page.content.decode()
    data = {"reviewed": page.context["board"].fingerprint, "note": "First"}
    assert desk.post(address("agenda_release"), data).status_code == 302
    released = latest_release(session.workshop)
    assert (released.number, released.note) == (1, "First")
    assert released.document == draft_document(session.workshop)
    assert open_request(session.workshop) is None
    assert host.get(address("agenda")).context["board"].changes == ()


def test_a_host_cannot_release(host, session):
    data = {"reviewed": fingerprint(draft_document(session.workshop))}
    assert host.post(address("agenda_release"), data).status_code == 404
    assert latest_release(session.workshop) is None


def test_what_was_not_reviewed_is_not_released(desk, session):
    page = desk.get(address("agenda_review"))
    move(desk, session)
    response = desk.post(address("agenda_release"), {"reviewed": page.context["board"].fingerprint})
    assert response["Location"] == address("agenda_review")
    assert desk.post(address("agenda_release")).status_code == 302
    assert latest_release(session.workshop) is None


def test_the_review_shows_before_and_after(host, session):
    release(session.workshop, secretariat(), "")
    move(host, session)
    text = host.get(address("agenda_review")).content.decode()
    assert "Tue 15 June, 09:00</del>" in text
    assert "Wed 16 June, 10:15</ins>" in text


@pytest.mark.parametrize("count", [1, 3, 40])
@pytest.mark.parametrize("name", ["agenda", "agenda_review", "workshop"])
def test_the_draft_costs_the_same_whatever_the_size(
    workshop, name, count, django_assert_num_queries
):
    host = signed_in(host_organiser(workshop))
    person = PersonFactory(workshop=workshop, naming={Output.HOST: Naming.NAME})
    for _ in range(count):
        session = SessionFactory(workshop=workshop, starts_at=None)
        SessionRoleFactory(session=session, person=person, label="")
    release(workshop, secretariat(), "")
    Session.objects.update(minutes=90)
    host.get(address(name))  # the names that are read are audited once
    with django_assert_num_queries({"agenda": 17, "agenda_review": 16, "workshop": 17}[name]):
        host.get(address(name))


def test_a_move_is_one_request_of_few_statements(host, session, django_assert_max_num_queries):
    """Issue 5: one move is one request under 20 queries (the first one makes the audit chain)."""
    move(host, session)
    with django_assert_max_num_queries(20):
        assert move(host, session, version=2).status_code == 302
