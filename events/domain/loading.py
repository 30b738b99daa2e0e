"""Loading facts from a file into rows, again and again, without undoing anybody's work.

For every row the loader remembers what the file said (`LoadedRow`). On the next run a field is
changed only where it still holds what was loaded; a row that staff removed stays removed.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from events.models import LoadedRow

# A fact: its key, and the value of each field by attribute name ("state_id" for a foreign key).
Fact = tuple[str, Mapping[str, Any]]


@dataclass
class Loaded:
    """What one run did, as numbers of rows by model."""

    added: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    # Rows in which staff changed or removed what the file says otherwise.
    left_to_staff: dict[str, int] = field(default_factory=dict)

    def count(self, tally: dict[str, int], model: type[models.Model]) -> None:
        """Add one to a tally."""
        name = str(model._meta.verbose_name_plural)
        tally[name] = tally.get(name, 0) + 1


def load(
    model: type[models.Model], key_field: str, facts: Iterable[Fact], result: Loaded
) -> dict[str, Any]:
    """Bring the rows of one model up to the facts; call in a transaction.

    Arguments: the model, the field that holds a fact's key, the facts, the tally to add to.
    Returns the rows by key, without those that staff removed. Two statements where nothing
    changed, whatever the number of facts.
    """
    label = model._meta.label_lower
    rows = {getattr(row, key_field): row for row in model._default_manager.all()}
    known = {row.key: row for row in LoadedRow.objects.filter(model=label)}
    for key, values in facts:
        row, loaded = rows.get(key), known.get(key)
        if row is None and loaded is not None:
            result.count(result.left_to_staff, model)
        elif row is None:
            rows[key] = model._default_manager.create(**{key_field: key}, **values)
            result.count(result.added, model)
            LoadedRow.objects.create(model=label, key=key, values=_plain(values))
        else:
            _bring_up(row, values, loaded or LoadedRow(model=label, key=key), result)
    return rows


def _bring_up(
    row: models.Model, values: Mapping[str, Any], loaded: LoadedRow, result: Loaded
) -> None:
    """Change the fields that still hold what was loaded; remember what the file says now."""
    said = _plain(values)
    new = {name for name, value in said.items() if loaded.values.get(name) != value}
    now = _plain({name: getattr(row, name) for name in values})
    # A field of which nothing was loaded before (a row that staff made, a new field) is theirs.
    ours = {name for name in new if name in loaded.values and now[name] == loaded.values[name]}
    if ours:
        for name in ours:
            setattr(row, name, values[name])
        row.save(update_fields=sorted(ours))
        result.count(result.changed, type(row))
    elif any(now[name] != said[name] for name in said):
        result.count(result.left_to_staff, type(row))
    if new:
        loaded.values = said
        loaded.save()


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as JSON would hold them, so that they compare with what is stored."""
    return json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder))
