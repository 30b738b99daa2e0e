"""The home page and the standard pages."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from events.models import BasePage


class HomePage(BasePage):
    """The front page of the site."""

    introduction = models.TextField(_("who we are"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["events.WorkshopIndexPage", "home.StandardPage"]
    max_count = 1

    class Meta:
        verbose_name = _("home page")


class StandardPage(BasePage):
    """A page of text: About, Accessibility, Privacy promise, Contact."""

    lede = models.TextField(_("opening"), blank=True)
    body = RichTextField(_("text"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "home.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["home.StandardPage"]

    class Meta:
        verbose_name = _("page of text")
