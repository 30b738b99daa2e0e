"""The release for machines: the public JSON and the feed of changes. Names as of this moment."""

from collections.abc import Sequence
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from access.domain.consent import Output
from events.domain import placeholders, programme
from events.domain.agenda_changes import ChangedSession, explain
from events.domain.programme import Programme, ProgrammeRole, ProgrammeSession
from events.models import AgendaRelease, WorkshopPage

# So many releases are told in the feed.
TOLD = 20


def as_json(workshop: WorkshopPage, release: AgendaRelease, url: str) -> dict[str, Any]:
    """The release as plain values, names as agreed, no key of a person.

    {"schema": 1, "workshop", "version", "released_at", "url", "time_zone", "days": [ISO date],
     "sessions": [{"id", "kind", "title", "description", "starts_at", "ends_at" (ISO with the
     venue's offset), "minutes", "room", "languages", "attribution",
     "roles": [{"role", "name", "organisation", "is_withheld"}]}]}
    """
    shown: Programme = programme.resolve(workshop, release.document, Output.PROGRAMME)
    return {
        "schema": 1,
        "workshop": workshop.title,
        "version": release.number,
        "released_at": release.released_at.isoformat(),
        "url": url,
        "time_zone": shown.zone.key,
        "days": [day.date.isoformat() for day in shown.days],
        "sessions": [_session(session) for session in shown.sessions],
    }


def _session(session: ProgrammeSession) -> dict[str, Any]:
    return {
        "id": session.short_id,
        "kind": session.kind,
        "title": session.title,
        "description": session.description,
        "starts_at": session.starts_at.isoformat() if session.starts_at else None,
        "ends_at": session.ends_at.isoformat() if session.ends_at else None,
        "minutes": session.minutes,
        "room": session.room,
        "languages": list(session.languages),
        "attribution": session.attribution,
        "roles": [_role(role) for role in session.roles],
    }


def _role(role: ProgrammeRole) -> dict[str, Any]:
    return {
        "role": role.role,
        "name": role.name,
        "organisation": role.organisation,
        "is_withheld": role.is_withheld,
    }


def atom(workshop: WorkshopPage, releases: Sequence[AgendaRelease], url: str) -> str:
    """The releases of a workshop (newest first) as an Atom feed, each with what it changed.

    One lookup of names whatever the number of releases.
    """
    newest = list(releases[: TOLD + 1])
    known = [
        placeholders.redact(
            placeholders.as_now(release.document, newest[0].document, Output.PROGRAMME),
            Output.PROGRAMME,
        )
        for release in newest
    ]
    name_of = programme.names(workshop, Output.PROGRAMME, *known)
    feed = Atom1Feed(
        title=_("Agenda: %(title)s") % {"title": workshop.title},
        link=url,
        description="",
        feed_url=f"{url}changes.atom",
    )
    for place, release in enumerate(newest[:TOLD]):
        before = known[place + 1] if place + 1 < len(known) else None
        changes = explain(before, known[place], name_of) if before else []
        feed.add_item(
            title=_("Version %(number)d") % {"number": release.number},
            link=f"{url}v{release.number}/changes/",
            description=_summary(release, changes),
            unique_id=f"{url}v{release.number}/",
            pubdate=release.released_at,
            updateddate=release.released_at,
        )
    return feed.writeString("utf-8")


def _summary(release: AgendaRelease, changes: Sequence[ChangedSession]) -> str:
    lines = [release.note] if release.note else []
    for session in changes:
        told = [
            f"{line.label}: {line.before} → {line.after}"
            if line.before and line.after
            else f"{line.label} {line.after or line.before}"
            for line in session.lines
        ]
        lines.append(f"{session.title}. {'; '.join(told)}")
    return "\n".join(lines) or _("First version")
