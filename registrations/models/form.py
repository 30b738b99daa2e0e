"""The form of a workshop, described as data: every change is a new version, none is overwritten."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import User
from events.models import WorkshopPage


class FormVersion(models.Model):
    """One version of a workshop's form: its blocks and its own questions.

    `description` is {"blocks": [codes], "questions": [question, ...], "items": [item, ...]}, as
    `registrations.domain.described` reads and checks it. The newest version is the one that is
    shown; a registration keeps the one that it answered.
    """

    workshop = models.ForeignKey(WorkshopPage, on_delete=models.CASCADE, related_name="forms")
    number = models.PositiveIntegerField()
    description = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of forms")
        ordering = ["workshop", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "number"], name="one_form_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id}: {self.number}"
