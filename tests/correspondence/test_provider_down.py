"""The provider is away for an hour while a hundred people register (issue 8, SEC-E2)."""

import datetime

import pytest
from django.core import mail as outbox
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from correspondence.domain import delivery, health, work
from correspondence.models import MailMessage
from registrations.models import Registration
from tests.correspondence.test_delivery import FailingBackend
from tests.factories.access import secretariat
from tests.factories.events import CategoryFactory, WorkshopFactory
from tests.factories.registrations import QuotaFactory, registered

PEOPLE = 100
HOUR = datetime.timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_a_hundred_registrations_while_the_provider_is_down(post, settings, client, monkeypatch):
    """SEC-E2: registering makes no network call; the first page shows the backlog; when the
    provider is back everything leaves, in order, and nothing was given up."""
    settings.EMAIL_BACKEND = "tests.correspondence.test_delivery.FailingBackend"
    monkeypatch.setattr(FailingBackend, "at_open", ConnectionRefusedError())
    monkeypatch.setattr(FailingBackend, "asked", 0)
    knocked = []
    monkeypatch.setattr(FailingBackend, "open", lambda self: knocked.append(1) or _refuse())
    workshop, category = WorkshopFactory(), CategoryFactory()
    QuotaFactory(workshop=workshop, places=PEOPLE)
    for number in range(PEOPLE):
        registered(workshop, email=f"p{number}@example.org", category=category)
    assert (Registration.objects.count(), knocked) == (PEOPLE, [])

    run_worker()
    assert len(knocked) == PEOPLE
    MailMessage.objects.update(queued_at=timezone.now() - HOUR)
    backlog = health.backlog()
    assert (backlog.waiting, backlog.dead) == (PEOPLE, 0)
    client.force_login(secretariat())
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "100 mails have not left yet; the oldest was written 1\xa0hour ago." in page

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    let_an_hour_pass()
    run_worker()
    assert [message.to for message in outbox.outbox] == [
        [f"p{number}@example.org"] for number in range(PEOPLE)
    ]
    assert set(MailMessage.objects.values_list("state", "attempts")) == {("sent", 2)}
    assert (health.backlog().waiting, health.backlog().oldest) == (0, None)
    assert delivery.sweep() == {"tasks": 0, "uncertain": 0, "due_again": 0, "enqueued": 0}


def _refuse() -> None:
    raise ConnectionRefusedError


def run_worker() -> None:
    """The product's worker, until nothing is ready."""
    worker = work.make_worker(["mail"], name="test", interval=0.01, until_empty=True)
    worker.run()


def let_an_hour_pass() -> None:
    """Every wait is an hour shorter: what was due in an hour is due now."""
    for row in MailMessage.objects.exclude(next_attempt_at=None):
        MailMessage.objects.filter(pk=row.pk).update(next_attempt_at=row.next_attempt_at - HOUR)
    for task in DBTaskResult.objects.filter(run_after__gt=timezone.now()):
        DBTaskResult.objects.filter(pk=task.pk).update(run_after=task.run_after - HOUR)
