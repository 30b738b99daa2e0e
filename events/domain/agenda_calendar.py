"""The public agenda as iCalendar (RFC 5545): stable UID, SEQUENCE the release's number, no names.

An entry that was released once and is no more in the last release stays as STATUS:CANCELLED, so
that a calendar that took it in takes it out again (RFC 5545, 3.8.1.11).
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from access.domain.consent import Output
from events.domain import placeholders
from events.domain.agenda_document import Document
from events.models import AgendaRelease, Session, WorkshopPage

Choice = Callable[[dict[str, Any]], bool]


def calendar(
    workshop: WorkshopPage,
    releases: Sequence[AgendaRelease],
    url: str,
    choice: Choice | None = None,
) -> bytes | None:
    """The calendar file of a workshop.

    Arguments: the workshop; its releases, newest first; the address of its agenda page; which
    sessions (of the document) are told, all where None. Returns None where there is nothing to
    tell.
    """

    def known(document: Document) -> Document:
        return placeholders.redact(document, Output.PROGRAMME)

    return _file(workshop, releases, url, choice or _is_told, known, stays=_is_told)


def of_session(short_id: str) -> Choice:
    """The one session whose key begins with these eight characters."""
    return lambda session: _is_told(session) and session["id"].startswith(short_id)


def of_day(day: datetime.date, zone: ZoneInfo) -> Choice:
    """The sessions of one day by the clocks of `zone`."""
    return lambda session: (
        _is_told(session)
        and datetime.datetime.fromisoformat(session["starts_at"]).astimezone(zone).date() == day
    )


def of_person(workshop: WorkshopPage, person: str) -> bytes | None:
    """The released sessions of one person, for that person alone: closed ones in full."""

    def is_mine(session: dict[str, Any]) -> bool:
        return any(role["person"] == person for role in session["roles"])

    releases = AgendaRelease.objects.filter(workshop=workshop).order_by("-number")
    return _file(workshop, list(releases), "", is_mine, lambda document: document, stays=is_mine)


@dataclass(frozen=True)
class _Entry:
    session: dict[str, Any]
    room: str
    is_cancelled: bool


def _file(
    workshop: WorkshopPage,
    releases: Sequence[AgendaRelease],
    url: str,
    choice: Choice,
    known: Callable[[Document], Document],
    *,
    stays: Choice,
) -> bytes | None:
    entries = _entries(releases, choice, known, stays)
    if not entries:
        return None
    result = icalendar.Calendar()
    result.add("version", "2.0")
    result.add("prodid", "-//Working Group for an ASEAN Human Rights Mechanism//Agenda//EN")
    result.add("method", "PUBLISH")
    place = ", ".join(part for part in (workshop.venue, workshop.city) if part)
    for entry in entries.values():
        event = _event(entry, releases[0])
        where = ", ".join(part for part in (entry.room, place) if part)
        # What was called off may be held behind closed doors now: where is nobody's matter then.
        if where and not entry.is_cancelled:
            event.add("location", where)
        if url:
            event.add("url", url)
        result.add_component(event)
    return result.to_ical()


def _entries(
    releases: Sequence[AgendaRelease],
    choice: Choice,
    known: Callable[[Document], Document],
    stays: Choice,
) -> dict[str, _Entry]:
    """By key: every session that was once among the chosen, as it is last known, and its room.

    One that still stands but is no longer among the chosen (moved to another day) is told where it
    is now: the same UID in the file of that day says the same. One that does not stand any more
    (taken out, closed, given to somebody else) is called off.
    """
    entries: dict[str, _Entry] = {}
    standing: dict[str, _Entry] = {}
    for place, release in enumerate(releases):
        document = known(release.document)
        rooms = {room["id"]: room["name"] for room in document["rooms"]}
        for session in document["sessions"]:
            if not session["starts_at"]:
                continue
            entry = _Entry(session, rooms.get(session["room"], ""), place > 0)
            if place == 0 and stays(session):
                standing[session["id"]] = entry
            if session["id"] not in entries and choice(session):
                entries[session["id"]] = standing.get(session["id"], entry)
    return entries


def _is_told(session: dict[str, Any]) -> bool:
    return bool(session["is_public"]) and session["kind"] != Session.Kind.BREAK


def _event(entry: _Entry, release: AgendaRelease) -> icalendar.Event:
    session = entry.session
    start = datetime.datetime.fromisoformat(session["starts_at"])
    event = icalendar.Event()
    event.add("uid", f"{session['id']}@agenda")
    event.add("dtstamp", release.released_at)
    event.add("sequence", release.number)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("summary", session["title"])
    event.add("dtstart", start)
    event.add("dtend", start + datetime.timedelta(minutes=session["minutes"]))
    return event
