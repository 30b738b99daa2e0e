"""The list of those who want to hear of coming workshops, in a compartment of its own."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import DataKey, Vault


class Installation(models.Model):
    """The one vault that belongs to no workshop: the list of news, test mails, mails to staff."""

    vault = models.OneToOneField(Vault, on_delete=models.PROTECT, related_name="+")
    # One row: a second is refused by the database.
    only = models.BooleanField(default=True, unique=True, editable=False)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("installation")
        verbose_name_plural = _("installations")
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="one_installation"),
        ]

    def __str__(self) -> str:
        return "installation"


class Subscriber(models.Model):
    """One address on the list; counts only once it was confirmed from its own mailbox."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="subscribers")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sealed_address = models.BinaryField()
    address_index = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=12, default="en")
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("address on the list of news")
        verbose_name_plural = _("addresses on the list of news")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"#{str(self.pk)[:8]}"
