"""What a session is, as plain values: what a change stood on and what it made.

    {"kind", "title", "description", "starts_at" (ISO, UTC) or None, "minutes", "room" (id) or None,
     "languages": [code], "attribution", "is_public",
     "roles": [{"role", "person": key or None, "label", "language"}]}

A state holds person keys, never names; the answers of people to their roles are no part of it.
"""

import datetime
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from events.models import Session, SessionRole

State = dict[str, Any]
Role = dict[str, Any]
VALUES = (
    "kind",
    "title",
    "description",
    "minutes",
    "languages",
    "attribution",
    "is_public",
)


def state_of(session: Session, roles: Sequence[SessionRole] | None = None) -> State:
    """The state of a row; `roles` spares the statement where they are known."""
    rows = session.roles.order_by("sort_order", "pk") if roles is None else roles
    start = session.starts_at
    return {
        **{name: getattr(session, name) for name in VALUES},
        "languages": list(session.languages),
        "starts_at": start.astimezone(datetime.UTC).isoformat() if start else None,
        "room": session.room_id,
        "roles": [role_state(row.role, row.label, row.person_id, row.language) for row in rows],
    }


def role_state(
    role: str, label: str = "", person: uuid.UUID | None = None, language: str = ""
) -> Role:
    """One role as part of a state."""
    return {
        "role": role,
        "person": str(person) if person else None,
        "label": label,
        "language": language,
    }


def start_of(state: State) -> datetime.datetime | None:
    """The start as an aware moment."""
    return datetime.datetime.fromisoformat(state["starts_at"]) if state["starts_at"] else None


def columns(state: State) -> dict[str, Any]:
    """The values of the row of a state, without its roles."""
    return {
        **{name: state[name] for name in VALUES},
        "starts_at": start_of(state),
        "room_id": state["room"],
    }


def put_roles(session: Session, before: Sequence[Role], after: Sequence[Role]) -> None:
    """Bring the roles of a session from one state to another; rows that stay keep their answer."""
    if list(before) == list(after):
        return
    kept = Counter(map(_key, after))
    gone = []
    rows: dict[tuple[str, str, str], list[SessionRole]] = {}
    for row in session.roles.all():
        key = (row.role, str(row.person_id or ""), row.label)
        if kept[key]:
            kept[key] -= 1
            rows.setdefault(key, []).append(row)
        else:
            gone.append(row.pk)
    if gone:
        SessionRole.objects.filter(pk__in=gone).delete()
    new, moved = [], []
    for number, role in enumerate(after):
        same = rows.get(_key(role))
        if same:
            row = same.pop(0)
            row.sort_order, row.language = number, role["language"]
            moved.append(row)
        else:
            new.append(_row(session, role, number))
    SessionRole.objects.bulk_create(new)
    if moved:
        SessionRole.objects.bulk_update(moved, ["sort_order", "language"])


def _key(role: Role) -> tuple[str, str, str]:
    return role["role"], role["person"] or "", role["label"]


def _row(session: Session, role: Role, number: int) -> SessionRole:
    return SessionRole(
        session=session,
        role=role["role"],
        person_id=uuid.UUID(role["person"]) if role["person"] else None,
        label=role["label"],
        language=role["language"],
        sort_order=number,
    )
