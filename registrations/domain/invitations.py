"""Personal ways in: invited by staff, nominated by a focal point, a further person at an address.

An invitation is a single-use link to one address. Whoever follows it has proved the address, and
may therefore share it with others: each person at an office's mailbox has a number there (SEC-D3).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from access.domain import audit, tokens
from access.domain.crypto import Cipher
from access.models import User
from correspondence.domain import mail
from events.models import Category, WorkshopPage
from registrations.domain import notices, sealing
from registrations.domain.references import new_reference
from registrations.models import Delegation, Invitation, Registration

PURPOSE = "invitation"
DAYS = 30
# What an invitation decides, and no answer of the form can change.
FIXED = ("email", "category", "state")
MAX_ROWS = 500


@dataclass(frozen=True)
class Guest:
    """Whom somebody invites, as they typed it."""

    name: str
    email: str
    capacity: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a list that was pasted or uploaded: a guest, or what is wrong with it."""

    number: int
    guest: Guest | None
    error: str = ""
    text: str = ""


@transaction.atomic
def invite(
    workshop: WorkshopPage,
    guest: Guest,
    *,
    category: Category | None,
    actor: User | str,
    delegation: Delegation | None = None,
    expires_at: datetime.datetime | None = None,
    language: str = "en",
) -> Invitation:
    """Invite one person and mail the link; single use, to this address only."""
    row = Invitation(
        workshop=workshop,
        delegation=delegation,
        category=category,
        capacity=guest.capacity,
        expires_at=expires_at or timezone.now() + datetime.timedelta(days=DAYS),
    )
    sealing.seal(row, workshop.vault.pk, {"name": guest.name, "email": guest.email})
    row.save(force_insert=True)
    path = _link(row, language)
    mail.queue(
        vault=workshop.vault,
        subject_key=row.pk,
        occasion="nominated" if delegation else "invited",
        dedup_key=f"invitation:{row.pk}",
        address=guest.email,
        language=language,
        context={"reference": new_reference(), "link": path},
    )
    audit.record("invitation.sent", obj=row, actor=actor, vault=workshop.vault)
    return row


@transaction.atomic
def another_at(registration: Registration) -> str:
    """A way in for a further person at the address of a registration; returns its path.

    The caller came by the link that was mailed to this very address.
    """
    workshop = registration.workshop
    row = Invitation(workshop=workshop, expires_at=timezone.now() + datetime.timedelta(days=1))
    address = notices.stored_address(registration)
    sealing.seal(row, workshop.vault.pk, {"name": "", "email": address})
    row.save(force_insert=True)
    audit.record("invitation.another", obj=row, actor="participant", vault=workshop.vault)
    return _link(row, registration.language)


def _link(row: Invitation, language: str) -> str:
    raw = tokens.issue(PURPOSE, row.workshop.vault, row.pk, row.expires_at - timezone.now())
    with translation.override(language):
        return reverse("registrations:invited", args=[raw])


def find(raw_token: str) -> Invitation:
    """The invitation of a link; changes nothing. Raises BadToken: used, revoked, expired, foreign.

    A link that was used opens for its registration no more: the mail with the private link does.
    """
    token = tokens.find(raw_token, PURPOSE)
    row = (
        Invitation.objects.select_related(
            "workshop__vault", "category", "delegation__state", "delegation__institution"
        )
        .filter(pk=token.subject, used_at=None, revoked_at=None, expires_at__gt=timezone.now())
        .first()
    )
    if row is None or (row.delegation and row.delegation.revoked_at):
        raise tokens.BadToken
    return row


def given(invitation: Invitation) -> dict[str, str]:
    """What the invitation knows already, by field of the form."""
    typed = sealing.unseal(invitation, invitation.workshop.vault.pk)
    state = invitation.delegation.state if invitation.delegation else None
    return {
        "name": typed.get("name", ""),
        "email": typed.get("email", ""),
        "category": invitation.category.code if invitation.category else "",
        "state": state.code if state else "",
    }


def use(invitation: Invitation, registration: Registration) -> None:
    """Use an invitation up, once, in the transaction that registers. Raises BadToken."""
    free = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
    if not free.update(used_at=timezone.now(), registration=registration):
        raise tokens.BadToken
    tokens.revoke(invitation.pk, PURPOSE)


@transaction.atomic
def revoke(invitation: Invitation, actor: User | str) -> None:
    """End an invitation that was not used; what it knew is erased."""
    Invitation.objects.filter(pk=invitation.pk, used_at=None).update(
        revoked_at=timezone.now(), sealed=None, key=None
    )
    tokens.revoke(invitation.pk, PURPOSE)
    mail.forget(invitation.workshop.vault, invitation.pk)
    audit.record("invitation.revoked", obj=invitation, actor=actor, vault=invitation.workshop.vault)


def names(workshop: WorkshopPage, rows: Sequence[Invitation]) -> list[tuple[Invitation, Guest]]:
    """Invitations with what was typed, for whoever typed it: the key is opened once."""
    cipher = Cipher(workshop.vault.pk)
    result = []
    for row in rows:
        typed = sealing.unseal(row, workshop.vault.pk, cipher)
        result.append((row, Guest(typed.get("name", ""), typed.get("email", ""), row.capacity)))
    return result


def lines(text: str) -> list[Line]:
    """Guests from pasted rows, "name; address" or with a tab or comma, each with its mistake.

    The address may stand first. A heading without any address is left out.
    """
    found = []
    seen: set[str] = set()
    for number, raw in enumerate(text.splitlines()[: MAX_ROWS + 1], 1):
        if not raw.strip():
            continue
        cells = [cell.strip(" \"'") for cell in _cells(raw)]
        address = next((cell for cell in cells if "@" in cell), "")
        name = next((cell for cell in cells if cell and cell != address), "")
        if not address and number == 1 and len(cells) > 1:
            continue
        found.append(Line(number, *_guest(name, address, seen), text=raw[:200]))
    if len(found) > MAX_ROWS:
        found[-1] = Line(MAX_ROWS + 1, None, _("A list has at most 500 rows"))
    return found


def _cells(raw: str) -> list[str]:
    for separator in ("\t", ";", ","):
        if separator in raw:
            return raw.split(separator)
    return [raw]


def _guest(name: str, address: str, seen: set[str]) -> tuple[Guest | None, str]:
    """The guest of a line, or what is wrong with it in words."""
    try:
        validate_email(address)
    except ValidationError:
        return None, _("An e-mail address in the form name@example.org is missing")
    if not name:
        return None, _("A name is missing")
    if len(name) > 200:
        return None, _("A name has at most 200 characters")
    if any(ord(char) < 32 for char in name):
        return None, _("Remove the hidden control characters")
    key = f"{name.casefold()} {address.casefold()}"
    if key in seen:
        return None, _("The same person stands further up")
    seen.add(key)
    return Guest(name, address), ""
