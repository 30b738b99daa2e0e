"""Encryption of personal values: AES-256-GCM, a key per vault, wrapped by the master key DATA_KEY.

A sealed value is `nonce (12 bytes) + ciphertext + tag`; its place (vault, subject, field) is
associated data, so that a value moved to another row cannot be read there.
"""

import base64
import binascii
import hashlib
import hmac
import os
import unicodedata
import uuid
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from access.models import DataKey, Vault

NONCE_BYTES = 12
KEY_BYTES = 32
# What is opened: the dictionary and the name under which it goes there, the id of the key, the
# sealed bytes, the associated data.
Sealed = tuple[dict[str, str], str, int, bytes | memoryview, bytes]


class Unreadable(Exception):
    """A value cannot be opened: wrong key, moved row or changed bytes."""


def master_key() -> bytes:
    """The 32 bytes of `DATA_KEY`. Raises ImproperlyConfigured, naming the remedy."""
    return decode_key(settings.DATA_KEY, "DATA_KEY")


def decode_key(text: str, name: str) -> bytes:
    """The 32 bytes of a key in base64; `name` is the setting that an error names."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(
            f"{name} must be 32 bytes in base64. `manage.py keys` makes one."
        )
    return key


def create_vault() -> Vault:
    """A new vault with its first data key and its index key, saved."""
    vault_id = uuid.uuid4()
    vault = Vault.objects.create(
        id=vault_id, wrapped_index_key=_wrap(os.urandom(KEY_BYTES), f"index|{vault_id}")
    )
    DataKey.objects.create(vault=vault, wrapped=new_wrapped_data_key(vault_id))
    return vault


def new_wrapped_data_key(vault_id: uuid.UUID) -> bytes:
    """A fresh data key for a vault, wrapped by the master key: what a `DataKey` row stores."""
    return _wrap(os.urandom(KEY_BYTES), f"data|{vault_id}")


def unwraps(master: bytes, wrapped: bytes, label: str) -> bool:
    """Whether a wrapped key opens with `master`."""
    try:
        _decrypt(master, wrapped, label.encode())
    except Unreadable:
        return False
    return True


def rewrap(wrapped: bytes, label: str, old_master: bytes) -> bytes:
    """A key wrapped by `old_master`, wrapped by the present master key. Raises Unreadable."""
    return _wrap(_decrypt(old_master, wrapped, label.encode()), label)


def _wrap(key: bytes, label: str) -> bytes:
    return _encrypt(master_key(), key, label.encode())


def _encrypt(key: bytes, plain: bytes, associated: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, associated)


def _decrypt(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    if len(sealed) <= NONCE_BYTES:
        raise Unreadable("There is nothing sealed here: it was destroyed.")
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], associated)
    except InvalidTag as error:
        raise Unreadable("The value does not open with this key at this place.") from error


class Cipher:
    """Seals and opens values of one vault; unwraps each data key once."""

    def __init__(self, vault_id: uuid.UUID) -> None:
        self.vault_id = vault_id
        self._rows = {row.pk: row for row in DataKey.objects.filter(vault_id=vault_id)}
        self._keys: dict[int, AESGCM] = {}
        self._prefix = f"{vault_id}|"

    @property
    def current_key_id(self) -> int:
        """The id of the newest data key. Raises Unreadable where the vault's keys are destroyed."""
        if not self._rows:
            raise Unreadable("The keys of this vault are destroyed.")
        return max(self._rows)

    def seal(self, text: str, place: Iterable[object]) -> tuple[int, bytes]:
        """Encrypt `text` for `place` (what identifies the row). Returns (key id, sealed bytes)."""
        key_id = self.current_key_id
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._key(key_id).encrypt(nonce, text.encode(), self.associated(place))
        return key_id, nonce + sealed

    def open(self, key_id: int, sealed: bytes | memoryview, place: Iterable[object]) -> str:
        """Decrypt what `seal` made for the same place. Raises Unreadable."""
        opened: dict[str, str] = {}
        self.open_into([(opened, "", key_id, sealed, self.associated(place))])
        return opened[""]

    def open_into(self, rows: Iterable[Sealed]) -> None:
        """`open` for a caller who reads many values: each goes where its row says.

        One loop and no call of ours for a value: a list of a thousand people has eight thousand.
        """
        for values, name, key_id, sealed, associated in rows:
            data = bytes(sealed)
            if len(data) <= NONCE_BYTES:
                raise Unreadable("There is nothing sealed here: it was destroyed.")
            key = self._keys.get(key_id) or self._key(key_id)
            try:
                plain = key.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], associated)
            except InvalidTag as error:
                raise Unreadable("The value does not open with this key at this place.") from error
            values[name] = plain.decode()

    def _key(self, key_id: int) -> AESGCM:
        if key_id not in self._keys:
            if key_id not in self._rows:
                raise Unreadable("The key of this value is destroyed.")
            wrapped = bytes(self._rows[key_id].wrapped)
            plain = _decrypt(master_key(), wrapped, f"data|{self.vault_id}".encode())
            self._keys[key_id] = AESGCM(plain)
        return self._keys[key_id]

    def associated(self, place: Iterable[object]) -> bytes:
        """The associated data of a place: what binds a sealed value to its row."""
        return (self._prefix + "|".join(map(str, place))).encode()


def normal_address(address: str) -> str:
    """The form in which two spellings of one e-mail address are equal: NFKC, case-folded."""
    return unicodedata.normalize("NFKC", address.strip()).casefold()


def blind_index(vault: Vault, text: str) -> str:
    """A keyed fingerprint (64 hex digits) of an e-mail address, equal for equal addresses.

    Only within one vault: the same address in two workshops cannot be linked.
    """
    key = _decrypt(master_key(), bytes(vault.wrapped_index_key), f"index|{vault.pk}".encode())
    return hmac.new(key, normal_address(text).encode(), hashlib.sha256).hexdigest()


def seal_with_master(text: str, label: str) -> bytes:
    """Seal a secret that belongs to no vault (an account's); `label` names its place."""
    return _encrypt(master_key(), text.encode(), label.encode())


def open_with_master(sealed: bytes, label: str) -> str:
    """Open what `seal_with_master` made for the same label. Raises Unreadable."""
    return _decrypt(master_key(), sealed, label.encode()).decode()


def audit_key() -> bytes:
    """The key of the audit chains, derived from the master key for this one purpose."""
    return hmac.new(master_key(), b"audit-chain-v1", hashlib.sha256).digest()
