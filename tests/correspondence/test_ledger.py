"""The mail ledger: one row and one task, in the caller's transaction."""

import uuid

import pytest
from django.core import mail as outbox
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from access.domain.crypto import create_vault
from correspondence.domain import delivery, mail
from correspondence.models import MailMessage
from tests.factories.correspondence import ADDRESS, queue_mail

pytestmark = pytest.mark.django_db

State = MailMessage.State


def test_a_queued_mail_is_sealed_and_has_one_task(post):
    """SB-P7: address and body are ciphertext, the task holds the id and nothing else."""
    row = queue_mail()

    task = DBTaskResult.objects.get()
    assert task.args_kwargs == {"args": [str(row.pk)], "kwargs": {}}
    assert task.queue_name == "mail"
    row.refresh_from_db()
    assert row.state == State.QUEUED
    assert row.subject_line == "Your reference K7M-4QX"
    assert ADDRESS.encode() not in bytes(row.sealed_address)
    assert b"Secretariat" not in bytes(row.sealed_body)


def test_delivery_sends_once_however_often_the_task_runs(post):
    """SB-M3."""
    row = queue_mail()

    for _ in range(3):
        delivery.deliver(row.pk)

    (message,) = outbox.outbox
    assert message.to == [ADDRESS]
    row.refresh_from_db()
    assert (row.state, row.attempts, row.failure) == (State.SENT, 1, "")


def test_the_same_key_again_returns_the_first_row(post):
    """SB-M3: (person, occasion, version) is unique."""
    person, vault = uuid.uuid4(), create_vault()
    first = queue_mail(vault=vault, subject_key=person, dedup_key="received 1")
    second = queue_mail(vault=vault, subject_key=person, dedup_key="received 1")

    assert second.pk == first.pk
    assert DBTaskResult.objects.count() == 1


def test_a_key_of_another_person_is_an_error_not_a_silenced_mail(post):
    queue_mail(dedup_key="received 1")
    with pytest.raises(ValueError, match="another person"):
        queue_mail(dedup_key="received 1")


def test_rollback_takes_mail_and_task_along(post):
    """SEC-E6."""
    with pytest.raises(RuntimeError, match="late"), transaction.atomic():
        queue_mail()
        raise RuntimeError("late")

    assert MailMessage.objects.count() == 0
    assert DBTaskResult.objects.count() == 0


def test_forget_erases_the_content_and_stops_what_waits(post):
    row = queue_mail()
    other = queue_mail(vault=row.vault)

    assert mail.forget(row.vault, row.subject_key) == 1

    delivery.deliver(row.pk)
    row.refresh_from_db()
    other.refresh_from_db()
    assert outbox.outbox == []
    assert (row.state, row.failure, row.sealed_address, row.sealed_body) == (
        State.DROPPED,
        "erased",
        None,
        None,
    )
    assert other.state == State.QUEUED and other.sealed_body
