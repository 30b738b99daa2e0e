"""What was erased: counts for the record, and tombstones that outlive a restored backup."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models.values import Vault


class ErasureReceipt(models.Model):
    """What was erased, when, how many: never whose."""

    class Reason(models.TextChoices):
        RETENTION = "retention", _("Its time had come")
        REQUEST = "request", _("A person asked for it")
        VAULT = "vault", _("The keys of a workshop were destroyed")

    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="erasure_receipts")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    at = models.DateTimeField(auto_now_add=True)
    counts = models.JSONField(default=dict, help_text=_("Numbers by kind of data."))

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("receipt of an erasure")
        verbose_name_plural = _("receipts of erasures")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"receipt {self.pk}"


class Tombstone(models.Model):
    """The key of an erased person, or of a destroyed vault: a random number and nothing else.

    The same key lies as an empty file outside the database, so that a backup restored later can be
    told what it must forget again (access/domain/tombstones.py).
    """

    key = models.UUIDField(primary_key=True)
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="tombstones")
    buried_at = models.DateTimeField(auto_now_add=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("tombstone")
        verbose_name_plural = _("tombstones")

    def __str__(self) -> str:
        return f"tombstone {self.key}"
