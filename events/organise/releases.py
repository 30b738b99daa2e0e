"""The draft against the releases: review, ask, release, look back, take back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.domain.consent import Output
from events.domain import agenda, agenda_changes, programme, releases, times
from events.domain.agenda_errors import StaleVersion
from events.domain.agenda_notices import Tell, hour_of
from events.domain.agenda_restore import restore as take_back
from events.models import AgendaRelease
from events.organise.agenda import read_board
from events.organise.doors import Door, organiser

NOTE_LENGTH = 300


@require_safe
@organiser
def review(request: HttpRequest, door: Door) -> HttpResponse:
    """The draft against the last release; from here it is asked for and released."""
    board = read_board(request, door)
    alone = (
        not door.is_secretariat
        and releases.is_running(door.workshop)
        and releases.is_minor(board.release, agenda.draft_document(door.workshop))
    )
    context = {
        "door": door,
        "board": board,
        "may_release": door.is_secretariat or alone,
        "tell": Tell.CHOICES,
    }
    return render(request, "organise/agenda_review.html", context)


def _note(request: HttpRequest) -> str:
    return " ".join(request.POST.get("note", "").replace("\0", "").split())[:NOTE_LENGTH]


@require_POST
@organiser
def ask(request: HttpRequest, door: Door) -> HttpResponse:
    """Ask the Secretariat to release the draft."""
    agenda.request_release(door.workshop, door.user, _note(request))
    messages.success(request, _("The Secretariat is asked to release the draft."))
    return redirect("organise:agenda", door.workshop.slug)


@require_POST
@organiser
def release(request: HttpRequest, door: Door) -> HttpResponse:
    """Put the draft, as it was reviewed, before the public; tell those affected as chosen."""
    again = redirect("organise:agenda_review", door.workshop.slug)
    tell = request.POST.get("tell", Tell.NOBODY)
    hour = hour_of(request.POST.get("tell_at", ""), times.zone_of(door.workshop))
    if tell == Tell.LATER and hour is None:
        messages.warning(request, _("Write the hour at which people are told, for example 17:00."))
        return again
    try:
        new = agenda.release(
            door.workshop,
            door.user,
            _note(request),
            request.POST.get("reviewed", ""),
            tell=tell,
            tell_at=hour,
        )
    except PermissionDenied as error:
        # For a host organiser there is no such address.
        raise Http404 from error
    except releases.DraftChanged:
        messages.warning(
            request, _("The draft was changed while you looked at it. Please look again.")
        )
        return again
    except releases.Blocked:
        messages.warning(request, _("Resolve what clashes first, or write why it may stand."))
        return again
    messages.success(request, _("Version %(number)d is released.") % {"number": new.number})
    return redirect("organise:agenda", door.workshop.slug)


def _of_number(door: Door, number: int) -> AgendaRelease:
    rows = AgendaRelease.objects.filter(workshop=door.workshop)
    release = get_object_or_404(rows.select_related("author"), number=number)
    release.workshop = door.workshop
    return release


@require_safe
@organiser
def versions(request: HttpRequest, door: Door) -> HttpResponse:
    """Every release, newest first."""
    rows = AgendaRelease.objects.filter(workshop=door.workshop).select_related("author")
    context = {"door": door, "releases": rows.defer("document").order_by("-number")}
    return render(request, "organise/agenda_versions.html", context)


@require_safe
@organiser
def beside(request: HttpRequest, door: Door, number: int) -> HttpResponse:
    """A release and the draft side by side, as this organiser may know both."""
    release = _of_number(door, number)
    old, new = release.document, agenda.draft_document(door.workshop)
    if door.is_secretariat:
        name_of = programme.names(door.workshop, Output.HOST, new, old)
    else:
        [new, old], name_of = programme.known_to_hosts(door.workshop, new, old)
    context: dict[str, Any] = {
        "door": door,
        "release": release,
        "rows": agenda_changes.beside(old, new, name_of),
    }
    return render(request, "organise/agenda_beside.html", context)


@require_POST
@organiser
def restore(request: HttpRequest, door: Door, number: int) -> HttpResponse:
    """Take a release back into the draft. A host, who does not meet closed sessions, cannot."""
    if not door.is_secretariat:
        raise Http404
    release = _of_number(door, number)
    try:
        change = take_back(release, actor=door.user)
    except StaleVersion:
        messages.warning(request, _("The draft is being changed. Please try again."))
    except ValidationError as error:
        for text in error.messages:
            messages.warning(request, text)
    else:
        words = _("The draft is version %(number)d again. You can undo this.")
        if change is None:
            words = _("The draft is version %(number)d already.")
        messages.success(request, words % {"number": number})
    return redirect("organise:agenda", door.workshop.slug)
