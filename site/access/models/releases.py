"""What a ministry's protocol desk receives: for one purpose, of named people, until a day."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.catalogue import Track
from access.models.user import User
from access.models.values import Vault


class Release(models.Model):
    """One release: to whom, why, which fields of whom, until when. It holds no value itself.

    Values are looked up when the sheet is printed, so that a withdrawn agreement, a lock or an
    erasure holds at once. What the rows say is kept for an inspection.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="releases")
    recipient = models.CharField(_("recipient"), max_length=200)
    purpose = models.CharField(_("purpose"), max_length=300)
    # Codes of the field table.
    fields = models.JSONField(_("fields"), default=list)
    expires_on = models.DateField(_("until"))
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("release to a protocol desk")
        verbose_name_plural = _("releases to a protocol desk")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"release {str(self.pk)[:8]}"


class ReleasedPerson(models.Model):
    """One person of a release, with the track on which they came."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="people")
    subject = models.UUIDField(db_index=True)
    track = models.CharField(max_length=1, choices=[(track.value, track.name) for track in Track])

    # Never copied into Wagtail's reference index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("person of a release")
        verbose_name_plural = _("people of a release")
        constraints = [
            models.UniqueConstraint(fields=["release", "subject"], name="a_person_once_a_release"),
        ]

    def __str__(self) -> str:
        return f"person of {self.release_id}"
