"""Delegations: a focal point nominates by name and address, each nominee gives their own data.

The focal point's own address is sealed under the key of the delegation, as every personal value.
"""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from access.catalogue import Track
from access.domain import audit, files, tokens, values
from access.models import PrivateFile, User
from correspondence.domain import mail
from events.models import Category, Institution, State, WorkshopPage
from registrations.domain import invitations, registering
from registrations.domain.invitations import Guest
from registrations.domain.references import new_reference
from registrations.domain.registering import last_day
from registrations.models import Delegation, Invitation, Registration

PURPOSE = "delegation"
CREDENTIALS = "note_verbale"
Step = Registration.State


class Full(Exception):
    """The delegation has no place left for this nomination."""


@dataclass(frozen=True)
class Member:
    """What a focal point sees of a nominee: what they typed themselves, and three states."""

    invitation: Invitation
    guest: Guest
    state: Any
    can_replace: bool


@transaction.atomic
def open_for(
    workshop: WorkshopPage,
    *,
    category: Category,
    places: int,
    expires_at: datetime.datetime,
    name: str,
    email: str,
    actor: User | str,
    state: State | None = None,
    institution: Institution | None = None,
    language: str = "en",
) -> Delegation:
    """Let a focal point nominate up to `places` people until `expires_at`, by a mailed link."""
    row = Delegation.objects.create(
        workshop=workshop,
        category=category,
        state=state or (institution.state if institution else None),
        institution=institution,
        places=places,
        expires_at=expires_at,
    )
    audit.record("delegation.opened", obj=row, actor=actor, vault=workshop.vault, places=places)
    hand_to(row, name=name, email=email, actor=actor, language=language)
    return row


@transaction.atomic
def hand_to(
    row: Delegation, *, name: str, email: str, actor: User | str, language: str = "en"
) -> None:
    """Give the task to a person: they get a new link, earlier ones end."""
    workshop = row.workshop
    values.store(workshop.vault, row.pk, {"nominator": name, "email": email}, last_day(workshop))
    tokens.revoke(row.pk, PURPOSE)
    lifetime = row.expires_at - timezone.now()
    raw = tokens.issue(PURPOSE, workshop.vault, row.pk, lifetime)
    with translation.override(language):
        link = reverse("registrations:delegation", args=[raw])
    mail.queue(
        vault=workshop.vault,
        subject_key=row.pk,
        occasion="delegation",
        dedup_key=f"delegation:{row.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
        address=email,
        language=language,
        context={"reference": new_reference(), "link": link},
    )
    audit.record("delegation.handed", obj=row, actor=actor, vault=workshop.vault)


def find(raw_token: str) -> Delegation:
    """The delegation of a link; changes nothing. Raises BadToken."""
    token = tokens.find(raw_token, PURPOSE)
    row = (
        Delegation.objects.select_related("workshop__vault", "category", "state", "institution")
        .filter(pk=token.subject, revoked_at=None, expires_at__gt=timezone.now())
        .first()
    )
    if row is None:
        raise tokens.BadToken
    return row


def members(row: Delegation) -> list[Member]:
    """The nominees in order, as the focal point may see them; nobody's answers."""
    rows = list(row.invitations.select_related("registration").filter(revoked_at=None))
    return [
        Member(each, guest, _state(each), not _is_final(each))
        for each, guest in invitations.names(row.workshop, rows)
    ]


def _state(row: Invitation) -> Any:
    state = row.registration.state if row.registration else ""
    if state in {Step.ACCEPTED, Step.ATTENDED}:
        return _("Accepted")
    if state in {Step.DECLINED, Step.WITHDRAWN, Step.ERASED}:
        return _("Declined")
    return _("Nominated")


def _is_final(row: Invitation) -> bool:
    return row.registration is not None and row.registration.state == Step.ATTENDED


def _counted(row: Delegation) -> int:
    gone = (Step.DECLINED, Step.WITHDRAWN, Step.ERASED)
    return row.invitations.filter(revoked_at=None).exclude(registration__state__in=gone).count()


@transaction.atomic
def nominate(row: Delegation, guests: Sequence[Guest], *, language: str = "en") -> int:
    """Nominate people; all of them, or nobody. The list gets its next number (Rev. 1, 2, ...).

    Raises Full where the delegation has fewer places. Two colleagues at once: the row is written
    first, so the second waits and counts after.
    """
    Delegation.objects.filter(pk=row.pk).update(revision=F("revision") + 1)
    if _counted(row) + len(guests) > row.places:
        transaction.set_rollback(True)
        raise Full
    for guest in guests:
        invitations.invite(
            row.workshop,
            guest,
            category=row.category,
            actor="participant",
            delegation=row,
            expires_at=row.expires_at,
            language=language,
        )
    return len(guests)


def take_back(row: Delegation, invitation: Invitation) -> None:
    """Take a nomination back, so that another name can follow; who registered is withdrawn."""
    Delegation.objects.filter(pk=row.pk).update(revision=F("revision") + 1)
    registration = invitation.registration
    if registration is None:
        invitations.revoke(invitation, "participant")
    elif registration.state not in {Step.WITHDRAWN, Step.ERASED, Step.ATTENDED}:
        registering.withdraw(registration, "participant")


def with_counts(rows: "QuerySet[Delegation]") -> "QuerySet[Delegation]":
    """Delegations with `nominated` and `accepted`: numbers, in the same statement."""
    live = Q(invitations__revoked_at=None, invitations__isnull=False)
    accepted = Q(invitations__registration__state__in=(Step.ACCEPTED, Step.ATTENDED))
    return rows.annotate(
        nominated=Count("invitations", filter=live), accepted=Count("invitations", filter=accepted)
    )


@transaction.atomic
def represent(row: Delegation, level: str) -> None:
    """Say at what level the delegation represents. Raises ValueError for a level that is none."""
    if level not in {"", *Delegation.Level.values}:
        raise ValueError(level)
    Delegation.objects.filter(pk=row.pk).update(level=level)
    audit.record("delegation.level", obj=row, actor="participant", vault=row.workshop.vault)


def credentials(row: Delegation) -> PrivateFile | None:
    """The letter of credentials or note verbale that came with the nomination."""
    kept = files.of_person(row.workshop.vault, row.pk)
    return next((file for file in kept if file.purpose == CREDENTIALS), None)


def letters(workshop: WorkshopPage) -> dict[uuid.UUID, PrivateFile]:
    """The letters of a workshop's delegations, by key of the delegation, in one statement."""
    keys = Delegation.objects.filter(workshop=workshop).values("pk")
    found = PrivateFile.objects.filter(vault=workshop.vault, purpose=CREDENTIALS, subject__in=keys)
    return {file.subject: file for file in found}


def bring(row: Delegation, upload: UploadedFile) -> PrivateFile:
    """Keep the letter; a newer one takes its place. Raises Refused with words for the person."""
    file = files.store(
        row.workshop.vault,
        row.pk,
        CREDENTIALS,
        upload,
        track=Track.OFFICIAL,
        last_day=last_day(row.workshop),
    )
    audit.record("delegation.credentials", obj=row, actor="participant", vault=row.workshop.vault)
    return file


def close(row: Delegation, actor: User | str) -> None:
    """End a delegation's link; nominations already made stay."""
    Delegation.objects.filter(pk=row.pk).update(revoked_at=timezone.now())
    tokens.revoke(row.pk, PURPOSE)
    audit.record("delegation.closed", obj=row, actor=actor, vault=row.workshop.vault)


def forget_old(now: datetime.datetime) -> int:
    """Erase what invitations knew that ended without being used."""
    old = Invitation.objects.filter(used_at=None, expires_at__lte=now).exclude(sealed=None)
    count = 0
    for row in old.select_related("workshop__vault"):
        with transaction.atomic():
            mail.forget(row.workshop.vault, row.pk)
            Invitation.objects.filter(pk=row.pk).update(sealed=None, key=None)
        count += 1
    return count
