"""What the status page says of the agenda: the version, what changed for the person, the way on."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.domain.agenda import release
from events.models import Session, WorkshopPage
from registrations.domain import links, registering
from tests.factories.events import SessionFactory, SessionRoleFactory
from tests.factories.registrations import registered
from tests.registrations.conftest import last_token

pytestmark = pytest.mark.django_db


def test_the_status_page_shows_what_changed(client: Client, workshop: WorkshopPage) -> None:
    """Issue 5, 9: the mail says that something changed; the page says what."""
    registration = registering.confirm(last_token(registered(workshop)))
    mine = links.status(registration)
    client.get(mine)
    with CaptureQueriesContext(connection) as without:
        page = client.get(mine).content.decode()
    assert "be told of changes" not in page
    session = SessionFactory(workshop=workshop, title="Panel one")
    SessionRoleFactory(session=session, person=registration.person, label="")
    SessionFactory(workshop=workshop, title="CANARY")
    release(workshop, None, "")
    Session.objects.update(minutes=90)
    release(workshop, None, "")
    with CaptureQueriesContext(connection) as shown:
        page = client.get(mine).content.decode()
    assert (
        "What changed for you" in page,
        "90 minutes" in page,
        "Panel one" in page,
        "CANARY" in page,
        mine.replace("/me/", "/me/agenda/") in page,
    ) == (True, True, True, False, True)
    assert len(shown) - len(without) <= 2
