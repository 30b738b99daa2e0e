"""A release taken back into the draft: one change, undone like any other."""

import uuid
from typing import Any

from django.db import transaction

from access.models import User
from events.domain import agenda_log
from events.domain.agenda_log import Step, new_step
from events.domain.agenda_states import VALUES, State, role_state
from events.models import AgendaChange, AgendaRelease, Person, Room, WorkshopPage


@transaction.atomic
def restore(release: AgendaRelease, *, actor: User) -> AgendaChange | None:
    """Make the draft what a release was; nothing is released by it.

    Rooms that are gone are made again; people who are gone (erased) stay gone. Returns None where
    the draft is the release already. Raises StaleVersion, ValidationError where the days of the
    workshop have changed meanwhile.
    """
    workshop = release.workshop
    rooms = _rooms(workshop, release.document["rooms"])
    people = _people(workshop, release.document)
    wanted_states = {row["id"]: _state(row, rooms, people) for row in release.document["sessions"]}
    steps = []
    for key, (session, state) in agenda_log.states(workshop).items():
        wanted = wanted_states.pop(str(key), None)
        if wanted != state:
            steps.append(Step(key, session, session.version, state, wanted))
    steps += [new_step(state, uuid.UUID(key)) for key, state in wanted_states.items()]
    if not steps:
        return None
    return agenda_log.carry_out(
        workshop, "restore", steps, actor=actor, number=release.number, sessions=len(steps)
    )


def _rooms(workshop: WorkshopPage, rows: list[dict[str, Any]]) -> dict[int, int]:
    """The room of now for each room of the release: the same, one of its name, or a new one."""
    now = {room.pk: room.name for room in Room.objects.filter(workshop=workshop)}
    by_name = {name: pk for pk, name in now.items()}
    result = {}
    for row in rows:
        if row["id"] in now:
            result[row["id"]] = row["id"]
        elif row["name"] in by_name:
            result[row["id"]] = by_name[row["name"]]
        else:
            made = Room.objects.create(workshop=workshop, name=row["name"], sort_order=len(now))
            result[row["id"]] = made.pk
    return result


def _people(workshop: WorkshopPage, document: dict[str, Any]) -> set[str]:
    keys = {r["person"] for s in document["sessions"] for r in s["roles"] if r["person"]}
    known = Person.objects.filter(workshop=workshop, pk__in=keys).values_list("pk", flat=True)
    return {str(key) for key in known}


def _state(row: dict[str, Any], rooms: dict[int, int], people: set[str]) -> State:
    return {
        **{name: row[name] for name in VALUES},
        "starts_at": row["starts_at"],
        "room": rooms.get(row["room"]),
        "roles": [
            {
                **role_state(role["role"], role["label"], None, role.get("language", "")),
                "person": role["person"],
            }
            for role in row["roles"]
            if not role["person"] or role["person"] in people
        ],
    }
