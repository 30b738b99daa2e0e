"""The names of a host as they will be printed, English and its own languages side by side (US-H10).

A name that nobody has written down is shown as missing, never as the work of a machine.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from events.models import WorkshopPage
from events.models.workshop import CoOrganiser


@dataclass(frozen=True)
class InLanguage:
    """A name in one language of the host; `text` is empty where it is missing."""

    language: str
    endonym: str
    text: str


@dataclass(frozen=True)
class PrintedName:
    """One co-organiser, or the State itself: what it is, its English name, its own names."""

    role: str
    english: str
    own: tuple[InLanguage, ...]
    has_logo: bool | None = None


def printed_names(workshop: WorkshopPage) -> list[PrintedName]:
    """The State and its co-organisers in order of protocol, by the names of the workshop's day.

    Bodies of other States stand with their English name alone. Empty where no host is known. Two
    statements.
    """
    state = workshop.host_state
    if state is None:
        return []
    languages = [row for row in state.languages if row["code"] != "en"]
    day = workshop.starts_on or workshop.ends_on or datetime.date(workshop.year, 6, 30)
    rows = workshop.co_organisers.select_related("institution__logo").prefetch_related(
        "institution__names"
    )
    return [
        PrintedName("", state.list_name, _own(languages, state.native_names)),
        *(_co_organiser(row, day, languages, state.pk) for row in rows),
    ]


def _co_organiser(
    row: CoOrganiser, day: datetime.date, languages: list[dict[str, str]], state: int
) -> PrintedName:
    name = row.institution.name_on(day)
    is_own = row.institution.state_id == state
    return PrintedName(
        str(row.get_role_display()),
        name.text,
        _own(languages, name.native_names) if is_own else (),
        row.institution.logo is not None,
    )


def _own(languages: list[dict[str, str]], names: list[Mapping[str, Any]]) -> tuple[InLanguage, ...]:
    """A name for every language; of several in one the longest, which is the formal one."""
    found: dict[str, str] = {}
    for name in names:
        if len(name["text"]) > len(found.get(name["lang"], "")):
            found[name["lang"]] = name["text"]
    return tuple(
        InLanguage(row["code"], row["endonym"], found.get(row["code"], "")) for row in languages
    )
