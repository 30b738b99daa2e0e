"""The list of those who want to hear of coming workshops: double opt-in, and out again at a click.

Addresses are sealed in the installation's vault. What a visitor sees is the same for an address
that is on the list and for one that is not; the truth goes by mail.
"""

import datetime
import functools
import secrets
import uuid
from collections.abc import Collection

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from access.domain import erasure, tokens
from access.domain.crypto import Cipher, blind_index
from access.models import Vault
from correspondence.domain import installation, mail
from correspondence.domain.recipients import Recipient
from correspondence.models import Subscriber

CONFIRM = "news_confirm"
READ = "news_read"
CONFIRM_HOURS = 48
# As long as somebody may wait for the next workshop; every mail brings a new link.
READ_DAYS = 730
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"


def sign_up(address: str, language: str) -> None:
    """Ask the mailbox whether it wants the news; at most one mail an hour to one address.

    Arguments: an e-mail address as typed, the code of the visitor's language. Returns nothing in
    any case: an address on the list gets a mail that says so. The same work is done for both.
    """
    vault = installation.vault()
    with transaction.atomic():
        subscriber = _find_or_make(vault, address, language)
        known = subscriber.confirmed_at is not None
        link = _read_link(subscriber) if known else _confirm_link(subscriber)
        mail.queue(
            vault=vault,
            subject_key=subscriber.pk,
            occasion="news_already" if known else "news_confirm",
            dedup_key=f"news:{subscriber.pk}:{known:d}:{timezone.now():%Y%m%d%H}",
            address=_address(subscriber),
            language=subscriber.language,
            context={"reference": _reference(), "link": link},
        )


def _find_or_make(vault: Vault, address: str, language: str) -> Subscriber:
    row = Subscriber(
        vault=vault, address_index=blind_index(vault, address), language=_language(language)
    )
    row.key_id, row.sealed_address = Cipher(vault.pk).seal(address.strip(), place(row))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Subscriber.objects.get(address_index=row.address_index)
    return row


def place(row: Subscriber) -> tuple[object, ...]:
    """Where the address of a subscriber was sealed."""
    return ("subscriber", row.pk, "address")


def confirm(raw_token: str) -> None:
    """Put the mailbox of a link on the list. Raises BadToken; once only."""
    with transaction.atomic():
        token = tokens.consume(raw_token, CONFIRM)
        Subscriber.objects.filter(pk=token.subject, confirmed_at=None).update(
            confirmed_at=timezone.now()
        )


def leave(raw_token: str) -> None:
    """Take a mailbox off the list: address, links and unsent mails are erased. Raises BadToken."""
    with transaction.atomic():
        token = tokens.find(raw_token, READ)
        erasure.erase_person(token.vault, token.subject)


def sweep(vault: Vault, key: uuid.UUID) -> int:
    """The part of this list in the erasure of a person (`erasure.register`)."""
    deleted, _ = Subscriber.objects.filter(vault=vault, pk=key).delete()
    return deleted


def erase_unconfirmed() -> int:
    """Erase every address that nobody confirmed in time; a job of the timetable."""
    end = timezone.now() - datetime.timedelta(hours=CONFIRM_HOURS)
    unconfirmed = Subscriber.objects.filter(confirmed_at=None, created_at__lt=end)
    late = list(unconfirmed.select_related("vault"))
    for row in late:
        erasure.erase_person(row.vault, row.pk, "system")
    return len(late)


def count() -> int:
    """How many mailboxes are on the list."""
    return Subscriber.objects.filter(confirmed_at__isnull=False).count()


def keys(vault: Vault) -> set[uuid.UUID]:
    """The directory of the list (`recipients`): those on it; nobody in the vault of a workshop."""
    rows = Subscriber.objects.filter(vault=vault, confirmed_at__isnull=False)
    return set(rows.values_list("pk", flat=True))


def letters(vault: Vault, keys: Collection[uuid.UUID]) -> list[Recipient]:
    """The letterheads of those on the list, the oldest first."""
    rows = Subscriber.objects.filter(vault=vault, confirmed_at__isnull=False, pk__in=keys)
    cipher = Cipher(vault.pk)
    return [_letter(row, cipher) for row in rows]


def _letter(row: Subscriber, cipher: Cipher) -> Recipient:
    # One link a mail, whichever of the two is asked for first.
    link = functools.cache(functools.partial(_read_link, row))
    address = cipher.open(row.key_id, row.sealed_address, place(row))
    return Recipient(row.pk, _reference(), address, row.language, link, lambda: f"{link()}leave/")


def _address(row: Subscriber) -> str:
    return Cipher(row.vault_id).open(row.key_id, row.sealed_address, place(row))


def _confirm_link(row: Subscriber) -> str:
    lifetime = datetime.timedelta(hours=CONFIRM_HOURS)
    return _path(row, "news:confirm", tokens.issue(CONFIRM, row.vault, row.pk, lifetime))


def _read_link(row: Subscriber) -> str:
    lifetime = datetime.timedelta(days=READ_DAYS)
    return _path(row, "news:read", tokens.issue(READ, row.vault, row.pk, lifetime))


def _path(row: Subscriber, view: str, raw: str) -> str:
    with override(row.language):
        return reverse(view, args=[raw])


def _reference() -> str:
    """A reference for the subject line; it leads nowhere and tells nothing."""
    part = ("".join(secrets.choice(_LETTERS) for _ in range(3)) for _ in range(2))
    return "-".join(part)


def _language(code: str) -> str:
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
