"""The private page about the agenda: what changed, the calendar file, asking to be told.

Whoever has a private link of the workshop comes in; a GET changes nothing.
"""

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from access.decorators import private
from access.domain import tokens
from events.domain import agenda_personal, speakers
from events.domain.releases import latest_release
from events.models import AgendaPage, Person


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets the person of the link; every dead link gets one answer."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
        try:
            person = speakers.person_of(token)
        except tokens.BadToken:
            return render(request, "registrations/me/dead_link.html", status=404)
        return view(request, person, token, **kwargs)

    return private(wrapped)  # type: ignore[return-value]


@require_safe
@by_link
def overview(request: HttpRequest, person: Person, token: str) -> HttpResponse:
    """What changed in the agenda, for the person and for everybody."""
    workshop = person.workshop
    page = AgendaPage.objects.live().public().child_of(workshop).first()
    context = {
        "workshop": workshop,
        "token": token,
        "release": latest_release(workshop),
        "public_page": page,
        "has_part": person.session_roles.exists(),
        "mine": agenda_personal.for_person(workshop, person.pk),
        "public": agenda_personal.for_everybody(workshop) if page else [],
        "follows": agenda_personal.follows(person),
    }
    return render(request, "events/my_agenda.html", context)


@require_POST
@by_link
def follow(request: HttpRequest, person: Person, token: str) -> HttpResponse:
    """Ask to be told of every change of the agenda, or no more."""
    agenda_personal.follow(person, "follow" in request.POST)
    return redirect("my_agenda", token=token)
