"""An incident with personal data: what happened, and what was done by when."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import DataKey
from events.models import WorkshopPage


class Incident(models.Model):
    """A worksheet: the clock runs from `learned_at`; what happened in words is sealed."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", _("An account was used by somebody else")
        DEVICE = "device", _("A telephone, computer or stick was lost or taken")
        MAIL = "mail", _("A mail or file went to the wrong people")
        PAPER = "paper", _("A list or badge on paper was lost, copied or photographed")
        DEMAND = "demand", _("An authority demanded or took data")
        SYSTEM = "system", _("A fault of this system or its server")
        OTHER = "other", _("Something else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(WorkshopPage, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    learned_at = models.DateTimeField(_("when we learned of it"))
    # Codes of the catalogue of personal fields.
    fields = models.JSONField(default=list)
    people = models.PositiveIntegerField(_("how many people"), null=True, blank=True)
    # When each step was done, and each authority told ("not": the law does not apply), by code.
    steps = models.JSONField(default=dict)
    laws = models.JSONField(default=dict)
    # {"words": what happened and what was done about it}
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-learned_at"]

    def __str__(self) -> str:
        return f"#{str(self.pk)[:8]}"
