"""People of a workshop for the roles of its agenda: as an organiser may meet them.

A host is offered those disclosed to them by name. A name that is not disclosed and one that does
not exist give the same answer: neither is in the list. What a host types is a label and is matched
with nobody; the Secretariat links labels to people.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from access.catalogue import Track
from access.domain import audit
from access.domain.consent import Output
from access.domain.disclosure import HOST, SECRETARIAT, Viewer, visible_to
from access.models import User
from events.domain import agenda_log
from events.domain.agenda_log import Step
from events.domain.agenda_states import role_state
from events.domain.programme import NAME_FIELDS
from events.models import (
    AgendaChange,
    AgendaRelease,
    ChangeStep,
    Person,
    SessionRole,
    WorkshopPage,
)

# The keys of people of a workshop, as a subquery.
Absent = Callable[[WorkshopPage], "QuerySet[Any, Any]"]
_absent: list[Absent] = []


def register_absent(absent: Absent) -> None:
    """Say at start-up who does not take part, and is offered to no host whatever they agreed to.

    That somebody asked to come, was refused or went again is not the host's to know.
    """
    if absent not in _absent:
        _absent.append(absent)


def disclosed(workshop: WorkshopPage) -> list[tuple[str, str]]:
    """(key, name) of the people whom hosts may meet by name, by name. Four statements."""
    return _named(workshop, HOST)


def everybody(workshop: WorkshopPage, actor: User) -> list[tuple[str, str]]:
    """(key, name) of everybody, for the Secretariat; the reading is audited."""
    people = _named(workshop, SECRETARIAT)
    audit.record(
        "agenda.read_names", obj=workshop, actor=actor, vault=workshop.vault, people=len(people)
    )
    return people


def _named(workshop: WorkshopPage, viewer: Viewer) -> list[tuple[str, str]]:
    rows = Person.objects.filter(workshop=workshop).only("pk", "is_nominated")
    if viewer is HOST:
        for absent in _absent:
            rows = rows.exclude(pk__in=absent(workshop))
    tracks: dict[uuid.UUID, Track] = {row.pk: row.track for row in rows}
    if not tracks:
        return []
    output = Output.HOST if viewer is HOST else None
    found = visible_to(viewer, workshop.vault, tracks, NAME_FIELDS, output)
    names = []
    for person, values in found.items():
        name = values.get("name") or values.get("other_name", "")
        if name:
            organisation = values.get("organisation", "")
            names.append((str(person), f"{name}, {organisation}" if organisation else name))
    return sorted(names, key=lambda pair: pair[1].casefold())


def needs(workshop: WorkshopPage) -> dict[str, str]:
    """What those with a part need for it, by key, for the Secretariat. Four statements."""
    rows = Person.objects.filter(workshop=workshop, session_roles__isnull=False)
    tracks = {row.pk: row.track for row in rows.only("pk", "is_nominated").distinct()}
    if not tracks:
        return {}
    found = visible_to(SECRETARIAT, workshop.vault, tracks, ["speaking_needs"])
    return {str(key): own["speaking_needs"] for key, own in found.items() if own}


@dataclass(frozen=True)
class TypedLabel:
    """A role as it was typed, with the session it stands in."""

    key: int
    role: str
    label: str
    session: str


def typed_labels(workshop: WorkshopPage) -> list[TypedLabel]:
    """The labels of the draft, by label. One statement."""
    rows = SessionRole.objects.filter(session__workshop=workshop, person=None)
    return [
        TypedLabel(row.pk, str(row.get_role_display()), row.label, row.session.title)
        for row in rows.select_related("session").order_by("label", "pk")
    ]


@transaction.atomic
def link(workshop: WorkshopPage, label: int, person: uuid.UUID, *, actor: User) -> AgendaChange:
    """Let a role that was typed be held by a person of the workshop: everywhere, for good.

    A release that kept the words would name somebody for ever, and the difference to the next one
    would say as whom they are withheld. The history of the draft would keep the name beside the
    key, also after the person is erased.

    Arguments: the workshop, the key of the role, the key of the person, a member of the
    Secretariat. Raises SessionRole.DoesNotExist, ValidationError, StaleVersion.
    """
    row = SessionRole.objects.select_related("session").get(
        pk=label, session__workshop=workshop, person=None
    )
    session, state = agenda_log.states(workshop, [row.session_id])[row.session_id]
    old = role_state(row.role, row.label, language=row.language)
    roles = list(state["roles"])
    roles[roles.index(old)] = role_state(row.role, person=person, language=row.language)
    step = Step(session.pk, session, session.version, state, {**state, "roles": roles})
    change = agenda_log.carry_out(workshop, "link", [step], actor=actor)
    known = Person.objects.select_related("category").get(pk=person)
    _link_in_releases(workshop, row, known)
    _link_in_history(workshop, row, known)
    return change


def _link_in_history(workshop: WorkshopPage, typed: SessionRole, person: Person) -> None:
    """Put the key in place of the words in every state of the session that is kept."""
    steps = ChangeStep.objects.filter(change__workshop=workshop, session=typed.session_id)
    for step in steps:
        states = [state for state in (step.before, step.after) if state]
        linked: dict[str, str | None] = {"person": str(person.pk)}
        if sum(_put_person(state["roles"], typed, linked) for state in states):
            step.save(update_fields=["before", "after"])


def _put_person(
    roles: list[dict[str, Any]], typed: SessionRole, linked: dict[str, str | None]
) -> bool:
    """Put a person in place of words among the roles of a session; whether they stood there."""
    words = {"role": typed.role, "person": None, "label": typed.label}
    found = next((role for role in roles if words.items() <= role.items()), None)
    if found is None:
        return False
    found.update({"label": "", **linked})
    return True


def _link_in_releases(workshop: WorkshopPage, typed: SessionRole, person: Person) -> None:
    """Put the key in place of the words wherever this session was released with them."""
    linked: dict[str, str | None] = {"person": str(person.pk), "category": person.category.code}
    for release in AgendaRelease.objects.filter(workshop=workshop):
        own = [s for s in release.document["sessions"] if s["id"] == str(typed.session_id)]
        if sum(_put_person(session["roles"], typed, linked) for session in own):
            AgendaRelease.objects.filter(pk=release.pk).update(document=release.document)
