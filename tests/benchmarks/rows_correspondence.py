"""Mails through the ledger, against the raw loop over the same backend."""

import uuid
from collections.abc import Iterator

from django.core import mail as outbox
from django.db import transaction
from django.test.utils import override_settings

from tests.benchmarks.harness import Bench, Row, cpu_seconds, row

MAILS = 200


def rows(bench: Bench) -> Iterator[Row]:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        yield from _rows()


def _rows() -> Iterator[Row]:
    from django_tasks_db.models import DBTaskResult

    from access.domain.crypto import create_vault
    from correspondence.domain import delivery, messages
    from correspondence.models import MailMessage
    from tests.factories.correspondence import queue_mail

    vault = create_vault()

    def write() -> None:
        with transaction.atomic():
            for _ in range(MAILS):
                queue_mail(vault=vault)
            # A worker of the demo must not take them away.
            DBTaskResult.objects.exclude(pk__in=before).delete()

    before = set(DBTaskResult.objects.values_list("pk", flat=True))
    try:
        written = cpu_seconds(write)
        mails = list(MailMessage.objects.filter(vault=vault))
        delivered = cpu_seconds(lambda: [delivery.deliver(mail.pk) for mail in mails])
        ready = [messages.build(mail) for mail in mails]
        raw = cpu_seconds(lambda: [outbox.get_connection().send_messages([one]) for one in ready])
    finally:
        _clean(vault.pk)
    yield row("mail.queued", MAILS / written, "mails/s CPU")
    yield row("mail.delivered", MAILS / delivered, "mails/s CPU")
    yield row("mail.ledger.ratio", (written + delivered) / raw, "x raw loop")


def _clean(vault_id: uuid.UUID) -> None:
    """Leave nothing of the benchmark in the demo."""
    from access.models import Vault
    from correspondence.models import MailMessage

    MailMessage.objects.filter(vault_id=vault_id).delete()
    Vault.objects.filter(pk=vault_id).delete()
