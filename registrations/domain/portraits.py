"""Portraits and letters that belong to one person: sent by them, or put in by the desk.

A portrait is printed on the badge alone, and only where the person said so; without that it is kept
for the Secretariat and shown nowhere. Like every photograph it is rebuilt from its pixels.
"""

import uuid
from collections.abc import Collection

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from access.domain import audit, consent, files, locks
from access.domain.cleaning import Refused
from access.models import Consent, PrivateFile, User, Vault
from registrations.domain.registering import last_day
from registrations.domain.states import State, WrongState
from registrations.models import Registration

PORTRAIT, NOTE_VERBALE = "portrait", "note_verbale"
# What the desk may put in for a person.
OF_THE_DESK = (PORTRAIT, NOTE_VERBALE)
ON_BADGE, YES = "portrait:badge", "yes"
OPEN = (State.SUBMITTED, State.WAITLISTED, State.OFFERED, State.ACCEPTED, State.ATTENDED)

__all__ = ["OPEN", "Refused", "choose", "of_people", "on_badge", "own", "put_in", "remove", "send"]


def own(registration: Registration) -> PrivateFile | None:
    """The person's portrait, if there is one."""
    subject = registration.person_id
    if subject is None:
        return None
    return PrivateFile.objects.filter(
        vault=registration.workshop.vault, subject=subject, purpose=PORTRAIT
    ).first()


def on_badge(people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Who of these wants the portrait on the badge. One statement."""
    given = Consent.objects.filter(subject__in=people, purpose=ON_BADGE, withdrawn_at=None)
    return set(given.filter(choice=YES).values_list("subject", flat=True))


def of_people(vault: Vault, people: Collection[uuid.UUID]) -> list[PrivateFile]:
    """The portraits that may be printed: of those who want it, locked records left out."""
    wanted = on_badge(people)
    rows = PrivateFile.objects.filter(vault=vault, subject__in=wanted, purpose=PORTRAIT)
    return list(rows.exclude(subject__in=locks.hidden(vault)))


def send(
    registration: Registration, upload: UploadedFile, *, wants_badge: bool, text_version: str
) -> None:
    """Keep the portrait that the person sent, and whether it goes on the badge.

    A newer one takes its place. Raises WrongState, and Refused with words for the person.
    """
    if registration.state not in OPEN:
        raise WrongState(registration.state)
    _keep(registration, PORTRAIT, upload)
    _record(registration, "participant", PORTRAIT)
    choose(registration, wants_badge=wants_badge, text_version=text_version)


@transaction.atomic
def choose(registration: Registration, *, wants_badge: bool, text_version: str) -> None:
    """Say whether the portrait is printed on the badge; a record with words, language and time."""
    person = registration.person
    assert person is not None  # noqa: S101 - whoever comes by their link is not erased
    if wants_badge == (person.pk in on_badge([person.pk])):
        return
    if not wants_badge:
        consent.withdraw(person.pk, ON_BADGE)
        return
    consent.give(
        registration.workshop.vault,
        person.pk,
        ON_BADGE,
        YES,
        text_version=text_version,
        language=registration.language,
    )


def remove(registration: Registration) -> None:
    """Erase the portrait, and the wish with it. Twice changes nothing."""
    assert registration.person_id is not None  # noqa: S101
    if file := own(registration):
        with transaction.atomic():
            files.remove(file)
            consent.withdraw(registration.person_id, ON_BADGE)
            _record(registration, "participant", PORTRAIT)


def put_in(registration: Registration, purpose: str, upload: UploadedFile, actor: User) -> None:
    """Keep a file that reached the desk on another way. Whether it is printed stays the person's.

    Raises Refused, WrongState (erased), ValueError for a kind of file that the desk does not keep.
    """
    if purpose not in OF_THE_DESK:
        raise ValueError(purpose)
    if registration.person is None:
        raise WrongState(registration.state)
    _keep(registration, purpose, upload)
    _record(registration, actor, purpose)


def _keep(registration: Registration, purpose: str, upload: UploadedFile) -> None:
    person, workshop = registration.person, registration.workshop
    assert person is not None  # noqa: S101
    files.store(
        workshop.vault, person.pk, purpose, upload, track=person.track, last_day=last_day(workshop)
    )


def _record(registration: Registration, actor: User | str, purpose: str) -> None:
    audit.record(
        "registration.file",
        obj=registration,
        actor=actor,
        vault=registration.workshop.vault,
        fields=[purpose],
    )
