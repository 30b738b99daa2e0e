"""Built volumes and the jobs that build them."""

import datetime
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.models import User
from publications.models.pages import Audience, ProceedingsPage

# A build tells of every part; one that is silent for so long was interrupted.
SILENCE = datetime.timedelta(minutes=10)


class BuildJob(models.Model):
    """One run of the builder, with its progress in words that staff read."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Being built")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proceedings = models.ForeignKey(
        ProceedingsPage, on_delete=models.CASCADE, related_name="build_jobs"
    )
    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.PUBLIC)
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    step = models.CharField(max_length=300, blank=True)
    done_parts = models.PositiveIntegerField(default=0)
    all_parts = models.PositiveIntegerField(default=0)
    seconds_left = models.PositiveIntegerField(null=True, blank=True)
    is_unwanted = models.BooleanField(default=False)  # somebody pressed the button to cancel
    error = models.TextField(blank=True)
    notes = models.TextField(blank=True, help_text=_("What an editor should look at."))
    edition = models.ForeignKey(
        "publications.Edition", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("build")
        verbose_name_plural = _("builds")
        ordering = ["-requested_at"]
        constraints = [
            # Two clicks, or two members of staff, wait for the same build.
            models.UniqueConstraint(
                fields=["proceedings", "audience"],
                condition=models.Q(state="queued"),
                name="one_waiting_build",
            ),
        ]

    def __str__(self) -> str:
        return f"Build {str(self.pk)[:8]}"

    @property
    def is_stalled(self) -> bool:
        """Whether it began and has been silent for too long: the worker was stopped."""
        last = self.told_at or self.started_at
        return (
            self.state == self.State.RUNNING
            and last is not None
            and timezone.now() - last > SILENCE
        )

    @property
    def is_open(self) -> bool:
        """Whether something still happens to it."""
        return self.state in {self.State.QUEUED, self.State.RUNNING} and not self.is_stalled


class Edition(models.Model):
    """A published volume: its file, its hash, its number.

    The newest one is the volume. The same content as the newest one makes no new edition; the
    number, unique, is what two builds at once would both want.
    """

    proceedings = models.ForeignKey(
        ProceedingsPage, on_delete=models.CASCADE, related_name="editions"
    )
    number = models.PositiveIntegerField()
    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.PUBLIC)
    file = models.CharField(
        max_length=200,
        blank=True,
        help_text=_("Name in the private storage; empty where the file was withdrawn."),
    )
    sha256 = models.CharField(max_length=64)
    source_sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField(help_text=_("Bytes."))
    # Page of the volume on which each part opens, by key of the part.
    first_pages = models.JSONField(default=dict, blank=True)
    # Who appears in it and how (keys and choices, no names): what a withdrawal is compared with.
    appearing = models.JSONField(default=dict, blank=True)
    # Names in the private storage of the files of single chapters, by key of the part.
    pieces = models.JSONField(default=dict, blank=True)
    errata = models.TextField(
        _("what was corrected"), blank=True, help_text=_("One correction a line; readers see it.")
    )
    is_uploaded = models.BooleanField(default=False)  # a finished volume, not built here
    accessibility = models.TextField(_("how accessible the file is"), blank=True)
    published_on = models.DateField()
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["proceedings", "audience", "number"], name="edition_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Edition {self.number}"
