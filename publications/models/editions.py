"""Built volumes and the jobs that build them."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import User
from publications.models.pages import ProceedingsPage


class Audience(models.TextChoices):
    PUBLIC = "public", _("Public")


class BuildJob(models.Model):
    """One run of the builder, with its progress in words that staff read."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proceedings = models.ForeignKey(
        ProceedingsPage, on_delete=models.CASCADE, related_name="build_jobs"
    )
    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.PUBLIC)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    step = models.CharField(max_length=200, blank=True)
    done_parts = models.PositiveIntegerField(default=0)
    all_parts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    requested_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("build")
        verbose_name_plural = _("builds")
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        return f"Build {str(self.pk)[:8]}"


class Edition(models.Model):
    """A published volume: its file, its hash, its number. One per content."""

    proceedings = models.ForeignKey(
        ProceedingsPage, on_delete=models.CASCADE, related_name="editions"
    )
    number = models.PositiveIntegerField()
    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.PUBLIC)
    file = models.CharField(max_length=200, help_text=_("Name in the private storage."))
    sha256 = models.CharField(max_length=64)
    source_sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField(help_text=_("Bytes."))
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["proceedings", "audience", "number"], name="edition_number_once"
            ),
            models.UniqueConstraint(
                fields=["proceedings", "audience", "source_sha256"],
                name="one_edition_per_content",
            ),
        ]

    def __str__(self) -> str:
        return f"Edition {self.number}"
