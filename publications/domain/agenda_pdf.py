"""The released agenda on paper: one page for the wall, or a booklet for the hand; both tagged.

Names are those of this moment: the file is made anew whenever a word of it changes.
"""

import hashlib
from html import escape

from django.core.cache import cache
from django.utils.dateformat import format as in_words
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access.domain.consent import Output
from events.domain.programme import Day, Programme, ProgrammeRole, ProgrammeSession, Slot, resolve
from events.models import AgendaRelease, WorkshopPage
from publications.domain.badges import typeset

ONE_PAGE, BOOKLET = "page", "booklet"
FORMS = (ONE_PAGE, BOOKLET)
KEPT_SECONDS = 24 * 60 * 60
FACES = (
    'font-family: "Text Sans", "Text Thai", "Text Lao", "Text Khmer", "Text Myanmar", '
    '"Text Tamil", "Text Jawi", "Text Han"; color: #211A22;'
)
# So many lines of text fit on one page in three columns at ten points.
LINES = 44
STYLE = {
    ONE_PAGE: f"""
@page {{ size: A4 landscape; margin: 9mm 10mm }}
body {{ margin: 0; {FACES} line-height: 1.25 }}
h1 {{ font-size: 1.5em; margin: 0 }} h2 {{ font-size: 1.15em; margin: 0 0 .3em;
  border-bottom: 1pt solid #5E1D4B }}
.sub {{ margin: .1em 0 .6em; color: #4B424D }}
.days {{ display: table; table-layout: fixed; width: 100%; border-spacing: 4mm 0; margin: 0 -4mm }}
.day {{ display: table-cell; vertical-align: top }}
.slot {{ margin: 0 0 .35em; padding-left: 6em }} .slot > .t {{ float: left; margin: 0 0 0 -6em;
  width: 5.9em; white-space: nowrap; color: #4B424D }}
p {{ margin: 0 }} .room {{ color: #675D69 }} .pause b {{ font-weight: 400; color: #675D69 }}
.who {{ display: none }}
""",
    BOOKLET: f"""
@page {{ size: A5; margin: 14mm 13mm 16mm; @bottom-center {{ content: counter(page);
  font: 8pt "Text Sans" }} }}
body {{ margin: 0; font-size: 9.5pt; {FACES} line-height: 1.4 }}
h1 {{ font-size: 17pt; margin: 0 0 1mm }} h2 {{ font-size: 12pt; margin: 5mm 0 2mm;
  border-bottom: 1pt solid #5E1D4B; break-after: avoid }}
.sub {{ margin: 0 0 3mm; color: #4B424D }}
.slot {{ margin: 0 0 2.2mm; padding-left: 21mm; break-inside: avoid }}
.slot > .t {{ float: left; margin: 0 0 0 -21mm; width: 20mm;
  white-space: nowrap; color: #4B424D; font-size: 8.5pt }}
p {{ margin: 0 }} .s {{ margin-bottom: 1.2mm }} .room, .who {{ color: #4B424D; font-size: 8.5pt }}
.pause b {{ font-weight: 400; color: #675D69 }}
""",
}


def agenda_pdf(workshop: WorkshopPage, release: AgendaRelease, form: str, address: str) -> bytes:
    """A release as a PDF, kept for a day under the digest of its text.

    Arguments: the workshop, the release, a code of `FORMS`, the address printed on it. Raises
    BuildError.
    """
    programme = resolve(workshop, release.document, Output.PROGRAMME)
    body = html_of(workshop, release, programme, address)
    style = STYLE[form]
    if form == ONE_PAGE:
        style += f"body {{ font-size: {_size(programme):.1f}pt }}"
    mark = hashlib.sha256(f"{get_language()}|{style}|{body}".encode()).hexdigest()
    made: bytes | None = cache.get(f"agenda-pdf:{mark}")
    if made is None:
        made = typeset(str(_("Agenda")) + ", " + workshop.title, body, style)
        cache.set(f"agenda-pdf:{mark}", made, KEPT_SECONDS)
    return made


def _size(programme: Programme) -> float:
    """Points at which the longest day fits on the page."""
    width = max(1, len(programme.days))
    longest = max(
        (
            sum(_lines(session, width) for slot in day.slots for session in slot.sessions)
            for day in programme.days
        ),
        default=1,
    )
    return max(4.5, min(10.0, 10.0 * (LINES / max(longest, 1)) ** 0.5))


def _lines(session: ProgrammeSession, columns: int) -> float:
    letters = 126 // columns  # of a column at ten points
    return 1.4 + len(f"{session.title} {session.room}") // letters


def html_of(
    workshop: WorkshopPage, release: AgendaRelease, programme: Programme, address: str
) -> str:
    """The agenda as HTML. Every text is escaped."""
    place = ", ".join(part for part in (workshop.venue, workshop.city) if part)
    version = _("Version %(number)d of %(day)s. The latest is at %(address)s") % {
        "number": release.number,
        "day": in_words(release.released_at.astimezone(programme.zone), "j F Y"),
        "address": address,
    }
    times = _("All times are those of %(place)s.") % {"place": workshop.city or programme.zone.key}
    head = f"<h1>{escape(workshop.official_title or workshop.title)}</h1>"
    sub = " ".join(escape(part) for part in (f"{place}." if place else "", version + ".", times))
    days = "".join(_day(day) for day in programme.days if day.slots)
    return f'{head}<p class="sub">{sub}</p><div class="days">{days}</div>'


def _day(day: Day) -> str:
    slots = "".join(map(_slot, day.slots))
    return f'<div class="day"><h2>{escape(in_words(day.date, "l j F"))}</h2>{slots}</div>'


def _slot(slot: Slot) -> str:
    kind = " pause" if slot.is_break else ""
    sessions = "".join(map(_session, slot.sessions))
    times = f"{slot.starts_at:%H:%M}–{slot.ends_at:%H:%M}"
    return f'<div class="slot{kind}"><p class="t">{times}</p>{sessions}</div>'


def _session(session: ProgrammeSession) -> str:
    room = f' <span class="room">{escape(session.room)}</span>' if session.room else ""
    rule = ""
    if session.attribution == "chatham_house":
        rule = f'<p class="who">{escape(session.attribution_label)}</p>'
    people = (
        ""
        if session.is_break
        else "".join(
            f'<p class="who">{escape(label)}: {escape("; ".join(_name(r) for r in roles))}</p>'
            for label, roles in session.by_role
        )
    )
    return f'<div class="s"><p><b>{escape(session.title)}</b>{room}</p>{people}{rule}</div>'


def _name(role: ProgrammeRole) -> str:
    return f"{role.name}, {role.organisation}" if role.organisation else role.name
