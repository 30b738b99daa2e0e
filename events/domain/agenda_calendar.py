"""The public agenda as iCalendar (RFC 5545): stable UID, SEQUENCE the release's number, no names.

An entry that was released once and is no more in the last release stays as STATUS:CANCELLED, so
that a calendar that took it in takes it out again (RFC 5545, 3.8.1.11).
"""

import datetime
from collections.abc import Sequence
from typing import Any

import icalendar

from access.domain.consent import Output
from events.domain import placeholders
from events.domain.agenda_document import Document
from events.models import AgendaRelease, Session, WorkshopPage


def calendar(
    workshop: WorkshopPage, releases: Sequence[AgendaRelease], url: str, only: str | None = None
) -> bytes | None:
    """The calendar file of a workshop.

    Arguments: the workshop; its releases, newest first; the address of its agenda page; `only` the
    first eight characters of one session's key. Returns None where there is nothing to tell.
    """
    entries = _entries(releases, only)
    if not entries:
        return None
    result = icalendar.Calendar()
    result.add("version", "2.0")
    result.add("prodid", "-//Working Group for an ASEAN Human Rights Mechanism//Agenda//EN")
    result.add("method", "PUBLISH")
    place = ", ".join(part for part in (workshop.venue, workshop.city) if part)
    for session, rooms, is_cancelled in entries.values():
        event = _event(session, releases[0], is_cancelled)
        where = ", ".join(part for part in (rooms.get(session["room"], ""), place) if part)
        if where:
            event.add("location", where)
        event.add("url", url)
        result.add_component(event)
    return result.to_ical()


Entry = tuple[dict[str, Any], dict[Any, str], bool]


def _entries(releases: Sequence[AgendaRelease], only: str | None) -> dict[str, Entry]:
    """By key: the session as last released, the rooms of that release, whether it is called off."""
    entries: dict[str, Entry] = {}
    for place, release in enumerate(releases):
        document: Document = placeholders.redact(release.document, Output.PROGRAMME)
        rooms = {room["id"]: room["name"] for room in document["rooms"]}
        for session in document["sessions"]:
            if only is not None and not session["id"].startswith(only):
                continue
            if session["starts_at"] and session["is_public"] and _is_told(session):
                entries.setdefault(session["id"], (session, rooms, place > 0))
    return entries


def _is_told(session: dict[str, Any]) -> bool:
    return session["kind"] != Session.Kind.BREAK


def _event(session: dict[str, Any], release: AgendaRelease, is_cancelled: bool) -> icalendar.Event:
    start = datetime.datetime.fromisoformat(session["starts_at"])
    event = icalendar.Event()
    event.add("uid", f"{session['id']}@agenda")
    event.add("dtstamp", release.released_at)
    event.add("sequence", release.number)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("summary", session["title"])
    event.add("dtstart", start)
    event.add("dtend", start + datetime.timedelta(minutes=session["minutes"]))
    return event
