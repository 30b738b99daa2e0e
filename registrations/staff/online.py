"""The room of the meeting online: where it is, and who sees it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from events.models import WorkshopPage
from registrations.domain import online
from registrations.domain.online import Room
from registrations.staff.base import DeskView
from registrations.staff.forms import OnlineRoomForm


class OnlineView(DeskView):
    """Set the address; it shows on the pages of accepted people who take part online."""

    template_name = "registrations/desk/online.html"
    page_title = _("Online room")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        workshop: WorkshopPage = self.workshop  # type: ignore[attr-defined]
        room = online.room_of(workshop)
        initial = {"address": room.address, "words": room.words} if room else None
        return {
            **super().get_context_data(**kwargs),
            "workshop": workshop,
            "is_in_person": workshop.format == WorkshopPage.Format.IN_PERSON,
            "form": kwargs.get("form") or OnlineRoomForm(initial=initial),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = OnlineRoomForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = form.cleaned_data
        room = Room(data["address"], data["words"]) if data["address"] else None
        online.set_room(self.workshop, room, self.actor)  # type: ignore[attr-defined]
        messages.success(request, _("The room is kept.") if room else _("Nobody sees a link now."))
        return redirect("registrations_desk:online", **self.kwargs)
