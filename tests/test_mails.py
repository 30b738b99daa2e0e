"""The guard of tests/conftest.py itself: what it lets pass, and that it does fail."""

import pytest
from django.core import mail
from django.db import transaction

from correspondence.domain import delivery
from correspondence.domain.occasions import all_occasions
from tests import mails
from tests.factories.correspondence import queue_mail

pytestmark = pytest.mark.django_db
MAILS = {"received"}


def test_a_module_says_which_mails_it_expects():
    """Issue 8: the ledger's row and its delivery, on an occasion that this module names."""
    delivery.deliver(queue_mail(occasion="received").pk)
    assert len(mail.outbox) == 1


def with_rollback():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue_mail(occasion="received")
        raise ZeroDivisionError


def test_a_mail_that_nobody_expects_fails():
    """Also one whose transaction is rolled back, and one that leaves past the ledger."""
    with pytest.raises(AssertionError, match="nobody expects"), mails.only({"accepted"}):
        queue_mail(occasion="received")
    with pytest.raises(AssertionError, match="nobody expects"), mails.only(set()):
        with_rollback()
    with pytest.raises(AssertionError, match="past the ledger"), mails.only(set()):
        mail.send_mail("Hello", "text", None, ["a@example.org"])
    mail.outbox.clear()


def test_the_map_knows_every_part_and_no_occasion_that_is_gone():
    known = {occasion.code for occasion in all_occasions()}
    assert set().union(*mails.EXPECTED.values()) - known == set()
    assert mails.expected(None, "tests/config/test_layout.py") == set()
    assert mails.expected(None, "tests/events/test_programme.py") == set()
    assert mails.expected(None, "tests/events/test_agenda_release.py") == mails.SPEAKING
