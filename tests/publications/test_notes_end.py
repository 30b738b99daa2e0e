"""How long raw notes are kept: until the volume is out, and never longer than answers."""

import datetime

import pytest
from django.utils import timezone

from access.models import AuditEntry, Token
from correspondence.domain import timetable
from publications.domain import notes, notes_end
from publications.models import Edition, SessionNote
from tests.factories.access import secretariat
from tests.factories.events import WorkshopFactory
from tests.factories.publications import EditionFactory, ProceedingsPageFactory, SessionNoteFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def workshop():
    yesterday = timezone.localdate() - DAY
    return WorkshopFactory(starts_on=yesterday, ends_on=yesterday, year=yesterday.year)


def held(workshop, **fields) -> SessionNote:
    note = SessionNoteFactory(workshop=workshop, words={"issues": "CANARY said so."}, **fields)
    notes.link(note, secretariat())
    return note


@pytest.mark.parametrize(("days", "stays"), [(30, True), (31, False)])
def test_notes_go_thirty_days_after_the_volume_that_has_them(workshop, days, stays):
    """Field table: raw notes; the link to them ends, and the trail says so without a word."""
    volume = ProceedingsPageFactory(parent=workshop)
    moment = timezone.now() - days * DAY
    note = held(workshop, state="taken", taken_at=moment - DAY)
    Edition.objects.filter(pk=EditionFactory(proceedings=volume).pk).update(published_at=moment)
    assert notes_end.forget_old() == (0 if stays else 1)
    assert SessionNote.objects.filter(pk=note.pk).exists() is stays
    assert Token.objects.filter(subject=note.pk).exists() is stays
    assert AuditEntry.objects.filter(action="notes.erased").count() == (0 if stays else 1)
    assert notes_end.forget_old() == 0


def test_what_waits_for_its_volume_stays(workshop):
    """An edition of before the note was taken does not have it."""
    volume = ProceedingsPageFactory(parent=workshop)
    long_ago = timezone.now() - 60 * DAY
    Edition.objects.filter(pk=EditionFactory(proceedings=volume).pk).update(published_at=long_ago)
    for fields in ({}, {"state": "handed_in"}, {"state": "taken", "taken_at": timezone.now()}):
        held(workshop, **fields)
    assert notes_end.forget_old() == 0


@pytest.mark.parametrize(("days", "stays"), [(183, True), (184, False)])
def test_notes_that_no_volume_has_go_with_the_answers(days, stays):
    last = timezone.localdate() - days * DAY
    held(WorkshopFactory(starts_on=last, ends_on=last, year=last.year))
    assert notes_end.forget_old() == (0 if stays else 1)


def test_the_timetable_does_it():
    functions = {job.function for job in timetable.jobs()}
    assert "publications.domain.notes_end.forget_old" in functions
