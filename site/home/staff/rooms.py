"""What every room of protection in the administration shares: who may enter, and its frame."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from access.decorators import private
from access.domain import audit
from access.models import Vault
from access.roles import Room, may_enter
from events.models import WorkshopPage
from events.staff.rooms import OfWorkshop


class InRoom(View):
    """What every view is made with: the table of roles decides, and nothing is stored.

    `workshop` is the one in the address, and 404 where there is none.
    """

    room: Room

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_enter(request.user, self.room):
            raise PermissionDenied
        return private(super().dispatch)(request, *args, **kwargs)


class Framed(OfWorkshop):
    """Who works here, and on which workshop; what they read is written down."""

    @property
    def vault(self) -> Vault:
        return self.workshop.vault

    def was_read(self, action: str, **detail: Any) -> None:
        """Write down that a page was read."""
        audit.record(action, obj=self.workshop, actor=self.actor, vault=self.vault, **detail)


class Page(Framed, WagtailAdminTemplateMixin, TemplateView):
    """The frame of a page; `home` is the address name and title of the room's first page."""

    home: ClassVar[tuple[str, Any]]
    header_icon = "lock"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        name, title = self.home
        items = [*self.breadcrumbs_items, {"url": reverse(name), "label": title}]
        if "workshop" in self.kwargs:
            items.append({"url": "", "label": self.workshop.title})
        return items

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if "workshop" in self.kwargs:
            context["workshop"] = self.workshop
        return context


class ChooseView(Page):
    """Choose a workshop. `target` is the address name of its page in the room."""

    template_name = "home/staff/choose.html"
    target = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        workshops = WorkshopPage.objects.filter(vault__destroyed_at=None)
        return {
            **super().get_context_data(**kwargs),
            "workshops": workshops.order_by("-year", "title").only("title", "year"),
            "target": self.target,
        }


class RoomMenuItem(MenuItem):
    """Shown to those who may enter."""

    room: Room

    def is_shown(self, request: HttpRequest) -> bool:
        return may_enter(request.user, self.room)


class RoomViewSet(ViewSet):
    """A room of the administration, guarded where its views are made."""

    room: Room
    icon = "lock"

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Any:
        """Every view of the room is made here, and here it gets its guard."""
        room = kwargs.pop("room", self.room)
        guarded = type(view_class.__name__, (InRoom, view_class), {"room": room})
        return super().construct_view(guarded, **kwargs)

    @property
    def menu_item_class(self) -> type[MenuItem]:
        return type("RoomMenuItem", (RoomMenuItem,), {"room": self.room})


GRANTS = ("grants:index", _("Roles in workshops"))
SECOND_FACTORS = ("second_factors:index", _("Second factors"))
PROTECTION = ("protection:index", _("Locked records"))
RELEASES = ("releases:index", _("Releases"))
ORDERS = ("orders:index", _("Orders for suppliers"))
TRAVEL = ("travel:index", _("Travel desk"))
