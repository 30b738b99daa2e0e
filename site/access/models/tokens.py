"""Private links: one purpose, one person, one expiry, stored as a hash."""

import uuid

from django.db import models

from access.models.values import Vault


class Token(models.Model):
    """The right to do one thing for one person until a moment. The link itself is never stored."""

    digest = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=40)
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="tokens")
    subject = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)
    family = models.UUIDField(default=uuid.uuid4, help_text="Links that end together.")

    class Meta:
        indexes = [models.Index(fields=["subject", "purpose"])]

    def __str__(self) -> str:
        return f"{self.purpose} token"
