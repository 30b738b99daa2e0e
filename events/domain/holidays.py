"""Public holidays of all Member States, so that no workshop is planned into one unseen."""

import datetime
import logging
from dataclasses import dataclass
from functools import lru_cache

import holidays

from events.models import State

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Clash:
    """A day of the workshop that is a public holiday somewhere."""

    day: datetime.date
    state: str
    name: str


@lru_cache(maxsize=256)
def of_state(code: str, year: int) -> dict[datetime.date, str]:
    """The public holidays of a State in a year by their English names; empty where not known.

    Movable ones are estimates: the list says where to look, a ministry says what holds.
    """
    try:
        return dict(holidays.country_holidays(code, years=year, language="en_US"))
    except NotImplementedError:
        logger.warning("no holidays known for %s", code)
        return {}


def clashes(first: datetime.date, last: datetime.date) -> list[Clash]:
    """The holidays of any Member State from the first to the last day. One statement."""
    days = [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]
    states = list(State.objects.all())
    return [
        Clash(day, state.list_name, of_state(state.code, day.year)[day])
        for day in days
        for state in states
        if day in of_state(state.code, day.year)
    ]
