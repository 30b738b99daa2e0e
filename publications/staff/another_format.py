"""Requests for another format, under /admin/another-format/: what waits, one request, its answer.

The list opens nothing that is sealed: document, day and state. Address, format and words stand on
the page of one request, and each opening of it is written down.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from access.decorators import private
from access.domain import erasure
from access.models import User
from access.roles import Room, may_enter
from publications.domain import another_format, askable
from publications.models import FormatRequest
from registrations.public.text import PlainTextField

MOST_SETTLED = 50
TITLE = gettext_lazy("Requests for another format")


class AnswerForm(forms.Form):
    """The words that whoever asked reads on their page, and where the document lies."""

    text = PlainTextField(
        label=gettext_lazy("Your answer"),
        lines=True,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "In plain words, in the language of the person where you can. It stands on their "
            "page; the mail to them only says that it is there."
        ),
    )
    link = forms.URLField(
        label=gettext_lazy("Address of the document"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("If it lies somewhere. It begins with https://"),
    )

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link and not link.startswith("https://"):
            raise forms.ValidationError(_("Enter an address that begins with https://"))
        return link


class Frame(WagtailAdminTemplateMixin, TemplateView):
    """The frame of a page."""

    page_title = TITLE
    header_icon = "view"
    _show_breadcrumbs = True

    @property
    def actor(self) -> User:
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - `Guarded` has asked
        return user

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        home = {"url": reverse("another_format:index"), "label": TITLE}
        return [*self.breadcrumbs_items, home]


class IndexView(Frame):
    """What waits, the oldest first, and what was settled last."""

    template_name = "publications/staff/another_formats.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = list(another_format.waiting())
        settled = list(another_format.settled()[:MOST_SETTLED])
        titles = askable.titles(row.document for row in [*waiting, *settled])
        return {
            **super().get_context_data(**kwargs),
            "waiting": [(row, titles.get(row.document)) for row in waiting],
            "settled": [(row, titles.get(row.document)) for row in settled],
        }


class RequestView(Frame):
    """One request: what was sealed, and what to do with it. Only a POST changes anything."""

    template_name = "publications/staff/another_format.html"

    @cached_property
    def row(self) -> FormatRequest:
        rows = FormatRequest.objects.select_related("vault", "answered_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("Request %(reference)s") % {"reference": self.row.reference}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.row.reference}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind, _dash, key = self.row.document.partition("-")
        return {
            **super().get_context_data(**kwargs),
            "opened": another_format.read(self.row, self.actor),
            "title": askable.titles([self.row.document]).get(self.row.document),
            "document": askable.find(kind, key),
            "form": kwargs.get("form") or AnswerForm(),
            "days": another_format.KEPT_AFTER_ANSWER,
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        action = request.POST.get("do", "")
        if action == "erase":
            erasure.erase_person(self.row.vault, self.row.pk, self.actor)
            messages.success(request, _("The request is erased."))
            return redirect("another_format:index")
        if action == "answered":
            done = another_format.mark_answered(self.row, self.actor)
            return self._told(_("Noted: answered."), done=done)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        given = form.cleaned_data
        done = another_format.answer(self.row, self.actor, given["text"], given["link"])
        return self._told(_("Answered; a mail is on its way."), done=done)

    def _told(self, words: str, *, done: bool) -> HttpResponse:
        if done:
            messages.success(self.request, words)
        else:
            messages.error(
                self.request, _("Somebody else answered it, or it was erased. Nothing was changed.")
            )
        return redirect("another_format:index")


class Guarded(View):
    """What every view is made with: the table of roles decides, and nothing is stored."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_enter(request.user, Room.FORMATS):
            raise PermissionDenied
        return private(super().dispatch)(request, *args, **kwargs)


class FormatsMenuItem(MenuItem):
    """Shown to those who may enter."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_enter(request.user, Room.FORMATS)


class FormatsViewSet(ViewSet):
    """The menu "Other formats"; every view is made here, and here it gets its guard."""

    name = "another_format"
    url_prefix = "another-format"
    icon = "view"
    menu_label = gettext_lazy("Other formats")
    menu_name = "another-format"
    menu_order = 167
    add_to_admin_menu = True
    menu_item_class = FormatsMenuItem

    def construct_view(self, view_class: type[Any], **kwargs: Any) -> Any:
        guarded = type(view_class.__name__, (Guarded, view_class), {})
        return super().construct_view(guarded, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.construct_view(IndexView), name="index"),
            path("<uuid:pk>/", self.construct_view(RequestView), name="request"),
        ]


class WaitingPanel(Component):
    """On the first page of the administration: how many requests wait, for those who answer."""

    name = "another_format"
    order = 90
    template_name = "publications/staff/another_formats_waiting.html"

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        if not may_enter((parent_context or {})["request"].user, Room.FORMATS):
            return ""
        return super().render_html(parent_context)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"number": another_format.waiting().count()}
