"""The draft agenda in plain forms: they work on any phone and without JavaScript."""

import functools
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access.domain.consent import Output
from events.domain import agenda, agenda_operations, placeholders, programme, times
from events.domain.agenda_board import Board, board
from events.domain.agenda_changes import when
from events.models import AgendaPage, Session
from events.organise import collisions, readings
from events.organise.doors import Door, organiser
from events.organise.forms import AddForm, AgendaForm, EditForm, MoveForm, RemoveForm
from events.organise.replies import done, wants_words

Verb = Callable[..., Any]
form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@organiser
def overview(request: HttpRequest, door: Door) -> HttpResponse:
    """The draft by day, what waits in the tray, what must be resolved."""
    page = AgendaPage.objects.live().child_of(door.workshop).first()
    context = {"door": door, "board": read_board(request, door), "public_page": page}
    return render(request, "organise/agenda.html", context)


def read_board(request: HttpRequest, door: Door) -> Board:
    """The board of this organiser; whose names they read is audited."""
    built = board(door.workshop, is_secretariat=door.is_secretariat, editor=door.user)
    readings.note(request, door, built.read)
    return built


@form_view
@organiser
def add(request: HttpRequest, door: Door) -> HttpResponse:
    """A new session."""
    form = AddForm(door, data=request.POST if request.method == "POST" else None)
    readings.note_offered(request, door, form)
    if form.is_valid():
        try:
            session = agenda.add_session(door.workshop, actor=door.user, **form.values())
        except ValidationError as error:
            form.refuse(error)
        else:
            said = _("“%(title)s” is in the draft.") % {"title": session.title}
            return done(request, door, said, session.pk)
    return _form(request, door, form, "organise/agenda_add.html")


@form_view
@organiser
def move(request: HttpRequest, door: Door, session_id: uuid.UUID) -> HttpResponse:
    """Another day, start, duration or room; what follows may move with it."""
    session = door.session(session_id)
    form = MoveForm(door, session, data=request.POST if request.method == "POST" else None)
    verb: Verb = agenda.move_session
    if form.is_valid() and form.cleaned_data["rest"]:
        closed = not door.is_secretariat
        verb = functools.partial(agenda_operations.move_and_shift, but_closed=closed)
    said = _("“%(title)s”: %(when)s. Saved in the draft.")
    return _change(request, door, form, verb, said, "organise/agenda_move.html")


@form_view
@organiser
def edit(request: HttpRequest, door: Door, session_id: uuid.UUID) -> HttpResponse:
    """Other words, rule, languages or roles."""
    session = door.session(session_id)
    data = request.POST if request.method == "POST" else None
    form = EditForm(door, session, _names(door, session), data=data)
    readings.note_offered(request, door, form)
    return _change(
        request,
        door,
        form,
        agenda.edit_session,
        _("“%(title)s” is saved."),
        "organise/agenda_edit.html",
    )


@form_view
@organiser
def remove(request: HttpRequest, door: Door, session_id: uuid.UUID) -> HttpResponse:
    """Take a session out of the draft, after a question."""
    session = door.session(session_id)
    form = RemoveForm(
        door,
        session,
        data=request.POST if request.method == "POST" else None,
        initial={"version": session.version},
    )
    return _change(
        request,
        door,
        form,
        agenda.remove_session,
        _("“%(title)s” is out of the draft."),
        "organise/agenda_remove.html",
    )


def _names(door: Door, session: Session) -> programme.NameOf:
    """Names as the board shows them, with the same numbers; none of these under the Rule."""
    draft = agenda.draft_document(door.workshop)
    if door.is_secretariat:
        return programme.names(door.workshop, Output.HOST, draft)
    _known, name_of = programme.known_to_hosts(door.workshop, draft)
    is_ruled = session.attribution == placeholders.RULE

    def of(role: dict[str, Any]) -> programme.ProgrammeRole:
        seen = name_of(role)
        return replace(seen, name=seen.kind) if is_ruled and seen.is_withheld else seen

    return of


def _change(
    request: HttpRequest,
    door: Door,
    form: Any,
    verb: Verb,
    said: str,
    template: str,
) -> HttpResponse:
    """Show the form, or carry out the change on the version it was based on."""
    session = form.session
    if form.is_valid():
        try:
            values = form.values()
            verb(session.pk, based_on=form.cleaned_data["version"], actor=door.user, **values)
        except ValidationError as error:
            form.refuse(error)
        except agenda.StaleVersion as stale:
            return _collision(request, door, form, values, stale)
        except Session.DoesNotExist as error:
            raise Http404 from error
        else:
            words = {"title": session.title, "when": _when(door, values)}
            return done(request, door, said % words, session.pk)
    return _form(request, door, form, template)


def _when(door: Door, values: dict[str, Any]) -> str:
    """Where a change has put a session, in words."""
    return when(values["starts_at"], times.zone_of(door.workshop)) if "starts_at" in values else ""


def _form(request: HttpRequest, door: Door, form: AgendaForm, template: str) -> HttpResponse:
    if form.errors and wants_words(request):
        texts = [text for texts in form.errors.values() for text in texts]
        return JsonResponse({"said": " ".join(texts)}, status=422)
    context = {"door": door, "form": form, "session": form.session}
    if form.session and template == "organise/agenda_move.html":
        context["others"] = _others(door, form.session)
    return render(request, template, context, status=422 if form.errors else 200)


def _others(door: Door, session: Session) -> list[Session]:
    """The sessions that may change places with one."""
    placed = door.workshop.sessions.exclude(pk=session.pk).filter(starts_at__isnull=False)
    return [other for other in placed if door.may_change(other)]


def _collision(
    request: HttpRequest, door: Door, form: Any, mine: dict[str, Any], stale: agenda.StaleVersion
) -> HttpResponse:
    """Nothing was overwritten: both versions, and the late change once more to send or to drop."""
    if not door.may_change(stale.current):
        raise Http404
    if wants_words(request):
        # The script sends the form again, as a page, so that both versions can be seen.
        return JsonResponse({"said": ""}, status=409)
    form.data = form.data.copy()
    form.data["version"] = stale.current.version
    context = {
        "door": door,
        "form": form,
        "stale": stale,
        "session": stale.current,
        "rows": collisions.rows(stale.current, mine),
    }
    return render(request, "organise/collision.html", context, status=409)
