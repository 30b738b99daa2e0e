"""Rows of the list as they leave the house: the columns that the Secretariat may read, in batches.

Memory is constant: registrations come from a cursor, values are opened two hundred at a time.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from access import catalogue
from access.catalogue import Mark, Reader, Track
from access.domain import disclosure
from events.models import WorkshopPage
from registrations.domain import choices, described
from registrations.models import Registration

BATCH = 200
FACTS = ("reference", "state", "category", "country", "registered_at")


def columns(workshop: WorkshopPage) -> list[tuple[str, Any]]:
    """(code, label) of every personal column that the Secretariat may take out."""
    codes = [field.code for field in catalogue.all_fields()]
    rows = [catalogue.get(code) for code in [*codes, *described.own_questions(workshop)]]
    return [
        (row.code, row.label)
        for row in rows
        if row.code not in {"reference", "category", "state"}
        and row.mark(Reader.SECRETARIAT, Track.DIRECT) is Mark.READS
    ]


def rows(
    workshop: WorkshopPage, registrations: QuerySet[Registration], codes: Sequence[str]
) -> Iterator[list[str]]:
    """One list of texts for each registration: the facts, then the columns asked for."""
    own = described.own_questions(workshop)
    stream = registrations.select_related("category", "person__state").iterator(BATCH)
    while batch := list(islice(stream, BATCH)):
        tracks = {r.person.pk: r.person.track for r in batch if r.person}
        found = disclosure.visible_to(disclosure.SECRETARIAT, workshop.vault, tracks, codes)
        for r in batch:
            values = found.get(r.person_id, {}) if r.person_id else {}
            state = r.person.state if r.person else None
            yield [
                r.reference,
                str(r.get_state_display()),
                r.category.label,
                str(state.list_name) if state else "",
                f"{r.created_at:%Y-%m-%d %H:%M}",
                *(
                    own[code].words(values[code])
                    if code in own and code in values
                    else choices.in_words(code, values.get(code, ""))
                    for code in codes
                ),
            ]
