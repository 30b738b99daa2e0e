"""`manage.py worker`: runs the background work until it is told to stop."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string

from correspondence.domain import timetable, work


class Command(BaseCommand):
    help = (
        "Run the tasks of the given queues and the timetable. Start as many as you like, on as "
        "many machines. SIGTERM ends it after the current task; when the database goes away it "
        "exits with an error and its supervisor (systemd, make demo) starts it again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queues", default="mail,default,typesetting")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between two looks")
        parser.add_argument(
            "--once", action="store_true", help="one tick and all that is ready, then end"
        )

    def handle(self, *, queues: str, interval: float, once: bool, **options: Any) -> None:
        name = get_random_string(32)
        worker = work.make_worker(queues.split(","), name=name, interval=interval, until_empty=once)
        if once:
            timetable.tick()
            worker.run()
            return
        clock = work.Clock(name, queues)
        worker.configure_signals()
        clock.start()
        try:
            worker.run()
        finally:
            clock.stop()
