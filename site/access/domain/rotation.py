"""Key rotation: a new master key, a new data key per vault; resumable, while people write.

Every step is idempotent: a row is re-sealed by compare-and-set on the key it was read with, so a
kill loses nothing and a second run goes on where the first one stopped.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from django.db import models, transaction

from access import sealed
from access.domain import crypto
from access.models import DataKey, SecondFactor, Vault

BATCH = 500


def rewrap_master(old_master: bytes) -> int:
    """Wrap every key with the present DATA_KEY instead of `old_master` (32 bytes).

    Returns how many wrapped keys were changed; those already wrapped by the present key are left.
    Raises Unreadable where a key opens with neither.
    """
    changed = 0
    for vault in Vault.objects.filter(destroyed_at=None).iterator():
        changed += _rewrap(vault, "wrapped_index_key", f"index|{vault.pk}", old_master)
        for key in vault.data_keys.all():
            changed += _rewrap(key, "wrapped", f"data|{vault.pk}", old_master)
    for factor in SecondFactor.objects.iterator():
        label = f"second-factor|{factor.user_id}"
        changed += _rewrap(factor, "sealed_secret", label, old_master)
    return changed


def _rewrap(row: models.Model, column: str, label: str, old_master: bytes) -> int:
    wrapped = bytes(getattr(row, column))
    if crypto.unwraps(crypto.master_key(), wrapped, label):
        return 0
    renewed = crypto.rewrap(wrapped, label, old_master)
    # Compare-and-set: two runs at once leave one result.
    return (
        type(row)
        ._default_manager.filter(pk=row.pk, **{column: wrapped})
        .update(**{column: renewed})
    )


def rotate_vault(vault: Vault) -> int:
    """Give a vault a new data key, re-seal all its values with it, drop the keys nobody needs.

    Returns the number of values re-sealed. To resume after a kill call `reseal`: it makes no
    further key.
    """
    DataKey.objects.create(vault=vault, wrapped=crypto.new_wrapped_data_key(vault.pk))
    return reseal(vault)


def reseal(vault: Vault) -> int:
    """Re-seal with the newest key what an older one holds; drop the older keys. Idempotent."""
    count = 0
    for table in sealed.all_tables():
        for batch in _batches(table, vault.pk):
            count += _reseal_batch(table, vault.pk, batch)
    _drop_unused_keys(vault)
    return count


def _batches(table: sealed.SealedTable, vault_id: uuid.UUID) -> Iterator[list[Any]]:
    """The primary keys of rows under an older key, in batches; ends when a pass finds none new."""
    newest = crypto.Cipher(vault_id).current_key_id
    last: Any = None
    while True:
        rows = table.rows(vault_id).exclude(**{f"{table.key}_id": newest}).order_by("pk")
        if last is not None:
            rows = rows.filter(pk__gt=last)
        batch = list(rows.values_list("pk", flat=True)[:BATCH])
        if not batch:
            return
        yield batch
        last = batch[-1]


@transaction.atomic
def _reseal_batch(table: sealed.SealedTable, vault_id: uuid.UUID, batch: list[Any]) -> int:
    cipher = crypto.Cipher(vault_id)
    done = 0
    for row in table.model._default_manager.filter(pk__in=batch):
        old_key = getattr(row, f"{table.key}_id")
        changes: dict[str, Any] = {f"{table.key}_id": cipher.current_key_id}
        for column, place in table.columns.items():
            value = getattr(row, column)
            if value is not None:
                text = cipher.open(old_key, value, place(row))
                changes[column] = cipher.seal(text, place(row))[1]
        unchanged = {column: getattr(row, column) for column in table.columns}
        held = table.model._default_manager.filter(
            pk=row.pk, **{f"{table.key}_id": old_key}, **unchanged
        )
        done += held.update(**changes)
    return done


def _drop_unused_keys(vault: Vault) -> None:
    """Delete older keys that no row needs; a key still needed is kept by its foreign key."""
    newest = crypto.Cipher(vault.pk).current_key_id
    for key in vault.data_keys.exclude(pk=newest):
        used = any(
            table.rows(vault.pk).filter(**{f"{table.key}_id": key.pk}).exists()
            for table in sealed.all_tables()
        )
        if not used:
            key.delete()
