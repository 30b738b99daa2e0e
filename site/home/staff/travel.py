"""The travel desk: who has a place, what they need for the journey, one person's papers at a time.

It reads its own column of the field table and nothing else; the Secretariat does not enter.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.functional import cached_property

from access import catalogue
from access.catalogue import Reader
from access.domain import audit, disclosure, locks
from access.role_matrix import Room
from events.models import Person
from home.staff.rooms import TRAVEL, ChooseView, Page, RoomViewSet
from registrations.domain import queries

VIEWER = disclosure.Viewer(Reader.TRAVEL_DESK)
LISTED = ("reference", "name", "sponsorship_need", "itinerary", "hotel")


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
        return {**super().get_context_data(**kwargs), "rows": rows}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.was_read("travel.viewed")
        return super().get(request, *args, **kwargs)


class PersonView(OfTravellers):
    """What the travel desk may read of one person."""

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
            "values": [(field, found[field.code]) for field in fields if field.code in found],
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        audit.record("travel.opened", obj=self.person, actor=self.actor, vault=self.vault)
        return super().get(request, *args, **kwargs)


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
