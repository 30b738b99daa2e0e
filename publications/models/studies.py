"""Thematic studies, and the subjects the AICHR set itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from publications.models.recommendations import Addressee, Recommendation, Sourced, Theme


class Study(Sourced):
    """A thematic study of an ASEAN body, planned, under way or published."""

    class Status(models.TextChoices):
        PRIORITY = "priority", _("Set as a priority")
        UNDER_WAY = "under_way", _("Under way")
        PUBLISHED = "published", _("Published")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=250)
    body = models.ForeignKey(
        Addressee,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="studies",
        verbose_name=_("body"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PRIORITY
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    summary = models.TextField(_("in two sentences"), blank=True)
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="studies", verbose_name=_("themes")
    )
    recommendations = models.ManyToManyField(
        Recommendation,
        blank=True,
        related_name="studies",
        verbose_name=_("recommendations on the same subject"),
    )

    class Meta:
        verbose_name = _("thematic study")
        verbose_name_plural = _("thematic studies")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
