"""The worker process: django-tasks-db's own worker, with the timetable ticking beside it."""

import logging
import threading

from django.db import DatabaseError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker

from correspondence.domain import health, timetable

logger = logging.getLogger(__name__)

# Seconds between two ticks; no periodic job runs more often.
TICK_SECONDS = 5


class Clock(threading.Thread):
    """Gives the worker's sign of life and runs the timetable, also while a long task runs."""

    def __init__(self, worker: str, queues: str) -> None:
        super().__init__(name="timetable", daemon=True)
        self.worker, self.queues = worker, queues
        self._end = threading.Event()

    def run(self) -> None:
        try:
            while not self._end.is_set():
                self._tick()
                self._end.wait(TICK_SECONDS)
        finally:
            connection.close()

    def stop(self, seconds: float = 10) -> None:
        """End after the job that runs now, at most `seconds` from now."""
        self._end.set()
        self.join(seconds)

    def _tick(self) -> None:
        try:
            close_old_connections()
            health.beat(self.worker, self.queues)
            timetable.tick()
        except DatabaseError as error:
            # The database restarts. The worker itself ends for its supervisor; if it does not,
            # the next tick connects anew.
            logger.warning("timetable: %s", type(error).__name__)
            connection.close()


def make_worker(
    queues: list[str], *, name: str, interval: float, until_empty: bool = False
) -> Worker:
    """A worker of django-tasks-db for these queues; `interval` in seconds between two looks."""
    return Worker(
        queue_names=queues,
        interval=interval,
        batch=until_empty,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
