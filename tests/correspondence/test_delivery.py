"""What becomes of a mail when the provider, the line or the worker fails."""

import datetime
import smtplib

import pytest
import requests
from anymail.exceptions import AnymailRecipientsRefused, AnymailRequestsAPIError
from django.core import mail as outbox
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult
from urllib3.exceptions import NewConnectionError

from access.models import DataKey
from correspondence.domain import delivery, housekeeping, transport
from correspondence.domain.transport import Kind
from correspondence.limits import limit
from correspondence.models import MailMessage
from tests.factories.correspondence import queue_mail

pytestmark = pytest.mark.django_db

State = MailMessage.State
SECOND = datetime.timedelta(seconds=1)


class FailingBackend(BaseEmailBackend):
    """A provider that fails as told: `at_open` before, `error` while the mail is handed over."""

    error: Exception | None = None
    at_open: Exception | None = None
    asked = 0

    def open(self):
        if self.at_open:
            raise self.at_open

    def send_messages(self, messages):
        type(self).asked += len(messages)
        if self.error:
            raise self.error
        return len(messages)


@pytest.fixture
def provider(settings, post):
    settings.EMAIL_BACKEND = f"{__name__}.FailingBackend"
    FailingBackend.error = FailingBackend.at_open = None
    FailingBackend.asked = 0
    return FailingBackend


def refused(code):
    return smtplib.SMTPRecipientsRefused({"a@b.example": (code, b"no")})


def api_error(code):
    response = requests.Response()
    response.status_code = code
    return AnymailRequestsAPIError(response=response)


def line_error(kind, reason=None):
    """As anymail raises it: its own error and the error of `requests` in one, with a cause."""
    pool = requests.packages.urllib3.exceptions.MaxRetryError(None, "/", reason)
    cause = kind(pool)
    both = type("AnymailRequestsAPIError", (AnymailRequestsAPIError, kind), {})
    error = both("Error posting")
    error.__cause__ = cause
    return error


FAILURES = [
    (refused(550), Kind.PERMANENT, "refused_550"),
    (refused(451), Kind.TEMPORARY, "refused_451"),
    (refused(452), Kind.TEMPORARY, "mailbox_full"),
    (smtplib.SMTPDataError(554, b"no"), Kind.PERMANENT, "refused_554"),
    (smtplib.SMTPSenderRefused(535, b"no", "x"), Kind.TEMPORARY, "account"),
    (smtplib.SMTPServerDisconnected("gone"), Kind.UNCERTAIN, "disconnected"),
    (TimeoutError(), Kind.UNCERTAIN, "timeout"),
    (ConnectionResetError(), Kind.UNCERTAIN, "timeout"),
    (ConnectionRefusedError(), Kind.TEMPORARY, "unreachable"),
    (AnymailRecipientsRefused(), Kind.PERMANENT, "refused"),
    (api_error(422), Kind.PERMANENT, "refused_422"),
    (api_error(401), Kind.TEMPORARY, "account"),
    (api_error(429), Kind.TEMPORARY, "too_many"),
    (api_error(500), Kind.TEMPORARY, "answer_500"),
    (api_error(504), Kind.UNCERTAIN, "answer_504"),
    (api_error(200), Kind.UNCERTAIN, "answer_unreadable"),
    (line_error(requests.ConnectTimeout), Kind.TEMPORARY, "unreachable"),
    (
        line_error(requests.ConnectionError, NewConnectionError(None, "refused")),
        Kind.TEMPORARY,
        "unreachable",
    ),
    (line_error(requests.ConnectionError), Kind.UNCERTAIN, "timeout"),
    (line_error(requests.ReadTimeout), Kind.UNCERTAIN, "timeout"),
    (KeyError("x"), Kind.TEMPORARY, "KeyError"),
    (ValueError("x"), Kind.PERMANENT, "malformed"),
]


@pytest.mark.parametrize(("error", "kind", "failure"), FAILURES)
def test_class_of_a_failure(provider, error, kind, failure):
    """SB-M3: what is certain is never asked twice, what is temporary never given up at once."""
    provider.error = error
    outcome = transport.send(outbox.EmailMessage("s", "b", "a@b.example", ["c@d.example"]))
    assert (outcome.kind, outcome.failure) == (kind, failure)


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (ConnectionRefusedError(), "unreachable"),
        (TimeoutError(), "timeout"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "account"),
    ],
)
def test_what_fails_before_the_message_is_handed_over_is_temporary(provider, error, failure):
    provider.at_open = error
    outcome = transport.send(outbox.EmailMessage("s", "b", "a@b.example", ["c@d.example"]))
    assert (outcome.kind, outcome.failure, provider.asked) == (Kind.TEMPORARY, failure, 0)


def test_a_refused_attempt_waits_and_has_its_next_task(provider):
    row = queue_mail()
    provider.error = refused(451)
    delivery.deliver(row.pk)

    row.refresh_from_db()
    assert (row.state, row.attempts, row.failure) == (State.QUEUED, 1, "refused_451")
    assert row.next_attempt_at > timezone.now() + 50 * SECOND
    later = DBTaskResult.objects.latest("enqueued_at")
    assert later.run_after == row.next_attempt_at
    # Not due yet: another task finds nothing to do.
    delivery.deliver(row.pk)
    assert provider.asked == 1


def test_a_provider_away_for_two_days_loses_nothing_and_keeps_the_order(provider, settings):
    """SEC-E2: 48 hours of attempts before a mail is given up; then all go, first come first."""
    assert sum(limit("BACKOFF_SECONDS")) > 48 * 3600
    rows = [queue_mail() for _ in range(5)]
    provider.at_open = ConnectionRefusedError()
    for row in rows:
        delivery.deliver(row.pk)
    provider.at_open = None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    MailMessage.objects.update(next_attempt_at=timezone.now())
    DBTaskResult.objects.filter(run_after__gt=timezone.now()).update(run_after=timezone.now())

    for line in DBTaskResult.objects.ready():
        delivery.deliver(line.args_kwargs["args"][0])
    sent = [message.extra_headers["Message-ID"].split("@")[0][1:] for message in outbox.outbox]
    assert sent == [row.pk.hex for row in rows]


def test_a_hard_refusal_ends_there_and_blocks_nobody(provider, settings):
    """SEC-E3."""
    bad, good = queue_mail(), queue_mail()
    provider.error = refused(550)
    delivery.deliver(bad.pk)
    provider.error = None
    delivery.deliver(good.pk)

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.failure, good.state) == (State.FAILED, "refused_550", State.SENT)
    assert delivery.sweep()["enqueued"] == 0

    assert delivery.try_again(bad.pk) is True
    delivery.deliver(bad.pk)
    bad.refresh_from_db()
    assert bad.state == State.SENT
    assert delivery.try_again(bad.pk) is False


def test_the_last_attempt_gives_the_mail_up(provider):
    row = queue_mail()
    MailMessage.objects.update(attempts=len(limit("BACKOFF_SECONDS")))
    provider.error = refused(451)
    delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.failure) == (State.FAILED, "refused_451")


def test_an_uncertain_mail_waits_its_grace_before_it_goes_again(provider):
    """SEC-E1."""
    row = queue_mail()
    provider.error = TimeoutError()
    delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.failure) == (State.UNCERTAIN, "timeout")

    provider.error = None
    assert delivery.sweep() == {"tasks": 0, "uncertain": 0, "due_again": 0, "enqueued": 0}
    DBTaskResult.objects.all().delete()
    MailMessage.objects.update(next_attempt_at=timezone.now() - SECOND)
    assert delivery.sweep() == {"tasks": 0, "uncertain": 0, "due_again": 1, "enqueued": 1}
    delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, provider.asked) == (State.SENT, 2)


def test_an_uncertain_mail_is_not_repeated_without_end(provider):
    row = queue_mail()
    MailMessage.objects.update(
        state=State.UNCERTAIN,
        attempts=limit("UNCERTAIN_ATTEMPTS"),
        next_attempt_at=timezone.now() - SECOND,
    )
    assert delivery.sweep()["due_again"] == 0
    row.refresh_from_db()
    assert row.state == State.UNCERTAIN


def test_a_claim_whose_worker_died_becomes_uncertain(provider):
    row = queue_mail()
    MailMessage.objects.update(
        state=State.SENDING, attempts=1, next_attempt_at=timezone.now() - SECOND
    )
    delivery.deliver(row.pk)
    assert provider.asked == 0
    assert delivery.sweep()["uncertain"] == 1
    row.refresh_from_db()
    assert (row.state, row.failure) == (State.UNCERTAIN, "worker_lost")


def test_a_mail_with_a_live_task_is_not_enqueued_again(provider):
    queue_mail()
    assert delivery.sweep()["enqueued"] == 0
    DBTaskResult.objects.all().delete()
    assert [delivery.sweep()["enqueued"] for _ in range(2)] == [1, 0]


def test_a_destroyed_key_ends_the_mail(provider):
    row = queue_mail()
    MailMessage.objects.update(sealed_body=b"x" * 40)
    delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.failure, provider.asked) == (State.FAILED, "unreadable", 0)
    assert DataKey.objects.count() == 1


@task(queue_name="default")
def any_task():
    """A task of some app."""


def test_tasks_of_a_dead_worker_become_ready_again():
    now = timezone.now()
    long_ago = now - datetime.timedelta(hours=1)
    any_task.enqueue()
    any_task.enqueue()
    stuck, fresh = DBTaskResult.objects.order_by("enqueued_at")
    stuck.claim("dead")
    fresh.claim("alive")
    DBTaskResult.objects.filter(pk=stuck.pk).update(started_at=long_ago)

    assert delivery.sweep()["tasks"] == 1
    stuck.refresh_from_db()
    fresh.refresh_from_db()
    assert (stuck.status, fresh.status) == (TaskResultStatus.READY, TaskResultStatus.RUNNING)


def test_a_failed_task_has_attempts_and_then_none():
    any_task.enqueue()
    row = DBTaskResult.objects.get()
    for attempt in range(limit("TASK_ATTEMPTS")):
        row.claim(f"worker {attempt}")
        row.set_failed(OSError("disk"))
        expected = 1 if attempt < limit("TASK_ATTEMPTS") - 1 else 0
        assert delivery.sweep()["tasks"] == expected
        row.refresh_from_db()
    assert row.status == TaskResultStatus.FAILED


def test_a_task_about_a_deleted_row_is_left_alone():
    any_task.enqueue()
    row = DBTaskResult.objects.get()
    row.claim("worker")
    row.set_failed(MailMessage.DoesNotExist())
    assert delivery.sweep()["tasks"] == 0


def test_bodies_go_after_fourteen_days_and_the_fact_stays(provider):
    old, young, waiting = queue_mail(), queue_mail(), queue_mail()
    long_ago = timezone.now() - datetime.timedelta(days=15)
    MailMessage.objects.filter(pk=old.pk).update(state=State.SENT, sent_at=long_ago)
    MailMessage.objects.filter(pk=young.pk).update(state=State.SENT, sent_at=timezone.now())
    MailMessage.objects.filter(pk=waiting.pk).update(queued_at=long_ago)

    assert [housekeeping.purge_mail(), housekeeping.purge_mail()] == [1, 0]
    kept = MailMessage.objects.filter(sealed_body__isnull=False, sealed_address__isnull=False)
    assert set(kept) == {young, waiting}
    assert MailMessage.objects.count() == 3


def test_finished_tasks_are_pruned_failed_ones_too():
    for _ in range(3):
        any_task.enqueue()
    done, failed, _waiting = DBTaskResult.objects.order_by("enqueued_at")
    done.claim("w")
    done.set_successful(None)
    failed.claim("w")
    failed.set_failed(OSError("x"))
    DBTaskResult.objects.update(finished_at=timezone.now() - datetime.timedelta(days=2))
    housekeeping.prune_tasks()
    assert list(DBTaskResult.objects.all()) == [_waiting]
