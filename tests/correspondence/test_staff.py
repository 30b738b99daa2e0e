"""The Secretariat's page on mail and background work."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.models import AuditEntry
from correspondence.domain import health
from correspondence.models import MailMessage, WorkerBeat
from tests.factories.access import PASSWORD, proceedings_staff, secretariat
from tests.factories.correspondence import ADDRESS, queue_mail

pytestmark = pytest.mark.django_db

State = MailMessage.State
BANNER = "The worker has been silent for"


@pytest.fixture
def desk(client):
    client.force_login(secretariat())
    return client


def test_the_page_counts_and_shows_no_address(desk, post):
    queue_mail()
    row = queue_mail()
    MailMessage.objects.filter(pk=row.pk).update(state=State.FAILED, failure="refused_550")
    health.beat("w", "mail")
    page = desk.get(reverse("correspondence_work")).content.decode()
    assert "refused_550" in page
    assert "Mail and tasks: sweep" in page
    assert ADDRESS not in page
    assert BANNER not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_query_count(desk, post, rows):
    """Seven statements of ours whatever the number of mails; Wagtail's own are not counted."""
    for _ in range(rows):
        MailMessage.objects.filter(pk=queue_mail().pk).update(state=State.FAILED)
    health.beat("w", "mail")
    with CaptureQueriesContext(connection) as queries:
        desk.get(reverse("correspondence_work"))
    tables = ("correspondence_", "django_tasks_database")
    ours = [query["sql"] for query in queries if any(table in query["sql"] for table in tables)]
    assert len(ours) == 7


def test_a_failed_mail_can_be_sent_again(desk, post):
    row = queue_mail()
    MailMessage.objects.update(state=State.FAILED)
    address = reverse("correspondence_try_again", args=[row.pk])
    assert desk.get(address).status_code == 405
    assert desk.post(address).status_code == 302
    row.refresh_from_db()
    assert row.state == State.QUEUED
    assert [entry.action for entry in AuditEntry.objects.all()] == ["mail.try_again"]


def test_others_see_neither_page_nor_banner(client, post):
    client.force_login(proceedings_staff())
    row = queue_mail()
    MailMessage.objects.update(state=State.FAILED)
    client.get(reverse("correspondence_work"))
    assert client.get(reverse("correspondence_work")).status_code in (302, 403)
    client.post(reverse("correspondence_try_again", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == State.FAILED
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "No worker has run yet" not in home
    assert reverse("correspondence_work") not in home


def test_the_banner_is_red_after_five_minutes_of_silence(desk):
    """Issue 8, item 2."""
    home = reverse("wagtailadmin_home")
    assert "No worker has run yet" in desk.get(home).content.decode()
    health.beat("w", "mail")
    assert BANNER not in desk.get(home).content.decode()
    WorkerBeat.objects.update(beat_at=timezone.now() - datetime.timedelta(minutes=6))
    assert BANNER in desk.get(home).content.decode()
    assert PASSWORD not in desk.get(home).content.decode()
