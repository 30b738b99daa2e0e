"""The sessions of the released agenda, as chapters refer to them."""

import uuid

from django.utils.html import escape
from django.utils.translation import gettext as _

from access.domain.consent import Output
from events.domain.placeholders import people_of
from events.domain.programme import ProgrammeSession, resolve
from events.domain.releases import latest_release
from events.models import WorkshopPage
from publications.domain.people import choices, name_html


def session_choices(workshop: WorkshopPage) -> list[tuple[str, str]]:
    """(key, title) of every session of the latest release, in its order."""
    release = latest_release(workshop)
    if release is None:
        return []
    sessions = sorted(release.document["sessions"], key=lambda row: row["starts_at"] or "")
    return [(str(row["id"]), row["title"]) for row in sessions]


def byline(workshop: WorkshopPage, key: uuid.UUID | None) -> tuple[str, dict[str, str]]:
    """The speakers of a session as a line below a title, and who appears in it and how.

    Each is named as they chose for the proceedings; under the Chatham House Rule and in a closed
    session nobody is.
    """
    release = latest_release(workshop) if key is not None else None
    if release is None:
        return "", {}
    programme = resolve(workshop, release.document, Output.PROCEEDINGS)
    sessions = (s for day in programme.days for slot in day.slots for s in slot.sessions)
    found = next((s for s in sessions if str(s.id) == str(key)), None)
    if found is None or found.attribution != "on_record":
        return "", {}
    document = {**release.document}
    document["sessions"] = [row for row in document["sessions"] if str(row["id"]) == str(key)]
    return _line(found), choices(list(people_of(document)))


def _line(session: ProgrammeSession) -> str:
    groups = []
    for label, roles in session.by_role:
        names = "; ".join(
            name_html(role.name, role.own_script)
            + (f", {escape(role.organisation)}" if role.organisation else "")
            for role in roles
        )
        groups.append(_("%(role)s: %(names)s") % {"role": escape(label), "names": names})
    return f'<p class="byline">{" · ".join(groups)}</p>' if groups else ""


def speakers_of(workshop: WorkshopPage, key: uuid.UUID | None) -> set[uuid.UUID]:
    """The people who speak in a session on the record of the latest release: their keys."""
    release = latest_release(workshop) if key is not None else None
    rows = release.document["sessions"] if release is not None else []
    return {
        uuid.UUID(role["person"])
        for row in rows
        if str(row["id"]) == str(key) and row["attribution"] == "on_record"
        for role in row["roles"]
        if role["person"] and role["role"] in {"chair", "speaker", "discussant"}
    }
