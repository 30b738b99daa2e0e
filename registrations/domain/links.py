"""The private links of a registration: what each is for, and how long it lives."""

import datetime

from django.urls import reverse
from django.utils import translation

from access.domain import tokens
from registrations.models import Registration

CONFIRM = "confirm_address"
STATUS = "registration_status"

CONFIRM_HOURS = 48
STATUS_DAYS = 183


def confirm(registration: Registration) -> str:
    """A new single-use link that confirms the address; returns its path."""
    return _path(registration, "registrations:confirm", CONFIRM, hours=CONFIRM_HOURS)


def status(registration: Registration) -> str:
    """A new link to the status page, reusable until it expires; returns its path."""
    return _path(registration, "registrations:status", STATUS, days=STATUS_DAYS)


def end(registration: Registration) -> None:
    """End every link to the status page."""
    if registration.person_id:
        tokens.revoke(registration.person_id, STATUS)


def _path(registration: Registration, view: str, purpose: str, **lifetime: int) -> str:
    assert registration.person_id is not None  # noqa: S101 - an erased registration has no link
    raw = tokens.issue(
        purpose,
        registration.workshop.vault,
        registration.person_id,
        datetime.timedelta(**lifetime),
    )
    with translation.override(registration.language):
        return reverse(view, args=[raw])
