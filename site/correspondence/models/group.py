"""Mails to many: who wrote what to whom, and the notice of an urgent change."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import DataKey, Vault


class GroupMail(models.Model):
    """One mail to many people of one vault; the ledger holds a row for each of them.

    `recipients` are the keys that staff saw counted; what was typed is sealed and goes with the
    bodies of the mails.
    """

    class State(models.TextChoices):
        WRITING = "writing", _("Being written")
        WRITTEN = "written", _("Written")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="group_mails")
    occasion = models.CharField(max_length=40)
    filters = models.JSONField(default=dict, help_text=_("Codes of what was chosen, no value."))
    recipients = models.JSONField(default=list)
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sealed_text = models.BinaryField(null=True)
    # None: all at once.
    per_minute = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WRITING)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mail to many")
        verbose_name_plural = _("mails to many")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.occasion} {str(self.pk)[:8]}"


class UrgentNotice(models.Model):
    """A change on the day: a banner, a sign for a door, and a mail to those whom it concerns."""

    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="urgent_notices")
    text = models.CharField(max_length=240)
    door = models.CharField(max_length=80, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    mail = models.OneToOneField(GroupMail, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField(db_index=True)
    # Set soon after `ends_at`: writing it tells kept copies of public pages that they are old.
    is_over = models.BooleanField(default=False)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("urgent change")
        verbose_name_plural = _("urgent changes")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"urgent change #{self.pk}"
