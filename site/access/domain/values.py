"""Writing personal values. Reading is in `disclosure`, and only there."""

import datetime
import uuid
from collections.abc import Mapping

from access import catalogue
from access.domain.crypto import Cipher
from access.models import Consent, PersonalValue, Token, Vault


def store(
    vault: Vault,
    subject: uuid.UUID,
    values: Mapping[str, str],
    last_day: datetime.date,
) -> None:
    """Write the values of one person; an empty text removes the row.

    Arguments: the vault, the person's key, texts by field code, the last day of the workshop (from
    which every field's time runs). Raises KeyError for a field that the catalogue does not know.
    Costs two statements whatever the number of fields, plus one for the key.
    """
    cipher = Cipher(vault.pk)
    rows = []
    for code, text in values.items():
        field = catalogue.get(code)
        if not text:
            continue
        key_id, sealed = cipher.seal(text, (subject, code))
        rows.append(
            PersonalValue(
                vault=vault,
                subject=subject,
                field=code,
                key_id=key_id,
                ciphertext=sealed,
                erase_after=field.erase_after(last_day),
            )
        )
    emptied = [code for code, text in values.items() if not text]
    if emptied:
        PersonalValue.objects.filter(subject=subject, field__in=emptied).delete()
    PersonalValue.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["subject", "field"],
        update_fields=["key", "ciphertext", "erase_after"],
    )


def bring_forward(subject: uuid.UUID, day: datetime.date) -> int:
    """Let the values of one person go after `day` where they would stay longer; their number."""
    return PersonalValue.objects.filter(subject=subject, erase_after__gt=day).update(
        erase_after=day
    )


def erase(subject: uuid.UUID) -> int:
    """Erase all that is held about one person; returns the number of values erased."""
    erased, _ = PersonalValue.objects.filter(subject=subject).delete()
    Consent.objects.filter(subject=subject).delete()
    Token.objects.filter(subject=subject).delete()
    return erased


def purge(vault: Vault, today: datetime.date) -> dict[str, int]:
    """Erase the values of a vault whose day has come; returns how many by field."""
    due = PersonalValue.objects.filter(vault=vault, erase_after__lt=today)
    counts: dict[str, int] = {}
    for code in due.order_by("field").values_list("field", flat=True):
        counts[code] = counts.get(code, 0) + 1
    due.delete()
    return counts
