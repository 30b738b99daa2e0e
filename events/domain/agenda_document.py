"""The whole agenda as one document: what a release stores, what differences are made of.

    {"schema": 1, "time_zone": IANA name, "days": [ISO date], "rooms": [{"id", "name"}],
     "sessions": [{"id", "kind", "title", "description", "starts_at" (ISO, UTC) or None, "minutes",
       "room" (id) or None, "languages": [code], "attribution", "is_public",
       "roles": [{"role", "person": key or None, "label", "category": code or None,
          "language": of an interpreter's booth, where it is known}]}]}

It holds person keys, never names.
"""

import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from events.domain import times
from events.domain.agenda_conflicts import Facts
from events.models import Room, Session, SessionRole, WorkshopPage

Document = dict[str, Any]
SCHEMA = 1


@dataclass(frozen=True)
class Draft:
    """The draft document and what stands beside it: versions by key, facts for conflicts."""

    document: Document
    versions: dict[str, int]
    facts: Facts


def draft_document(workshop: WorkshopPage) -> Document:
    """The draft as a document, in a fixed order: by start, then room, then title; the rest last.

    Three statements whatever the number of sessions.
    """
    return load(workshop).document


def load(workshop: WorkshopPage) -> Draft:
    """The draft with versions and facts. Three statements whatever the number of sessions."""
    roles: dict[Any, list[dict[str, Any]]] = {}
    answers = {}
    rows = SessionRole.objects.filter(session__workshop=workshop).select_related("person__category")
    for row in rows.order_by("sort_order", "pk"):
        roles.setdefault(row.session_id, []).append(_role(row))
        if row.answer:
            answers[(str(row.session_id), row.role, str(row.person_id))] = row.answer
    rooms = list(Room.objects.filter(workshop=workshop).order_by("sort_order", "name"))
    order = {room.pk: number for number, room in enumerate(rooms)}
    sessions = sorted(
        Session.objects.filter(workshop=workshop),
        key=lambda s: (
            s.starts_at is None,
            s.starts_at.timestamp() if s.starts_at else 0,
            order[s.room_id] if s.room_id else len(order),
            s.title,
            str(s.pk),
        ),
    )
    document = {
        "schema": SCHEMA,
        "time_zone": workshop.time_zone,
        "days": [day.isoformat() for day in times.days_of(workshop)],
        "rooms": [{"id": room.pk, "name": room.name} for room in rooms],
        "sessions": [_session(session, roles.get(session.pk, [])) for session in sessions],
    }
    return Draft(
        document,
        {str(session.pk): session.version for session in sessions},
        Facts({room.pk: room.booths for room in rooms}, answers),
    )


def blank(title: str = "") -> dict[str, Any]:
    """A session of which nothing is known yet but perhaps its title, as in the document."""
    return {
        "kind": "",
        "title": title,
        "description": "",
        "starts_at": None,
        "minutes": 60,
        "room": None,
        "languages": [],
        "attribution": Session.Attribution.ON_RECORD.value,
        "is_public": True,
        "roles": [],
    }


def _session(session: Session, roles: list[dict[str, Any]]) -> dict[str, Any]:
    start = session.starts_at
    return {
        "id": str(session.pk),
        "kind": session.kind,
        "title": session.title,
        "description": session.description,
        "starts_at": start.astimezone(datetime.UTC).isoformat() if start else None,
        "minutes": session.minutes,
        "room": session.room_id,
        "languages": list(session.languages),
        "attribution": session.attribution,
        "is_public": session.is_public,
        "roles": roles,
    }


def _role(row: SessionRole) -> dict[str, Any]:
    person = row.person
    role = {
        "role": row.role,
        "person": str(person.pk) if person else None,
        "label": row.label,
        "category": person.category.code if person else None,
    }
    return {**role, "language": row.language} if row.language else role


def fingerprint(document: Document) -> str:
    """64 hex digits, equal for equal documents: shows whether a draft is still the one reviewed."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
