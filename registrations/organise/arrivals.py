"""The arrival desk at /organise/<slug>/arrivals/: for volunteers, on the days of the workshop."""

import functools
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.roles import Room, may_enter
from events.models import WorkshopPage
from events.organise.doors import signed_in
from registrations.domain import arrival_desk, arrivals
from registrations.domain.places import Busy
from registrations.domain.states import State, WrongState

View = Callable[..., HttpResponse]
LONGEST = 200


def at_desk(view: View) -> View:
    """The view gets the workshop in place of the slug; whoever may not enter finds nothing."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, slug: str) -> HttpResponse:
        workshop = WorkshopPage.objects.select_related("vault").filter(slug=slug).first()
        if workshop is None or not may_enter(request.user, Room.ARRIVALS, workshop.vault_id):
            raise Http404
        return view(request, workshop)

    return signed_in(wrapped)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def desk(request: HttpRequest, workshop: WorkshopPage) -> HttpResponse:
    """Everybody who comes, or whom a text finds (by POST: no name in an address); a tick."""
    context = {"workshop": workshop, "days": arrival_desk.days(workshop), "is_open": False}
    if not arrival_desk.is_open(workshop):
        return render(request, "organise/arrivals.html", context)
    if "which" in request.POST:
        return _tick(request, workshop)
    text = request.POST.get("q", "").strip()
    if "\x00" in text or len(text) > LONGEST:
        raise BadRequest("q")
    lines = arrival_desk.lines(workshop, request.user, text)  # type: ignore[arg-type]
    states = list(arrival_desk.expected(workshop).values_list("state", flat=True))
    context |= {
        "is_open": True,
        "lines": lines,
        "text": text,
        "here": states.count(State.ATTENDED),
        "expected": len(states),
    }
    return render(request, "organise/arrivals.html", context)


def _tick(request: HttpRequest, workshop: WorkshopPage) -> HttpResponse:
    which = request.POST["which"]
    row = next((r for r in arrival_desk.expected(workshop) if str(r.pk) == which), None)
    if row is None:
        raise Http404
    row.workshop = workshop
    takes_back = "undo" in request.POST
    try:
        (arrivals.undo if takes_back else arrivals.arrive)(row, request.user)  # type: ignore[arg-type]
    except WrongState:
        messages.warning(request, _("This had been done already. The page shows how it stands."))
    except Busy:
        messages.warning(request, _("The workshop is busy. Nothing was changed; try again."))
    else:
        words = _("Taken back: %s.") if takes_back else _("Arrived: %s.")
        messages.success(request, words % row.reference)
    return redirect("hosts:arrivals", workshop.slug)
