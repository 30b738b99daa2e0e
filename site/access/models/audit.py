"""Who did or read what: appended only, chained, without any personal value."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models.values import Vault


class AuditChain(models.Model):
    """The head of one chain: a vault's own, or (vault unset) the installation's."""

    vault = models.OneToOneField(
        Vault, null=True, blank=True, on_delete=models.PROTECT, related_name="audit_chain"
    )
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="0" * 64)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"audit chain {self.pk}"


class AuditEntry(models.Model):
    """One act: actor, action, object; `digest` is HMAC over the entry and the one before."""

    chain = models.ForeignKey(AuditChain, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    # The account's id, "participant" or "system": never a name or an address.
    actor = models.CharField(max_length=64)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["chain", "number"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_numbers_are_unique"),
        ]
        indexes = [models.Index(fields=["object_type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.action} #{self.number}"
