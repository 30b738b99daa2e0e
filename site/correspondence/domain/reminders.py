"""Reminders as rules: days before or after a date, only to whom it still concerns, each once.

A rule is code, registered by the app that knows whom it concerns; its days may be changed for each
workshop. The timetable runs `run`.
"""

import datetime
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from access.domain import audit
from access.models import User, Vault
from correspondence.domain import compartments, occasions, recipients
from correspondence.domain.compartments import Compartment
from correspondence.models import ReminderSetting

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# A worker that was away for so long still reminds; after that the day has passed.
LATE_DAYS = 2
MOST_DAYS = 400
MOST_TIMES = 5


@dataclass(frozen=True)
class Rule:
    """One reminder. `days` count from the compartment's date `date`: -30 is a month before it."""

    code: str
    label: "str | StrPromise"
    occasion: str
    date: str
    days: tuple[int, ...]
    concerned: Callable[[Vault], set[uuid.UUID]]
    context: Callable[[Vault], dict[str, Any]]


@dataclass(frozen=True)
class Line:
    """A rule in one workshop as staff see it: its days, and when each falls (None: no date)."""

    rule: Rule
    days: tuple[int, ...]
    falls_on: tuple[datetime.date | None, ...]
    is_changed: bool


_rules: dict[str, Rule] = {}


def _nothing_more(vault: Vault) -> dict[str, Any]:
    return {}


def register(
    code: str,
    label: "str | StrPromise",
    *,
    occasion: str,
    date: str,
    days: Sequence[int],
    recipients: Callable[[Vault], set[uuid.UUID]],
    context: Callable[[Vault], dict[str, Any]] = _nothing_more,
) -> None:
    """Add a rule; call it in `AppConfig.ready`. The same code again replaces it.

    Arguments: a code (at most 20 characters); words for staff; a registered occasion; the code of a
    date of `Compartment.dates`; days from it, at most five, in the order in which they come;
    `recipients(vault)`, the keys of those whom it concerns at this moment, asked each time anew;
    `context(vault)`, what the occasion needs besides reference and link. LookupError for an
    occasion that is not registered.
    """
    occasions.get(occasion)
    _rules[code] = Rule(code, label, occasion, date, tuple(days), recipients, context)


def all_rules() -> list[Rule]:
    """Every rule, by code."""
    return sorted(_rules.values(), key=lambda rule: rule.code)


def get(code: str) -> Rule:
    """The rule of a code. Raises KeyError."""
    return _rules[code]


def run() -> int:
    """Write every reminder that is due today and not yet written; a job of the timetable.

    Returns how many mails were written. Nobody is reminded twice by the same place in a rule's
    days, however often this runs and whatever staff change about the days afterwards.
    """
    return sum(_remind(one) for one in compartments.all_open())


def _remind(one: Compartment) -> int:
    written = 0
    vault = Vault.objects.filter(pk=one.vault_id, destroyed_at=None).first()
    if vault is None:
        return 0
    for rule, place in _due(one):
        with transaction.atomic():
            written += recipients.write(
                vault,
                rule.concerned(vault),
                rule.occasion,
                once=f"{rule.code}:{place}",
                context=rule.context(vault),
            )
    return written


def _due(one: Compartment) -> Iterator[tuple[Rule, int]]:
    """The rules whose day is today, with the place of the day in the rule; the last one only."""
    today = one.today
    for line in lines(one):
        places = [
            place
            for place, day in enumerate(line.falls_on, start=1)
            if day and day <= today <= day + datetime.timedelta(days=LATE_DAYS)
        ]
        if places:
            yield line.rule, places[-1]


def lines(one: Compartment) -> list[Line]:
    """Every rule as it holds in one workshop. One statement."""
    changed = {
        row.rule: tuple(row.days) for row in ReminderSetting.objects.filter(vault=one.vault_id)
    }
    return [
        Line(
            rule,
            days := changed.get(rule.code, rule.days),
            tuple(_falls_on(one, rule, number) for number in days),
            rule.code in changed,
        )
        for rule in all_rules()
    ]


def _falls_on(one: Compartment, rule: Rule, days: int) -> datetime.date | None:
    day = one.dates.get(rule.date)
    return day + datetime.timedelta(days=days) if day else None


def set_days(vault: Vault, rule: Rule, days: Sequence[int], actor: User) -> None:
    """Change the days of a rule in one workshop; none switches it off there. Audited.

    Raises ValueError for more than five, for one twice, and for one beyond 400.
    """
    wanted = sorted(days)
    if len(wanted) > MOST_TIMES or len(set(wanted)) < len(wanted):
        raise ValueError("At most five different days.")
    if any(abs(number) > MOST_DAYS for number in wanted):
        raise ValueError("At most 400 days before or after.")
    with transaction.atomic():
        row, _created = ReminderSetting.objects.update_or_create(
            vault=vault, rule=rule.code, defaults={"days": wanted}
        )
        audit.record(
            "mail.reminder", obj=row, actor=actor, vault=vault, rule=rule.code, days=wanted
        )
