"""Loading what became of the proposals of 2004, with the instruments and meetings around them.

All of it comes from `publications/data/outcomes.json`. What its file calls "verify" is loaded for
staff and never shown; what staff changed or removed is left as they have it.
"""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models, transaction

from events.domain.loading import Fact, Loaded, load
from events.models import Institution, LoadedRow, WorkshopPage
from publications.models import (
    Addressee,
    Engagement,
    Instrument,
    Recommendation,
    Step,
    Study,
    Theme,
)

FILE = Path(__file__).resolve().parents[1] / "data" / "outcomes.json"


@transaction.atomic
def load_outcomes() -> Loaded:
    """Load the facts; run it as often as you like.

    Needs the reference data and, for the recommendations, the page of the workshop of 2004 (they
    wait where it is not there). Returns what was added, changed and left as staff have it.
    """
    data = json.loads(FILE.read_text(encoding="utf-8"))
    result = Loaded()
    themes = load(Theme, "slug", _themes(data), result)
    addressees = load(Addressee, "code", _addressees(data), result)
    links = {"themes": themes, "bodies": addressees, "addressees": addressees}
    loading = _Loading(result, links, set(LoadedRow.objects.values_list("model", "key")))
    instruments = loading.linked(Instrument, "slug", data["instruments"])
    links["recommendations"] = _load_recommendations(data["recommendations"], loading, instruments)
    loading.linked(Study, "slug", data["studies"], addressees)
    loading.linked(Engagement, "slug", data["engagement"])
    return result


@dataclass(frozen=True)
class _Loading:
    """The tally, what many-to-many fields may name, and what was loaded before (model, key)."""

    result: Loaded
    links: dict[str, dict[str, Any]]
    known: set[tuple[str, str]]

    def linked(
        self,
        model: type[models.Model],
        key: str,
        rows: list[dict[str, Any]],
        bodies: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Load rows with their many-to-many fields, which are set once, when a row is made."""
        facts = [(row[key], _plain_values(row, key, self.links, bodies)) for row in rows]
        loaded = load(model, key, facts, self.result)
        for row in rows:
            if (model._meta.label_lower, row[key]) in self.known or row[key] not in loaded:
                continue
            for name, targets in self.links.items():
                if name in row:
                    chosen = [targets[code] for code in row[name] if code in targets]
                    getattr(loaded[row[key]], name).set(chosen)
        return loaded


def _themes(data: dict[str, Any]) -> Iterator[Fact]:
    for order, (slug, name, priority) in enumerate(data["themes"], start=1):
        yield slug, {"name": name, "is_aichr_priority": priority, "sort_order": order}


def _addressees(data: dict[str, Any]) -> Iterator[Fact]:
    known = dict(Institution.objects.values_list("key", "pk"))
    for order, (code, kind, short, name, institution) in enumerate(data["addressees"], start=1):
        yield (
            code,
            {
                "kind": kind,
                "short": short,
                "name": name,
                "institution_id": known.get(institution),
                "sort_order": order,
            },
        )


def _plain_values(
    row: dict[str, Any], key: str, links: dict[str, Any], bodies: dict[str, Any] | None
) -> dict[str, Any]:
    values = {name: _value(name, value) for name, value in row.items() if name not in {key, *links}}
    if bodies is not None:
        body = bodies.get(values.pop("body"))
        values["body_id"] = body.pk if body else None
    return values


def _value(name: str, value: Any) -> Any:
    if name in ("date", "starts_on", "ends_on"):
        return datetime.date.fromisoformat(value) if value else None
    return value


def _load_recommendations(
    rows: list[dict[str, Any]], loading: _Loading, instruments: dict[str, Any]
) -> dict[str, Any]:
    slugs = {row["workshop"] for row in rows}
    workshops = {
        page.slug: page for page in WorkshopPage.objects.filter(slug__in=slugs).order_by("-pk")
    }
    rows = [row for row in rows if row["workshop"] in workshops]
    facts = [
        {name: value for name, value in row.items() if name not in ("steps", "workshop")}
        | {"workshop_id": workshops[row["workshop"]].pk, "standing": "recorded"}
        for row in rows
    ]
    loaded = loading.linked(Recommendation, "key", facts)
    load(Step, "key", _steps(rows, loaded, instruments), loading.result)
    return loaded


def _steps(
    rows: list[dict[str, Any]], loaded: dict[str, Any], instruments: dict[str, Any]
) -> Iterator[Fact]:
    for row in rows:
        if row["key"] not in loaded:
            continue
        for number, step in enumerate(row["steps"], start=1):
            instrument = instruments.get(step["instrument"])
            values = {name: _value(name, v) for name, v in step.items() if name != "instrument"}
            yield (
                f"{row['key']}/{number}",
                values
                | {
                    "recommendation_id": loaded[row["key"]].pk,
                    "instrument_id": instrument.pk if instrument else None,
                },
            )
