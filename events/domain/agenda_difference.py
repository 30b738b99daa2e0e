"""The difference of two agendas: pure, complete (`apply` proves it), by session key."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from events.domain.agenda_document import Document


class What(enum.Enum):
    """What can happen to a session; `field` is its name in the document ('' for the whole)."""

    ADDED = "added", "", _("New session")
    CANCELLED = "cancelled", "", _("Cancelled")
    MOVED = "moved", "starts_at", _("Start")
    LENGTHENED = "lengthened", "minutes", _("Duration")
    RENAMED = "renamed", "title", _("Title")
    ROOM = "room", "room", _("Room")
    ROLES = "roles", "roles", _("Chair and speakers")
    LANGUAGE = "language", "languages", _("Interpretation")
    DESCRIPTION = "description", "description", _("Description")
    KIND = "kind", "kind", _("Kind")
    RULE = "rule", "attribution", _("Rule")
    OPENNESS = "openness", "is_public", _("Shown to the public")

    def __init__(self, code: str, field: str, label: Any) -> None:
        self.code = code
        self.field = field
        self.label = label


@dataclass(frozen=True)
class Change:
    """One change of one session: values as in the document (whole sessions for added, cancelled).

    A room is given as {"id", "name"}, because a room that got another name is a change too.
    """

    session: str
    what: What
    before: Any
    after: Any


def difference(a: Document, b: Document) -> tuple[Change, ...]:
    """What happened from `a` to `b`, in the order of `b`, cancelled sessions last."""
    before = {session["id"]: session for session in a["sessions"]}
    after = {session["id"]: session for session in b["sessions"]}
    rooms_a, rooms_b = _rooms(a), _rooms(b)
    changes: list[Change] = []
    for key, session in after.items():
        if key not in before:
            changes.append(Change(key, What.ADDED, None, session))
            continue
        for what in What:
            if not what.field:
                continue
            old, new = before[key][what.field], session[what.field]
            if what is What.ROOM:
                old, new = rooms_a.get(old), rooms_b.get(new)
            if old != new:
                changes.append(Change(key, what, old, new))
    changes += [
        Change(key, What.CANCELLED, session, None)
        for key, session in before.items()
        if key not in after
    ]
    return tuple(changes)


def apply(document: Document, changes: Iterable[Change]) -> dict[str, dict[str, Any]]:
    """The sessions by key that `changes` make of `document`: difference(a, b) of a gives b's."""
    sessions = {session["id"]: dict(session) for session in document["sessions"]}
    for change in changes:
        if change.what is What.ADDED:
            sessions[change.session] = dict(change.after)
        elif change.what is What.CANCELLED:
            del sessions[change.session]
        elif change.what is What.ROOM:
            sessions[change.session]["room"] = change.after["id"] if change.after else None
        else:
            sessions[change.session][change.what.field] = change.after
    return sessions


def _rooms(document: Document) -> dict[Any, dict[str, Any]]:
    return {room["id"]: room for room in document["rooms"]}
