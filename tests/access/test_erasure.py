"""Retention, erasure on request, destroyed keys, and backups that are restored."""

import datetime
import uuid

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from access.catalogue import Track
from access.domain import consent, crypto, disclosure, erasure, tokens, tombstones, values
from access.domain.consent import Naming
from access.management.commands import escrow_sheet
from access.models import AuditEntry, Consent, ErasureReceipt, PersonalValue, Token, Tombstone
from tests.factories.access import VaultFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_storage")]
LAST_DAY = datetime.date(2027, 6, 17)
DAY = datetime.timedelta(days=1)


def someone(vault):
    subject = uuid.uuid4()
    values.store(vault, subject, {"name": "CANARY", "email": "a@example.org"}, LAST_DAY)
    consent.give(vault, subject, "named:list", Naming.NAME, text_version="1", language="en")
    tokens.issue("status", vault, subject, DAY)
    return subject


def held(subject):
    """How many rows are held about a person."""
    return sum(
        model.objects.filter(subject=subject).count() for model in (PersonalValue, Consent, Token)
    )


def test_erasing_a_person_leaves_a_count_and_a_tombstone(django_capture_on_commit_callbacks):
    """SB-P4: really gone; the receipt holds numbers, the tombstone a random key."""
    vault = VaultFactory()
    subject, other = someone(vault), someone(vault)
    with django_capture_on_commit_callbacks(execute=True):
        counts = erasure.erase_person(vault, subject)
    assert counts == {"values": 2}
    assert (held(subject), held(other)) == (0, 4)
    assert tombstones.on_file() == {(vault.pk, subject)}
    assert ErasureReceipt.objects.get().counts == {"values": 2}
    assert str(subject) not in str(list(AuditEntry.objects.values()))


def test_retention_is_exact_repeatable_and_leaves_receipts(capsys):
    """SEC-F9: dry run and run agree; nothing early; twice is once."""
    vault = VaultFactory()
    someone(vault)
    day = PersonalValue.objects.earliest("erase_after").erase_after
    assert erasure.due(day) == []
    foreseen = erasure.due(day + DAY)
    assert PersonalValue.objects.count() == 2
    assert erasure.run_retention(day + DAY) == foreseen
    assert foreseen[0].counts == {"email": 1, "name": 1}
    assert erasure.run_retention(day + DAY) == []
    assert [receipt.counts for receipt in ErasureReceipt.objects.all()] == [foreseen[0].counts]
    call_command("erase_due", "--dry-run")
    assert capsys.readouterr().out == "Nothing is due.\n"


def test_a_clock_that_jumped_erases_nothing_early():
    """SEC-F9: the day is fixed when a value is written; a jump forth and back changes nothing."""
    vault = VaultFactory()
    subject = someone(vault)
    assert erasure.run_retention(LAST_DAY) == []
    assert erasure.run_retention(LAST_DAY - 1000 * DAY) == []
    assert held(subject) == 4


def test_destroyed_vault_is_unreadable_and_its_copy_too():
    """What a backup kept of the values does not open any more."""
    vault = VaultFactory()
    subject = someone(vault)
    copy = PersonalValue.objects.get(subject=subject, field="name")
    erasure.destroy_vault(vault, "operator")
    assert held(subject) == 0
    copy.save(force_insert=True)
    with pytest.raises(crypto.Unreadable):
        disclosure.visible_to(disclosure.SECRETARIAT, vault, {subject: Track.DIRECT}, ["name"])
    vault.refresh_from_db()
    with pytest.raises(crypto.Unreadable):
        crypto.blind_index(vault, "a@example.org")


def test_restored_backup_forgets_again_before_the_site_opens(
    client, django_capture_on_commit_callbacks, capsys
):
    """An older state knows people who were erased since: it is not ready until they are gone."""
    vault = VaultFactory()
    subject = someone(vault)
    kept = list(PersonalValue.objects.filter(subject=subject))
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase_person(vault, subject)
    assert client.get("/health/ready").status_code == 200
    # The backup of the day before comes back.
    Tombstone.objects.all().delete()
    PersonalValue.objects.bulk_create(kept)
    assert client.get("/health/ready").status_code == 503
    with django_capture_on_commit_callbacks(execute=True):
        call_command("reapply_tombstones")
    assert capsys.readouterr().out == "1 tombstones applied.\n"
    assert held(subject) == 0
    assert client.get("/health/ready").status_code == 200


def test_a_new_database_beside_old_tombstones_is_ready(client, django_capture_on_commit_callbacks):
    """It has nothing of the workshop that it does not know: nothing is to be forgotten."""
    vault = VaultFactory()
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase_person(vault, someone(vault))
    gone = {(uuid.uuid4(), uuid.uuid4())}
    for pair in gone:
        tombstones._write(*pair)
    assert tombstones.on_file() > gone
    assert tombstones.unapplied() == set()
    assert client.get("/health/ready").status_code == 200
    assert erasure.reapply_tombstones() == 0


def test_a_tombstone_lost_by_a_kill_is_written_the_next_day():
    vault = VaultFactory()
    subject = someone(vault)
    erasure.erase_person(vault, subject)
    assert tombstones.on_file() == set()
    assert tombstones.write_missing() == 1
    assert tombstones.write_missing() == 0
    assert tombstones.on_file() == {(vault.pk, subject)}


def test_a_tombstone_is_an_empty_file():
    vault = VaultFactory()
    subject = someone(vault)
    erasure.erase_person(vault, subject)
    tombstones.write_missing()
    assert storages["private"].size(f"tombstones/{vault.pk}.{subject}") == 0


def test_destroying_asks_twice():
    vault = VaultFactory()
    with pytest.raises(CommandError, match="--yes"):
        call_command("destroy_vault", str(vault.pk))
    call_command("destroy_vault", str(vault.pk), "--yes")
    with pytest.raises(CommandError, match="destroyed already"):
        call_command("destroy_vault", str(vault.pk), "--yes")


def test_escrow_sheet_comes_back_and_finds_a_wrong_sign(settings, capsys):
    """The master key on paper: typed again it is the same, a slip of the finger is found."""
    call_command("escrow_sheet")
    sheet = capsys.readouterr().out
    signs = "".join(line for line in sheet.splitlines() if line.startswith("    "))
    call_command("escrow_sheet", "--read", signs.lower())
    assert capsys.readouterr().out == f"DATA_KEY={settings.DATA_KEY}\n"
    wrong = signs.replace(signs.split()[0], signs.split()[0][::-1])
    with pytest.raises(ValueError, match="wrong"):
        escrow_sheet.read(wrong)
