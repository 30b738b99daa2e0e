"""What personal data is left, where, and until when: numbers alone, no value is opened.

A floor that keeps something about people outside `access` registers a source at start-up.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min
from django.utils.translation import gettext_lazy as _

from access import catalogue
from access.models import Consent, PersonalValue, PrivateFile, Token, Vault

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Line:
    """One kind of data in one workshop: where it lies, what it is, how many, the days it goes.

    `first` and `last` are the days after which the earliest and the latest of them is erased; None
    where no day was set, and `rule` says what ends it then.
    """

    where: "str | _StrPromise"
    what: "str | _StrPromise"
    number: int
    first: datetime.date | None = None
    last: datetime.date | None = None
    rule: "str | _StrPromise" = ""


Source = Callable[[Vault], Iterable[Line]]
_sources: list[Source] = []

ANSWERS = _("Answers, encrypted")
FILES = _("Private files, encrypted")
WITH_THE_PERSON = _("With the person’s last value, or when they ask")


def register(source: Source) -> None:
    """Add a source: a function of a vault that counts what its floor keeps about people."""
    if source not in _sources:
        _sources.append(source)


def of_vault(vault: Vault) -> list[Line]:
    """Every kind of personal data that is left in one workshop. Four statements, and the sources'.

    Kinds of which nothing is left are not in the list: an empty list is the aim.
    """
    lines = [*_dated(PersonalValue, vault, "field", ANSWERS)]
    lines += _dated(PrivateFile, vault, "purpose", FILES)
    for model, what in ((Consent, _("What people agreed to")), (Token, _("Private links"))):
        number = model.objects.filter(vault=vault).count()
        lines.append(Line(_("Records without a name"), what, number, rule=WITH_THE_PERSON))
    for source in _sources:
        lines += source(vault)
    return [line for line in lines if line.number]


def not_empty(vaults: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these vaults still hold personal values. One statement."""
    held = PersonalValue.objects.filter(vault__in=list(vaults))
    return set(held.values_list("vault", flat=True).distinct())


def _dated(
    model: "type[PersonalValue | PrivateFile]", vault: Vault, column: str, where: "_StrPromise"
) -> Iterable[Line]:
    """Rows that each carry their own day, grouped by field."""
    rows = (
        model.objects.filter(vault=vault)
        .values_list(column)
        .annotate(Count("pk"), Min("erase_after"), Max("erase_after"))
        .order_by(column)
    )
    for code, number, first, last in rows:
        yield Line(where, _label(code), number, first, last)


def _label(code: str) -> "str | _StrPromise":
    """The label of a field; its code where the row is gone from the catalogue."""
    try:
        return catalogue.get(code).label
    except KeyError:
        return code
