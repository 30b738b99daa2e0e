"""Private files: a portrait, a note verbale, a paper. Never in Wagtail's images or documents.

What a file is for (`purpose`) is a field of the catalogue: the same row that decides who reads an
answer decides who opens the file. Content is cleaned when it comes in (`photos`, `documents`), its
type is told from its bytes and never from its name, and it lies in the private storage encrypted
with a key of its own (`access.models.PrivateFile`).
"""

import base64
import datetime
import hashlib
import os
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from access import catalogue
from access.catalogue import Track
from access.domain import audit, disclosure, documents, photos
from access.domain.cleaning import Refused
from access.domain.crypto import KEY_BYTES, NONCE_BYTES, Cipher, Unreadable
from access.domain.disclosure import Viewer
from access.models import PrivateFile, User, Vault

CHUNK = 64 * 1024
TAG_BYTES = 16
NAME_LENGTH = 120
PDF = "application/pdf"
PHOTOS = ("image/jpeg", "image/png", "image/webp")

# How each type begins; `RIFF` carries the length in between.
_BEGINNINGS = {PDF: b"%PDF-", "image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}


@dataclass(frozen=True)
class Accepted:
    """What a purpose takes: types of content, and bytes at most."""

    types: Collection[str]
    max_bytes: int


_accepted: dict[str, Accepted] = {}


def accept(purpose: str, types: Collection[str], max_bytes: int) -> None:
    """Say at start-up which files a field of the catalogue takes."""
    _accepted[purpose] = Accepted(tuple(types), max_bytes)


def type_of(content: bytes) -> str:
    """The type that the bytes are of, or "" for all that is not taken."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for kind, start in _BEGINNINGS.items() if content.startswith(start)), "")


def store(
    vault: Vault,
    subject: uuid.UUID,
    purpose: str,
    upload: UploadedFile,
    *,
    track: Track,
    last_day: datetime.date,
    is_only: bool = True,
) -> PrivateFile:
    """Clean, encrypt and keep a file; it replaces the one kept for this purpose before.

    Arguments: the vault, the person's key and track, a field of the catalogue that takes files,
    what was uploaded, the last day of the workshop (from which the field's time runs); `is_only`
    False where there may be several for the purpose, which the caller tells apart. Raises Refused,
    with the reason in words for the person, and KeyError for a purpose without a row.
    """
    field, rule = catalogue.get(purpose), _accepted[purpose]
    if (upload.size or 0) > rule.max_bytes:
        raise Refused(
            _("The file is too large: at most %(size)d MB.") % {"size": rule.max_bytes // 1_000_000}
        )
    content = upload.read()
    kind = type_of(content)
    if kind not in rule.types:
        raise Refused(_("This kind of file is not taken here. %(kinds)s") % {"kinds": kinds(rule)})
    cleaned = documents.clean(content) if kind == PDF else photos.rebuild(content)
    row = PrivateFile(
        vault=vault,
        subject=subject,
        track=track.value,
        purpose=purpose,
        content_type=type_of(cleaned),
        size=len(cleaned),
        erase_after=field.erase_after(last_day),
    )
    return _keep(row, cleaned, _plain_name(upload.name or ""), is_only)


def keep_made(
    vault: Vault,
    subject: uuid.UUID,
    purpose: str,
    content: bytes,
    name: str,
    *,
    track: Track,
    last_day: datetime.date,
) -> PrivateFile:
    """Keep a PDF that the product made itself (a letter); otherwise as `store`, not cleaned."""
    row = PrivateFile(
        vault=vault,
        subject=subject,
        track=track.value,
        purpose=purpose,
        content_type=PDF,
        size=len(content),
        erase_after=catalogue.get(purpose).erase_after(last_day),
    )
    return _keep(row, content, _plain_name(name))


@transaction.atomic
def _keep(row: PrivateFile, content: bytes, name: str, is_only: bool = True) -> PrivateFile:
    """Write the content, then the row; the file it replaces goes when the row is there."""
    file_key = os.urandom(KEY_BYTES)
    sealed = b"".join(_seal(file_key, row.pk, content))
    row.sha256 = hashlib.sha256(sealed).hexdigest()
    cipher = Cipher(row.vault_id)
    row.key_id, row.sealed_name = cipher.seal(name, place_of_name(row))
    row.sealed_file_key = cipher.seal(base64.b64encode(file_key).decode(), place_of_key(row))[1]
    if is_only:
        _forget(PrivateFile.objects.filter(subject=row.subject, purpose=row.purpose))
    row.save(force_insert=True)
    _storage().save(row.path, ContentFile(sealed))
    audit.record(
        "file.keep", obj=row, actor="system", vault=row.vault, purpose=row.purpose, size=row.size
    )
    return row


def may_read(viewer: Viewer, file: PrivateFile) -> bool:
    """Whether the catalogue lets the viewer read the file; a locked record is shut, as elsewhere.

    One question to the door of all personal values, with the file's purpose as the field.
    """
    return disclosure.may_open(viewer, file.vault, file.subject, Track(file.track), file.purpose)


@transaction.atomic
def read(viewer: Viewer, file: PrivateFile, actor: User | str) -> tuple[str, Iterator[bytes]]:
    """The name and the decrypted content, chunk by chunk. The reading is in the audit trail.

    Raises PermissionError where the catalogue does not let the viewer read it.
    """
    if not may_read(viewer, file):
        raise PermissionError
    audit.record("file.read", obj=file, actor=actor, vault=file.vault, purpose=file.purpose)
    return _name(file), _open(file)


def remove(file: PrivateFile) -> None:
    """Erase one file."""
    _forget(PrivateFile.objects.filter(pk=file.pk))


def of_person(vault: Vault, subject: uuid.UUID) -> list[PrivateFile]:
    """The files held about one person, for their own page; names by `names`."""
    return list(PrivateFile.objects.filter(vault=vault, subject=subject).order_by("purpose"))


def names(rows: Collection[PrivateFile]) -> dict[uuid.UUID, str]:
    """The names under which the files of one person came in, by key, for that person alone."""
    return {row.pk: _name(row) for row in rows}


def sweep(vault: Vault, subject: uuid.UUID) -> int:
    """Erase the files of an erased person."""
    return _forget(PrivateFile.objects.filter(vault=vault, subject=subject))


def purge(vault: Vault, today: datetime.date) -> dict[str, int]:
    """Erase the files whose day has come; how many by purpose."""
    due = PrivateFile.objects.filter(vault=vault, erase_after__lt=today)
    counts: dict[str, int] = {}
    for purpose in due.values_list("purpose", flat=True):
        counts[purpose] = counts.get(purpose, 0) + 1
    _forget(due)
    return counts


def destroy(vault: Vault) -> int:
    """Erase every file of a workshop whose keys are destroyed."""
    return _forget(PrivateFile.objects.filter(vault=vault))


def place_of_name(file: PrivateFile) -> tuple[object, ...]:
    """Where the name is sealed."""
    return ("file-name", file.pk, file.subject, file.purpose)


def place_of_key(file: PrivateFile) -> tuple[object, ...]:
    """Where the key of the content is sealed."""
    return ("file-key", file.pk, file.subject, file.purpose)


def kinds(rule: Accepted) -> str:
    """In words what a purpose takes."""
    labels = {PDF: "PDF", "image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP"}
    taken = ", ".join(labels[kind] for kind in rule.types)
    return str(_("Send one of these: %(kinds)s.") % {"kinds": taken})


def _forget(rows: "models.QuerySet[PrivateFile]") -> int:
    """Delete rows, and after the commit what they pointed at: noise from that moment on."""
    paths = [row.path for row in rows.only("pk")]
    rows.delete()
    transaction.on_commit(lambda: _delete_files(paths))
    return len(paths)


def _delete_files(paths: list[str]) -> None:
    storage = _storage()
    for path in paths:
        storage.delete(path)


def _storage() -> Storage:
    return storages["private"]


def _name(file: PrivateFile) -> str:
    return Cipher(file.vault_id).open(file.key_id, file.sealed_name, place_of_name(file))


def _plain_name(name: str) -> str:
    """A name that can stand in a header and on any disk."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable() and c not in '"<>|:*?')[-NAME_LENGTH:]


def _seal(key: bytes, file_id: uuid.UUID, content: bytes) -> Iterator[bytes]:
    """Chunks, each bound to its file, its number and whether it is the last: none can be moved."""
    pieces = [content[at : at + CHUNK] for at in range(0, len(content), CHUNK)] or [b""]
    for number, piece in enumerate(pieces):
        nonce = os.urandom(NONCE_BYTES)
        label = _label(file_id, number, last=number == len(pieces) - 1)
        yield nonce + AESGCM(key).encrypt(nonce, piece, label)


def _open(file: PrivateFile) -> Iterator[bytes]:
    """The content again. Raises Unreadable at the first chunk that was changed, moved or cut."""
    sealed_key = Cipher(file.vault_id).open(file.key_id, file.sealed_file_key, place_of_key(file))
    cipher = AESGCM(base64.b64decode(sealed_key))
    whole = NONCE_BYTES + CHUNK + TAG_BYTES
    with _storage().open(file.path) as stream:
        chunk, number = stream.read(whole), 0
        while chunk:
            following = stream.read(whole)
            label = _label(file.pk, number, last=not following)
            try:
                yield cipher.decrypt(chunk[:NONCE_BYTES], chunk[NONCE_BYTES:], label)
            except InvalidTag as error:
                raise Unreadable("The file is not as it was kept.") from error
            chunk, number = following, number + 1


def _label(file_id: uuid.UUID, number: int, *, last: bool) -> bytes:
    return f"{file_id}|{number}|{int(last)}".encode()
