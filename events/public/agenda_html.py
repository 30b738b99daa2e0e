"""The slots of a day as HTML. Written here and not in a template because an agenda has hundreds of
sessions and every visitor's first page holds them all: a template costs five times as much.

Every text goes through `escape`.
"""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.domain.languages import lang, marked
from events.domain.programme import Day, ProgrammeRole, ProgrammeSession, Slot


class DayWriter:
    """Writes the days of one page; words and addresses are looked up once."""

    def __init__(self, slug: str, *, is_latest: bool) -> None:
        self.is_latest = is_latest
        self.rule, self.closed = _("Chatham House Rule"), _("Not open to the public")
        self.pick = escape(_("In my agenda"))
        self.until: Callable[[Any], str] = lambda time: _("until %(time)s") % {"time": time}
        # What staff typed is in the language of the site.
        self.lang = lang()
        # One address taken apart: the sessions differ in eight characters.
        before, _mark, after = reverse("agenda_session", args=[slug, "x-x-x-x"]).partition(
            "x-x-x-x"
        )
        self.address = (before, after)

    def day(self, day: Day) -> SafeString:
        """The slots of a day."""
        return mark_safe("".join(map(self._slot, day.slots)))

    def _slot(self, slot: Slot) -> str:
        start, end = (
            f'<time datetime="{moment.isoformat()}">{moment:%H:%M}</time>'
            for moment in (slot.starts_at, slot.ends_at)
        )
        kind = " break" if slot.is_break else ""
        same_end = slot.same_end
        body = "".join(self._session(session, same_end) for session in slot.sessions)
        count = len(slot.sessions)
        if count > 1:
            words = ngettext(
                "%(number)s session at this time.",
                "%(number)s sessions at the same time.",
                count,
            ) % {"number": count}
            two = " n2" if count == 2 else ""
            body = f'<div class="par{two}"><p class="label">{escape(words)}</p>{body}</div>'
        return f'<div class="slot{kind}"><p class="when">{start}–{end}</p>{body}</div>'

    def _session(self, session: ProgrammeSession, same_end: bool) -> str:
        title = escape(session.title)
        is_told = session.is_public and not session.is_break
        heading, marks, pick = title, "", ""
        typed = self.lang if session.is_public else ""
        if is_told:
            languages = escape("|".join(session.languages))
            marks = f' data-k="{escape(session.kind_label)}" data-l="{languages}"'
            if self.is_latest:
                before, after = self.address
                heading = f'<a href="{before}{session.short_id}{after}">{title}</a>'
                pick = (
                    f'<label class="pick" hidden><input type="checkbox" value="{session.short_id}">'
                    f' {self.pick}<span class="vh"{typed}>: {title}</span></label>'
                )
        tags = "" if session.is_break else f'<p class="tags">{self._tags(session)}</p>{pick}'
        return (
            f'<article class="sess"{marks}><h3{typed}>{heading}</h3>'
            f"{self._meta(session, same_end)}{tags}</article>"
        )

    def _meta(self, session: ProgrammeSession, same_end: bool) -> str:
        """End, roles and room in one line."""
        parts = []
        if not same_end and session.ends_at:
            parts.append(escape(self.until(f"{session.ends_at:%H:%M}")))
        if session.roles:
            groups = (
                f"{escape(label)}: {', '.join(map(self._name, group))}"
                for label, group in session.by_role
            )
            parts.append(". ".join(groups))
        if session.room:
            parts.append(marked(session.room) if self.lang else escape(session.room))
        return f'<p class="meta">{" · ".join(parts)}</p>' if parts else ""

    def _name(self, role: ProgrammeRole) -> str:
        return marked(role.name) if self.lang and role.is_typed else escape(role.name)

    def _tags(self, session: ProgrammeSession) -> str:
        tags = []
        if session.is_public:
            tags.append(f'<span class="tag teal">{escape(session.kind_label)}</span>')
        if session.attribution == "chatham_house":
            tags.append(f'<span class="tag plum">{escape(self.rule)}</span>')
        elif session.attribution == "closed":
            tags.append(f'<span class="tag">{escape(self.closed)}</span>')
        if session.languages:
            words = escape(", ".join(session.languages))
            tags.append(f'<span class="tag wrapping">{words}</span>')
        return "".join(tags)
