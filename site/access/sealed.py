"""Which tables hold sealed columns, so that rotation and erasure find them all.

A higher floor that seals a column of its own registers it at start-up, as it registers its fields.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class SealedTable:
    """A table with sealed columns.

    `columns` gives for each column the place (associated data) of a row, as it was sealed;
    `vault_id` finds the row's vault; `key` is the name of the foreign key to the data key.
    """

    model: type[models.Model]
    columns: Mapping[str, Callable[[Any], tuple[object, ...]]]
    vault: str = "vault"
    key: str = "key"

    def rows(self, vault_id: uuid.UUID) -> "models.QuerySet[Any]":
        """The rows of one vault."""
        return self.model._default_manager.filter(**{f"{self.vault}_id": vault_id})


_tables: list[SealedTable] = []


def register(table: SealedTable) -> None:
    """Add a table; registering it twice changes nothing."""
    if all(known.model is not table.model for known in _tables):
        _tables.append(table)


def all_tables() -> tuple[SealedTable, ...]:
    """Every table with sealed columns."""
    return tuple(_tables)
