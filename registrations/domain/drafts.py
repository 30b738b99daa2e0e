"""Answers put aside: sealed, opened by a mailed link, erased after seven days (SB-R13)."""

import datetime
import hashlib
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from access.domain import audit, tokens
from access.domain.crypto import blind_index
from correspondence.domain import mail
from correspondence.models import MailMessage
from events.models import WorkshopPage
from registrations.domain import sealing
from registrations.domain.references import new_reference
from registrations.models import Draft

PURPOSE = "registration_draft"
DAYS = 7


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


def erase_old(now: datetime.datetime) -> int:
    """Erase the drafts whose seven days are over, with their links and mails."""
    old = list(Draft.objects.select_related("workshop__vault").filter(erase_at__lte=now))
    for row in old:
        with transaction.atomic():
            tokens.revoke(row.pk, PURPOSE)
            mail.forget(row.workshop.vault, row.pk)
            row.delete()
    return len(old)
