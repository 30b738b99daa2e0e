"""Rooms of the workshop; labels that become people; who has confirmed."""

import uuid
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from access.domain import audit
from access.forms import PlainForm
from events.domain import agenda_people, papers, speakers, times
from events.domain.agenda_errors import StaleVersion
from events.models import Room, SessionRole
from events.organise.doors import Door, organiser
from events.organise.operations import number

form_view = require_http_methods(["GET", "HEAD", "POST"])


class RoomForm(PlainForm, forms.ModelForm):
    """One room."""

    class Meta:
        model = Room
        fields: ClassVar[list[str]] = ["name", "seats", "booths", "sort_order"]
        labels: ClassVar[dict[str, Any]] = {"sort_order": gettext_lazy("Place in the list")}


@form_view
@organiser
def rooms(request: HttpRequest, door: Door) -> HttpResponse:
    """The rooms, each a small form; a new one below. The days are those of the workshop page."""
    rows = list(door.workshop.rooms.all())
    blank = Room(workshop=door.workshop, sort_order=len(rows))
    chosen = next((r for r in rows if str(r.pk) == request.POST.get("room")), blank)
    posted = RoomForm(request.POST, instance=chosen, prefix=_prefix(chosen))
    if request.method == "POST":
        if "remove" in request.POST and chosen.pk:
            return _remove(request, door, chosen)
        if posted.is_valid() and _save(door, posted):
            messages.success(request, _("“%(name)s” is saved.") % {"name": chosen.name})
            return redirect("organise:agenda_rooms", door.workshop.slug)
    shown = [
        posted
        if request.method == "POST" and row is chosen
        else RoomForm(instance=row, prefix=_prefix(row))
        for row in [*rows, blank]
    ]
    context = {
        "door": door,
        "forms": shown,
        "failed": posted if request.method == "POST" else None,
        "days": times.days_of(door.workshop),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "organise/agenda_rooms.html", context, status=status)


def _prefix(room: Room) -> str:
    return f"room{room.pk or 'new'}"


def _save(door: Door, form: RoomForm) -> bool:
    try:
        with transaction.atomic():
            room = form.save()
            audit.record("agenda.room", obj=room, actor=door.user, vault=door.workshop.vault)
    except IntegrityError:
        form.add_error("name", _("There is a room of this name."))
        return False
    return True


def _remove(request: HttpRequest, door: Door, room: Room) -> HttpResponse:
    """A room in use stays: its sessions would lose it without anybody's decision.

    Where a meeting is closed a host takes out none: the answer would tell the room of the meeting.
    """
    sessions = list(door.workshop.sessions.all())
    may_know = [session for session in sessions if door.may_change(session)]
    if any(session.room_id == room.pk for session in may_know):
        words = _("“%(name)s” is in use. Give its sessions another room first.")
        messages.warning(request, words % {"name": room.name})
    elif len(may_know) < len(sessions):
        words = _("While a meeting is closed the Secretariat takes out rooms. Ask it.")
        messages.warning(request, words)
    else:
        with transaction.atomic():
            audit.record("agenda.room_gone", obj=room, actor=door.user, vault=door.workshop.vault)
            room.delete()
        messages.success(request, _("“%(name)s” is taken out.") % {"name": room.name})
    return redirect("organise:agenda_rooms", door.workshop.slug)


def _secretariat(door: Door) -> None:
    """For a host organiser there is no such address."""
    if not door.is_secretariat:
        raise Http404


@form_view
@organiser
def labels(request: HttpRequest, door: Door) -> HttpResponse:
    """Roles that were typed, and the people of the workshop: the Secretariat links them."""
    _secretariat(door)
    if request.method == "POST":
        try:
            person = uuid.UUID(request.POST.get("person", ""))
            agenda_people.link(
                door.workshop, number(request.POST.get("label")), person, actor=door.user
            )
        except (ValueError, SessionRole.DoesNotExist, ValidationError, StaleVersion):
            messages.warning(request, _("Choose a part and a person, and try again."))
        else:
            messages.success(request, _("The part is linked. The person is named as they chose."))
        return redirect("organise:agenda_labels", door.workshop.slug)
    context = {
        "door": door,
        "labels": agenda_people.typed_labels(door.workshop),
        "people": agenda_people.everybody(door.workshop, door.user),
        "known": dict(agenda_people.disclosed(door.workshop)),
    }
    return render(request, "organise/agenda_labels.html", context)


@form_view
@organiser
def confirmations(request: HttpRequest, door: Door) -> HttpResponse:
    """Who has a part and what they answered; the Secretariat writes to those who have not."""
    _secretariat(door)
    if request.method == "POST":
        count = speakers.ask(door.workshop, actor=door.user)
        words = _("Mails written now: %(count)d. Nobody is asked twice for the same part.")
        messages.success(request, words % {"count": count})
        return redirect("organise:agenda_speakers", door.workshop.slug)
    rows = SessionRole.objects.filter(session__workshop=door.workshop, person__isnull=False)
    names = dict(agenda_people.everybody(door.workshop, door.user))
    needs, sent = agenda_people.needs(door.workshop), papers.of_workshop(door.workshop)
    parts = [
        {
            "part": row,
            "name": names.get(str(row.person_id), f"#{str(row.person_id)[:8]}"),
            "needs": needs.get(str(row.person_id), ""),
            "papers": sent.get((row.person_id, row.session_id), []),
        }
        for row in rows.select_related("session").order_by("session__starts_at", "sort_order")
    ]
    context = {"door": door, "parts": parts, "waiting": sum(not r["part"].answer for r in parts)}
    return render(request, "organise/agenda_speakers.html", context)
