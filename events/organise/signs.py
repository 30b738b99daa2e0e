"""Signs for the doors of rooms, to print: one sheet for each room and day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.domain.consent import Output
from events.domain.programme import resolve
from events.domain.releases import latest_release
from events.domain.room_signs import signs
from events.organise.doors import Door, organiser


@require_safe
@organiser
def room_signs(request: HttpRequest, door: Door) -> HttpResponse:
    """The signs of the agenda that the public sees, with the rule of each session."""
    release = latest_release(door.workshop)
    made = []
    if release:
        made = signs(resolve(door.workshop, release.document, Output.PROGRAMME))
    context = {"door": door, "release": release, "signs": made}
    return render(request, "organise/room_signs.html", context)
