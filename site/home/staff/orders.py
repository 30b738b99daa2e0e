"""Exact orders for suppliers: how many of what, without States or kinds of participants."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from access.role_matrix import Room
from home.staff.rooms import ORDERS, ChooseView, Page, RoomViewSet
from registrations.domain import head_counts


class WorkshopView(Page):
    """The exact numbers of one workshop at this moment; each reading is written down."""

    template_name = "home/staff/orders.html"
    page_title = ORDERS[1]
    home = ORDERS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        total, orders = head_counts.exact(self.workshop)
        return {**super().get_context_data(**kwargs), "total": total, "orders": orders}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.was_read("orders.viewed")
        return super().get(request, *args, **kwargs)


class IndexView(ChooseView):
    """Choose a workshop."""

    page_title = ORDERS[1]
    home = ORDERS
    target = "orders:workshop"


class OrdersViewSet(RoomViewSet):
    """Rooms under /admin/orders/."""

    name = "orders"
    url_prefix = "orders"
    menu_label = ORDERS[1]
    menu_name = "orders"
    menu_order = 400
    icon = "list-ul"
    room = Room.ORDERS

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.construct_view(IndexView), name="index"),
            path("<int:workshop>/", self.construct_view(WorkshopView), name="workshop"),
        ]
