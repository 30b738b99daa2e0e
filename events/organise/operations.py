"""What the board does beside adding, moving and editing, each by one plain form."""

import datetime
import uuid

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.domain import agenda_log, agenda_operations, releases, times
from events.domain.agenda_errors import StaleVersion
from events.domain.agenda_states import State
from events.models import AgendaChange, Session
from events.organise.doors import Door, organiser
from events.organise.replies import done, refused

REASON_LENGTH = 300


def number(text: str | None) -> int:
    """A whole number from a form; 0 for anything else."""
    try:
        return int(text or "")
    except ValueError:
        return 0


def stale(request: HttpRequest, door: Door, error: StaleVersion) -> HttpResponse:
    """Somebody was faster with a session of this change: nothing is changed."""
    if not door.may_change(error.current):
        raise Http404
    who = error.who.full_name if error.who else _("somebody else")
    words = _("“%(title)s” was changed by %(who)s meanwhile. Look again; nothing was changed.")
    return refused(request, door, words % {"title": error.current.title, "who": who})


@require_POST
@organiser
def quick(request: HttpRequest, door: Door) -> HttpResponse:
    """A session from one line."""
    days = {day.isoformat(): day for day in times.days_of(door.workshop)}
    day: datetime.date | None = days.get(request.POST.get("day", ""))
    line = request.POST.get("line", "")
    try:
        session = agenda_operations.quick_add(door.workshop, line, day, actor=door.user)
    except ValidationError as error:
        return refused(request, door, error)
    words = _("“%(title)s” is in the draft.") % {"title": session.title}
    return done(request, door, words, session.pk)


@require_POST
@organiser
def copy(request: HttpRequest, door: Door, session_id: uuid.UUID) -> HttpResponse:
    """A copy in the tray."""
    session = door.session(session_id)
    copied = agenda_operations.copy_session(session.pk, actor=door.user)
    words = _("A copy of “%(title)s” waits to be placed.") % {"title": session.title}
    return done(request, door, words, copied.pk)


@require_POST
@organiser
def swap(request: HttpRequest, door: Door, session_id: uuid.UUID) -> HttpResponse:
    """Two sessions change places. `other` is the key and the version of the other one."""
    session = door.session(session_id)
    key, _sep, version = request.POST.get("other", "").partition(":")
    try:
        other = door.session(uuid.UUID(key))
    except ValueError:
        return refused(request, door, _("Choose another session of this workshop."))
    pair = (session.pk, number(request.POST.get("version"))), (other.pk, number(version))
    try:
        agenda_operations.swap_sessions(*pair, actor=door.user)
    except ValidationError as error:
        return refused(request, door, error)
    except StaleVersion as error:
        return stale(request, door, error)
    words = _("“%(one)s” and “%(other)s” changed places.")
    said = words % {"one": session.title, "other": other.title}
    return done(request, door, said, session.pk)


@require_POST
@organiser
def shift(request: HttpRequest, door: Door, session_id: uuid.UUID) -> HttpResponse:
    """A session and everything after it on its day, earlier or later."""
    session = door.session(session_id)
    try:
        change = agenda_operations.shift_after(
            session.pk,
            number(request.POST.get("minutes")),
            actor=door.user,
            based_on=number(request.POST.get("version")),
            but_closed=not door.is_secretariat,
        )
    except ValidationError as error:
        return refused(request, door, error)
    except StaleVersion as error:
        return stale(request, door, error)
    words = _("%(count)d sessions are shifted.") % {"count": change.steps.count()}
    return done(request, door, words, session.pk)


@require_POST
@organiser
def undo(request: HttpRequest, door: Door) -> HttpResponse:
    """Take a change back, if nothing happened to its sessions since."""
    changes = AgendaChange.objects.filter(workshop=door.workshop)
    change = changes.filter(pk=number(request.POST.get("change"))).first()
    if change is None or not may_see(door, change, closed_to(door)):
        raise Http404
    change.workshop = door.workshop
    try:
        agenda_log.undo(change, actor=door.user)
    except (agenda_log.CannotUndo, StaleVersion):
        words = _("This cannot be undone any more: the sessions were changed since.")
        return refused(request, door, words)
    except ValidationError as error:
        return refused(request, door, error)
    said = _("Undone: %(what)s") % {"what": what_of(change)}
    return done(request, door, said, change.steps.all()[0].session)


@require_safe
@organiser
def history(request: HttpRequest, door: Door) -> HttpResponse:
    """The last changes of the draft, each with its way back."""
    closed = closed_to(door)
    rows = [
        {
            "change": change,
            "what": what_of(change),
            "label": agenda_log.CODES.get(change.code, change.code),
            "may_undo": change.undone_by_id is None and change.code not in agenda_log.FOR_GOOD,
        }
        for change in agenda_log.history(door.workshop)
        if may_see(door, change, closed)
    ]
    return render(request, "organise/agenda_history.html", {"door": door, "rows": rows})


def closed_to(door: Door) -> set[uuid.UUID]:
    """The sessions of the draft that an organiser may not change. At most one statement."""
    if door.is_secretariat:
        return set()
    return {row.pk for row in door.workshop.sessions.all() if not door.may_change(row)}


def may_see(door: Door, change: AgendaChange, closed: set[uuid.UUID]) -> bool:
    """Whether every session of a change is one that this organiser may change, then and now.

    Arguments: who looks, the change, the sessions that are `closed_to` them. That words became a
    person is nobody else's to know: it says who registered, and when.
    """
    if door.is_secretariat:
        return True
    steps = list(change.steps.all())
    if change.code == "link" or any(step.session in closed for step in steps):
        return False
    states = [state for step in steps for state in (step.before, step.after)]
    return all(_is_open(state) for state in states if state)


def _is_open(state: State) -> bool:
    return bool(state["is_public"]) and state["attribution"] != Session.Attribution.CLOSED


def what_of(change: AgendaChange) -> str:
    """The titles of what a change touched, three at most."""
    steps = list(change.steps.all())
    titles = ["“{}”".format((step.after or step.before)["title"]) for step in steps[:3]]
    more = " …" if len(steps) > len(titles) else ""
    return ", ".join(titles) + more


@require_POST
@organiser
def reason(request: HttpRequest, door: Door) -> HttpResponse:
    """Let a clash stand with a reason, or count it again without one."""
    words = " ".join(request.POST.get("reason", "").replace("\0", "").split())[:REASON_LENGTH]
    key = request.POST.get("conflict", "")[:64]
    if not key or (not words and "take_back" not in request.POST):
        return refused(request, door, _("Write why it may stand."))
    releases.give_reason(door.workshop, key, words, actor=door.user)
    said = _("The reason is kept.") if words else _("It is to be resolved again.")
    return done(request, door, said)
