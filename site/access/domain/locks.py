"""Locking one record down (US-ST4): hidden from staff, hosts and every output; only counts stay.

`disclosure.visible_to` honours a lock inside its own statement. A list that shows more than values
(references, states, times) leaves the locked people out by `hidden`. Opening a locked record takes
a reason, is in the audit trail, and the caller tells the focal points.
"""

import uuid
from collections.abc import Iterable

from django.db import models, transaction
from django.utils import timezone

from access.domain import audit
from access.domain.crypto import Cipher
from access.models import RecordLock, RecordOpening, User, Vault

REASON_LENGTH = 300


class NotLocked(Exception):
    """There is no lock in force on this record."""


def hidden(vault: Vault) -> "models.QuerySet[RecordLock, uuid.UUID]":
    """The keys of the locked people of a vault, as a subquery: it costs no statement of its own."""
    return RecordLock.objects.filter(vault=vault, lifted_at=None).values_list("subject", flat=True)


def locked(vault: Vault, subjects: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of the people are locked now. One statement."""
    return set(hidden(vault).filter(subject__in=list(subjects)))


@transaction.atomic
def lock(vault: Vault, subject: uuid.UUID, by: User) -> RecordLock:
    """Lock a record; locking it again changes nothing and is not written down twice."""
    row, is_new = RecordLock.objects.get_or_create(
        vault=vault, subject=subject, lifted_at=None, defaults={"locked_by": by}
    )
    if is_new:
        audit.record("lock.placed", obj=row, actor=by, vault=vault)
    return row


@transaction.atomic
def lift(vault: Vault, subject: uuid.UUID, by: User) -> None:
    """Lift the lock. Raises NotLocked."""
    row = _in_force(vault, subject)
    RecordLock.objects.filter(pk=row.pk).update(lifted_at=timezone.now())
    audit.record("lock.lifted", obj=row, actor=by, vault=vault)


@transaction.atomic
def open_record(vault: Vault, subject: uuid.UUID, by: User, reason: str) -> RecordOpening:
    """Write down that a locked record is being read, before anything of it is shown.

    Arguments: the vault, the person, the reader, and why in their words (at most 300 characters,
    sealed: only the focal points read it). Raises NotLocked, and ValueError without a reason.
    """
    reason = reason.strip()
    if not reason or len(reason) > REASON_LENGTH:
        raise ValueError("A locked record is opened for a reason.")
    row = RecordOpening(vault=vault, lock=_in_force(vault, subject), opened_by=by)
    row.key_id, row.sealed_reason = Cipher(vault.pk).seal(reason, place(row))
    row.save(force_insert=True)
    audit.record("lock.opened", obj=row, actor=by, vault=vault)
    return row


def openings(vault: Vault) -> list[tuple[RecordOpening, str]]:
    """The readings of locked records of a workshop with their reasons, the newest first."""
    rows = list(RecordOpening.objects.select_related("opened_by").filter(vault=vault))
    cipher = Cipher(vault.pk) if rows else None
    return [(row, cipher.open(row.key_id, row.sealed_reason, place(row))) for row in rows if cipher]


def place(row: RecordOpening) -> tuple[object, ...]:
    """Where a reason is sealed (rotation asks it too)."""
    return ("record-opening", row.pk)


def sweep(vault: Vault, subject: uuid.UUID) -> int:
    """Erase the locks of an erased person, with the reasons for which they were opened."""
    rows = RecordLock.objects.filter(vault=vault, subject=subject)
    number = rows.count()
    rows.delete()
    return number


def _in_force(vault: Vault, subject: uuid.UUID) -> RecordLock:
    row = RecordLock.objects.filter(vault=vault, subject=subject, lifted_at=None).first()
    if row is None:
        raise NotLocked
    return row
