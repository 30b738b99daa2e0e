"""An urgent change on the day: one form, and a banner, a sign and a mail within two minutes."""

import datetime
import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from access.domain import audit
from access.models import User, Vault
from correspondence.domain import group
from correspondence.models import UrgentNotice

OCCASION = "urgent_change"


def announce(
    vault: Vault,
    recipients: Collection[uuid.UUID],
    *,
    text: str,
    ends_at: datetime.datetime,
    door: str = "",
    actor: User,
) -> UrgentNotice:
    """Announce a change: from now until `ends_at` (aware UTC) it stands on the pages.

    Arguments: the workshop's vault; the keys of those who get a mail (none: no mail), exactly
    these; what changes, in one sentence of at most 240 characters; the door on which a sign is
    hung, in words; who announces. Mails go at once and before all others. Raises ValueError where
    the text has problems (`group.problems`). Returns the notice.
    """
    if group.problems(text, vault) or not text.strip():
        raise ValueError("The text of this notice has problems.")
    with transaction.atomic():
        row = UrgentNotice.objects.create(
            vault=vault, text=text, door=door, author=actor, ends_at=ends_at
        )
        if recipients:
            row.mail = group.start(
                vault, recipients, occasion=OCCASION, text=text, per_minute=None, actor=actor
            )
            row.save(update_fields=["mail"])
        audit.record(
            "urgent.announce", obj=row, actor=actor, vault=vault, recipients=len(recipients)
        )
    return row


def end(notice: UrgentNotice, actor: User) -> None:
    """Take the notice off the pages now; mails that still wait are cancelled."""
    with transaction.atomic():
        now = timezone.now()
        UrgentNotice.objects.filter(pk=notice.pk, ends_at__gt=now).update(ends_at=now, is_over=True)
        if notice.mail_id:
            group.cancel(notice.mail_id, actor)
        audit.record("urgent.end", obj=notice, actor=actor, vault=notice.vault)


def current(vault_id: uuid.UUID) -> list[UrgentNotice]:
    """The notices that stand on the pages of a workshop at this moment, newest first."""
    return list(UrgentNotice.objects.filter(vault=vault_id, ends_at__gt=timezone.now()))


def close() -> int:
    """Write down that notices are over whose time has come; a job of the timetable.

    `current` asks the clock anyway; the write makes kept copies of public pages old. Nothing is
    written where nothing has ended. Returns how many ended.
    """
    ended = UrgentNotice.objects.filter(is_over=False, ends_at__lte=timezone.now())
    return ended.update(is_over=True) if ended.exists() else 0
