"""The room for letters under /admin/letters/: who may enter, and its addresses."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from access.decorators import private
from access.roles import Room, may_enter
from publications.staff.letters import IndexView, LetterheadView, TextView, WorkshopView
from publications.staff.letters_making import (
    BatchView,
    LetterView,
    MakeView,
    PrintView,
    ZipView,
)


class Guarded(View):
    """What every view is made with: the table of roles decides, and nothing is stored."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_enter(request.user, Room.LETTERS):
            raise PermissionDenied
        return private(super().dispatch)(request, *args, **kwargs)


class LettersMenuItem(MenuItem):
    """Shown to those who may enter."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_enter(request.user, Room.LETTERS)


class LettersViewSet(ViewSet):
    """The menu "Letters"; every view is made here, and here it gets its guard."""

    name = "letters"
    url_prefix = "letters"
    icon = "doc-full"
    menu_label = gettext_lazy("Letters")
    menu_name = "letters"
    menu_order = 165
    add_to_admin_menu = True
    menu_item_class = LettersMenuItem

    def construct_view(self, view_class: type[Any], **kwargs: Any) -> Any:
        guarded = type(view_class.__name__, (Guarded, view_class), {})
        return super().construct_view(guarded, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        make = self.construct_view
        one, batch = "<int:workshop>/", "<int:workshop>/made/<uuid:batch>/"
        return [
            path("", make(IndexView), name="index"),
            path(one, make(WorkshopView), name="workshop"),
            path(f"{one}letterhead/", make(LetterheadView), name="letterhead"),
            path(f"{one}words/<slug:kind>/<slug:language>/", make(TextView), name="text"),
            path(f"{one}make/<slug:kind>/", make(MakeView), name="make"),
            path(batch, make(BatchView), name="batch"),
            path(f"{batch}letters.zip", make(ZipView), name="zip"),
            path(f"{batch}letters.pdf", make(PrintView), name="print"),
            path(f"{one}letter/<uuid:letter>.pdf", make(LetterView), name="letter"),
        ]
