"""The words of a rapporteur's note, sealed with the key of the workshop."""

import json
import uuid

from access.domain.crypto import Cipher
from publications.models import SessionNote

FIELDS = ("issues", "proposals", "outcome")
Words = dict[str, str]


def place(row: SessionNote) -> tuple[object, ...]:
    """What identifies the row: words moved to another one do not open."""
    return (row._meta.label_lower, row.pk)


def seal(row: SessionNote, vault_id: uuid.UUID, words: Words) -> None:
    """Put the words into the row, sealed; does not save."""
    row.key_id, row.sealed = Cipher(vault_id).seal(json.dumps(words), place(row))


def unseal(row: SessionNote, vault_id: uuid.UUID) -> Words:
    """The words of a note, by field and place of quotation ("quote1"). Raises Unreadable."""
    words: Words = json.loads(Cipher(vault_id).open(row.key_id, row.sealed, place(row)))
    return words
