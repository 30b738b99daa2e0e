"""Second factors: a colleague who lost the telephone gets a new start, from somebody else.

Nobody resets their own. The account is told by mail; the password is asked as before.
"""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.domain import second_factor
from access.models import SecondFactor, User
from access.role_matrix import Room
from home.domain import invitations
from home.staff.rooms import SECOND_FACTORS, Page, RoomViewSet


class IndexView(Page):
    """Every account with a second factor but one's own."""

    template_name = "home/staff/second_factors.html"
    page_title = SECOND_FACTORS[1]
    home = SECOND_FACTORS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        factors = SecondFactor.objects.select_related("user").filter(confirmed_at__isnull=False)
        return {
            **super().get_context_data(**kwargs),
            "factors": factors.exclude(user=self.actor).order_by("user__full_name", "pk"),
        }


class ResetView(Page):
    """The second of two steps: what to make sure of, and the button."""

    template_name = "home/staff/second_factor_reset.html"
    page_title = gettext_lazy("Reset a second factor")
    home = SECOND_FACTORS

    @cached_property
    def account(self) -> User:
        found = User.objects.filter(pk=self.kwargs["account"]).exclude(pk=self.actor.pk).first()
        if found is None or not second_factor.is_set_up(found):
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "account": self.account}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            second_factor.reset(self.account, self.actor)
            invitations.tell_of_reset(self.account)
        messages.success(request, _("Reset. The account is told by mail and sets it up again."))
        return redirect("second_factors:index")


class SecondFactorsViewSet(RoomViewSet):
    """Rooms under /admin/second-factors/."""

    name = "second_factors"
    url_prefix = "second-factors"
    menu_label = SECOND_FACTORS[1]
    menu_name = "second-factors"
    menu_order = 310
    icon = "mobile-alt"
    room = Room.SECOND_FACTORS

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.construct_view(IndexView), name="index"),
            path("<uuid:account>/", self.construct_view(ResetView), name="reset"),
        ]
