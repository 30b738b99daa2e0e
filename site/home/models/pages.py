"""The home page and the standard pages."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from events.models import BasePage
from events.models.blocks import BodyBlock


class HomePage(BasePage):
    """The front page of the site."""

    introduction = models.TextField(
        _("who we are"), blank=True, help_text=_("One paragraph under the heading 'Who we are'.")
    )

    is_translated_as_page = True
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
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    is_translated_as_page = True
    template = "home/standard_page.html"
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("lede"),
        index.SearchField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "home.StandardPage"]
    subpage_types: ClassVar[list[str]] = [
        "home.StandardPage",
        "events.ConsultationPage",
        "events.NationalWorkingGroupPage",
    ]
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("lede"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.domain.listing import below

        return {**super().get_context(request, *args, **kwargs), "below": below(self)}
