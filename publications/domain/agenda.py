"""The agenda as held: the latest release, with names as each person chose for the proceedings."""

from django.utils.dateformat import format as in_words
from django.utils.html import escape
from django.utils.translation import gettext as _

from access.domain.consent import Output
from events.domain.placeholders import people_of
from events.domain.programme import Day, ProgrammeRole, ProgrammeSession, resolve
from events.domain.releases import latest_release
from events.models import WorkshopPage
from publications.domain.people import choices, name_html


def agenda_html(workshop: WorkshopPage) -> tuple[str, dict[str, str]]:
    """The agenda as a fragment, a table a day; and who appears in it, by key and choice.

    Where no agenda was released it says so.
    """
    release = latest_release(workshop)
    if release is None:
        return f'<p class="note">{escape(_("No agenda has been released."))}</p>', {}
    programme = resolve(workshop, release.document, Output.PROCEEDINGS)
    note = _("Release %(number)d of the agenda. All times are those of the venue.") % {
        "number": release.number
    }
    days = "".join(_day(day) for day in programme.days if day.slots)
    return f'<p class="note">{escape(note)}</p>{days}', choices(list(people_of(release.document)))


def _day(day: Day) -> str:
    rows = "".join(_row(session) for slot in day.slots for session in slot.sessions)
    columns = (("time", _("Time")), ("", _("Session")), ("room", _("Room")))
    head = "".join(f'<th scope="col" class="{name}">{escape(text)}</th>' for name, text in columns)
    return (
        f"<h3>{escape(in_words(day.date, 'l j F Y'))}</h3>"
        f'<table class="agenda"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _row(session: ProgrammeSession) -> str:
    times = "–".join(
        f"{moment:%H:%M}" for moment in (session.starts_at, session.ends_at) if moment is not None
    )
    kind = ' class="pause"' if session.is_break else ""
    people = "" if session.is_break else "".join(_roles(*pair) for pair in session.by_role)
    rule = ""
    if session.attribution == "chatham_house":
        rule = f'<p class="who">{escape(session.attribution_label)}</p>'
    what = f"<b>{escape(session.title)}</b>{people}{rule}"
    return (
        f'<tr{kind} id="s{session.short_id}"><th scope="row" class="time">{times}</th>'
        f'<td>{what}</td><td class="room">{escape(session.room)}</td></tr>'
    )


def _roles(label: str, roles: list[ProgrammeRole]) -> str:
    names = "; ".join(
        name_html(role.name, role.own_script)
        + (f", {escape(role.organisation)}" if role.organisation else "")
        for role in roles
    )
    return f'<p class="who">{escape(label)}: {names}</p>'
