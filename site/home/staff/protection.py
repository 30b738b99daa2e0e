"""Locked records: the focal point locks and unlocks; opening one takes a reason and is told."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from access.domain import disclosure, locks
from access.role_matrix import Room
from access.roles import may_enter
from events.models import Person
from home.domain import protection
from home.staff.rooms import PROTECTION, ChooseView, Framed, Page, RoomViewSet
from registrations.domain import focal_points


class FindForm(forms.Form):
    """Whom to find. Posted, so that no name stands in an address or a log."""

    text = forms.CharField(label=gettext_lazy("Reference or name"), max_length=200)


class OpenForm(forms.Form):
    """Which locked record, and why."""

    reference = forms.CharField(label=gettext_lazy("Reference"), max_length=12)
    reason = forms.CharField(
        label=gettext_lazy("Why you open this record"),
        max_length=locks.REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The protection focal points are told at once, and read this."),
    )


class IndexView(ChooseView):
    """Choose a workshop: to lock (focal point), or to open a locked record (with a reason)."""

    page_title = PROTECTION[1]
    home = PROTECTION

    @property
    def target(self) -> str:  # type: ignore[override]
        is_focal_point = may_enter(self.actor, Room.PROTECTION)
        return "protection:workshop" if is_focal_point else "protection:open"


class WorkshopView(Page):
    """The locked records of one workshop, a search over all, and what happened."""

    template_name = "home/staff/protection.html"
    page_title = PROTECTION[1]
    home = PROTECTION

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "form": kwargs.get("form") or FindForm(),
            "locked": protection.locked(self.workshop),
            "found": kwargs.get("found"),
            "events": protection.events(self.workshop, with_reasons=True),
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.was_read("protection.viewed")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Search."""
        form = FindForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        found = protection.find(self.workshop, form.cleaned_data["text"])
        self.was_read("protection.searched", shown=len(found))
        return self.render_to_response(self.get_context_data(form=form, found=found))


class OfPerson(Framed, View):
    """A deed on one person of the workshop in the address (POST only)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        person = get_object_or_404(Person, workshop=self.workshop, pk=kwargs["person"])
        messages.success(request, self.do(person))
        return redirect("protection:workshop", self.workshop.pk)

    def do(self, person: Person) -> str:
        raise NotImplementedError


class LockView(OfPerson):
    """Lock a record."""

    def do(self, person: Person) -> str:
        locks.lock(self.vault, person.pk, self.actor)
        return _("Locked. Nobody but the focal points reads this record now; it still counts.")


class LiftView(OfPerson):
    """Unlock a record."""

    def do(self, person: Person) -> str:
        try:
            locks.lift(self.vault, person.pk, self.actor)
        except locks.NotLocked as error:
            raise Http404 from error
        return _("Unlocked. The record is read again as the field table says.")


class OpenView(Page):
    """Open one locked record for a reason: shown once, in answer to the form."""

    template_name = "home/staff/open_record.html"
    page_title = gettext_lazy("Open a locked record")
    home = PROTECTION

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "form": kwargs.get("form") or OpenForm(),
            "person": kwargs.get("person"),
            "values": kwargs.get("values"),
            "events": protection.events(self.workshop, with_reasons=False),
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.was_read("protection.viewed")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = OpenForm(request.POST)
        person = None
        if form.is_valid():
            person = protection.locked_at(self.workshop, form.cleaned_data["reference"])
            if person is None:
                form.add_error("reference", _("No record with this reference is locked."))
        if person is None:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        with transaction.atomic():
            opening = locks.open_record(
                self.vault, person.pk, self.actor, form.cleaned_data["reason"]
            )
            focal_points.tell(f"opened:{opening.pk}")
        viewer = disclosure.viewer_for(self.actor, self.vault)
        values = protection.open_values(self.workshop, person, viewer)
        return self.render_to_response(self.get_context_data(person=person, values=values))


class ProtectionViewSet(RoomViewSet):
    """Rooms under /admin/protection/: two of the table of roles, the wider one for the menu."""

    name = "protection"
    url_prefix = "protection"
    menu_label = PROTECTION[1]
    menu_name = "locked-records"
    menu_order = 100
    room = Room.OPENING

    def get_urlpatterns(self) -> list[Any]:
        one = "<int:workshop>/<uuid:person>/"
        lock = {"room": Room.PROTECTION}
        return [
            path("", self.construct_view(IndexView), name="index"),
            path("open/<int:workshop>/", self.construct_view(OpenView), name="open"),
            path("<int:workshop>/", self.construct_view(WorkshopView, **lock), name="workshop"),
            path(f"{one}lock/", self.construct_view(LockView, **lock), name="lock"),
            path(f"{one}lift/", self.construct_view(LiftView, **lock), name="lift"),
        ]
