"""Reading personal values through the one door, against the same values in a plain table."""

import datetime
import uuid
from collections.abc import Iterator

from django.db import connection, transaction

from tests.benchmarks.harness import Bench, Row, cpu_seconds, row

PEOPLE = 1000
FIELDS = 8


def rows(bench: Bench) -> Iterator[Row]:
    from access import catalogue
    from access.catalogue import Reader, Track
    from access.domain import disclosure
    from access.domain.values import store
    from events.models import WorkshopPage

    vault = WorkshopPage.objects.get(slug=bench.workshop.strip("/").split("/")[-1]).vault
    readable = [
        field.code
        for field in catalogue.all_fields()
        if field.mark(Reader.SECRETARIAT, Track.DIRECT) is catalogue.Mark.READS
    ][:FIELDS]
    assert len(readable) == FIELDS
    people = [uuid.uuid4() for _ in range(PEOPLE)]
    with transaction.atomic():
        for person in people:
            texts = {code: f"Invented value of {code}" for code in readable}
            store(vault, person, texts, datetime.date(2027, 6, 17))
        twin(people, readable)
        subjects = dict.fromkeys(people, Track.DIRECT)

        def through_the_door() -> None:
            found = disclosure.visible_to(disclosure.SECRETARIAT, vault, subjects, readable)
            assert sum(map(len, found.values())) == PEOPLE * FIELDS

        def plain() -> None:
            assert sum(map(len, read_twin().values())) == PEOPLE * FIELDS

        # The best of several: other work on the machine only ever adds.
        door = min(cpu_seconds(through_the_door) for _ in range(5))
        bare = min(sum(cpu_seconds(plain) for _ in range(10)) / 10 for _ in range(3))
        transaction.set_rollback(True)
    yield row("disclosure.read_1000x8", door * 1000, "ms CPU")
    yield row("disclosure.read_1000x8.ratio", door / bare, "x plain table", 2)


def twin(people: list[uuid.UUID], codes: list[str]) -> None:
    """The same values in clear, in a table that this connection alone sees."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE twin (subject char(32), field varchar(40), value text)")
        cursor.executemany(
            "INSERT INTO twin VALUES (%s, %s, %s)",
            [(p.hex, code, f"Invented value of {code}") for p in people for code in codes],
        )


def read_twin() -> dict[uuid.UUID, dict[str, str]]:
    """What a system without disclosure would do: read the rows and sort them by person."""
    found: dict[uuid.UUID, dict[str, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject, field, value FROM twin")
        for subject, field, value in cursor.fetchall():
            found.setdefault(uuid.UUID(subject), {})[field] = value
    return found
