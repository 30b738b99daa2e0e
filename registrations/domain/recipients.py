"""Who may be written to in a workshop, and by which questions staff narrow it (correspondence)."""

import functools
import uuid
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from access.domain import disclosure
from access.models import AuditEntry, Vault
from correspondence.domain import recipients, reminders
from correspondence.domain.recipients import Recipient
from events.models import SessionRole
from registrations.domain import interpreters, links
from registrations.models import Registration

State = Registration.State

# The address is confirmed and the person has not gone: nobody else is written to.
REACHABLE = (
    State.SUBMITTED,
    State.WAITLISTED,
    State.OFFERED,
    State.ACCEPTED,
    State.DECLINED,
    State.ATTENDED,
)
COMING = (State.ACCEPTED, State.ATTENDED)
# Values are erased after `links.STATUS_DAYS`; a fortnight before is time enough to read them.
ERASURE_NOTICE = links.STATUS_DAYS - 14


def register() -> None:
    """Tell the floor below; called in `RegistrationsConfig.ready`."""
    recipients.register_directory("registrations", keys, letters)
    recipients.register("state", _("State of the registration"), _in_states, _states)
    recipients.register("category", _("Category"), _in_categories, _categories)
    recipients.register("role", _("Part in the agenda"), _in_roles, _roles)
    recipients.register("unanswered", _("Not yet answered"), _unanswered, _questions)
    recipients.register("language", _("Language"), _in_languages, _languages)
    reminders.register(
        "second_step",
        _("Second step not answered, to those who come"),
        occasion="second_step",
        date="first_day",
        days=(-30, -14),
        recipients=without_second_step,
    )
    reminders.register(
        "logistics",
        _("Practical notes, to those who come"),
        occasion="logistics_note",
        date="first_day",
        days=(-7,),
        recipients=coming,
    )
    reminders.register(
        "interpreters",
        _("Who interprets, to those who asked for interpretation"),
        occasion="page_news",
        date="first_day",
        days=(-5,),
        recipients=interpreters.concerned,
    )
    reminders.register(
        "thanks",
        _("Thanks, to those who came"),
        occasion="thanks",
        date="last_day",
        days=(1,),
        recipients=attended,
    )
    reminders.register(
        "erasure",
        _("Data are about to be erased, to everybody"),
        occasion="erasure_soon",
        date="last_day",
        days=(ERASURE_NOTICE,),
        recipients=keys,
    )


def keys(vault: Vault) -> set[uuid.UUID]:
    """Everybody of a workshop who can be written to."""
    return _people(vault)


def coming(vault: Vault) -> set[uuid.UUID]:
    """Those who hold a place and were accepted."""
    return _people(vault, state__in=COMING)


def attended(vault: Vault) -> set[uuid.UUID]:
    """Those who were there; where nobody ticked the list, nobody is thanked by mistake."""
    return _people(vault, state=State.ATTENDED)


def without_second_step(vault: Vault) -> set[uuid.UUID]:
    """Those accepted who have not sent the second step; that they did is in the audit record."""
    sent = AuditEntry.objects.filter(
        chain__vault=vault,
        action="registration.second_step",
        object_type=Registration._meta.label_lower,
    )
    answered = {uuid.UUID(key) for key in sent.values_list("object_id", flat=True)}
    return _people(vault, state=State.ACCEPTED) - _people(vault, pk__in=answered)


def letters(vault: Vault, keys: Collection[uuid.UUID]) -> list[Recipient]:
    """The letterheads of those of the people who can be reached, in the order of registration."""
    rows = list(
        Registration.objects.select_related("person", "workshop__vault")
        .filter(person__in=keys, workshop__vault=vault, state__in=REACHABLE)
        .exclude(confirmed_at=None)
    )
    tracks = {row.person.pk: row.person.track for row in rows if row.person}
    found = disclosure.visible_to(disclosure.POST, vault, tracks, ["email"])
    return [
        Recipient(
            row.person.pk,
            row.reference,
            found[row.person.pk]["email"],
            row.language,
            functools.partial(links.status, row),
        )
        for row in rows
        if row.person and found[row.person.pk].get("email")
    ]


def _people(vault: Vault, **conditions: Any) -> set[uuid.UUID]:
    rows = Registration.objects.filter(
        workshop__vault=vault, person__isnull=False, state__in=REACHABLE
    ).exclude(confirmed_at=None)
    return {key for key in rows.filter(**conditions).values_list("person", flat=True) if key}


def _in_states(vault: Vault, codes: list[str]) -> set[uuid.UUID]:
    return _people(vault, state__in=codes)


def _states(vault: Vault) -> list[tuple[str, Any]]:
    return [(state.value, state.label) for state in REACHABLE]


def _in_categories(vault: Vault, codes: list[str]) -> set[uuid.UUID]:
    return _people(vault, category__code__in=codes)


def _categories(vault: Vault) -> list[tuple[str, Any]]:
    rows = Registration.objects.filter(workshop__vault=vault).order_by("category__sort_order")
    return list(dict.fromkeys(rows.values_list("category__code", "category__label")))


def _in_roles(vault: Vault, codes: list[str]) -> set[uuid.UUID]:
    roles = SessionRole.objects.filter(session__workshop__vault=vault, role__in=codes)
    return _people(vault, person__in=roles.values("person"))


def _roles(vault: Vault) -> list[tuple[str, Any]]:
    return list(SessionRole.Role.choices)


def _unanswered(vault: Vault, codes: list[str]) -> set[uuid.UUID]:
    found: set[uuid.UUID] = set()
    if "offer" in codes:
        found |= _people(vault, state=State.OFFERED)
    if "second_step" in codes:
        found |= without_second_step(vault)
    return found


def _questions(vault: Vault) -> list[tuple[str, Any]]:
    return [("offer", _("An offered place")), ("second_step", _("Journey, room and visa"))]


def _in_languages(vault: Vault, codes: list[str]) -> set[uuid.UUID]:
    return _people(vault, language__in=codes)


def _languages(vault: Vault) -> list[tuple[str, Any]]:
    return list(settings.LANGUAGES)
