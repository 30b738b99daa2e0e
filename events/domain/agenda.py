"""The draft agenda: every change names the version it was based on, so nobody overwrites anybody.

A change is one compare-and-set statement; a late change is merged where it touches other values,
else the loser gets `StaleVersion` with what is there now.
"""

import datetime
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction

from access.models import User
from events.domain import agenda_log
from events.domain.agenda_document import Document, draft_document, fingerprint
from events.domain.agenda_errors import StaleVersion
from events.domain.agenda_log import Step, find, new_step
from events.domain.agenda_states import Role, State, role_state, state_of
from events.domain.releases import latest_release, open_request, release, request_release
from events.models import Session, SessionRole, WorkshopPage

__all__ = [
    "Document",
    "StaleVersion",
    "add_session",
    "draft_document",
    "edit_session",
    "find",
    "fingerprint",
    "latest_release",
    "move_session",
    "open_request",
    "release",
    "remove_session",
    "request_release",
]

# A role as typed: (a value of SessionRole.Role, the label, for an interpreter the language).
Label = tuple[str, ...]
# A role of a person: (a value of SessionRole.Role, the key of the person).
Part = tuple[str, uuid.UUID]


@transaction.atomic
def add_session(
    workshop: WorkshopPage,
    *,
    actor: User | None,
    title: str,
    kind: str,
    starts_at: datetime.datetime | None = None,
    minutes: int = 60,
    room_id: int | None = None,
    description: str = "",
    languages: Sequence[str] = (),
    attribution: str = Session.Attribution.ON_RECORD,
    is_public: bool = True,
    labels: Sequence[Label] = (),
    people: Sequence[Part] = (),
) -> Session:
    """Put a session into the draft; without a start it waits in the tray.

    Arguments: as the fields of `Session`; `starts_at` aware, `minutes` the duration, `labels` the
    roles as typed, `people` the roles of people of the workshop; `actor` None where the system
    itself loads an agenda. Raises ValidationError by field.
    """
    state = {
        "kind": kind,
        "title": title,
        "description": description,
        "starts_at": iso(starts_at),
        "minutes": minutes,
        "room": room_id,
        "languages": list(languages),
        "attribution": str(attribution),
        "is_public": is_public,
        "roles": [*map(_of_person, people), *map(_as_typed, labels)],
    }
    step = new_step(state)
    agenda_log.carry_out(workshop, "add", [step], actor=actor)
    return find(step.key)


def move_session(
    session_id: uuid.UUID,
    *,
    based_on: int,
    actor: User | None,
    starts_at: datetime.datetime | None,
    minutes: int,
    room_id: int | None,
) -> Session:
    """Give a session another start, duration or room; without a start it goes to the tray.

    Arguments: the session, the version the change is based on, who, the start (aware), the
    duration in minutes, the room. Returns the session as it stands. Raises StaleVersion,
    ValidationError by field, Session.DoesNotExist.
    """
    place = {"starts_at": iso(starts_at), "minutes": minutes, "room": room_id}
    agenda_log.change(
        find(session_id),
        "move",
        based_on,
        lambda base: {**base, **place},
        actor=actor,
        describe=lambda before, after: {
            "before": {name: before[name] for name in place},
            "after": place,
        },
    )
    return find(session_id)


def edit_session(
    session_id: uuid.UUID,
    *,
    based_on: int,
    actor: User | None,
    title: str,
    kind: str,
    description: str,
    room_id: int | None,
    minutes: int,
    languages: Sequence[str],
    attribution: str,
    labels: Sequence[Label],
    removed_roles: Collection[int] = (),
    people: Sequence[Part] = (),
    is_public: bool | None = None,
) -> Session:
    """Change what a session is: its words, room, duration, languages, rule and roles.

    Arguments: as `add_session`; `labels` replace the roles that were typed before, roles of people
    stay but for those in `removed_roles` (keys of SessionRole), `people` are added; `is_public`
    None leaves it. Raises as `move_session`.
    """
    values: dict[str, Any] = {
        "title": title,
        "kind": str(kind),
        "description": description,
        "room": room_id,
        "minutes": minutes,
        "languages": list(languages),
        "attribution": str(attribution),
    }
    if is_public is not None:
        values["is_public"] = is_public
    session = find(session_id)
    gone = _parts(session, removed_roles)

    def wish(base: State) -> State:
        roles = _roles(base["roles"], list(map(_as_typed, labels)), gone)
        return {**base, **values, "roles": [*roles, *map(_of_person, people)]}

    agenda_log.change(session, "edit", based_on, wish, actor=actor, describe=_fields)
    return find(session_id)


def remove_session(session_id: uuid.UUID, *, based_on: int, actor: User | None) -> None:
    """Take a session out of the draft; releases keep it. Raises StaleVersion, DoesNotExist."""
    session = find(session_id)
    step = Step(session.pk, session, based_on, state_of(session), None)
    agenda_log.carry_out(session.workshop, "remove", [step], actor=actor)


def _fields(before: State, after: State) -> dict[str, Any]:
    """The names of what changed, roles last: never a word of it."""
    changed = sorted(name for name in after if name != "roles" and before[name] != after[name])
    return {"fields": changed + ["roles"] * (before["roles"] != after["roles"])}


def _roles(before: Sequence[Role], typed: Sequence[Role], gone: set[tuple[str, str]]) -> list[Role]:
    """The roles with other typed ones; the order stays where nothing was typed anew."""
    stay = [r for r in before if not r["person"] or (r["role"], r["person"]) not in gone]
    if [role for role in stay if not role["person"]] == list(typed):
        return stay
    return [*(role for role in stay if role["person"]), *typed]


def _parts(session: Session, keys: Collection[int]) -> set[tuple[str, str]]:
    """(role, person) of the rows of a session with these keys."""
    if not keys:
        return set()
    rows = SessionRole.objects.filter(session=session, pk__in=keys, person__isnull=False)
    return {(role, str(person)) for role, person in rows.values_list("role", "person")}


def _as_typed(label: Label) -> Role:
    role, text, *language = label
    return role_state(str(role), text, language=language[0] if language else "")


def _of_person(part: Part) -> Role:
    return role_state(str(part[0]), person=part[1])


def iso(moment: datetime.datetime | None) -> str | None:
    """A moment as states hold it: ISO, UTC."""
    return moment.astimezone(datetime.UTC).isoformat() if moment else None
