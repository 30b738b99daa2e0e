"""The first pages behind the sign-in: one's workshops, and the start of one workshop."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.roles import Role, current_grants, has_role
from events.models import ReleaseRequest, WorkshopPage
from events.organise.agenda import read_board
from events.organise.doors import Door, organiser, signed_in, workshops_of


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The workshops of this account; the Secretariat sees where a release is asked for."""
    workshops = list(workshops_of(request.user))  # type: ignore[arg-type]
    waiting = set(
        ReleaseRequest.objects.filter(workshop__in=workshops, answered_at=None).values_list(
            "workshop", flat=True
        )
    )
    desks = current_grants(request.user, Role.DESK_VOLUNTEER).values("vault")  # type: ignore[arg-type]
    context = {
        "desks": WorkshopPage.objects.filter(vault__in=desks).order_by("-year", "title"),
        "workshops": workshops,
        "waiting": waiting,
        "is_secretariat": has_role(request.user, Role.SECRETARIAT),
    }
    return render(request, "organise/home.html", context)


@require_safe
@organiser
def start(request: HttpRequest, door: Door) -> HttpResponse:
    """The facts of a workshop and how its agenda stands."""
    context = {"door": door, "board": read_board(request, door)}
    return render(request, "organise/workshop.html", context)
