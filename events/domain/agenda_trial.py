"""What would clash if a session were changed so: asked while somebody drags or types.

Nothing is written. The rules are those of `agenda_conflicts`, the words those of the board, and a
host meets no more of the draft than on the board.
"""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from access.domain.consent import Output
from events.domain import programme
from events.domain.agenda_board import Explainer, Problem, rows_of
from events.domain.agenda_conflicts import Clash, conflicts
from events.domain.agenda_document import blank, load
from events.models import Session, WorkshopPage

# The key of a session that is not there yet.
NEW = "new"
# Not told of a change of place: they stand on the board already.
OF_ROLES = {Clash.NO_CHAIR, Clash.UNCONFIRMED, Clash.DECLINED}


def trial(
    workshop: WorkshopPage,
    session: uuid.UUID | None,
    wish: Mapping[str, Any],
    *,
    is_secretariat: bool,
) -> list[Problem]:
    """The problems that one session would have, those that block first.

    Arguments: the workshop; the key of the session, None for a new one; what it would be, values
    as in the document of the agenda (what is not named stays as it is); whether the Secretariat
    asks. Statements do not grow with the agenda.
    """
    draft = load(workshop)
    rows = {row["id"]: row for row in draft.document["sessions"]}
    key = str(session) if session else NEW
    new = {**blank(), "id": NEW, "kind": Session.Kind.MEETING.value}
    rows[key] = {**rows.get(key, new), **wish}
    known = {**draft.document, "sessions": list(rows.values())}
    if is_secretariat:
        name_of = None
    else:
        [known], name_of = programme.known_to_hosts(workshop, known)
    found = tuple(c for c in conflicts(known, draft.facts) if key in c.sessions)
    if "roles" not in wish:
        found = tuple(c for c in found if c.clash not in OF_ROLES)
    found = tuple(c for c in found if c.clash is not Clash.UNCONFIRMED)
    if not found:
        return []
    name_of = name_of or programme.names(workshop, Output.HOST, known)
    built = programme.build(known, name_of)
    with_new = replace(draft, versions={NEW: 0, **draft.versions})
    shown = rows_of(known, with_new, built, found, is_secretariat)
    explainer = Explainer(known, with_new, shown, name_of, {}, built.zone)
    return list(explainer.problems(found))


def place(starts_at: datetime.datetime | None, minutes: int, room: int | None) -> dict[str, Any]:
    """A place as `trial` takes it: an aware start or None, minutes, the id of a room or None."""
    start = starts_at.astimezone(datetime.UTC).isoformat() if starts_at else None
    return {"starts_at": start, "minutes": minutes, "room": room}
