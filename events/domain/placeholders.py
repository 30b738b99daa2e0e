"""What an audience may meet in an agenda, before any name is looked up: pure, on documents.

A closed session is only 'Closed meeting' with its time: no title, room, language or role, because
each of them can tell who meets. Where names are withheld people are 'Civil society speaker 3': the
number follows a fingerprint of the person's key, so that neither order nor gaps tell anything, and
it stays the same when a name is opened or withdrawn.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from access.domain.consent import Output
from events.domain.agenda_document import Document
from events.models import Session

CLOSED = Session.Attribution.CLOSED.value
RULE = Session.Attribution.CHATHAM_HOUSE.value


def redact(document: Document, output: Output) -> Document:
    """The document as one audience may know it; the document given is not changed.

    Sessions not shown to the public keep their time only; sessions held behind closed doors lose
    room and roles. The Chatham House Rule hides who takes part, so in every output but the host's
    own draft such a session names nobody, not even by placeholder: numbers could be matched.
    Rooms that only hidden sessions use are dropped too.
    """
    sessions = [_redacted(session, output) for session in document["sessions"]]
    if output is Output.HOST:
        return {**document, "sessions": sessions}
    used = {session["room"] for session in sessions}
    rooms = [room for room in document["rooms"] if room["id"] in used]
    return {**document, "sessions": sessions, "rooms": rooms}


def _redacted(session: dict[str, Any], output: Output) -> dict[str, Any]:
    if not session["is_public"]:
        return {
            "id": session["id"],
            "kind": Session.Kind.MEETING.value,
            "title": "",
            "description": "",
            "starts_at": session["starts_at"],
            "minutes": session["minutes"],
            "room": None,
            "languages": [],
            "attribution": CLOSED,
            "is_public": False,
            "roles": [],
        }
    if session["attribution"] == CLOSED:
        return {**session, "room": None, "languages": [], "roles": []}
    if session["attribution"] == RULE and output is not Output.HOST:
        return {**session, "roles": []}
    return session


def as_now(document: Document, newer: Document, output: Output) -> Document:
    """An older document as it may be told today, before `redact`; the one given is not changed.

    A session that is hidden, closed or under the Chatham House Rule in the newer document is so in
    the older one too: old releases stay at their addresses, and a difference would else name those
    whom the new rule hides. What rule it was then stays.
    """
    now = {session["id"]: session for session in newer["sessions"]}
    sessions = [_as_now(row, now.get(row["id"]), output) for row in document["sessions"]]
    return {**document, "sessions": sessions}


def _as_now(session: dict[str, Any], now: dict[str, Any] | None, output: Output) -> dict[str, Any]:
    if now is None:
        return session
    if not now["is_public"]:
        return {**session, "is_public": False}
    if now["attribution"] == CLOSED:
        return {**session, "room": None, "languages": [], "roles": []}
    if now["attribution"] == RULE and output is not Output.HOST:
        return {**session, "roles": []}
    return session


def veil(document: Document, name_of: Callable[[dict[str, Any]], Any]) -> Document:
    """A redacted document of hosts in which the Chatham House Rule holds for them too.

    Whoever is withheld there is words and no person: the number of a placeholder, or a clash, would
    tell that it is the one who is named in the public programme of another session. Arguments: the
    document; `programme.names` of it. The document given is not changed.
    """
    sessions = [
        {**session, "roles": [_veiled(role, name_of) for role in session["roles"]]}
        if session["attribution"] == RULE
        else session
        for session in document["sessions"]
    ]
    return {**document, "sessions": sessions}


def _veiled(role: dict[str, Any], name_of: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    seen = name_of(role) if role["person"] else None
    if seen is None or not seen.is_withheld:
        return role
    return {**role, "person": None, "label": seen.kind, "category": None, "is_veiled": True}


def people_of(*documents: Document) -> dict[uuid.UUID, str]:
    """The people of documents, each with the code of their category."""
    return {
        uuid.UUID(role["person"]): role["category"] or ""
        for document in documents
        for session in document["sessions"]
        for role in session["roles"]
        if role["person"]
    }


def numbers(*documents: Document) -> dict[uuid.UUID, int]:
    """The number of each person's placeholder among the people of the same category.

    People of the first document are numbered first, so that it reads the same with and without an
    older one beside it. The order is that of keyed fingerprints: whoever agreed to be named in the
    proceedings has a page whose address holds the key itself.
    """
    counted: dict[str, int] = defaultdict(int)
    result: dict[uuid.UUID, int] = {}
    for document in documents:
        people = people_of(document)
        for person in sorted(people.keys() - result.keys(), key=_fingerprint):
            counted[people[person]] += 1
            result[person] = counted[people[person]]
    return result


def _fingerprint(person: uuid.UUID) -> str:
    return salted_hmac("events.placeholders", person.hex, algorithm="sha256").hexdigest()


def placeholder(label: str, number: int) -> str:
    """'Civil society speaker 3': the category's words and a number."""
    return _("%(label)s %(number)d") % {"label": label or _("Speaker"), "number": number}
