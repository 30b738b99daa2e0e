"""A difference in words: what happened to each session, for one audience, names as of now."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.domain.consent import Output
from events.domain import placeholders, programme
from events.domain.agenda_difference import Change, What, difference
from events.domain.agenda_document import Document
from events.domain.agenda_languages import names_of
from events.domain.languages import marked
from events.domain.programme import NameOf
from events.models import Session, WorkshopPage


@dataclass(frozen=True)
class Line:
    """One change in words; either side may be empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangedSession:
    """What happened to one session. `is_titled`: its title is that of staff, not ours."""

    title: str
    is_new: bool
    is_cancelled: bool
    lines: tuple[Line, ...]
    is_titled: bool = True


def changed_sessions(
    workshop: WorkshopPage,
    before: Document,
    after: Document,
    output: Output,
    *,
    is_html: bool = False,
) -> list[ChangedSession]:
    """What changed from one document to another, as one audience may know it now.

    Arguments as `programme.resolve`; `is_html` as `explain`. Both documents are redacted first: a
    difference of what is hidden does not exist. Statements do not grow with the documents.
    """
    before = placeholders.redact(before, output)
    after = placeholders.redact(after, output)
    name_of = programme.names(workshop, output, after, before)
    return explain(before, after, name_of, is_html=is_html)


def explain(
    before: Document, after: Document, name_of: NameOf, *, is_html: bool = False
) -> list[ChangedSession]:
    """The difference of two (already redacted) documents in words. Pure but for the language.

    With `is_html` the two sides of a line are safe HTML, in which the words of staff are marked
    with their language; else plain text.
    """
    rooms = _rooms(before) | _rooms(after)
    words = _Words(ZoneInfo(after["time_zone"]), name_of, rooms, is_html)
    titles = {s["id"]: s["title"] for document in (before, after) for s in document["sessions"]}
    result: dict[str, list[Change]] = {}
    for change in difference(before, after):
        result.setdefault(change.session, []).append(change)
    return [
        ChangedSession(
            title=titles[key] or _("Closed meeting"),
            is_new=own[0].what is What.ADDED,
            is_cancelled=own[0].what is What.CANCELLED,
            lines=tuple(words.line(change) for change in own),
            is_titled=bool(titles[key]),
        )
        for key, own in result.items()
    ]


@dataclass(frozen=True)
class Beside:
    """One session as it was and as it is; either side may be empty."""

    before: str
    after: str
    title_before: str
    title_after: str
    is_changed: bool


def beside(before: Document, after: Document, name_of: NameOf) -> list[Beside]:
    """Two (already redacted) documents side by side, in the order of their times. Pure."""
    words = _Words(ZoneInfo(after["time_zone"]), name_of, _rooms(before) | _rooms(after))
    old = {session["id"]: session for session in before["sessions"]}
    new = {session["id"]: session for session in after["sessions"]}
    changed = {change.session for change in difference(before, after)}
    keys = sorted(
        old.keys() | new.keys(),
        key=lambda key: ((new.get(key) or old[key])["starts_at"] or "9", key),
    )
    return [
        Beside(
            before=words.whole(old[key]) if key in old else "",
            after=words.whole(new[key]) if key in new else "",
            title_before=_title(old.get(key)),
            title_after=_title(new.get(key)),
            is_changed=key in changed,
        )
        for key in keys
    ]


def _title(session: dict[str, Any] | None) -> str:
    return (session["title"] or _("Closed meeting")) if session else ""


def when(start: datetime.datetime | None, zone: ZoneInfo) -> str:
    """'Tue 15 June, 09:00' by the clocks of `zone`; words where a session is not placed."""
    if start is None:
        return _("not placed yet")
    return date_format(start.astimezone(zone), "D j F, H:i")


def length(minutes: int) -> str:
    """'45 minutes'."""
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


@dataclass(frozen=True)
class _Words:
    """Values of a document in words."""

    zone: ZoneInfo
    name_of: NameOf
    rooms: dict[Any, str]
    is_html: bool = False

    def line(self, change: Change) -> Line:
        label = str(change.what.label)
        if change.what is What.ADDED:
            return Line(label, "", self.whole(change.after))
        if change.what is What.CANCELLED:
            return Line(label, self.whole(change.before), "")
        if change.what is What.DESCRIPTION:
            return Line(label, "", _("changed"))
        before, after = (self._text(change.what, value) for value in (change.before, change.after))
        return Line(label, before, after)

    def whole(self, session: dict[str, Any]) -> str:
        """Time, duration, room and roles of a session in one line."""
        parts = [
            when(_moment(session["starts_at"]), self.zone),
            length(session["minutes"]),
            self._typed(self.rooms.get(session["room"], "")),
            self._roles(session["roles"]),
        ]
        return self._joined(" · ", [part for part in parts if part])

    def _text(self, what: What, value: Any) -> str:
        match what:
            case What.MOVED:
                return when(_moment(value), self.zone)
            case What.LENGTHENED:
                return length(value)
            case What.ROOM:
                return self._typed(value["name"]) if value else _("no room")
            case What.ROLES:
                return self._roles(value) or _("nobody named")
            case What.LANGUAGE:
                return ", ".join(names_of(value)) or _("none")
            case What.KIND:
                return str(Session.Kind(value).label)
            case What.RULE:
                return str(Session.Attribution(value).label)
            case What.OPENNESS:
                return _("yes") if value else _("no")
        return self._typed(value) or _("Closed meeting")

    def _roles(self, roles: list[dict[str, Any]]) -> str:
        lines = []
        for role in map(self.name_of, roles):
            name = self._typed(role.name) if role.is_typed else role.name
            lines.append(self._joined(": ", [role.role_label, name]))
        return self._joined("; ", lines)

    def _typed(self, text: str) -> str:
        return marked(text) if self.is_html else text

    def _joined(self, separator: str, parts: Sequence[str]) -> str:
        if self.is_html:
            return format_html_join(separator, "{}", [(part,) for part in parts])
        return separator.join(parts)


def _moment(text: str | None) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(text) if text else None


def _rooms(document: Document) -> dict[Any, str]:
    return {room["id"]: room["name"] for room in document["rooms"]}
