"""What hosts see of the people: numbers, officials, and why not the rest.

Open only once the data annex of the host agreement is signed: until then, and to strangers, every
one of these addresses answers like one that does not exist.
"""

import functools
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access.catalogue import Reader
from access.domain import audit
from access.domain.disclosure import HOST, Viewer
from access.roles import Role, Room, may_enter, roles_held
from events.organise.doors import Door, organiser
from registrations.domain import evaluation, head_counts, list_requests, protocol

View = Callable[..., HttpResponse]


def with_annex(room: Room) -> Callable[[View], View]:
    """The view is a room of hosts: it asks the table of roles, and for the signed annex."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, door: Door) -> HttpResponse:
            if not (door.has_annex and may_enter(door.user, room, door.workshop.vault_id)):
                raise Http404
            return view(request, door)

        return organiser(wrapped)

    return decorate


def viewer_at(door: Door) -> Viewer:
    """A host, or a co-organising institution; the Secretariat sees what the host sees."""
    held = roles_held(door.user, door.workshop.vault_id)
    is_nhri = Role.NHRI in held and Role.HOST_ORGANISER not in held
    return Viewer(Reader.NHRI) if is_nhri and not door.is_secretariat else HOST


@require_safe
@with_annex(Room.NUMBERS)
def numbers(request: HttpRequest, door: Door) -> HttpResponse:
    """Head-counts of the day."""
    audit.record("numbers.viewed", obj=door.workshop, actor=door.user, vault=door.workshop.vault)
    context = {
        "door": door,
        "numbers": head_counts.numbers(door.workshop, viewer_at(door).reader),
        "rooms": list(door.workshop.rooms.all()),
        "evaluation": evaluation.for_hosts(door.workshop),
    }
    return render(request, "organise/numbers.html", context)


@require_safe
@with_annex(Room.PROTOCOL_LIST)
def protocol_list(request: HttpRequest, door: Door) -> HttpResponse:
    """Officials nominated by their own governments, in order of protocol."""
    lines = protocol.officials(door.workshop, viewer_at(door))
    protocol.was_read(door.workshop, door.user, lines)
    context = {
        "door": door,
        "lines": lines,
        "with_states": any(line.state for line in lines),
        "with_capacity": any(line.values.get("capacity") for line in lines),
    }
    return render(request, "organise/protocol.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_annex(Room.LIST_REQUEST)
def list_request(request: HttpRequest, door: Door) -> HttpResponse:
    """What the agreement allows; a request for more is recorded and told."""
    if request.method == "POST":
        list_requests.ask(door.workshop, door.user)
        messages.success(request, _("Your request is recorded. The Secretariat answers it."))
        return redirect("hosts:list_request", door.workshop.slug)
    audit.record("list.explained", obj=door.workshop, actor=door.user, vault=door.workshop.vault)
    context = {"door": door, "asked_at": list_requests.last_asked(door.workshop, door.user)}
    return render(request, "organise/list_request.html", context)
