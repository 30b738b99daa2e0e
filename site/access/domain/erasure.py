"""Erasing people: on request, at their time, and again after a restored backup.

Every floor that keeps something about a person registers a sweep here at start-up; `erase_person`
runs them all in one transaction. What remains is a count and a tombstone.
"""

import datetime
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from access.domain import audit, files, tombstones, values
from access.models import AuditChain, ErasureReceipt, PersonalValue, PrivateFile, User, Vault

Sweep = Callable[[Vault, uuid.UUID], int]
Reason = ErasureReceipt.Reason


@dataclass(frozen=True)
class Due:
    """What a retention run erases, or would erase: numbers by field, of one vault."""

    vault: Vault
    counts: Mapping[str, int]


_sweeps: dict[str, Sweep] = {}


def register(name: str, sweep: Sweep) -> None:
    """Add a sweep: a function of (vault, person) that erases what its floor holds, and counts it.

    It runs inside a transaction, must be idempotent and must not raise for an unknown person.
    """
    _sweeps[name] = sweep


@transaction.atomic
def erase_person(
    vault: Vault, subject: uuid.UUID, actor: User | str = "participant"
) -> dict[str, int]:
    """Erase all that any floor holds about one person; returns the counts of the receipt."""
    counts = {name: sweep(vault, subject) for name, sweep in sorted(_sweeps.items())}
    counts["values"] = values.erase(subject)
    counts = {name: count for name, count in counts.items() if count}
    ErasureReceipt.objects.create(vault=vault, reason=Reason.REQUEST, counts=counts)
    tombstones.bury(vault, subject)
    audit.record("person.erase", obj=vault, actor=actor, vault=vault, counts=counts)
    return counts


def due(today: datetime.date) -> list[Due]:
    """What retention would erase on `today`: the dry run."""
    found: dict[uuid.UUID, dict[str, int]] = {}
    old = {"erase_after__lt": today}
    rows = PersonalValue.objects.filter(**old).values_list("vault_id", "field")
    held = PrivateFile.objects.filter(**old).values_list("vault_id", "purpose")
    for vault_id, code in [*rows, *held]:
        counts = found.setdefault(vault_id, {})
        counts[code] = counts.get(code, 0) + 1
    vaults = Vault.objects.in_bulk(list(found))
    return [Due(vaults[vault_id], dict(sorted(found[vault_id].items()))) for vault_id in found]


def run_retention(today: datetime.date) -> list[Due]:
    """Erase every value whose day has come; a receipt and an audit entry for each vault.

    Returns what was erased. Idempotent; nothing goes before its day, whatever the clock did
    before: the day of each value was fixed when it was written.
    """
    done = []
    for entry in due(today):
        with transaction.atomic():
            counts = values.purge(entry.vault, today)
            for code, number in files.purge(entry.vault, today).items():
                counts[code] = counts.get(code, 0) + number
            if not counts:
                continue
            ErasureReceipt.objects.create(vault=entry.vault, reason=Reason.RETENTION, counts=counts)
            audit.record(
                "retention.run", obj=entry.vault, actor="system", vault=entry.vault, counts=counts
            )
        done.append(Due(entry.vault, counts))
    return done


@transaction.atomic
def destroy_vault(vault: Vault, actor: User | str) -> None:
    """Destroy the keys of a workshop: every value is unreadable, in every backup too.

    The audit chain stays: it holds no personal value. Cannot be undone.
    """
    counts = {"values": PersonalValue.objects.filter(vault=vault).count()}
    counts["files"] = files.destroy(vault)
    for name in ("personal_values", "consents", "tokens"):
        getattr(vault, name).all().delete()
    ErasureReceipt.objects.create(vault=vault, reason=Reason.VAULT, counts=counts)
    vault.data_keys.update(wrapped=b"")
    Vault.objects.filter(pk=vault.pk).update(wrapped_index_key=b"", destroyed_at=timezone.now())
    tombstones.bury(vault, vault.pk)
    audit.record("vault.destroy", obj=vault, actor=actor, vault=vault, **counts)


def reapply_tombstones() -> int:
    """Erase again what a restored backup brought back; returns how many tombstones were applied."""
    waiting = sorted(tombstones.unapplied())
    for vault_id, key in waiting:
        vault = Vault.objects.get(pk=vault_id)
        AuditChain.objects.get_or_create(vault=vault)
        if key == vault_id:
            destroy_vault(vault, "system")
        else:
            erase_person(vault, key, "system")
    return len(waiting)
