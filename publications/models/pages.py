"""The proceedings of a workshop and their chapters, as pages."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from events.models import BasePage


class ProceedingsPage(BasePage):
    """The volume of one workshop: its front matter, its chapters in order, its editions."""

    volume_title = models.CharField(_("title of the volume"), max_length=250)
    subtitle = models.CharField(_("subtitle"), max_length=250, blank=True)
    isbn = models.CharField("ISBN", max_length=17, blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    disclaimer = models.TextField(_("disclaimer"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["events.WorkshopPage"]
    subpage_types: ClassVar[list[str]] = ["publications.ChapterPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("proceedings")


class ChapterPage(BasePage):
    """One chapter of the volume."""

    subtitle = models.CharField(_("subtitle"), max_length=250, blank=True)
    lede = models.TextField(_("opening"), blank=True)
    body = RichTextField(_("text"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["publications.ProceedingsPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("chapter")
