"""Key rotation (SEC-F7)."""

import base64
import datetime
import uuid

import pytest
from django.core.management import CommandError, call_command

from access.catalogue import Track
from access.domain import crypto, disclosure, rotation, values
from access.models import DataKey, PersonalValue
from tests.factories.access import VaultFactory

pytestmark = pytest.mark.django_db
LAST_DAY = datetime.date(2027, 6, 17)


@pytest.fixture
def vault():
    """A vault with three people."""
    vault = VaultFactory()
    for number in range(3):
        values.store(vault, uuid.UUID(int=number), {"name": f"Name {number}"}, LAST_DAY)
    return vault


def names(vault):
    people = {uuid.UUID(int=number): Track.DIRECT for number in range(3)}
    shown = disclosure.visible_to(disclosure.SECRETARIAT, vault, people, ["name"])
    return [shown[person]["name"] for person in people]


ALL = ["Name 0", "Name 1", "Name 2"]


def test_rotation_reseals_everything_and_drops_the_old_key(vault):
    old = DataKey.objects.get(vault=vault)
    before = set(PersonalValue.objects.values_list("ciphertext", flat=True))
    assert rotation.rotate_vault(vault) == 3
    assert not DataKey.objects.filter(pk=old.pk).exists()
    assert before & set(PersonalValue.objects.values_list("ciphertext", flat=True)) == set()
    assert names(vault) == ALL


def test_a_stopped_rotation_goes_on(vault, monkeypatch):
    """A kill in the middle: all readable before, between and after; the old key goes last."""
    monkeypatch.setattr(rotation, "BATCH", 1)
    real, calls = rotation._reseal_batch, []

    def dies_at_the_second(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(rotation, "_reseal_batch", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate_vault(vault)
    assert (names(vault), DataKey.objects.filter(vault=vault).count()) == (ALL, 2)
    monkeypatch.setattr(rotation, "_reseal_batch", real)
    assert rotation.reseal(vault) == 2
    assert rotation.reseal(vault) == 0
    assert (names(vault), DataKey.objects.filter(vault=vault).count()) == (ALL, 1)


def test_a_value_written_meanwhile_is_not_lost(vault, monkeypatch):
    """Rotation while people write: the newer text stays."""
    real = crypto.Cipher.seal

    def writes_between(cipher, text, place):
        sealed = real(cipher, text, place)
        if text == "Name 1":
            key_id, newer = real(cipher, "Newer name", place)
            PersonalValue.objects.filter(subject=uuid.UUID(int=1)).update(
                key_id=key_id, ciphertext=newer
            )
        return sealed

    DataKey.objects.create(vault=vault, wrapped=crypto.new_wrapped_data_key(vault.pk))
    monkeypatch.setattr(crypto.Cipher, "seal", writes_between)
    assert rotation.reseal(vault) == 2
    assert names(vault) == ["Name 0", "Newer name", "Name 2"]


def test_a_new_master_key_wraps_every_key(vault, settings, monkeypatch, capsys):
    old = settings.DATA_KEY
    index = crypto.blind_index(vault, "a@example.org")
    settings.DATA_KEY = base64.b64encode(b"n" * 32).decode()
    with pytest.raises(crypto.Unreadable):
        names(vault)
    with pytest.raises(CommandError, match="OLD_DATA_KEY"):
        call_command("rotate_keys", "--master")
    monkeypatch.setenv("OLD_DATA_KEY", old)
    call_command("rotate_keys", "--master")
    call_command("rotate_keys", "--master")
    assert capsys.readouterr().out == "2 keys wrapped anew.\n0 keys wrapped anew.\n"
    vault.refresh_from_db()
    assert names(vault) == ALL
    assert crypto.blind_index(vault, "a@example.org") == index


def test_command_rotates_every_vault(vault, capsys):
    call_command("rotate_keys")
    assert capsys.readouterr().out == f"Vault {vault.pk}: 3 values re-sealed.\n"
    call_command("rotate_keys", "--resume")
    assert "0 values" in capsys.readouterr().out
    assert names(vault) == ALL
