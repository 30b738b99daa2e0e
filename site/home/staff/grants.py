"""Roles in workshops: the Secretariat gives them for a time, and ends them."""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.widgets import AdminDateInput

from access.domain import grants
from access.models import Grant
from access.role_matrix import GIVEN_ROLES, Role, Room
from events.models import WorkshopPage
from home.domain import invitations
from home.staff.rooms import GRANTS, ChooseView, Framed, Page, RoomViewSet


class GrantForm(forms.Form):
    """To whom, which role, until when."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=[(role.value, role.label) for role in GIVEN_ROLES]
    )
    full_name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=200,
        help_text=gettext_lazy("Where the address has an account already, its own name stays."),
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=AdminDateInput(),
        help_text=gettext_lazy(
            "Empty: 30 days after the workshop; for a desk volunteer the day after it."
        ),
    )

    def __init__(self, workshop: WorkshopPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "role" in data and not data.get("last_day") and "last_day" not in self.errors:
            data["last_day"] = grants.default_last_day(Role(data["role"]), self.workshop.last_day)
        day = data.get("last_day")
        if day and self.ends_at(day) <= timezone.now():
            self.add_error(
                "last_day", _("Enter a day to come: by default the role would have ended already.")
            )
        return data

    def ends_at(self, day: datetime.date) -> datetime.datetime:
        """The end of a day at the venue."""
        return grants.end_of(day, self.workshop.time_zone)


class WorkshopView(Page):
    """Who holds a role in one workshop, and the form that gives one."""

    template_name = "home/staff/grants.html"
    page_title = GRANTS[1]
    home = GRANTS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Grant.objects.select_related("user").filter(vault=self.vault)
        now = timezone.now()
        return {
            **super().get_context_data(**kwargs),
            "form": kwargs.get("form") or GrantForm(self.workshop),
            "running": rows.filter(ends_at__gt=now).order_by("role", "ends_at"),
            "ended": rows.filter(ends_at__lte=now).order_by("-ends_at"),
            "without_annex": self.workshop.data_annex_signed_on is None,
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.was_read("grants.viewed")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = GrantForm(self.workshop, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        data = form.cleaned_data
        with transaction.atomic():
            given = grants.give_at_address(
                data["email"],
                data["full_name"],
                self.vault,
                Role(data["role"]),
                form.ends_at(data["last_day"]),
                self.actor,
            )
            invitations.write(given.grant, self.actor)
        messages.success(request, _("The role is given, and a mail with the way in is written."))
        return redirect("grants:workshop", self.workshop.pk)


class OfGrant(Framed, View):
    """A deed on one grant of the workshop in the address (POST only)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        grant = get_object_or_404(
            Grant.objects.select_related("user", "vault"), vault=self.vault, pk=kwargs["grant"]
        )
        messages.success(request, self.do(grant))
        return redirect("grants:workshop", self.workshop.pk)

    def do(self, grant: Grant) -> str:
        raise NotImplementedError


class EndView(OfGrant):
    """End a role now."""

    def do(self, grant: Grant) -> str:
        grants.end(grant, self.actor)
        return _("The role has ended.")


class AgainView(OfGrant):
    """Write again: the link was lost, or the password forgotten before it was set."""

    def do(self, grant: Grant) -> str:
        invitations.write(grant, self.actor)
        return _("A mail with the way in is written.")


class IndexView(ChooseView):
    """Choose a workshop."""

    page_title = GRANTS[1]
    home = GRANTS
    target = "grants:workshop"


class GrantsViewSet(RoomViewSet):
    """Rooms under /admin/grants/."""

    name = "grants"
    url_prefix = "grants"
    menu_label = GRANTS[1]
    menu_name = "grants"
    menu_order = 300
    icon = "key"
    room = Room.GRANTS

    def get_urlpatterns(self) -> list[Any]:
        one = "<int:workshop>/<int:grant>/"
        return [
            path("", self.construct_view(IndexView), name="index"),
            path("<int:workshop>/", self.construct_view(WorkshopView), name="workshop"),
            path(f"{one}end/", self.construct_view(EndView), name="end"),
            path(f"{one}again/", self.construct_view(AgainView), name="again"),
        ]
