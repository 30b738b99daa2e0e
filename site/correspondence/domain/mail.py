"""Writing to a person: one call in the transaction of the fact that the mail reports."""

import datetime
import json
import re
import uuid
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from access.domain.crypto import Cipher
from access.models import Vault
from correspondence.domain import delivery, occasions, wording
from correspondence.domain.rendering import BadContext, Rendered, absolute, render
from correspondence.models import MailMessage

State = MailMessage.State

_ADDRESS = re.compile(r"[^\s@<>,;:\"\\\x00-\x1f\x7f]+@[^\s@<>,;:\"\\\x00-\x1f\x7f]+")


def queue(
    *,
    vault: Vault,
    subject_key: uuid.UUID,
    occasion: str,
    dedup_key: str,
    address: str,
    language: str,
    context: dict[str, Any],
    is_first: bool = False,
) -> MailMessage:
    """Write one mail into the ledger and enqueue its delivery, in the caller's transaction.

    The text is rendered now, so that the mail says what was true when the fact happened: the text
    of staff for this workshop or for all, else the built-in one. Ledger row and task commit or roll
    back with the caller (django-tasks-db enqueues inside the transaction), no network is touched.
    Where staff want to see the mails of the occasion first, the row is held and has no task.

    Arguments: `vault` of the workshop; `subject_key` of the person; `occasion`, a registered
    code; `dedup_key`, at most 120 characters, without personal values, for (person, occasion,
    version): a second call returns the row of the first; `address`, as stored, one e-mail
    address; `language`, a code of settings.LANGUAGES (another falls back to English);
    `context`: always `reference` ('K7M-4QX') and `link` (path such as '/me/<token>/'); `offered`
    needs `answer_by` (date in words, with its zone); `declined` takes `reason` (one paragraph in
    words for the person, may be missing); `unsubscribe`, where there is a list to leave (a path
    that takes a POST); `is_first`: the caller has made the person in this
    transaction, so that no mail with this key can exist (spares three statements).
    Returns the ledger row. Raises LookupError (occasion), BadContext (a ValueError: context,
    address), ValueError (dedup_key already used for another person or occasion), Unreadable
    (the vault's keys are destroyed).
    """
    known = occasions.get(occasion)
    missing = sorted(known.needs - context.keys())
    if missing:
        raise BadContext(f"{occasion}: {', '.join(missing)} missing.")
    if not is_first and (earlier := MailMessage.objects.filter(dedup_key=dedup_key).first()):
        return _same(earlier, subject_key, occasion)
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    decision = wording.in_force(vault.pk, occasion, language)
    row = MailMessage(
        vault=vault,
        subject_key=subject_key,
        occasion=occasion,
        dedup_key=dedup_key,
        language=language,
        state=State.HELD if decision.is_held and known.can_wait else State.QUEUED,
    )
    rendered = render(occasion, language, context, decision.text)
    return put(row, address, rendered, context.get("unsubscribe", ""), is_first=is_first)


def put(
    row: MailMessage,
    address: str,
    rendered: Rendered,
    unsubscribe: str = "",
    *,
    is_first: bool = False,
    priority: int = delivery.PRIORITY,
) -> MailMessage:
    """Seal a rendered mail into an unsaved row and write it, with its task where it is queued.

    `row.next_attempt_at` may say not before when. Otherwise as `queue`, which is the way in for
    every mail to one person; mails to many come here from `group`.
    """
    address = address.strip()
    if not is_address(address):
        raise BadContext("address: one e-mail address.")
    row.subject_line = rendered.subject
    body = {"text": rendered.text, "html": rendered.html}
    if unsubscribe:
        body["unsubscribe"] = absolute(unsubscribe)
    seal(row, address, body)
    try:
        with nullcontext() if is_first else transaction.atomic():
            row.save(force_insert=True)
            if row.state == State.QUEUED:
                delivery.enqueue(row.pk, row.next_attempt_at, priority)
    except IntegrityError:
        if is_first:
            raise
        return _same(
            MailMessage.objects.get(dedup_key=row.dedup_key), row.subject_key, row.occasion
        )
    return row


def is_address(text: str) -> bool:
    """Whether a text is one plain e-mail address to which a mail can be written."""
    return bool(_ADDRESS.fullmatch(text))


def seal(row: MailMessage, address: str, body: dict[str, str]) -> None:
    """Put the sealed address and body into an unsaved row."""
    cipher = Cipher(row.vault_id)
    row.key_id, row.sealed_address = cipher.seal(address, ("mail", row.pk, "address"))
    _, row.sealed_body = cipher.seal(json.dumps(body), ("mail", row.pk, "body"))


def forget(vault: Vault, subject_key: uuid.UUID) -> int:
    """Erase address and body of every mail to a person and stop what has not left yet.

    For the erasure of a registration. Returns the number of mails that were stopped. The rows
    stay as facts without content.
    """
    mails = MailMessage.objects.filter(vault=vault, subject_key=subject_key)
    with transaction.atomic():
        stopped = mails.filter(state__in=(State.QUEUED, State.HELD, State.UNCERTAIN)).update(
            state=State.DROPPED, failure="erased", next_attempt_at=None
        )
        mails.update(sealed_address=None, sealed_body=None)
    return stopped


def cancel(beginning: str) -> int:
    """Stop what has not left yet of the mails whose `dedup_key` begins so; returns how many.

    For reminders of something that was answered meanwhile.
    """
    waiting = MailMessage.objects.filter(
        dedup_key__startswith=beginning, state__in=(State.QUEUED, State.HELD)
    )
    return waiting.update(
        state=State.DROPPED,
        failure="answered",
        sealed_address=None,
        sealed_body=None,
        next_attempt_at=None,
    )


def _same(row: MailMessage, subject_key: uuid.UUID, occasion: str) -> MailMessage:
    """`row` if it is of the same person and occasion. A shared key would silence a mail."""
    if (row.subject_key, row.occasion) != (subject_key, occasion):
        raise ValueError("This dedup_key belongs to another person or occasion.")
    return row


@dataclass(frozen=True)
class Fact:
    """One mail as a desk may show it: what and when, never the address or the text.

    `state` is the code, `label` the same in words.
    """

    occasion: str
    state: str
    label: str
    written_at: datetime.datetime
    sent_at: datetime.datetime | None
    failure: str


def history(vault: Vault, subject_key: uuid.UUID) -> list[Fact]:
    """Every mail written to a person, newest first: facts for the desk of the floor above.

    `occasion` and `label` are in the words of staff, the moments aware UTC, `failure` a class.
    One statement.
    """
    rows = MailMessage.objects.filter(vault=vault, subject_key=subject_key)
    return [
        Fact(
            occasions.label_of(row.occasion),
            row.state,
            str(State(row.state).label),
            row.queued_at,
            row.sent_at,
            row.failure,
        )
        for row in rows.order_by("-queued_at", "-pk").defer("sealed_address", "sealed_body")
    ]
