"""The timetable: each job at most once per tick, whatever the number of workers."""

import datetime

import pytest
from django.utils import timezone

from correspondence.domain import timetable
from correspondence.models import Periodic

pytestmark = pytest.mark.django_db

ran: list[str] = []


def good() -> None:
    ran.append("good")


def bad() -> None:
    raise OSError("a text that may hold a value")


@pytest.fixture
def only(monkeypatch):
    """An empty timetable for this test."""
    monkeypatch.setattr(timetable, "_jobs", {})
    ran.clear()


def test_a_job_runs_when_due_and_not_before(only):
    timetable.every(60, "Job", f"{__name__}.good")
    assert [timetable.tick(), timetable.tick()] == [["Job"], []]
    Periodic.objects.update(due_at=timezone.now())
    assert timetable.tick() == ["Job"]
    assert ran == ["good", "good"]


def test_of_two_workers_one_takes_the_job(only):
    timetable.every(60, "Job", f"{__name__}.good")
    (job,) = timetable.jobs()
    assert [timetable._take(job), timetable._take(job)] == [True, False]


@pytest.mark.parametrize(("span", "minutes"), [(timetable.DAY, 60), (600, 10), (60, 5)])
def test_a_killed_run_is_taken_up_in_time(only, span, minutes):
    """A kill in the middle of the sweep stops no sweeping for an hour (found by the storm)."""
    timetable.every(span, "Job", f"{__name__}.good")
    (job,) = timetable.jobs()
    before = timezone.now()
    timetable._take(job)
    late = Periodic.objects.get().due_at - before - datetime.timedelta(minutes=minutes)
    assert datetime.timedelta(0) <= late < datetime.timedelta(minutes=1)


def test_a_failure_is_a_class_and_stops_nobody(only, caplog):
    timetable.every(timetable.DAY, "A bad job", f"{__name__}.bad")
    timetable.every(60, "Job", f"{__name__}.good")
    assert timetable.tick() == ["A bad job", "Job"]
    row = Periodic.objects.get(name="A bad job")
    assert row.failure == "builtins.OSError"
    assert row.due_at < timezone.now() + datetime.timedelta(minutes=6)
    assert "may hold" not in caplog.text


def test_the_jobs_of_this_floor_are_on_the_timetable():
    mine = [job for job in timetable.jobs() if job.function.startswith("correspondence.")]
    assert [(job.name, job.span.total_seconds()) for job in mine] == [
        ("Audit: send the heads", 86400),
        ("Audit: watch reading", 300),
        ("Mail and tasks: sweep", 300),
        ("Mail: erase old bodies", 86400),
        ("Mail: reminders", 3600),
        ("News: erase unconfirmed", 3600),
        ("Personal data: erase what is due", 86400),
        ("Tasks: prune finished", 86400),
        ("Urgent changes: close", 60),
    ]
    for job in mine:
        assert timetable._run(job)
    assert [row.failure for row in Periodic.objects.all()] == [""] * Periodic.objects.count()
