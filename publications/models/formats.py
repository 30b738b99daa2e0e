"""Requests for a document in another format: which document, until when. Who asked is sealed."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import Vault


class FormatRequest(models.Model):
    """Somebody needs a document in another format.

    Its key is also the key of whoever asked: address, format and words are sealed values of
    `access` under it (`publications.person_fields`), erased at their day. What stays here is a
    fact without a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="format_requests")
    # A key of `publications.domain.askable`; the title is looked up where it is shown.
    document = models.CharField(_("document"), max_length=60)
    reference = models.CharField(_("reference"), max_length=12)
    language = models.CharField(max_length=12, help_text=_("In which mails are written."))
    asked_at = models.DateTimeField(auto_now_add=True)
    # The day after which the sealed values are gone and nobody can be answered.
    kept_until = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("request for another format")
        verbose_name_plural = _("requests for another format")
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["answered_at", "kept_until"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_by=None) | models.Q(answered_at__isnull=False),
                name="who_answered_did_so_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
