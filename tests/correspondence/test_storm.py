"""Exactly once as far as it can be: kill -9, refusals and timeouts at the same time."""

import os
import random
import time
from collections import Counter

import pytest
from django.db import connection
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from correspondence.models import MailMessage
from tests.correspondence import storm
from tests.factories.correspondence import queue_mail

# STORM=full is the storm of the issue on correspondence; the small one runs with every suite.
COUNT, WORKERS, KILLS = (300, 2, 15) if os.environ.get("STORM") == "full" else (60, 2, 6)
PATIENCE = 120  # seconds
LIMITS = {
    "LEASE_SECONDS": 4,
    "GRACE_SECONDS": 1,
    "BACKOFF_SECONDS": [1] * 50,
    "UNCERTAIN_ATTEMPTS": 50,
    "QUEUE_SECONDS": {"mail": 3},
    "TASK_BACKOFF_SECONDS": 0,
    "TASK_ATTEMPTS": 50,
}


# Python 3.12 and later warn of a fork beside threads; the parent has none that matters here.
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_storm(post, settings, tmp_path):
    """SB-M3, SEC-E1: mails, workers, kill -9, 10 % refused, 5 % timed out after acceptance:
    none lost, none stuck, repeated at most as often as somebody could not know."""
    settings.VAR = tmp_path
    settings.EMAIL_BACKEND = "tests.correspondence.storm.MoodyBackend"
    settings.CORRESPONDENCE = LIMITS
    first = queue_mail()
    for _ in range(COUNT - 1):
        queue_mail(vault=first.vault)

    with storm.shared_database(tmp_path):
        workers = [storm.start_worker() for _ in range(WORKERS)]
        try:
            for number in range(KILLS):
                time.sleep(random.uniform(0.2, 0.6))
                victim = workers[number % WORKERS]
                victim.kill()
                victim.join()
                workers[number % WORKERS] = storm.start_worker()
            wait_until_done(workers)
        finally:
            for worker in workers:
                worker.kill()
                worker.join()
            connection.close()
        states = Counter(MailMessage.objects.values_list("state", flat=True))

    # The key of a mail is the same at every attempt, so a provider that drops what it has seen
    # delivers each once.
    delivered = storm.without_repeats()
    copies = Counter(line["id"] for line in storm.accepted())
    timed_out = sum(line["timed_out"] for line in storm.accepted())
    print(
        f"accepted {copies.total()} of {COUNT}, {timed_out} timed out, {KILLS} kills; "
        f"a provider that drops repeated keys delivered {len(delivered)}"
    )
    assert states == {MailMessage.State.SENT: COUNT}
    assert len(delivered) == COUNT
    assert copies.total() - COUNT <= timed_out + KILLS


def wait_until_done(workers: list) -> None:
    """Until every mail is sent and no task waits or runs; fails after PATIENCE seconds.

    A worker that ended by itself (its database was locked for too long) is started again, as the
    supervisor does.
    """
    end = time.monotonic() + PATIENCE
    live = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    while time.monotonic() < end:
        for number, worker in enumerate(workers):
            if not worker.is_alive():
                connection.close()
                workers[number] = storm.start_worker()
        mails = MailMessage.objects.exclude(state=MailMessage.State.SENT).count()
        tasks = DBTaskResult.objects.filter(status__in=live).count()
        if mails == tasks == 0:
            return
        time.sleep(0.2)
    pytest.fail(f"stuck: {mails} mails, {tasks} tasks")
