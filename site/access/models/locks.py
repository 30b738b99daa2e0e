"""Records that the protection focal point keeps from everybody else, and who opened one."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models.user import User
from access.models.values import DataKey, Vault


class RecordLock(models.Model):
    """One person's record, locked: no staff, host or output reads it, until it is lifted."""

    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="record_locks")
    subject = models.UUIDField(help_text=_("The person; a key without any value of its own."))
    locked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    locked_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("lock of a record")
        verbose_name_plural = _("locks of records")
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                condition=models.Q(lifted_at=None),
                name="one_lock_in_force_per_person",
            ),
        ]
        indexes = [models.Index(fields=["vault", "lifted_at"])]

    def __str__(self) -> str:
        return f"lock {self.pk}"


class RecordOpening(models.Model):
    """One reading of a locked record, with the reason in the reader's words, sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="record_openings")
    lock = models.ForeignKey(RecordLock, on_delete=models.CASCADE, related_name="openings")
    opened_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sealed_reason = models.BinaryField()

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("opening of a locked record")
        verbose_name_plural = _("openings of locked records")
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"opening {self.pk}"
