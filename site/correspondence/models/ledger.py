"""The mail ledger: a row for every message, written with the fact that it reports."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import DataKey, Vault
from correspondence.models.group import GroupMail


class MailMessage(models.Model):
    """One message to one person on one occasion; address and body are sealed.

    States only move forward: queued -> sending -> sent -> delivered -> bounced -> complained. Two
    ways lead back, both before anything is known to have left: a refused attempt (sending ->
    queued) and an uncertain one after its time of grace (uncertain -> queued). Held mails wait for
    somebody to release or to drop them; what waits can be dropped, and nothing else.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        UNCERTAIN = "uncertain", _("Sent, perhaps")
        DELIVERED = "delivered", _("Delivered")
        BOUNCED = "bounced", _("Returned")
        COMPLAINED = "complained", _("Reported as unwanted")
        FAILED = "failed", _("Not sent")
        HELD = "held", _("Held back")
        DROPPED = "dropped", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="mails")
    subject_key = models.UUIDField(
        db_index=True, help_text=_("The person; a key without any value.")
    )
    occasion = models.CharField(max_length=40)
    # No code path can send twice: (person, occasion, version).
    dedup_key = models.CharField(max_length=120, unique=True)
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    # Both are erased 14 days after the last attempt; the fact stays.
    sealed_address = models.BinaryField(null=True)
    sealed_body = models.BinaryField(null=True)
    subject_line = models.CharField(max_length=120)
    language = models.CharField(max_length=12, default="en")
    group = models.ForeignKey(
        GroupMail, null=True, blank=True, on_delete=models.SET_NULL, related_name="mails"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Queued: not before this moment. Sending: the claim ends then. Uncertain: second try then.
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=200, blank=True, db_index=True)
    failure = models.CharField(max_length=60, blank=True, help_text=_("A class, never a text."))
    queued_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["queued_at", "pk"]
        indexes = [models.Index(fields=["state", "next_attempt_at"])]

    def __str__(self) -> str:
        return f"{self.occasion} {str(self.pk)[:8]}"


class TrackingEvent(models.Model):
    """What the provider told us about a message; the fingerprint makes a replay harmless."""

    mail = models.ForeignKey(MailMessage, on_delete=models.CASCADE, related_name="events")
    fingerprint = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20)
    happened_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("tracking event")
        verbose_name_plural = _("tracking events")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"
