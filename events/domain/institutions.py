"""The Member States with their institutions, and the bodies of ASEAN, as a reader sees them.

Names are those of today, with the earlier ones and their time; a status of accreditation never
stands without the day it was stated for. A State without a national human rights institution has
no such line.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import slugify

from events.models import (
    Accreditation,
    Institution,
    InstitutionName,
    NationalWorkingGroupPage,
    State,
    WorkshopPage,
)
from events.models.reference import Certainty, InstitutionKind


@dataclass(frozen=True)
class Native:
    """A name in a language, for a reader and a screen reader of it."""

    text: str
    language: str


@dataclass(frozen=True)
class Earlier:
    """A name that is no longer in force, with its last day where it is known."""

    text: str
    until: datetime.date | None


@dataclass(frozen=True)
class Body:
    """An institution: its name of today, its other names, its accreditation."""

    name: str
    short: str
    native: tuple[Native, ...]
    earlier: tuple[Earlier, ...]
    accreditations: tuple[Accreditation, ...]
    founded_on: datetime.date | None
    dissolved_on: datetime.date | None
    is_certain: bool
    url: str = ""


@dataclass(frozen=True)
class Member:
    """A Member State, its institutions by kind, the years in which it hosted a workshop."""

    state: State
    native: tuple[Native, ...]
    ministries: tuple[Body, ...]
    institutions: tuple[Body, ...]
    groups: tuple[Body, ...]
    workshops: tuple[tuple[int, str], ...]

    @property
    def anchor(self) -> str:
        """Its place on the page: viet-nam."""
        return slugify(self.state.list_name)


def members() -> tuple[list[Member], list[Body]]:
    """Every Member State in alphabetical order, and the bodies of ASEAN. Six statements."""
    by_state: dict[int | None, dict[str, list[Institution]]] = {}
    for row in Institution.objects.prefetch_related("names", "accreditations"):
        by_state.setdefault(row.state_id, {}).setdefault(row.kind, []).append(row)
    pages = _group_pages()
    hosted = _hosted()
    kinds = InstitutionKind
    found = []
    for state in State.objects.all():
        own = by_state.get(state.pk, {})
        found.append(
            Member(
                state,
                _native(state.native_names, but=(state.list_name, state.formal_name)),
                tuple(map(_body, own.get(kinds.MINISTRY, ()))),
                tuple(map(_body, own.get(kinds.NHRI, ()))),
                tuple(_body(row, pages) for row in own.get(kinds.NATIONAL_WORKING_GROUP, ())),
                tuple(hosted.get(state.pk, ())),
            )
        )
    bodies = by_state.get(None, {}).get(kinds.ASEAN_BODY, [])
    return found, sorted(map(_body, bodies), key=lambda body: body.name)


def _group_pages() -> dict[int, str]:
    """The addresses of the published pages of national working groups, by institution."""
    rows = NationalWorkingGroupPage.objects.live().order_by("-path")
    return {row.institution_id: row.get_url() or "" for row in rows}


def _hosted() -> dict[int, list[tuple[int, str]]]:
    """The years and addresses of the workshops that a State certainly hosted, oldest first."""
    rows = WorkshopPage.objects.live().filter(certainty=Certainty.SEEN, host_state__isnull=False)
    found: dict[int, list[tuple[int, str]]] = {}
    for row in rows.order_by("year", "starts_on"):
        found.setdefault(row.host_state_id or 0, []).append((row.year, row.get_url() or ""))
    return found


def _body(row: Institution, pages: Mapping[int, str] | None = None) -> Body:
    name = row.name_on(timezone.localdate())
    return Body(
        name=name.text,
        short=name.short,
        native=_native(name.native_names, but=(name.text,)),
        earlier=_earlier(row.names.all(), name),
        accreditations=tuple(row.accreditations.all()),
        founded_on=row.founded_on,
        dissolved_on=row.dissolved_on,
        is_certain=row.certainty == name.certainty == Certainty.SEEN,
        url=(pages or {}).get(row.pk, ""),
    )


def _earlier(names: Iterable[InstitutionName], now: InstitutionName) -> tuple[Earlier, ...]:
    """The other names, the latest first."""
    others = [name for name in names if name.pk != now.pk and name.text != now.text]
    others.sort(key=lambda name: name.valid_to or datetime.date.min, reverse=True)
    return tuple(Earlier(name.text, name.valid_to) for name in others)


def _native(names: Iterable[Mapping[str, str]], but: Collection[str]) -> tuple[Native, ...]:
    """The names that are not English and read otherwise than those beside them, each once."""
    found = {
        (row["text"], row["lang"]): None
        for row in names
        if row["lang"] != "en" and row["text"] not in but
    }
    return tuple(Native(text, language) for text, language in found)
