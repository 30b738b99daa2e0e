"""Private links."""

import datetime
import uuid

import pytest
from django.utils import timezone

from access.domain import tokens
from access.models import Token
from tests.factories.access import TokenFactory, VaultFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_secret_is_long_and_only_its_hash_is_stored():
    """SEC-F3: a stolen table opens no link."""
    raw = tokens.issue("status", VaultFactory(), uuid.uuid4(), DAY)
    assert len(raw) == 43
    assert raw not in str(Token.objects.values().get())


def test_reading_changes_nothing_and_using_works_once():
    """SEC-F2: a scanner may fetch the link as often as it likes before the human does."""
    subject = uuid.uuid4()
    raw = tokens.issue("confirm", VaultFactory(), subject, DAY)
    for _ in range(6):
        assert tokens.find(raw, "confirm").subject == subject
    assert tokens.consume(raw, "confirm").subject == subject
    for again in (tokens.consume, tokens.find):
        with pytest.raises(tokens.BadToken):
            again(raw, "confirm")


def test_other_purpose_expired_and_unknown_links_are_refused_alike():
    """SEC-F3."""
    TokenFactory(raw="a" * 43, purpose="status")
    TokenFactory(raw="b" * 43, purpose="confirm", expires_at=timezone.now() - DAY)
    messages = set()
    for raw in ("a" * 43, "b" * 43, "c" * 43, "", "\x00"):
        with pytest.raises(tokens.BadToken) as caught:
            tokens.find(raw, "confirm")
        messages.add(str(caught.value))
    assert messages == {""}


def test_revoking_ends_the_links_of_one_purpose():
    vault, subject = VaultFactory(), uuid.uuid4()
    status = tokens.issue("status", vault, subject, DAY)
    confirm = tokens.issue("confirm", vault, subject, DAY)
    tokens.revoke(subject, "status")
    with pytest.raises(tokens.BadToken):
        tokens.find(status, "status")
    assert tokens.find(confirm, "confirm").subject == subject
