"""The audit chain."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from access.domain import audit
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
    with connection.cursor() as cursor:
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
