"""Delivery: at least once, and twice only where the provider left us uncertain.

A task holds the id of a ledger row and nothing else. The row decides: a compare-and-set claims
it, another writes the outcome, so that a task may run any number of times.
"""

import datetime
import logging
import uuid

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from access.domain.crypto import Unreadable
from correspondence.domain import messages, transport
from correspondence.domain.transport import Kind, Outcome
from correspondence.limits import limit, seconds
from correspondence.models import MailMessage

logger = logging.getLogger(__name__)

State = MailMessage.State


PRIORITY = 10
# An urgent change goes before everything else.
URGENT = 50


@task(queue_name="mail", priority=PRIORITY)
def deliver_mail(mail_id: str) -> None:
    """The task: deliver the ledger row of this id."""
    deliver(uuid.UUID(mail_id))


def enqueue(
    mail_id: uuid.UUID, run_after: datetime.datetime | None = None, priority: int = PRIORITY
) -> None:
    """Enqueue the delivery in the current transaction, not before `run_after` (aware UTC)."""
    deliver_mail.using(run_after=run_after, priority=priority).enqueue(str(mail_id))


def deliver(mail_id: uuid.UUID) -> None:
    """Send the mail if it is due and nobody else holds it; write down what became of it.

    Call it outside a transaction: the claim must be visible to others before the network is
    touched (RuntimeError otherwise). A failure of the provider is an outcome, not an exception.
    """
    mail = _claim(mail_id)
    if mail is None:
        return
    try:
        message = messages.build(mail)
    except Unreadable:
        outcome = Outcome(Kind.PERMANENT, "unreadable")
    else:
        outcome = transport.send(message)
    _record(mail, outcome)
    logger.info("mail %s: %s %s", mail.pk, outcome.kind, outcome.failure)


def _claim(mail_id: uuid.UUID) -> MailMessage | None:
    """Take a waiting mail that is due: queued -> sending, one attempt more. None if not ours."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        due = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
        claimed = MailMessage.objects.filter(due, pk=mail_id, state=State.QUEUED).update(
            state=State.SENDING,
            attempts=F("attempts") + 1,
            next_attempt_at=now + seconds("LEASE_SECONDS"),
        )
        return MailMessage.objects.get(pk=mail_id) if claimed else None


def _record(mail: MailMessage, outcome: Outcome) -> None:
    """Write the outcome of this attempt. What a webhook or another attempt wrote is not undone."""
    now = timezone.now()
    mine = MailMessage.objects.filter(pk=mail.pk, state=State.SENDING, attempts=mail.attempts)
    with transaction.atomic():
        if outcome.kind == Kind.SENT:
            # Also after our claim ended: it has left, so nobody need send it again.
            row = MailMessage.objects.filter(pk=mail.pk)
            known = {"provider_id": outcome.provider_id[:200]}
            on_its_way = row.filter(state__in=(State.SENDING, State.UNCERTAIN, State.QUEUED))
            if not on_its_way.update(
                state=State.SENT, failure="", next_attempt_at=None, sent_at=now, **known
            ):
                row.update(**known)
        elif outcome.kind == Kind.PERMANENT or mail.attempts > len(limit("BACKOFF_SECONDS")):
            mine.update(state=State.FAILED, failure=outcome.failure, next_attempt_at=None)
        elif outcome.kind == Kind.UNCERTAIN:
            mine.update(
                state=State.UNCERTAIN,
                failure=outcome.failure,
                next_attempt_at=now + seconds("GRACE_SECONDS"),
            )
        else:
            again = now + datetime.timedelta(seconds=limit("BACKOFF_SECONDS")[mail.attempts - 1])
            if mine.update(state=State.QUEUED, failure=outcome.failure, next_attempt_at=again):
                enqueue(mail.pk, run_after=again)


def try_again(mail_id: uuid.UUID) -> bool:
    """Put a mail that was given up back into the queue, with all its attempts.

    Returns whether it was: only a failed mail whose address and body still exist can.
    """
    with transaction.atomic():
        again = MailMessage.objects.filter(
            pk=mail_id, state=State.FAILED, sealed_body__isnull=False
        ).update(state=State.QUEUED, attempts=0, next_attempt_at=None)
        if again:
            enqueue(mail_id)
    return bool(again)


def sweep() -> dict[str, int]:
    """Bring back what a killed worker left behind. Run it as often as you like, anywhere.

    Returns how many tasks were revived, mails became uncertain, became due again, and got a new
    task.
    """
    return {
        "tasks": _revive_tasks(),
        "uncertain": _end_claims(),
        "due_again": _end_grace(),
        "enqueued": _enqueue_forgotten(),
    }


def _revive_tasks() -> int:
    """RUNNING longer than the queue's limit, or FAILED with attempts left, become READY again."""
    now = timezone.now()
    revived = 0
    lost = Q()
    for queue, span in limit("QUEUE_SECONDS").items():
        lost |= Q(queue_name=queue, started_at__lt=now - datetime.timedelta(seconds=span))
    running = DBTaskResult.objects.running().filter(lost)
    # A row that is gone stays gone (Wagtail's index tasks of deleted pages).
    failed = (
        DBTaskResult.objects.failed()
        .filter(finished_at__gt=now - datetime.timedelta(days=1))
        .exclude(exception_class_path__endswith="DoesNotExist")
    )
    for row in [*running, *failed]:
        # Compare-and-set on the moment as well: the row may have been revived and taken again.
        same = DBTaskResult.objects.filter(
            pk=row.pk, status=row.status, started_at=row.started_at, finished_at=row.finished_at
        )
        if len(row.worker_ids) < limit("TASK_ATTEMPTS"):
            wait = seconds("TASK_BACKOFF_SECONDS") * (len(row.worker_ids) - 1)
            revived += same.update(
                status=TaskResultStatus.READY, run_after=now + wait, finished_at=None
            )
        elif row.status == TaskResultStatus.RUNNING:
            same.update(
                status=TaskResultStatus.FAILED,
                finished_at=now,
                exception_class_path="builtins.TimeoutError",
            )
    return revived


def _end_claims() -> int:
    """A claim that ran out: the worker died, before or after the mail left. Nobody knows."""
    now = timezone.now()
    return MailMessage.objects.filter(state=State.SENDING, next_attempt_at__lte=now).update(
        state=State.UNCERTAIN,
        failure="worker_lost",
        next_attempt_at=now + seconds("GRACE_SECONDS"),
    )


def _end_grace() -> int:
    """No word of the provider in the time of grace: better twice than never."""
    now = timezone.now()
    return MailMessage.objects.filter(
        state=State.UNCERTAIN,
        next_attempt_at__lte=now,
        attempts__lt=limit("UNCERTAIN_ATTEMPTS"),
    ).update(state=State.QUEUED, next_attempt_at=None)


def _enqueue_forgotten() -> int:
    """Give a task to every due mail that has none."""
    now = timezone.now()
    due = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    waiting = list(MailMessage.objects.filter(due, state=State.QUEUED).values_list("pk", flat=True))
    if not waiting:
        return 0
    live = DBTaskResult.objects.filter(
        task_path=deliver_mail.module_path,
        status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING),
    ).values_list("args_kwargs", flat=True)
    has_task = {arguments["args"][0] for arguments in live}
    forgotten = [pk for pk in waiting if str(pk) not in has_task]
    for pk in forgotten:
        enqueue(pk)
    return len(forgotten)
