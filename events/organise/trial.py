"""Clashes told while somebody types or drags. Nothing is saved; what cannot be read is left out."""

import datetime
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse, QueryDict
from django.views.decorators.http import require_POST

from events.domain import agenda_people, agenda_trial, times
from events.domain.agenda_languages import LANGUAGES
from events.domain.agenda_states import role_state
from events.models import Person, Session, SessionRole
from events.organise.doors import Door, organiser
from events.organise.forms import as_label
from events.organise.operations import number


@require_POST
@organiser
def check(request: HttpRequest, door: Door, session_id: uuid.UUID | None = None) -> JsonResponse:
    """The problems that a session would have: {"problems": [{"text", "detail", "must"}]}."""
    session = door.session(session_id) if session_id else None
    wish = {**_place(door, session, request.POST), **_words(request.POST)}
    if "role_chair" in request.POST:
        wish["roles"] = _roles(door, session, request.POST)
    found = agenda_trial.trial(door.workshop, session_id, wish, is_secretariat=door.is_secretariat)
    told = [
        {"text": problem.text, "detail": problem.detail, "must": problem.is_must}
        for problem in found
    ]
    return JsonResponse({"problems": told})


def _place(door: Door, session: Session | None, data: QueryDict) -> dict[str, Any]:
    """Day, start, minutes and room as sent; the form of words sends no day and leaves it."""
    minutes = number(data.get("minutes"))
    if not 0 < minutes <= 1440:
        return {}
    rooms = set(door.workshop.rooms.values_list("pk", flat=True))
    room = number(data.get("room")) if number(data.get("room")) in rooms else None
    start = session.starts_at if session else None
    if "day" in data:
        start = _start(door, data)
    return agenda_trial.place(start, minutes, room)


def _start(door: Door, data: QueryDict) -> datetime.datetime | None:
    days = {day.isoformat(): day for day in times.days_of(door.workshop)}
    day = days.get(data["day"])
    try:
        clock = datetime.time.fromisoformat(data.get("start", ""))
        return times.moment(door.workshop, day, clock) if day else None
    except (ValueError, ValidationError):
        return None


def _words(data: QueryDict) -> dict[str, Any]:
    """Kind, rule and languages as sent."""
    wish: dict[str, Any] = {}
    if data.get("kind") in Session.Kind.values:
        wish["kind"] = data["kind"]
        wish["languages"] = [code for code in data.getlist("languages") if code in LANGUAGES]
    if data.get("attribution") in Session.Attribution.values:
        wish["attribution"] = data["attribution"]
    if data.get("title"):
        wish["title"] = data["title"][:250]
    return wish


def _roles(door: Door, session: Session | None, data: QueryDict) -> list[dict[str, Any]]:
    """The roles as typed, the people that stay, and one who is added.

    A person is added only if the form offered them: an undisclosed one and one that does not exist
    give the same answer.
    """
    roles: list[dict[str, Any]] = []
    for role in SessionRole.Role.values:
        for line in data.get(f"role_{role}", "")[:2000].splitlines():
            if line.strip():
                code, label, *language = as_label(role, line.strip())
                typed = role_state(code, label, language=language[0] if language else "")
                roles.append({**typed, "category": None})
    gone = set(map(number, data.getlist("removed_roles")))
    if session:
        held = session.roles.filter(person__isnull=False).exclude(pk__in=gone)
        roles += [_held(row.role, row.person) for row in held.select_related("person__category")]
    return [*roles, *_added(door, data.get("person", ""), data.get("person_role", ""))]


def _added(door: Door, key: str, role: str) -> list[dict[str, Any]]:
    if not key or role not in SessionRole.Role.values:
        return []
    if key not in dict(agenda_people.disclosed(door.workshop)):
        return []
    return [_held(role, Person.objects.select_related("category").get(pk=key))]


def _held(role: str, person: Person | None) -> dict[str, Any]:
    assert person is not None  # noqa: S101 - asked for in the query
    return {**role_state(role, person=person.pk), "category": person.category.code}
