"""A locked record (US-ST4): hidden from everybody but its person and the focal point."""

import datetime
import uuid

import pytest

from access.catalogue import Reader, Track
from access.domain import consent, disclosure, erasure, locks, rotation, values
from access.domain.consent import Naming, Output
from access.models import AuditEntry, RecordLock
from tests.factories.access import UserFactory, VaultFactory

pytestmark = pytest.mark.django_db
FIELDS = ("name", "organisation", "email")


def someone(vault):
    """A person who is named everywhere, as an official would be."""
    subject = uuid.uuid4()
    texts = {"name": "Canary Name", "organisation": "Canary Centre", "email": "c@example.org"}
    values.store(vault, subject, texts, datetime.date(2030, 1, 1))
    for output in Output:
        consent.give(
            vault,
            subject,
            consent.purpose_of(output),
            Naming.NAME,
            text_version="1",
            language="en",
        )
    return subject


@pytest.mark.parametrize("reader", list(Reader), ids=lambda reader: reader.name)
def test_nobody_else_reads_a_locked_record(reader):
    vault, track = VaultFactory(), Track.OFFICIAL
    subject, other = someone(vault), someone(vault)
    viewer = disclosure.Viewer(reader, subject)
    before = disclosure.visible_to(viewer, vault, {subject: track, other: track}, FIELDS)
    locks.lock(vault, subject, UserFactory())
    after = disclosure.visible_to(viewer, vault, {subject: track, other: track}, FIELDS)
    keeps = reader in {Reader.PERSON, Reader.FOCAL_POINT}
    assert after[subject] == (before[subject] if keeps else {})
    assert after[other] == before[other]


@pytest.mark.parametrize("output", list(Output))
def test_a_locked_person_is_withheld_from_every_output(output):
    vault = VaultFactory()
    subject = someone(vault)
    assert not disclosure.appearances(vault, [subject], output)[subject].is_withheld
    locks.lock(vault, subject, UserFactory())
    assert disclosure.appearances(vault, [subject], output)[subject].is_withheld


def test_lifting_shows_the_record_again():
    vault, by = VaultFactory(), UserFactory()
    subject = someone(vault)
    locks.lock(vault, subject, by)
    locks.lock(vault, subject, by)
    locks.lift(vault, subject, by)
    with pytest.raises(locks.NotLocked):
        locks.lift(vault, subject, by)
    seen = disclosure.visible_to(disclosure.SECRETARIAT, vault, {subject: Track.DIRECT}, FIELDS)
    assert set(seen[subject]) == set(FIELDS)
    actions = AuditEntry.objects.values_list("action", flat=True)
    assert list(actions) == ["lock.placed", "lock.lifted"]


def test_the_post_and_the_numbers_still_reach_a_locked_person():
    """A lock silences nobody: the person gets their mail, and counts stay."""
    vault = VaultFactory()
    subject = someone(vault)
    locks.lock(vault, subject, UserFactory())
    for viewer in (disclosure.POST, disclosure.NUMBERS):
        seen = disclosure.visible_to(viewer, vault, {subject: Track.DIRECT}, ["email"])
        assert seen == {subject: {"email": "c@example.org"}}


def test_opening_takes_a_reason_and_is_written_down_without_it():
    vault, by = VaultFactory(), UserFactory()
    subject = someone(vault)
    with pytest.raises(locks.NotLocked):
        locks.open_record(vault, subject, by, "The hospital asks.")
    locks.lock(vault, subject, by)
    for nothing in ("", "   ", "x" * 301):
        with pytest.raises(ValueError, match="for a reason"):
            locks.open_record(vault, subject, by, nothing)
    row = locks.open_record(vault, subject, by, "The hospital asks.")
    assert locks.openings(vault) == [(row, "The hospital asks.")]
    entry = AuditEntry.objects.get(action="lock.opened")
    assert (entry.object_id, entry.detail) == (str(row.pk), {})
    rotation.rotate_vault(vault)
    assert [reason for _row, reason in locks.openings(vault)] == ["The hospital asks."]


def test_a_lock_costs_no_statement(django_assert_num_queries):
    vault = VaultFactory()
    subjects = dict.fromkeys([someone(vault) for _ in range(3)], Track.DIRECT)
    locks.lock(vault, next(iter(subjects)), UserFactory())
    with django_assert_num_queries(2):
        disclosure.visible_to(disclosure.SECRETARIAT, vault, subjects, FIELDS)


def test_erasure_takes_the_lock_along():
    vault = VaultFactory()
    subject = someone(vault)
    locks.lock(vault, subject, UserFactory())
    locks.open_record(vault, subject, UserFactory(), "A reason.")
    assert erasure.erase_person(vault, subject)["locks"] == 1
    assert RecordLock.objects.count() == 0
