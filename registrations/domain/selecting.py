"""Selection: everybody who applied in time is equal; readers, reasons, balance as counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from access.domain import audit, disclosure, locks
from access.domain.crypto import Cipher
from access.models import User
from events.models import WorkshopPage
from registrations.domain import described, sealing
from registrations.domain.states import State
from registrations.models import Reading, Registration

READERS = 2


@dataclass(frozen=True)
class Application:
    """One application as a reader sees it: answers, readings; the name only where it is shown."""

    registration: Registration
    name: str
    answers: list[tuple[str, str]]
    readings: list[tuple[Reading, str]]

    @property
    def score(self) -> int:
        """The sum of the verdicts."""
        return sum(reading.verdict for reading, _reason in self.readings)


def applications(workshop: WorkshopPage, *, blind: bool) -> list[Application]:
    """Those who wait for a decision in the categories filled by selection, best first.

    `blind`: names and organisations are not opened at all. Six statements for any number.
    """
    rows = list(
        Registration.objects.select_related("category", "person__state")
        .filter(workshop=workshop, by_selection=True, state=State.SUBMITTED)
        .exclude(person__in=locks.hidden(workshop.vault))
        .order_by("position", "pk")
    )
    questions = described.own_questions(workshop)
    codes = [*questions, "message", *([] if blind else ["name", "organisation"])]
    tracks = {row.person.pk: row.person.track for row in rows if row.person}
    found = disclosure.visible_to(disclosure.SECRETARIAT, workshop.vault, tracks, codes)
    readings = _readings(workshop, rows)
    result = []
    for row in rows:
        values = found.get(row.person_id, {}) if row.person_id else {}
        result.append(
            Application(
                row,
                values.get("name", ""),
                [
                    (described.text(q.label), q.words(values[c]))
                    for c, q in questions.items()
                    if c in values
                ]
                + ([("", values["message"])] if "message" in values else []),
                readings.get(row.pk, []),
            )
        )
    return sorted(result, key=lambda a: -a.score)


def _readings(
    workshop: WorkshopPage, rows: Sequence[Registration]
) -> dict[Any, list[tuple[Reading, str]]]:
    found: dict[Any, list[tuple[Reading, str]]] = {}
    cipher = Cipher(workshop.vault.pk)
    for reading in Reading.objects.select_related("reader").filter(registration__in=rows):
        reason = sealing.unseal(reading, workshop.vault.pk, cipher)
        found.setdefault(reading.registration_id, []).append((reading, reason))
    return found


@transaction.atomic
def read(registration: Registration, reader: User, verdict: int, reason: str) -> None:
    """Write down what one reader thinks; a reader may change it. Two readers are enough.

    Raises ValueError for a third reader.
    """
    readings = Reading.objects.filter(registration=registration)
    row = readings.filter(reader=reader).first()
    if row is None:
        if readings.count() >= READERS:
            raise ValueError("two readers have read it")
        row = Reading(registration=registration, reader=reader)
    row.verdict = verdict
    sealing.seal(row, registration.workshop.vault.pk, reason)
    row.save()
    audit.record(
        "registration.reading", obj=registration, actor=reader, vault=registration.workshop.vault
    )


def balance(workshop: WorkshopPage) -> dict[str, list[tuple[str, int, int]]]:
    """(label, applied, accepted) by category and by State: counts alone, for fairness."""
    applied: dict[str, Counter[str]] = {"category": Counter(), "state": Counter()}
    accepted: dict[str, Counter[str]] = {"category": Counter(), "state": Counter()}
    rows = Registration.objects.filter(workshop=workshop, by_selection=True).values_list(
        "category__label", "person__state__list_name", "state"
    )
    for category, state, step in rows:
        for kind, label in (("category", category), ("state", state or "–")):
            applied[kind][label] += 1
            accepted[kind][label] += step in {State.ACCEPTED, State.ATTENDED}
    return {
        kind: [(label, n, accepted[kind][label]) for label, n in sorted(table.items())]
        for kind, table in applied.items()
    }
