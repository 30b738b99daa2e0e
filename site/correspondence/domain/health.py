"""How the background work is: figures for the staff page, the banner and `manage.py doctor`."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from access.models import Vault
from correspondence.domain import timetable
from correspondence.limits import limit, seconds
from correspondence.models import MailMessage, Periodic, WorkerBeat

State = MailMessage.State


@dataclass(frozen=True)
class Line:
    """One periodic job as staff see it; the moments are aware UTC or None."""

    name: str
    span: datetime.timedelta
    started_at: datetime.datetime | None
    due_at: datetime.datetime | None
    failure: str


def beat(worker: str, queues: str) -> None:
    """Write a worker's sign of life."""
    WorkerBeat.objects.update_or_create(
        worker=worker, defaults={"queues": queues, "beat_at": timezone.now()}
    )


def last_beat() -> datetime.datetime | None:
    """The newest sign of life of any worker (aware UTC), or None if there never was one."""
    return WorkerBeat.objects.aggregate(last=Max("beat_at"))["last"]


def is_silent() -> bool:
    """Whether no worker has given a sign of life for SILENT_SECONDS (five minutes)."""
    last = last_beat()
    return last is None or last < timezone.now() - seconds("SILENT_SECONDS")


def mail_counts() -> dict[str, int]:
    """The number of mails in each state, every state named; one query."""
    found = dict(MailMessage.objects.order_by().values_list("state").annotate(number=Count("pk")))
    return {state: found.get(state, 0) for state in State.values}


@dataclass(frozen=True)
class Backlog:
    """What could have left and has not, and what staff should look at.

    `waiting` counts due and refused mails, not those whose minute has not come; `oldest` is when
    the first of them was written (aware UTC, None: there is none); `dead` were given up and
    `returned` came back within BODY_DAYS; `held` wait for somebody's look.
    """

    waiting: int
    oldest: datetime.datetime | None
    dead: int
    returned: int
    held: int


def backlog() -> Backlog:
    """The figures of the first page of the administration, in one statement."""
    now = timezone.now()
    recent = Q(queued_at__gt=now - datetime.timedelta(days=limit("BODY_DAYS")))
    due = Q(state=State.QUEUED) & (
        Q(next_attempt_at=None) | Q(next_attempt_at__lte=now) | Q(attempts__gt=0)
    )
    found = MailMessage.objects.aggregate(
        waiting=Count("pk", filter=due),
        oldest=Min("queued_at", filter=due),
        dead=Count("pk", filter=recent & Q(state=State.FAILED)),
        returned=Count("pk", filter=recent & Q(state=State.BOUNCED)),
        held=Count("pk", filter=Q(state=State.HELD)),
    )
    return Backlog(**found)


def oldest_waiting() -> datetime.datetime | None:
    """When the oldest mail that could have left was written (aware UTC), or None."""
    return backlog().oldest


def task_counts() -> dict[str, dict[str, int]]:
    """The number of tasks by queue and status; one query."""
    table: dict[str, dict[str, int]] = {}
    rows = (
        DBTaskResult.objects.order_by()
        .values_list("queue_name", "status")
        .annotate(number=Count("pk"))
    )
    for queue, status, number in rows:
        table.setdefault(queue, dict.fromkeys(TaskResultStatus.values, 0))[status] = number
    return dict(sorted(table.items()))


def timetable_lines() -> list[Line]:
    """Every periodic job with its last run; one query."""
    rows = {row.name: row for row in Periodic.objects.all()}
    return [
        Line(
            job.name,
            job.span,
            getattr(rows.get(job.name), "started_at", None),
            getattr(rows.get(job.name), "due_at", None),
            getattr(rows.get(job.name), "failure", ""),
        )
        for job in timetable.jobs()
    ]


def undelivered(vault: Vault, subject_keys: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those persons whose last mail came back or was given up; for a flag on a staff list."""
    newest = (
        MailMessage.objects.filter(vault=vault, subject_key__in=set(subject_keys))
        .order_by("queued_at", "pk")
        .values_list("subject_key", "state")
    )
    last = dict(newest)
    return {key for key, state in last.items() if state in (State.BOUNCED, State.FAILED)}
