"""The text while the workshop drafts it. No table here can hold who proposed what.

What the drafting committee says in the room stays there: an amendment has its words, a status and
times. There is no column for a person, delegation or account, and no revision or log entry of the
administration is written for these tables.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import State
from publications.models.recommendations import Recommendation


class DraftVersion(models.Model):
    """One state of a text in drafting, with its brackets. Never changed, never removed alone."""

    class Origin(models.TextChoices):
        TYPED = "typed", _("Typed")
        PASTED = "pasted", _("Pasted")
        FILE = "file", _("From a file")
        AMENDMENT = "amendment", _("Amendment accepted")

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("version"))
    reading = models.PositiveSmallIntegerField(_("reading"))
    text = models.TextField(_("text"))
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices)
    made_at = models.DateTimeField(_("time"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("version of a text")
        verbose_name_plural = _("versions of a text")
        ordering = ["recommendation", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "number"], name="draft_version_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValidationError("A version is never changed; make a new one.")
        super().save(*args, **kwargs)


class Amendment(models.Model):
    """A proposed wording: its words, its status, its times; nothing about who proposed it."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        NOT_ACCEPTED = "not_accepted", _("Not accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="amendments"
    )
    based_on = models.PositiveSmallIntegerField(_("version it changes"))
    text = models.TextField(_("the text as amended"))
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.OPEN
    )
    tabled_at = models.DateTimeField(_("tabled"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["recommendation", "tabled_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="open", settled_at=None)
                | ~models.Q(status="open") & models.Q(settled_at__isnull=False),
                name="amendment_settled_at_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Amendment #{self.pk}"


class Reservation(models.Model):
    """A reservation on an adopted paragraph: of a delegation, or of "one participant"."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="reservations"
    )
    delegation = models.ForeignKey(
        State,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("delegation"),
        help_text=_("Empty: “One participant”."),
    )
    made_at = models.DateTimeField(_("time"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        ordering = ["recommendation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "delegation"],
                condition=models.Q(delegation__isnull=False),
                name="one_reservation_per_delegation",
            ),
        ]

    def __str__(self) -> str:
        return f"Reservation #{self.pk}"
