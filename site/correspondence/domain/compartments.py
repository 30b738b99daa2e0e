"""The workshops as this floor sees them: vaults, with what the floor above tells about each."""

import datetime
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.utils import timezone


@dataclass(frozen=True)
class Compartment:
    """One workshop with mails to write.

    `label` is for staff and never stands in a mail; `dates` by code (`first_day`, `last_day`);
    `words` are those that no mail may hold: titles, theme, place; `address` is its public page
    ('' where there is none), `summary` its public line.
    """

    vault_id: uuid.UUID
    label: str
    time_zone: str = "UTC"
    dates: Mapping[str, datetime.date] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    address: str = ""
    summary: str = ""

    @property
    def today(self) -> datetime.date:
        """The day it is at the venue."""
        return timezone.now().astimezone(ZoneInfo(self.time_zone)).date()


_sources: list[Callable[[], list[Compartment]]] = []


def register(source: Callable[[], list[Compartment]]) -> None:
    """Tell which compartments there are; call it in `AppConfig.ready`. Twice changes nothing."""
    if source not in _sources:
        _sources.append(source)


def all_open() -> list[Compartment]:
    """Every workshop to whose people mails may still be written, as the sources order them."""
    return [one for source in _sources for one in source()]


def find(vault_id: uuid.UUID | None) -> Compartment | None:
    """The compartment of a vault, or None."""
    return next((one for one in all_open() if one.vault_id == vault_id), None)
