"""Answers put aside: sealed, opened by a mailed link, erased after seven days (SB-R13)."""

import datetime
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from access.domain import audit, tokens
from access.domain.consent import Naming, Output
from access.domain.crypto import blind_index
from correspondence.domain import mail
from correspondence.models import MailMessage
from events.models import State, WorkshopPage
from registrations.domain import sealing
from registrations.domain.places import codes_of
from registrations.domain.references import new_reference
from registrations.models import Draft, Registration

PURPOSE = "registration_draft"
DAYS = 7
UNSENT_HOURS = 48


@transaction.atomic
def keep(
    workshop: WorkshopPage, address: str, answers: dict[str, list[str]], language: str
) -> Draft:
    """Seal the answers and mail the link that opens them.

    Arguments: the workshop, the address as typed, the raw answers by field of the form, the
    person's language. One mail to an address in ten minutes: nobody can flood a mailbox. Whether
    the address is registered plays no part.
    """
    lifetime = datetime.timedelta(days=DAYS)
    row = Draft(workshop=workshop, erase_at=timezone.now() + lifetime)
    sealing.seal(row, workshop.vault.pk, answers)
    row.save()
    window = f"{timezone.now():%Y%m%d%H%M}"[:-1]
    index = hashlib.sha256(blind_index(workshop.vault, address).encode()).hexdigest()[:32]
    key = f"draft:{index}:{window}"
    if not MailMessage.objects.filter(dedup_key=key).exists():
        raw = tokens.issue(PURPOSE, workshop.vault, row.pk, lifetime)
        with translation.override(language):
            link = reverse("registrations:draft", args=[raw])
        mail.queue(
            vault=workshop.vault,
            subject_key=row.pk,
            occasion="resume_draft",
            dedup_key=key,
            address=address,
            language=language,
            context={"reference": new_reference(), "link": link},
        )
    audit.record("registration.draft", obj=workshop, actor="participant", vault=workshop.vault)
    return row


def find(raw_token: str) -> Draft:
    """The draft that a link opens; changes nothing. Raises BadToken."""
    token = tokens.find(raw_token, PURPOSE)
    row = (
        Draft.objects.select_related("workshop__vault")
        .filter(pk=token.subject, erase_at__gt=timezone.now())
        .first()
    )
    if row is None:
        raise tokens.BadToken
    return row


def answers(draft: Draft) -> dict[str, Any]:
    """The answers as they were put aside: lists of texts by field."""
    found: dict[str, Any] = sealing.unseal(draft, draft.workshop.vault.pk)
    return found


@dataclass(frozen=True)
class Sent:
    """What one submission sent: its key, and the arguments of `register` as JSON data."""

    key: uuid.UUID
    data: dict[str, Any]


def as_sent(
    registration: Registration,
    values: Mapping[str, str],
    choices: Mapping[Output, Naming],
    state: State | None,
    text_version: str,
) -> Sent:
    """What was sent, from the registration that was not saved; `correcting` reads it."""
    return Sent(
        registration.submission_key,
        {
            "category": registration.category.code,
            "values": dict(values),
            "choices": {output.value: naming.value for output, naming in choices.items()},
            "language": registration.language,
            "text_version": text_version,
            "state": state.code if state else "",
            "items": codes_of(registration.items),
            "form": registration.form_id,
        },
    )


def keep_unsent(workshop: WorkshopPage, sent: Sent) -> None:
    """Seal what was sent with an address that is taken, for a correction.

    As long as a link to confirm an address would live; the same submission twice is kept once.
    """
    row = Draft(pk=sent.key, workshop=workshop)
    row.erase_at = timezone.now() + datetime.timedelta(hours=UNSENT_HOURS)
    sealing.seal(row, workshop.vault.pk, sent.data)
    Draft.objects.bulk_create([row], ignore_conflicts=True)


def unsent(workshop: WorkshopPage, key: uuid.UUID) -> dict[str, Any] | None:
    """What was kept for a correction, or None."""
    row = Draft.objects.filter(pk=key, workshop=workshop, erase_at__gt=timezone.now()).first()
    return sealing.unseal(row, workshop.vault.pk) if row else None


def drop_unsent(key: uuid.UUID) -> None:
    """Erase what was kept for a correction."""
    Draft.objects.filter(pk=key).delete()


def erase_old(now: datetime.datetime) -> int:
    """Erase the drafts whose seven days are over, with their links and mails."""
    old = list(Draft.objects.select_related("workshop__vault").filter(erase_at__lte=now))
    for row in old:
        with transaction.atomic():
            tokens.revoke(row.pk, PURPOSE)
            mail.forget(row.workshop.vault, row.pk)
            row.delete()
    return len(old)
