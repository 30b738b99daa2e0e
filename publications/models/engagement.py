"""Meetings with ASEAN bodies and Member States, submissions, roundtables: the work in between."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from publications.models.recommendations import (
    Addressee,
    Precision,
    Recommendation,
    Sourced,
    Theme,
)


class Engagement(Sourced):
    """One meeting, submission, roundtable or visit of the Working Group."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        SUBMISSION = "submission", _("Submission")
        CONSULTATION = "consultation", _("Consultation")
        ROUNDTABLE = "roundtable", _("Roundtable")
        WORKSHOP = "workshop", _("Thematic workshop")
        CONFERENCE = "conference", _("Conference")
        PROGRAMME = "programme", _("Study programme")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=250)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    precision = models.CharField(
        _("what is known of the date"),
        max_length=8,
        choices=Precision.choices,
        default=Precision.DAY,
    )
    dates_as_stated = models.CharField(
        _("dates as stated"),
        max_length=300,
        blank=True,
        help_text=_("Where two sources give different days. Printed."),
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    partners = models.CharField(_("held with"), max_length=300, blank=True)
    bodies = models.ManyToManyField(
        Addressee, blank=True, related_name="engagements", verbose_name=_("bodies and States")
    )
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="engagements", verbose_name=_("themes")
    )
    recommendations = models.ManyToManyField(
        Recommendation,
        blank=True,
        related_name="engagements",
        verbose_name=_("recommendations it took up"),
    )

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagement")
        ordering = ["-starts_on", "title"]

    def __str__(self) -> str:
        return self.title
