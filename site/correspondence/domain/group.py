"""Mail to many: counted and read before it is sent, a few a minute, cancellable while it waits."""

import datetime
import uuid
from collections.abc import Collection, Mapping

from django.db import transaction
from django_tasks import task

from access.domain import audit, locks
from access.domain.crypto import Cipher
from access.models import User, Vault
from correspondence.domain import delivery, mail, occasions, recipients, wording
from correspondence.domain.recipients import Recipient
from correspondence.domain.rendering import Rendered, built_in, render
from correspondence.models import GroupMail, MailMessage

State = GroupMail.State

# Mails of one transaction: the database is never held for long.
CHUNK = 25
SAMPLES = 3
# A provider's free tier takes no more; 300 people are written to in ten minutes.
PER_MINUTE = 30


def samples(vault: Vault, keys: Collection[uuid.UUID], occasion: str, text: str) -> list[Rendered]:
    """Three mails as three of the recipients would get them, with an invented link.

    Arguments as of `start`. No private link is made; people with a locked record are left out.
    """
    open_ones = sorted(set(keys) - locks.locked(vault, keys))
    some = recipients.letters(vault, open_ones[:SAMPLES])
    link = occasions.get(occasion).samples["link"]
    return [
        _render(
            vault, occasion, text, letter.language, {"reference": letter.reference, "link": link}
        )
        for letter in some
    ]


def start(
    vault: Vault,
    keys: Collection[uuid.UUID],
    *,
    occasion: str,
    text: str = "",
    filters: Mapping[str, list[str]] | None = None,
    per_minute: int | None = PER_MINUTE,
    actor: User,
) -> GroupMail:
    """Begin to write one mail to each of `keys`; a task writes the ledger rows.

    Arguments: the vault; the people, as counted before; an occasion; the typed text for one with a
    message; the codes of the filters, for the audit; mails a minute (None: all at once, before
    everything else); who sends. Audited with the count. Raises ValueError where the text is
    missing, not asked for, or has `problems`.
    """
    if ("message" in occasions.get(occasion).needs) != bool(text) or problems(text, vault):
        raise ValueError("The text of this mail is missing, not asked for, or has problems.")
    row = GroupMail(
        vault=vault,
        occasion=occasion,
        filters=dict(filters or {}),
        recipients=[str(key) for key in sorted(keys)],
        per_minute=per_minute,
        author=actor,
    )
    row.key_id, row.sealed_text = Cipher(vault.pk).seal(text, place(row))
    with transaction.atomic():
        row.save(force_insert=True)
        audit.record(
            "mail.group",
            obj=row,
            actor=actor,
            vault=vault,
            occasion=occasion,
            count=len(row.recipients),
            filters=row.filters,
        )
        write_group.using(priority=_priority(row)).enqueue(str(row.pk))
    return row


def place(row: GroupMail) -> tuple[object, ...]:
    """Where the text of a mail to many was sealed."""
    return ("group", row.pk, "text")


def problems(text: str, vault: Vault) -> list[str]:
    """What forbids sending a typed message, in words."""
    found = wording.problems_of_words(text, vault)
    if "{" in text or "}" in text:
        found.append(str(wording.NO_BRACES))
    return found


@task(queue_name="mail", priority=delivery.PRIORITY)
def write_group(group_id: str) -> None:
    """The task: write the ledger rows of a mail to many. It may run any number of times."""
    write(uuid.UUID(group_id))


def write(group_id: uuid.UUID) -> int:
    """Write what is not yet written, a few rows a transaction, until done or cancelled.

    Returns how many mails were written. People who can no longer be reached are left out.
    """
    row = GroupMail.objects.select_related("vault").get(pk=group_id)
    if row.sealed_text is None:
        return 0
    text = Cipher(row.vault_id).open(row.key_id, row.sealed_text, place(row))
    keys = [uuid.UUID(key) for key in row.recipients]
    written = 0
    for first in range(0, len(keys), CHUNK):
        with transaction.atomic():
            # The write comes first: a cancellation waits for this transaction, or ends the loop.
            if not GroupMail.objects.filter(pk=row.pk, state=State.WRITING).update(
                state=State.WRITING
            ):
                return written
            written += _write_chunk(row, text, first, keys[first : first + CHUNK])
    GroupMail.objects.filter(pk=row.pk, state=State.WRITING).update(state=State.WRITTEN)
    return written


def _write_chunk(row: GroupMail, text: str, first: int, keys: list[uuid.UUID]) -> int:
    wanted = {key: f"group:{row.pk}:{key}" for key in keys}
    known = set(
        MailMessage.objects.filter(dedup_key__in=wanted.values()).values_list(
            "subject_key", flat=True
        )
    )
    letters = recipients.letters(row.vault, [key for key in keys if key not in known])
    for number, letter in enumerate(letters, start=first):
        _write_one(row, text, letter, wanted[letter.subject_key], number)
    return len(letters)


def _write_one(row: GroupMail, text: str, letter: Recipient, dedup_key: str, number: int) -> None:
    heading = recipients.heading(letter)
    rendered = _render(row.vault, row.occasion, text, letter.language, heading)
    known = occasions.get(row.occasion)
    held = wording.in_force(row.vault_id, row.occasion, letter.language).is_held
    message = MailMessage(
        vault=row.vault,
        subject_key=letter.subject_key,
        occasion=row.occasion,
        dedup_key=dedup_key,
        language=letter.language,
        group=row,
        state=MailMessage.State.HELD if held and known.can_wait else MailMessage.State.QUEUED,
        next_attempt_at=_not_before(row, number),
    )
    mail.put(
        message,
        letter.address,
        rendered,
        heading.get("unsubscribe", ""),
        priority=_priority(row),
    )


def _not_before(row: GroupMail, number: int) -> datetime.datetime | None:
    """When the mail of this place in the row may leave."""
    if not row.per_minute or not number:
        return None
    return row.created_at + datetime.timedelta(minutes=number / row.per_minute)


def _priority(row: GroupMail) -> int:
    return delivery.PRIORITY if row.per_minute else delivery.URGENT


def _render(
    vault: Vault, occasion: str, text: str, language: str, heading: Mapping[str, str]
) -> Rendered:
    """One mail: the wording in force, with the typed message as paragraphs of its own."""
    words = wording.in_force(vault.pk, occasion, language).text
    if text:
        known = occasions.get(occasion)
        words = words or built_in(occasion, language, known.needs | known.may)
        words = words.replace("{message}", text)
    return render(occasion, language, dict(heading), words)


def cancel(group_id: uuid.UUID, actor: User) -> int:
    """Stop a mail to many: nothing more is written, and what waits is dropped and erased.

    Returns how many mails were stopped. What has left, has left.
    """
    with transaction.atomic():
        GroupMail.objects.filter(pk=group_id).update(state=State.CANCELLED)
        row = GroupMail.objects.select_related("vault").get(pk=group_id)
        stopped = row.mails.filter(
            state__in=(MailMessage.State.QUEUED, MailMessage.State.HELD)
        ).update(
            state=MailMessage.State.DROPPED,
            failure="cancelled",
            sealed_address=None,
            sealed_body=None,
            next_attempt_at=None,
        )
        GroupMail.objects.filter(pk=group_id).update(sealed_text=None)
        audit.record("mail.group_cancel", obj=row, actor=actor, vault=row.vault, count=stopped)
    return stopped


def recent(limit: int = 20) -> list[tuple[GroupMail, dict[str, int]]]:
    """The newest mails to many, each with the number of its mails by state. Two statements."""
    rows = list(GroupMail.objects.select_related("author").defer("sealed_text")[:limit])
    counts: dict[uuid.UUID, dict[str, int]] = {row.pk: {} for row in rows}
    for group_id, state in MailMessage.objects.filter(group__in=counts).values_list(
        "group_id", "state"
    ):
        counts[group_id][state] = counts[group_id].get(state, 0) + 1
    return [(row, counts[row.pk]) for row in rows]


def purge(before: datetime.datetime) -> int:
    """Erase typed texts and lists of recipients from before a moment; a periodic job."""
    return (
        GroupMail.objects.filter(created_at__lt=before, sealed_text__isnull=False)
        .exclude(state=State.WRITING)
        .update(sealed_text=None, recipients=[])
    )
