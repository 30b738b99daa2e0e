"""The numbers that hosts see (US-H6, domain rule 4): for rooms, meals and headsets, of nobody.

Made once a day, for the whole workshop at one moment, already suppressed: what is small is not in
the table that a host's page reads. New numbers replace the old ones only when five people or more
have come or gone, so that the difference of two mornings tells nothing about one person either.

Hosts have the protocol list too: the officials, each with a State. Whoever takes them off a number
has the people who registered themselves. So every rule here is a rule about those others: the
total, a kind, a State is told only as far as it would be told of them alone.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access import catalogue
from access.catalogue import Mark, Reader, Track
from access.domain import disclosure, locks
from access.domain.suppression import THRESHOLD, suppress, suppress_beside
from events.models import Category, Person, State, WorkshopPage
from registrations.domain import queries
from registrations.models import HeadCount

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

TOTAL = "total"
# Beside the total: how many of them are not on the protocol list.
OTHERS = "others"
# What hosts know of each official anyway.
KNOWN_OF_OFFICIALS = frozenset({"category", "state"})
# The key of the row with the sum of the merged cells; and of a cell for those who gave no answer.
MERGED = "*"
NO_ANSWER = "-"
NO_ANSWER_LABEL = _("No answer, or another one")
# Hosts plan until the workshop is over and settle accounts a month after it.
DAYS_AFTER = 30


@dataclass(frozen=True)
class Kind:
    """One table of numbers.

    `code` is its field in the catalogue. `labels`: every cell by key, in order, also the empty
    ones, whose absence would tell. `keys_of`: the cells of each of the people, by the person's
    key. `is_single`: everybody stands in exactly one cell; otherwise people may stand in several,
    and each cell is a table of yes and no.
    """

    code: str
    title: "str | StrPromise"
    labels: Callable[[], Mapping[str, "str | StrPromise"]]
    keys_of: Callable[[WorkshopPage, Sequence[Person]], Mapping[object, Iterable[str]]]
    is_single: bool = True
    # Whether suppliers get its exact numbers: things to order, never kinds of people.
    is_order: bool = False


_kinds: dict[str, Kind] = {}
_sources: list[Callable[[WorkshopPage], list[Kind]]] = []


def register(kind: Kind) -> None:
    """Add a table; registering it again replaces it."""
    _kinds[kind.code] = kind


def register_source(source: Callable[[WorkshopPage], list[Kind]]) -> None:
    """Add a source of tables that only some workshops have: their own questions."""
    if source not in _sources:
        _sources.append(source)


def _kinds_of(workshop: WorkshopPage) -> list[Kind]:
    """Every table of a workshop, in the order of registration."""
    return [*_kinds.values(), *(kind for source in _sources for kind in source(workshop))]


def answer_kind(
    field: str,
    title: "str | StrPromise",
    labels: Callable[[], Mapping[str, "str | StrPromise"]],
    *,
    blank: "str | StrPromise" = NO_ANSWER_LABEL,
    split: Callable[[str], Iterable[str]] = lambda text: [text],
    is_single: bool = False,
) -> Kind:
    """The table of one question with given answers.

    Arguments: the field's code in the catalogue; the title; the answers on offer, by stored code
    (words of a person's own are never a label: they would be printed); the label of those who gave
    none of them; how a stored text is split into codes; whether exactly one can be given.
    """

    def keys_of(workshop: WorkshopPage, people: Sequence[Person]) -> dict[object, list[str]]:
        tracks = {person.pk: person.track for person in people}
        found = disclosure.visible_to(disclosure.NUMBERS, workshop.vault, tracks, [field])
        known = set(labels())
        return {
            key: [code for code in split(values.get(field, "")) if code in known] or [NO_ANSWER]
            for key, values in found.items()
        }

    def all_labels() -> dict[str, "str | StrPromise"]:
        return {**labels(), NO_ANSWER: blank}

    return Kind(field, title, all_labels, keys_of, is_single, is_order=True)


@dataclass(frozen=True)
class Table:
    """One table as a host sees it: large cells, and what is merged. `merged_count` may be None."""

    title: "str | StrPromise"
    shown: Sequence[tuple["str | StrPromise", int]]
    merged: Sequence["str | StrPromise"]
    merged_count: int | None
    is_single: bool


@dataclass(frozen=True)
class Numbers:
    """All numbers of a workshop at one moment; `total` is None where even it is too small."""

    day: datetime.date
    total: int | None
    tables: Sequence[Table]


def take_all() -> int:
    """Make the numbers of every workshop whose hosts may see them; the timetable calls it daily."""
    today = timezone.localdate()
    oldest = today - datetime.timedelta(days=DAYS_AFTER)
    workshops = WorkshopPage.objects.select_related("vault").filter(
        data_annex_signed_on__lte=today, vault__destroyed_at=None
    )
    HeadCount.objects.filter(workshop__ends_on__lt=oldest).delete()
    return sum(take(w, today) for w in workshops if w.last_day >= oldest)


@transaction.atomic
def take(workshop: WorkshopPage, day: datetime.date) -> bool:
    """Replace the numbers of a workshop by those of `day`; returns whether they were replaced.

    They stay as they are on the same day, and as long as fewer than five people more or less take
    part, who are not on the protocol list, than when they were made.
    """
    people = list(queries.participants(workshop))
    others = unlisted(workshop, people)
    old = HeadCount.objects.filter(workshop=workshop, kind=TOTAL, key=OTHERS).first()
    if old is not None and not _is_due(old, len(others), day):
        return False
    is_told = len(others) >= THRESHOLD
    rows = [
        HeadCount(kind=TOTAL, key=MERGED, count=len(people) if is_told else None),
        HeadCount(kind=TOTAL, key=OTHERS, count=len(others) if is_told else None),
    ]
    if is_told:
        for kind in _kinds_of(workshop):
            rows += _cells(kind, workshop, people, others)
    for row in rows:
        row.workshop, row.day = workshop, day
    HeadCount.objects.filter(workshop=workshop).delete()
    HeadCount.objects.bulk_create(rows)
    return True


def _is_due(old: HeadCount, number: int, day: datetime.date) -> bool:
    if old.day >= day:
        return False
    return old.count is None or abs(number - old.count) >= THRESHOLD


def unlisted(workshop: WorkshopPage, people: Sequence[Person]) -> list[Person]:
    """The people who are not on the protocol list of hosts (registrations.domain.protocol).

    One statement where there are officials.
    """
    if not any(person.is_nominated for person in people):
        return list(people)
    hidden = set(locks.hidden(workshop.vault))
    return [person for person in people if not person.is_nominated or person.pk in hidden]


def _cells(
    kind: Kind, workshop: WorkshopPage, people: Sequence[Person], others: Sequence[Person]
) -> list[HeadCount]:
    """The cells of one table, suppressed before they are written.

    Of what hosts know of each official the others alone decide what is told; the officials are
    added to what is left.
    """
    counts = _counts(kind, workshop, people)
    if not kind.is_single:
        return [
            HeadCount(kind=kind.code, key=key, count=_apart(count, len(people) - count))
            for key, count in counts.items()
        ]
    is_known = kind.code in KNOWN_OF_OFFICIALS
    unknown = _counts(kind, workshop, others) if is_known else counts
    table = suppress_beside(counts, unknown)
    rows = [HeadCount(kind=kind.code, key=key, count=table.shown.get(key)) for key in counts]
    if table.merged and not table.is_withheld:
        rows.append(HeadCount(kind=kind.code, key=MERGED, count=table.merged_count))
    return rows


def _counts(kind: Kind, workshop: WorkshopPage, people: Sequence[Person]) -> dict[str, int]:
    """How many of the people stand in each cell."""
    found = kind.keys_of(workshop, people)
    counted = Counter(key for person in people for key in set(found.get(person.pk, ())))
    return {key: counted[key] for key in kind.labels()}


def _apart(yes: int, no: int) -> int | None:
    """The number of those who need something, unless it or its complement is small."""
    return suppress({"yes": yes, "no": no}).shown.get("yes")


def numbers(workshop: WorkshopPage, reader: Reader = Reader.HOST) -> Numbers | None:
    """The numbers that were made last, or None where none were made yet. One statement and labels.

    Only the tables that the field table marks # for the reader (a co-organising institution is
    told less of needs than the host). Whoever asks and however often: the same numbers until the
    next are made.
    """
    cells: dict[str, dict[str, int | None]] = {}
    day = None
    for row in HeadCount.objects.filter(workshop=workshop):
        cells.setdefault(row.kind, {})[row.key] = row.count
        day = row.day
    if day is None:
        return None
    total = cells.pop(TOTAL, {}).get(MERGED)
    tables = [
        _table(kind, cells[kind.code])
        for kind in _kinds_of(workshop)
        if kind.code in cells and _may_count(kind, reader)
    ]
    return Numbers(day, total, tables)


def _may_count(kind: Kind, reader: Reader) -> bool:
    return catalogue.get(kind.code).mark(reader, Track.DIRECT) is Mark.COUNTS


def exact(
    workshop: WorkshopPage,
) -> tuple[int, list[tuple["str | StrPromise", list[tuple["str | StrPromise", int]]]]]:
    """The exact numbers that the Secretariat orders by: (people, (title, (what, number)))."""
    people = list(queries.participants(workshop))
    orders = []
    for kind in _kinds_of(workshop):
        if kind.is_order:
            counts = _counts(kind, workshop, people)
            labels = kind.labels()
            lines = [(labels[key], n) for key, n in counts.items() if n and key != NO_ANSWER]
            orders.append((kind.title, lines))
    return len(people), orders


def _table(kind: Kind, cells: Mapping[str, int | None]) -> Table:
    labels = kind.labels()
    shown = [
        (label, count) for key, label in labels.items() if (count := cells.get(key)) is not None
    ]
    merged = [label for key, label in labels.items() if key in cells and cells[key] is None]
    return Table(kind.title, shown, merged, cells.get(MERGED), kind.is_single)


def _categories() -> dict[str, str]:
    return dict(Category.objects.order_by("sort_order", "pk").values_list("code", "label"))


def _states() -> dict[str, "str | StrPromise"]:
    rows = State.objects.order_by("list_name").values_list("code", "list_name")
    return {**dict(rows), NO_ANSWER: _("No State")}


register(
    Kind(
        "category",
        _("By kind of participant"),
        _categories,
        lambda workshop, people: {person.pk: [person.category.code] for person in people},
    )
)
register(
    Kind(
        "state",
        _("By State represented"),
        _states,
        lambda workshop, people: {
            person.pk: [person.state.code if person.state else NO_ANSWER] for person in people
        },
    )
)
