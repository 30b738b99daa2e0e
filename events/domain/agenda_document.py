"""The whole agenda as one document: what a release stores, what differences are made of.

    {"schema": 1, "time_zone": IANA name, "days": [ISO date], "rooms": [{"id", "name"}],
     "sessions": [{"id", "kind", "title", "description", "starts_at" (ISO, UTC) or None, "minutes",
       "room" (id) or None, "languages": [code], "attribution", "is_public",
       "roles": [{"role", "person": key or None, "label", "category": code or None}]}]}

It holds person keys, never names.
"""

import datetime
import hashlib
import json
from typing import Any

from events.domain import times
from events.models import Room, Session, SessionRole, WorkshopPage

Document = dict[str, Any]
SCHEMA = 1


def draft_document(workshop: WorkshopPage) -> Document:
    """The draft as a document, in a fixed order: by start, then room, then title; the rest last.

    Three statements whatever the number of sessions.
    """
    roles: dict[Any, list[dict[str, Any]]] = {}
    rows = SessionRole.objects.filter(session__workshop=workshop).select_related("person__category")
    for row in rows.order_by("sort_order", "pk"):
        roles.setdefault(row.session_id, []).append(_role(row))
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
    return {
        "schema": SCHEMA,
        "time_zone": workshop.time_zone,
        "days": [day.isoformat() for day in times.days_of(workshop)],
        "rooms": [{"id": room.pk, "name": room.name} for room in rooms],
        "sessions": [_session(session, roles.get(session.pk, [])) for session in sessions],
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
    return {
        "role": row.role,
        "person": str(person.pk) if person else None,
        "label": row.label,
        "category": person.category.code if person else None,
    }


def fingerprint(document: Document) -> str:
    """64 hex digits, equal for equal documents: shows whether a draft is still the one reviewed."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
