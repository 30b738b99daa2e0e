"""The race itself, in a process of its own: it forks, and the children start at one signal.

    python -m tests.registrations.racer <workshop> <category> <processes> <attempts> <variant>

prints how often each outcome occurred, as JSON. Variants: `product` is the product as it is;
`count_first` counts before the gate, as if there were none for what decides: the mistake that
oversells on either database, also where transactions cannot overlap. `accept` and
`accept_count_first` do the same at acceptance, to people who applied in a category that is filled
by selection; `promote` and `promote_count_first` when workers offer free places to those who wait.
"""

import json
import os
import sys
import uuid
from collections import Counter
from unittest import mock

import django

django.setup()

from django.db import connections  # noqa: E402

from access.domain.consent import Output  # noqa: E402
from events.models import Category, WorkshopPage  # noqa: E402
from registrations.domain import places, registering, waiting  # noqa: E402
from registrations.models import Registration  # noqa: E402

# For so many attempts the control believes what it counted: however few processors there are and
# however they take turns, others come in between.
STALE_FOR = 5


def main(workshop_id: str, category_id: str, processes: int, attempts: int, variant: str) -> None:
    workshop = WorkshopPage.objects.select_related("vault").get(pk=workshop_id)
    category = Category.objects.filter(pk=category_id).first()
    connections.close_all()
    wait, signal = os.pipe()
    results, result = os.pipe()
    counted, ready = os.pipe()
    children = []
    for number in range(processes):
        child = os.fork()
        if child == 0:
            os.close(signal)
            early = places.room(workshop)
            os.write(ready, b".")
            os.read(wait, 1)
            outcomes = run(workshop, category, number, attempts, variant, early)
            os.write(result, json.dumps(outcomes).encode() + b"\n")
            connections.close_all()
            os._exit(0)
        children.append(child)
    # The signal: when every child is connected and has counted, the pipe that all wait for ends.
    for _child in children:
        os.read(counted, 1)
    os.close(signal)
    os.close(result)
    total: Counter[str] = Counter()
    with os.fdopen(results) as lines:
        for line in lines:
            total.update(json.loads(line))
    for child in children:
        os.waitpid(child, 0)
    print(json.dumps(total))


def run(
    workshop: WorkshopPage,
    category: Category | None,
    number: int,
    attempts: int,
    variant: str,
    early: places.Room,
) -> Counter[str]:
    """One child: register people as fast as it can. `early` was counted before the race."""
    outcomes: Counter[str] = Counter()
    if variant.startswith("accept"):
        return accept(workshop, number, attempts, variant, early)
    if variant.startswith("promote"):
        return promote(workshop, attempts, variant)
    for attempt in range(attempts):
        if attempt and attempt % STALE_FOR == 0:
            early = places.room(workshop)
        with patched(variant, early):
            try:
                registration = registering.register(
                    workshop,
                    category=category,
                    values={
                        "name": f"Racer {number}-{attempt}",
                        "email": f"racer-{number}-{attempt}@example.org",
                    },
                    choices=dict.fromkeys(Output, "none"),
                    submission_key=uuid.uuid4(),
                    language="en",
                    text_version="test",
                )
                outcomes[str(registration.state)] += 1
            except Exception as error:
                outcomes[f"{type(error).__name__}: {error}"[:100]] += 1
    return outcomes


def accept(
    workshop: WorkshopPage, number: int, attempts: int, variant: str, early: places.Room
) -> Counter[str]:
    """One child accepts its share of those who applied in a selection category."""
    outcomes: Counter[str] = Counter()
    rows = list(
        Registration.objects.select_related("workshop__vault", "person")
        .filter(workshop=workshop, state="submitted")
        .order_by("position", "pk")[number * attempts : (number + 1) * attempts]
    )
    for row in rows:
        control = mock.patch.object(places, "room", lambda *args: early)
        with control if variant == "accept_count_first" else mock.patch.dict({}, {}):
            try:
                registering.accept(row, "system")
                outcomes["accepted"] += 1
            except places.NoPlace:
                outcomes["no place"] += 1
            except Exception as error:
                outcomes[f"{type(error).__name__}: {error}"[:100]] += 1
    return outcomes


def promote(workshop: WorkshopPage, attempts: int, variant: str) -> Counter[str]:
    """One worker offers what is free, as often as it is asked to."""
    outcomes: Counter[str] = Counter()
    for _attempt in range(attempts):
        with patched(variant.removeprefix("promote_"), places.room(workshop)):
            try:
                with places.opening(workshop):
                    outcomes["offered"] += len(waiting.promote(workshop))
            except Exception as error:
                outcomes[f"{type(error).__name__}: {error}"[:100]] += 1
    return outcomes


def patched(variant: str, early: places.Room) -> "mock._patch":
    """In the control, what was counted before the gate decides behind it."""
    if variant == "count_first":
        return mock.patch.object(places, "room", lambda *args: early)
    return mock.patch.dict({}, {})


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
