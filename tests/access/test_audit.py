"""The audit chain."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from access.domain import audit, watch
from access.models import AuditChain, AuditEntry
from tests.factories.access import UserFactory, VaultFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    """A vault's chain of five entries."""
    vault = VaultFactory()
    for number in range(5):
        audit.record("test", obj=vault, actor="system", vault=vault, step=number)
    return AuditChain.objects.get(vault=vault)


def change(sql):
    """Change the table as its owner could: on PostgreSQL the guard is taken off first."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE access_auditentry DISABLE TRIGGER USER")
        cursor.execute(sql)


def test_a_whole_chain_verifies(chain):
    assert chain.length == 5
    assert audit.first_broken(chain) is None


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE access_auditentry SET action = 'other' WHERE number = 3", 3),
        ("UPDATE access_auditentry SET actor = 'someone' WHERE number = 1", 1),
        ("DELETE FROM access_auditentry WHERE number = 2", 2),
        ("DELETE FROM access_auditentry WHERE number = 5", 5),
        ("UPDATE access_auditentry SET number = number + 10 WHERE number = 4", 4),
    ],
)
def test_edited_deleted_moved_and_cut_entries_are_named(chain, sql, broken):
    """SEC-F10: the first bad entry is named, also when the tail is cut."""
    change(sql)
    assert audit.first_broken(chain) == broken


def test_actor_is_an_id_and_chains_are_separate():
    user, vault = UserFactory(), VaultFactory()
    entry = audit.record("test", obj=vault, actor=user, vault=vault)
    other = audit.record("test", obj=user, actor="system")
    assert entry.actor == str(user.pk)
    assert (entry.number, other.number) == (1, 1)
    assert entry.chain_id != other.chain_id


def test_entries_hold_no_name_and_no_address():
    user = UserFactory(full_name="CANARY", email="canary@example.org")
    audit.record("test", obj=user, actor=user)
    assert "canary" not in str(list(AuditEntry.objects.values())).lower()


def test_command_names_the_first_broken_entry(chain, capsys):
    call_command("verify_audit")
    assert "whole" in capsys.readouterr().out
    change("UPDATE access_auditentry SET action = 'x' WHERE number = 2")
    with pytest.raises(CommandError, match="entry 2"):
        call_command("verify_audit")


@pytest.mark.postgres
@pytest.mark.parametrize(
    "sql", ["UPDATE access_auditentry SET action = 'x'", "DELETE FROM access_auditentry"]
)
def test_postgresql_refuses_to_change_or_delete_an_entry(chain, sql):
    """SEC-F10: the guard stands on a database that was only migrated."""
    if connection.vendor != "postgresql":
        pytest.skip("the guard is PostgreSQL's")
    refused = pytest.raises(ProgrammingError, match="appended only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert audit.first_broken(chain) is None


def test_a_cut_and_mended_tail_is_found_by_the_anchor(chain, tmp_path):
    """SEC-F10: whoever cuts the tail and mends the head is found by the heads kept elsewhere."""
    anchor = tmp_path / "heads.txt"
    anchor.write_text(watch.heads())
    call_command("verify_audit", "--anchor", anchor)
    change("DELETE FROM access_auditentry WHERE number = 5")
    last = AuditEntry.objects.get(number=4)
    AuditChain.objects.filter(pk=chain.pk).update(length=4, head=last.digest)
    chain.refresh_from_db()
    assert audit.first_broken(chain) is None
    with pytest.raises(CommandError, match="entry 5 was there and is gone"):
        call_command("verify_audit", "--anchor", anchor)
    audit.record("test", obj=chain.vault, actor="system", vault=chain.vault, step="other")
    with pytest.raises(CommandError, match="entry 5 is another one"):
        call_command("verify_audit", "--anchor", anchor)


def test_heads_go_to_a_second_party(chain, settings):
    assert watch.send_heads() is False
    settings.AUDIT_ANCHOR_EMAIL = "keeper@example.org"
    assert watch.send_heads() is True
    sent = mail.outbox[0]
    assert (sent.to, sent.body) == (["keeper@example.org"], watch.heads())
    assert chain.head in sent.body


def test_unusual_reading_raises_one_alarm_an_hour(settings):
    """SB-P5, US-ST6: reading is counted, whatever it was that was read."""
    settings.READS_PER_HOUR, settings.ALARM_EMAIL = 3, "alarm@example.org"
    vault, busy, calm = VaultFactory(), UserFactory(), UserFactory()
    for number in range(4):
        audit.record("registration.view", obj=vault, actor=busy, vault=vault, step=number)
    audit.record("registration.view", obj=vault, actor=calm, vault=vault)
    audit.record("registration.accept", obj=vault, actor=calm, vault=vault)
    assert [(a.actor, a.count) for a in watch.unusual_readers()] == [(str(busy.pk), 4)]
    assert [watch.raise_alarms() for _ in range(2)] == [1, 0]
    assert [message.to for message in mail.outbox] == [["alarm@example.org"]]
    assert busy.email not in mail.outbox[0].body
    assert AuditEntry.objects.get(action="alarm.reading").detail == {
        "account": str(busy.pk),
        "count": 4,
    }
