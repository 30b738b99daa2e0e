"""The timetable: what runs again and again, each job at most once per tick.

The timetable itself is code (`every`, called in `AppConfig.ready`); what lasts is one row per job.
A compare-and-set on the row decides which of many workers runs it.
"""

import datetime
import logging
from dataclasses import dataclass

from django.utils import timezone
from django.utils.module_loading import import_string

from correspondence.models import Periodic

logger = logging.getLogger(__name__)

HOUR = 60 * 60
DAY = 24 * HOUR

# A job whose worker was killed is taken up again after this time at the latest; a frequent one
# after its own span, so that a kill in the middle of the sweep does not stop it for an hour.
LOST_AFTER = datetime.timedelta(hours=1)
# A job that raised is tried again after this time at the latest.
RETRY_AFTER = datetime.timedelta(minutes=5)


@dataclass(frozen=True)
class Job:
    """One line of the timetable: `function` is the dotted path of a callable without arguments."""

    name: str
    span: datetime.timedelta
    function: str


_jobs: dict[str, Job] = {}


def every(seconds: int, name: str, function_path: str) -> None:
    """Put a job on the timetable; call it in `AppConfig.ready`.

    Arguments: seconds between two runs; a name that never changes (at most 80 characters, shown
    to staff); the dotted path of a function without arguments, which must bear being run again
    after it was killed half-way. A name registered twice keeps the later line.
    """
    _jobs[name] = Job(name, datetime.timedelta(seconds=seconds), function_path)


def jobs() -> list[Job]:
    """The whole timetable, by name."""
    return sorted(_jobs.values(), key=lambda job: job.name)


def tick() -> list[str]:
    """Run every job that is due and that no other worker has taken. Returns their names."""
    return [job.name for job in jobs() if _take(job) and _run(job)]


def _take(job: Job) -> bool:
    """Claim a due job by moving its row's `due_at`; a new job is due at once."""
    now = timezone.now()
    Periodic.objects.get_or_create(name=job.name, defaults={"due_at": now})
    # Until it has finished it is due again only when its worker must have died.
    taken = Periodic.objects.filter(name=job.name, due_at__lte=now).update(
        due_at=now + min(LOST_AFTER, max(job.span, RETRY_AFTER)), started_at=now
    )
    return bool(taken)


def _run(job: Job) -> bool:
    """Run a claimed job and write down how it went; a failure never stops the others."""
    started = timezone.now()
    failure, again = "", started + job.span
    try:
        import_string(job.function)()
    except Exception as error:
        # The class only: the text of an exception may hold a value.
        failure = f"{type(error).__module__}.{type(error).__qualname__}"[:120]
        again = started + min(job.span, RETRY_AFTER)
        logger.error("periodic job %s failed: %s", job.name, failure)
    Periodic.objects.filter(name=job.name).update(
        due_at=again, finished_at=timezone.now(), failure=failure
    )
    return True
