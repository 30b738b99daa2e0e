"""The mail ledger: a row for every message, written with the fact that it reports."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import DataKey, Vault


class MailMessage(models.Model):
    """One message to one person on one occasion; address and body are sealed."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        UNCERTAIN = "uncertain", _("Uncertain")
        DELIVERED = "delivered", _("Delivered")
        BOUNCED = "bounced", _("Bounced")
        COMPLAINED = "complained", _("Complained")
        FAILED = "failed", _("Failed")
        HELD = "held", _("Held")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="mails")
    subject_key = models.UUIDField(help_text=_("The person; a key without any value."))
    occasion = models.CharField(max_length=40)
    # No code path can send twice: (person, occasion, version).
    dedup_key = models.CharField(max_length=120, unique=True)
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sealed_address = models.BinaryField()
    sealed_body = models.BinaryField(null=True)
    subject_line = models.CharField(max_length=120)
    language = models.CharField(max_length=12, default="en")
    state = models.CharField(
        max_length=12, choices=State.choices, default=State.QUEUED, db_index=True
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    failure = models.CharField(max_length=60, blank=True, help_text=_("A class, never a text."))
    queued_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["queued_at", "pk"]

    def __str__(self) -> str:
        return f"{self.occasion} {str(self.pk)[:8]}"
