"""The frame of every page of the desk: the Secretariat only, one workshop only, in words."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from access.decorators import private
from access.domain import locks
from access.models import User
from access.roles import Role, has_role
from events.models import WorkshopPage
from registrations.domain.places import Busy, NoPlace
from registrations.domain.states import WrongState
from registrations.models import Registration


class Scoped(View):
    """What every view of the desk is made with: the Secretariat only, one workshop only.

    `registrations` is the only way to rows; it holds those of the workshop in the address.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_role(request.user, Role.SECRETARIAT):
            raise PermissionDenied
        return private(super().dispatch)(request, *args, **kwargs)

    @cached_property
    def workshop(self) -> WorkshopPage:
        return get_object_or_404(
            WorkshopPage.objects.select_related("vault"), pk=self.kwargs["workshop"]
        )

    @property
    def registrations(self) -> "QuerySet[Registration]":
        return (
            Registration.objects.select_related("person__state", "category")
            .filter(workshop=self.workshop)
            # Locked records are the focal point's; the counts above the list keep them.
            .exclude(person__in=locks.hidden(self.workshop.vault))
        )

    @cached_property
    def registration(self) -> Registration:
        registration = self.registrations.filter(pk=self.kwargs["pk"]).first()
        if registration is None:
            raise Http404
        registration.workshop = self.workshop
        return registration

    @property
    def actor(self) -> User:
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - `dispatch` has asked
        return user


class DeskView(WagtailAdminTemplateMixin, TemplateView):
    """The frame of a page of the desk."""

    header_icon = "group"
    page_title = _("Registrations")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [
            *self.breadcrumbs_items,
            {"url": reverse("registrations_desk:index"), "label": _("Registrations")},
        ]
        if "workshop" in self.kwargs:
            items.append({"url": self._list_url(), "label": self.workshop.title})  # type: ignore[attr-defined]
        if "pk" in self.kwargs:
            items.append({"url": "", "label": str(self.registration)})  # type: ignore[attr-defined]
        return items

    def _list_url(self) -> str:
        return reverse("registrations_desk:list", args=[self.kwargs["workshop"]])


class told:
    """Do something to a registration and say in words how it went; nobody meets an error page."""

    def __init__(self, request: HttpRequest, success: Any) -> None:
        self.request, self.success = request, success

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: Any, trace: Any) -> bool:
        if error is None:
            messages.success(self.request, self.success)
            return False
        words = {
            NoPlace: _("No place is free. Raise the limit, or wait for one."),
            WrongState: _("This had already been decided. The page shows how."),
            Busy: _("The workshop is busy. Nothing was changed; try again."),
        }
        for known, text in words.items():
            if isinstance(error, known):
                messages.error(self.request, text)
                return True
        return False
