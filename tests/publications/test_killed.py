"""kill -9 at every stage of a build: the right edition or the one before, never a broken file."""

import hashlib
import os
import signal
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import connection

from publications.domain import building
from publications.engine import build as engine
from publications.models import BuildJob, Edition
from tests.factories.publications import ChapterPageFactory, ProceedingsPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.processes]


def kill(*args, **kwargs):
    """What a power cut does: no `finally`, no handler."""
    os.kill(os.getpid(), signal.SIGKILL)


def half_written(path, data):
    """A kill in the middle of a file."""
    with open(path.with_name(f".{path.name}.half"), "wb") as file:
        file.write(data[: len(data) // 2])
    kill()


STAGES = {
    "gathering": (building, "assemble", kill),
    "sheets": (engine, "sheet", kill),
    "typesetting": (engine.Cache, "put", kill),
    "joining": (engine._Build, "_join", kill),
    "pieces": (engine._Build, "_pieces", kill),
    "after the build": (building, "_publish", kill),
    "in the middle of a file": (building, "write_whole", half_written),
    "before the row": (Edition.objects, "create", kill),
}


def run_and_die(job, owner, name, instead):
    """Run the build in a process that dies at a stage; the database of the test is a copy there."""
    child = os.fork()
    if child == 0:  # pragma: no cover  the process that is killed
        setattr(owner, name, instead)
        building.run(job.pk)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def content(edition):
    with storages["private"].open(edition.file) as file:
        return file.read()


@pytest.mark.skipif("connection.vendor == 'postgresql'", reason="a connection is not forked")
def test_a_build_that_is_killed_anywhere_breaks_nothing(tmp_path, settings):
    """SEC-C3, SB-B3: the edition before stays byte-identical, the next run makes the right one."""
    assert connection.vendor == "sqlite"
    settings.VAR = tmp_path
    volume = ProceedingsPageFactory()
    ChapterPageFactory(parent=volume, html="<p>It began.</p>")
    first = building.run(building.request_build(volume, None).pk).edition
    before = content(first)
    assert hashlib.sha256(before).hexdigest() == first.sha256
    ChapterPageFactory(parent=volume, html="<p>It went on.</p>")
    job = building.request_build(volume, None)
    for stage, (owner, name, instead) in STAGES.items():
        assert run_and_die(job, owner, name, instead) == signal.SIGKILL, stage
        assert content(first) == before, stage
        assert list(Edition.objects.values_list("number", flat=True)) == [1]
    done = building.run(BuildJob.objects.get(pk=job.pk).pk)
    assert (done.state, done.edition.number) == ("done", 2)
    assert hashlib.sha256(content(done.edition)).hexdigest() == done.edition.sha256
    assert content(first) == before
    left = [path.name for path in Path(building.build_folder(volume, "public")).glob("build-*")]
    assert left == []
