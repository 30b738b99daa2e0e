"""Sealed JSON in a column of this floor: one way to write it, one to read it."""

import json
import uuid
from typing import Any

from access.domain.crypto import Cipher


def seal(row: Any, vault_id: uuid.UUID, data: Any) -> None:
    """Put JSON data, sealed, into `row.sealed` and its key into `row.key_id`; does not save."""
    row.key_id, row.sealed = Cipher(vault_id).seal(json.dumps(data), place(row))


def unseal(row: Any, vault_id: uuid.UUID, cipher: Cipher | None = None) -> Any:
    """The data of a row. Raises Unreadable. Pass a cipher where many rows are opened."""
    if row.sealed is None:
        return {}
    return json.loads((cipher or Cipher(vault_id)).open(row.key_id, row.sealed, place(row)))


def place(row: Any) -> tuple[object, ...]:
    """What identifies the row: a value moved elsewhere does not open."""
    return (row._meta.label_lower, row.pk)
