"""The home page and the standard pages."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from events.models import BasePage


class HomePage(BasePage):
    """The front page of the site."""

    introduction = models.TextField(
        _("who we are"), blank=True, help_text=_("One paragraph under the heading 'Who we are'.")
    )

    template = "home/home_page.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["events.WorkshopIndexPage", "home.StandardPage"]
    max_count = 1
    content_panels: ClassVar[list[Any]] = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.domain.front import front_page

        return {**super().get_context(request, *args, **kwargs), "front": front_page()}


class StandardPage(BasePage):
    """A page of text: About, Accessibility, Privacy promise, Contact."""

    lede = models.TextField(_("opening"), blank=True, help_text=_("One or two sentences, larger."))
    body = RichTextField(
        _("text"),
        blank=True,
        # The page has no heading of its own between its title and the text.
        features=["h2", "h3", "bold", "italic", "ol", "ul", "link"],
    )

    template = "home/standard_page.html"
    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "home.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["home.StandardPage"]
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("lede"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("page of text")
