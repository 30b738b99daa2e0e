"""Encryption of personal values."""

import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from access.domain import crypto
from access.models import DataKey
from tests.factories.access import DataKeyFactory, VaultFactory

pytestmark = pytest.mark.django_db


def test_sealed_value_opens_at_its_place_only():
    """A value moved to another row, field or vault cannot be read there (SB-P8)."""
    vault, other = VaultFactory(), VaultFactory()
    cipher = crypto.Cipher(vault.pk)
    subject = uuid.uuid4()
    key_id, sealed = cipher.seal("Invented Name", (subject, "name"))
    assert b"Invented" not in sealed
    assert cipher.open(key_id, sealed, (subject, "name")) == "Invented Name"
    for place in [(subject, "email"), (uuid.uuid4(), "name"), (subject,)]:
        with pytest.raises(crypto.Unreadable):
            cipher.open(key_id, sealed, place)
    with pytest.raises(crypto.Unreadable):
        crypto.Cipher(other.pk).open(key_id, sealed, (subject, "name"))


def test_same_text_twice_gives_different_bytes():
    cipher = crypto.Cipher(VaultFactory().pk)
    assert cipher.seal("A", ("x",))[1] != cipher.seal("A", ("x",))[1]


@given(text=st.text(max_size=300))
def test_any_text_comes_back(text):
    key = b"k" * 32
    text = text.encode("utf-8", "ignore").decode()
    assert crypto._decrypt(key, crypto._encrypt(key, text.encode(), b"p"), b"p").decode() == text


def test_new_values_take_the_newest_key_and_old_ones_stay_readable():
    """Rotation adds a key; nothing is lost (SEC-F7)."""
    vault = VaultFactory()
    old_id, sealed = crypto.Cipher(vault.pk).seal("A", ("x",))
    new = DataKeyFactory(vault=vault)
    cipher = crypto.Cipher(vault.pk)
    assert cipher.seal("B", ("x",))[0] == new.pk
    assert cipher.open(old_id, sealed, ("x",)) == "A"


def test_destroyed_keys_end_every_value():
    """Without its keys a vault is unreadable, in every backup too."""
    vault = VaultFactory()
    key_id, sealed = crypto.Cipher(vault.pk).seal("A", ("x",))
    DataKey.objects.filter(vault=vault).delete()
    cipher = crypto.Cipher(vault.pk)
    with pytest.raises(crypto.Unreadable):
        cipher.open(key_id, sealed, ("x",))
    with pytest.raises(crypto.Unreadable):
        cipher.seal("B", ("x",))


@pytest.mark.parametrize("key", ["", "short", "dGVzdA==", "not base64 !"])
def test_bad_master_key_is_named_with_its_remedy(settings, key):
    settings.DATA_KEY = key
    with pytest.raises(ImproperlyConfigured, match=r"manage\.py keys"):
        crypto.master_key()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Person@Example.org", "person@example.org"),
        ("ｐｅｒｓｏｎ@example.org", "person@example.org"),
        (" person@example.org ", "person@example.org"),
        ("STRASSE@example.org", "straße@example.org"),
    ],
)
def test_spellings_of_one_address_have_one_index(one, other):
    """SEC-D3: case, full width and NFKC variants are the same address."""
    vault = VaultFactory()
    assert crypto.blind_index(vault, one) == crypto.blind_index(vault, other)


def test_index_differs_between_addresses_and_vaults():
    """The same address in two workshops cannot be linked."""
    one, two = VaultFactory(), VaultFactory()
    address = "person@example.org"
    assert crypto.blind_index(one, address) != crypto.blind_index(two, address)
    assert crypto.blind_index(one, address) != crypto.blind_index(one, "other@example.org")
