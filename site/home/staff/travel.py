"""The travel desk: who has a place, what they need for the journey, one person's papers at a time.

It reads its own column of the field table and nothing else; the Secretariat does not enter.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access import catalogue
from access.catalogue import Reader
from access.domain import audit, disclosure, locks
from access.role_matrix import Room
from events.models import Person
from home.staff.rooms import TRAVEL, ChooseView, Page, RoomViewSet
from registrations.domain import leaving, queries, travel
from registrations.public.text import PlainTextField

VIEWER = disclosure.Viewer(Reader.TRAVEL_DESK)
LISTED = ("reference", "name", "sponsorship_need", "sponsorship_decision", "itinerary", "hotel")


class TravelForm(forms.Form):
    """Journey and room as they were booked, and what was decided about the costs."""

    itinerary = PlainTextField(
        label=gettext_lazy("Journey"),
        lines=True,
        required=False,
        max_length=1000,
        help_text=gettext_lazy("A line for each flight, bus or train: day, time, number, place."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    hotel = PlainTextField(
        label=gettext_lazy("Hotel and room"),
        lines=True,
        required=False,
        max_length=1000,
        help_text=gettext_lazy("House, from which night to which, number of the booking."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sponsorship_decision = PlainTextField(
        label=gettext_lazy("Decision about the costs"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For example: journey paid, room paid, nothing."),
    )


class OfTravellers(Page):
    """A page about people with a place, locked records left out."""

    home = TRAVEL
    page_title = TRAVEL[1]
    header_icon = "globe"

    @property
    def people(self) -> Any:
        found = queries.participants(self.workshop).select_related("registration")
        return found.exclude(pk__in=locks.hidden(self.vault))

    def values(self, people: list[Person], codes: Any) -> Any:
        tracks = {person.pk: person.track for person in people}
        return disclosure.visible_to(VIEWER, self.vault, tracks, codes)


class WorkshopView(OfTravellers):
    """Everybody with a place; passports are on the page of each."""

    template_name = "home/staff/travel.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = list(self.people)
        found = self.values(people, LISTED)
        rows = [(person, found[person.pk]) for person in people]
        rows.sort(key=lambda row: row[1].get("name", "").casefold())
        return {
            **super().get_context_data(**kwargs),
            "rows": rows,
            "cancellations": leaving.cancellations(self.workshop),
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.was_read("travel.viewed")
        return super().get(request, *args, **kwargs)


class PersonView(OfTravellers):
    """What the travel desk may read of one person, and what it enters."""

    template_name = "home/staff/traveller.html"

    @cached_property
    def person(self) -> Person:
        person: Person | None = self.people.filter(pk=self.kwargs["person"]).first()
        if person is None:
            raise Http404
        return person

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fields = catalogue.all_fields()
        found = self.values([self.person], [field.code for field in fields])[self.person.pk]
        return {
            **super().get_context_data(**kwargs),
            "person": self.person,
            "form": kwargs.get("form")
            or TravelForm(initial={code: found.get(code, "") for code in travel.ENTERED}),
            "values": [(field, found[field.code]) for field in fields if field.code in found],
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        audit.record("travel.opened", obj=self.person, actor=self.actor, vault=self.vault)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Keep what was entered: only what changed, so that nothing newer is overwritten."""
        form = TravelForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        before = self.values([self.person], travel.ENTERED)[self.person.pk]
        changed = {
            code: text for code, text in form.cleaned_data.items() if text != before.get(code, "")
        }
        if changed:
            travel.enter(self.person, changed, self.actor)
            messages.success(request, _("Kept. The person reads it on their own page."))
        else:
            messages.info(request, _("Nothing was changed."))
        return redirect("travel:person", **self.kwargs)


class IndexView(ChooseView):
    """Choose a workshop."""

    page_title = TRAVEL[1]
    home = TRAVEL
    target = "travel:workshop"


class TravelViewSet(RoomViewSet):
    """Rooms under /admin/travel/."""

    name = "travel"
    url_prefix = "travel"
    menu_label = TRAVEL[1]
    menu_name = "travel"
    menu_order = 50
    icon = "globe"
    room = Room.TRAVEL

    def get_urlpatterns(self) -> list[Any]:
        one = "<int:workshop>/<uuid:person>/"
        return [
            path("", self.construct_view(IndexView), name="index"),
            path("<int:workshop>/", self.construct_view(WorkshopView), name="workshop"),
            path(one, self.construct_view(PersonView), name="person"),
        ]
