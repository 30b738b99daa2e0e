"""Mails that have not left: what waits for a look, releasing and dropping it in bulk."""

import re
import uuid
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import QuerySet

from access.domain import audit
from access.domain.crypto import Unreadable
from access.models import RecordLock, User, Vault
from correspondence.domain import delivery, messages
from correspondence.models import MailMessage

State = MailMessage.State

# The secret of a private link; staff who read a mail never get it.
_SECRET = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{43}(?![\w-])")


def waiting(state: State = State.HELD) -> "QuerySet[MailMessage]":
    """The mails that are held (or queued), oldest first, without their sealed columns."""
    return MailMessage.objects.filter(state=state).defer("sealed_address", "sealed_body")


def locked(rows: Iterable[MailMessage]) -> set[uuid.UUID]:
    """Those of the people written to whose records are locked: not even their reference is shown.

    One statement.
    """
    keys = {row.subject_key for row in rows}
    found = RecordLock.objects.filter(subject__in=keys, lifted_at=None)
    return set(found.values_list("subject", flat=True))


def release(mail_ids: Collection[uuid.UUID], actor: User) -> int:
    """Let held mails go: they are queued now. Returns how many; what was not held is left alone."""
    with transaction.atomic():
        done = _move(mail_ids, (State.HELD,), State.QUEUED)
        for row in done:
            delivery.enqueue(row.pk)
        _record("mail.release", done, actor)
    return len(done)


def drop(mail_ids: Collection[uuid.UUID], actor: User) -> int:
    """Cancel mails that are held or queued; address and text are erased at once.

    Returns how many: a mail that is being sent at this moment can no longer be stopped.
    """
    with transaction.atomic():
        done = _move(mail_ids, (State.HELD, State.QUEUED), State.DROPPED)
        MailMessage.objects.filter(pk__in=[row.pk for row in done]).update(
            failure="cancelled", sealed_address=None, sealed_body=None, next_attempt_at=None
        )
        _record("mail.drop", done, actor)
    return len(done)


def read(mail: MailMessage, actor: User) -> str:
    """The text of a mail that has not left, as the person will read it, without the secret of the
    link. The reading is audited. Raises Unreadable where the text is erased, or the record of the
    person locked."""
    if locked([mail]):
        raise Unreadable("The record of this person is locked.")
    text = str(messages.build(mail).body)
    audit.record("mail.read", obj=mail, actor=actor, vault=mail.vault, occasion=mail.occasion)
    return _SECRET.sub("…", text)


def _move(
    mail_ids: Collection[uuid.UUID], before: tuple[State, ...], after: State
) -> list[MailMessage]:
    """The mails that this call moved, each by compare-and-set: two people may press at once."""
    rows = MailMessage.objects.filter(pk__in=mail_ids, state__in=before).defer(
        "sealed_address", "sealed_body"
    )
    return [
        row
        for row in rows.select_related("vault")
        if MailMessage.objects.filter(pk=row.pk, state__in=before).update(
            state=after, next_attempt_at=None
        )
    ]


def _record(action: str, rows: Iterable[MailMessage], actor: User) -> None:
    """One entry for each vault: how many mails of which occasions."""
    by_vault: dict[Vault, list[MailMessage]] = {}
    for row in rows:
        by_vault.setdefault(row.vault, []).append(row)
    for vault, mails in by_vault.items():
        audit.record(
            action,
            obj=mails[0],
            actor=actor,
            vault=vault,
            count=len(mails),
            occasions=sorted({row.occasion for row in mails}),
        )
