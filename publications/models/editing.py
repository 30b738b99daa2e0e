"""The way of a chapter from hand-in to clearance, and what co-organisers say to its paragraphs."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from access.models import User
from publications.models.pages import ChapterPage


class EditorialStep(models.Model):
    """Who did what when with a chapter. The last row tells how it stands; none is ever changed."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        EDITED = "edited", _("Edited")
        PROOF_SENT = "proof_sent", _("Proof sent to the author")
        CHANGES_WANTED = "changes_wanted", _("The author wants changes")
        APPROVED = "approved", _("Approved by the author")
        CLEARED = "cleared", _("Cleared")

    # Of a proof it is also the key under which its private links are issued.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chapter = models.ForeignKey(
        ChapterPage, on_delete=models.CASCADE, related_name="editorial_steps"
    )
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=14, choices=Kind.choices)
    # The account; empty where the author did it by the private link.
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    # The text as it stood: its state in the history of the page, and the hash of its words.
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    sha256 = models.CharField(max_length=64)
    note = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("editorial step")
        verbose_name_plural = _("editorial steps")
        ordering = ["chapter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["chapter", "number"], name="editorial_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValidationError("A step is never changed; add the next one.")
        super().save(*args, **kwargs)


class ParagraphComment(models.Model):
    """What a co-organiser says to one paragraph, and how it was settled."""

    class Verdict(models.TextChoices):
        TAKEN_UP = "taken_up", _("Taken up")
        NOT_TAKEN_UP = "not_taken_up", _("Not taken up")

    chapter = models.ForeignKey(ChapterPage, on_delete=models.CASCADE, related_name="remarks")
    # "p4" for the fourth paragraph as it stood; empty for the chapter as a whole.
    anchor = models.CharField(max_length=8, blank=True)
    # The text on which it was said: its paragraph is found again where the text went on.
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    # The number of the round in which it was said; the first comments knew of no rounds.
    round_number = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(_("comment"), max_length=4000)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(
        _("verdict"), max_length=12, choices=Verdict.choices, blank=True, default=""
    )
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("comment on a paragraph")
        verbose_name_plural = _("comments on paragraphs")
        ordering = ["chapter", "at", "pk"]

    def __str__(self) -> str:
        return f"Comment #{self.pk}"
