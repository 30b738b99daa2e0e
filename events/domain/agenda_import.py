"""A table becomes a proposal: for every row what would happen, every problem by row, nothing saved.

Rows are matched by the hidden key of an export, else by day, time and likeness of title; where two
sessions are alike the row asks. A cell that says what an export would say now changes nothing, so
that names which the host may not read come back as they were and are matched with nobody.
"""

import datetime
import difflib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.models import User
from events.domain import agenda_cells, agenda_check, agenda_export, agenda_log, times
from events.domain.agenda import iso
from events.domain.agenda_cells import Clock
from events.domain.agenda_document import blank
from events.domain.agenda_log import Step, new_step
from events.domain.agenda_states import State, role_state
from events.domain.agenda_tables import FORMULA, Row
from events.domain.programme import ProgrammeSession
from events.models import AgendaChange, Room, Session, WorkshopPage

MOST_SESSIONS = 500
LIKE, VERY_LIKE = 0.6, 0.85
SAME, CHANGE, NEW, ASK, PROBLEM = "same", "change", "new", "ask", "problem"
Option = tuple[str, str]


@dataclass
class Proposal:
    """What one row would do. `options` (code, words) where it asks, `texts` where it cannot."""

    number: int
    verdict: str
    title: str
    when: str
    key: str = ""
    version: int = 0
    state: State | None = None
    fields: list[str] = field(default_factory=list)
    question: str = ""
    options: list[Option] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


@dataclass
class Preview:
    """Every row's proposal, and the sessions that stand in the draft only."""

    proposals: list[Proposal]
    missing: list[ProgrammeSession]

    @property
    def problems(self) -> int:
        return sum(one.verdict == PROBLEM for one in self.proposals)

    @property
    def questions(self) -> int:
        return sum(one.verdict == ASK for one in self.proposals)

    @property
    def changes(self) -> int:
        return sum(one.verdict in (CHANGE, NEW) for one in self.proposals)


class Reader:
    """Reads rows against the draft of one workshop, as one organiser may know it."""

    def __init__(
        self, workshop: WorkshopPage, shown: Sequence[ProgrammeSession], states: Mapping[Any, Any]
    ) -> None:
        """`shown` are the sessions this organiser may change, `states` from agenda_log.states."""
        self.workshop = workshop
        self.days = times.days_of(workshop)
        self.zone = times.zone_of(workshop)
        self.rooms = {room.name.casefold(): room for room in Room.objects.filter(workshop=workshop)}
        self.shown = {session.id: session for session in shown}
        self.states = {str(key): pair for key, pair in states.items()}
        self.left = dict(self.shown)

    def preview(self, table: Sequence[Row], answers: Mapping[int, str]) -> Preview:
        """The proposals of a table; `answers` to what rows asked before, by row number."""
        columns, first = self._columns(table)
        proposals, day = [], None
        for number, row in enumerate(table[first:], first + 1):
            cells = {name: row[place] for name, place in columns.items() if place < len(row)}
            filled = [cell for cell in row if cell]
            if not filled:
                continue
            found = agenda_cells.day_of(cells.get("day", ""), self.days)
            if len(set(filled)) == 1 and (alone := agenda_cells.day_of(filled[0], self.days)):
                day = alone  # a line that only names the day
                continue
            if not cells.get("day") and day:
                cells["day"] = day.isoformat()
            day = found or day
            proposals.append(self._proposal(number, cells, answers.get(number, "")))
            if len(proposals) > MOST_SESSIONS:
                raise ValidationError(_("The table has more than 500 sessions."))
        if not proposals:
            raise ValidationError(_("There is no session in the table."))
        return Preview(proposals, list(self.left.values()))

    def _columns(self, table: Sequence[Row]) -> tuple[dict[str, int], int]:
        """Where each known column stands, and the first row below the headings."""
        for number, row in enumerate(table[:10]):
            columns: dict[str, int] = {}
            for place, heading in enumerate(row):
                name = agenda_cells.column_of(heading)
                if name and name not in columns:
                    columns[name] = place
            if "title" in columns and len(columns) > 1:
                return columns, number + 1
        raise ValidationError(
            _("No headings were found. The first row needs at least Day, Time and Session.")
        )

    def _proposal(self, number: int, cells: dict[str, str], answer: str) -> Proposal:
        title = " ".join(cells.get("title", "").split())
        said = " ".join(
            part for part in (cells.get("day"), cells.get("time") or cells.get("start")) if part
        )
        one = Proposal(number, PROBLEM, title, said)
        if FORMULA in "".join(cells.values()):
            one.texts.append(_("A cell holds a formula. Type its value instead."))
            return one
        place = self._place(cells, one, answer)
        if one.texts or one.verdict == ASK:
            return one
        match = self._match(cells, title, place, one, answer)
        if one.verdict == ASK:
            return one
        return self._compare(cells, one, title, place, match)

    # --- When ---------------------------------------------------------------------------------

    def _place(self, cells: dict[str, str], one: Proposal, answer: str) -> dict[str, Any]:
        """Start and minutes of a row, where it says so; what is wrong goes into `one`."""
        start, end = agenda_cells.span_of(cells.get("time", ""))
        start = agenda_cells.clock_of(cells.get("start", "")) or start
        end = agenda_cells.clock_of(cells.get("end", "")) or end
        written = cells.get("time") or cells.get("start")
        if written and start is None:
            one.texts.append(_("The time cannot be read: “%s”.") % written[:40])
            return {}
        if start and start.is_open:
            if answer not in ("am", "pm"):
                one.verdict, one.question = ASK, _("Morning or afternoon?")
                one.options = [("am", f"{start.at:%H:%M}"), ("pm", _afternoon(start))]
                return {}
            if answer == "pm":
                start = Clock(_later(start.at))
                end = Clock(_later(end.at)) if end and end.at < start.at else end
        elif start and end and end.is_open and end.at < start.at:
            end = Clock(_later(end.at))
        return self._moment(cells, one, start, end)

    def _moment(
        self, cells: dict[str, str], one: Proposal, start: Clock | None, end: Clock | None
    ) -> dict[str, Any]:
        place: dict[str, Any] = {}
        if start:
            day = agenda_cells.day_of(cells.get("day", ""), self.days)
            if day is None or day not in self.days:
                one.texts.append(_("The day is not a day of the workshop."))
                return {}
            try:
                place["starts_at"] = times.moment(self.workshop, day, start.at)
            except ValidationError as error:
                one.texts += error.messages
                return {}
            one.when = f"{day.isoformat()} {start.at:%H:%M}"
        if start and end:
            minutes = (end.at.hour * 60 + end.at.minute) - (start.at.hour * 60 + start.at.minute)
            place["minutes"] = (
                minutes + 1440 if minutes <= 0 and end.at == datetime.time() else minutes
            )
        elif text := cells.get("minutes", "").split(" ")[0]:
            place["minutes"] = int(text) if text.isdigit() and len(text) < 5 else -1
        return place

    # --- Which --------------------------------------------------------------------------------

    def _match(
        self, cells: dict[str, str], title: str, place: dict[str, Any], one: Proposal, answer: str
    ) -> ProgrammeSession | None:
        """The session of the draft that a row means, or None for a new one; or the row asks."""
        key = cells.get("key", "").strip()
        if key in self.left:
            return self.left.pop(key)
        if answer in self.left:
            return self.left.pop(answer)
        if answer == NEW:
            return None
        scored = sorted(
            ((self._likeness(session, title, place), key) for key, session in self.left.items()),
            reverse=True,
        )
        likely = [(score, key) for score, key in scored if score >= LIKE]
        if not likely:
            return None
        best = likely[0][0]
        rivals = [key for score, key in likely if best - score < 0.05]
        if best >= VERY_LIKE and len(rivals) == 1:
            return self.left.pop(rivals[0])
        one.verdict, one.question = ASK, _("Which session is this?")
        one.options = [(key, self._label(self.left[key])) for _score, key in likely[:5]]
        one.options.append((NEW, _("A new session")))
        return None

    def _likeness(self, session: ProgrammeSession, title: str, place: dict[str, Any]) -> float:
        """From 0 to 1: likeness of titles, raised where day and time are the same."""
        ratio = difflib.SequenceMatcher(None, session.title.casefold(), title.casefold()).ratio()
        start = place.get("starts_at")
        if start is None or session.starts_at is None:
            return ratio * 0.95
        if start == session.starts_at:
            return min(1.0, ratio * 0.8 + 0.25)
        same_day = start.astimezone(self.zone).date() == session.starts_at.date()
        return ratio * (0.95 if same_day else 0.88)

    def _label(self, session: ProgrammeSession) -> str:
        return (
            f"{session.starts_at:%d.%m. %H:%M} {session.title}"
            if session.starts_at
            else session.title
        )

    # --- What ---------------------------------------------------------------------------------

    def _compare(
        self,
        cells: dict[str, str],
        one: Proposal,
        title: str,
        place: dict[str, Any],
        match: ProgrammeSession | None,
    ) -> Proposal:
        session, before = self.states[match.id] if match else (None, None)
        state = dict(before) if before else blank(title)
        if title:
            state["title"] = title
        if "starts_at" in place:
            state["starts_at"] = iso(place["starts_at"])
        if "minutes" in place:
            state["minutes"] = place["minutes"]
        self._words(cells, one, state, match)
        state["roles"] = self._roles(cells, state["roles"], match)
        try:
            agenda_check.check(self.workshop, state)
        except ValidationError as error:
            one.texts += error.messages
        if one.texts:
            return one
        one.state = state
        if session is None or before is None:
            one.verdict = NEW
            return one
        one.key, one.version = str(session.pk), session.version
        one.fields = [name for name in state if state[name] != before[name]]
        one.verdict = CHANGE if one.fields else SAME
        return one

    def _words(
        self, cells: dict[str, str], one: Proposal, state: State, match: ProgrammeSession | None
    ) -> None:
        """Kind, room, languages, rule, description: what a cell says, an empty cell says nothing
        but for the description."""
        readers = {
            "kind": (agenda_cells.kind_of, _("The kind is not known: “%s”.")),
            "languages": (agenda_cells.languages_of, _("A language is not known: “%s”.")),
            "attribution": (agenda_cells.rule_of, _("The rule is not known: “%s”.")),
        }
        for name, (reader, words) in readers.items():
            text = cells.get(name, "")
            if not text:
                if name == "languages" and name in cells:
                    state[name] = []
                continue
            value = reader(text)
            if value is None:
                one.texts.append(words % text[:40])
            elif name != "languages" or sorted(value) != sorted(state[name]):
                state[name] = value
        if not state["kind"]:
            state["kind"] = agenda_cells.guess_kind(state["title"])
        if state["attribution"] == Session.Attribution.CLOSED and (
            match is None or match.attribution != Session.Attribution.CLOSED
        ):
            one.texts.append(_("Closed sessions are made by the Secretariat, not by a file."))
        if room := cells.get("room", ""):
            found = self.rooms.get(room.casefold())
            if found is None:
                one.texts.append(_("There is no room of this name: “%s”.") % room[:40])
            else:
                state["room"] = found.pk
        if "description" in cells:
            state["description"] = cells["description"]

    def _roles(
        self, cells: dict[str, str], roles: list[Any], match: ProgrammeSession | None
    ) -> list[Any]:
        """The roles of a row. A line that says what is shown now keeps the role it shows."""
        columns = [name for name in (*agenda_export.ROLES, "who") if name in cells]
        if not columns:
            return roles
        told = set(agenda_export.ROLES) if "who" in columns else set(columns)
        wanted = [line for name in columns for line in agenda_cells.role_lines(name, cells[name])]
        shown = self._shown(roles, match)
        now = [line for line, role in shown if role["role"] in told]
        if sorted(now) == sorted(wanted):
            return roles
        free = list(shown)
        result = [role for role in roles if role["role"] not in told]
        for role, name in wanted:
            kept = next((pair for pair in free if pair[0] == (role, name)), None)
            if kept:
                free.remove(kept)
            result.append(kept[1] if kept else role_state(role, name[: agenda_check.LABEL_LENGTH]))
        return result

    def _shown(
        self, roles: list[Any], match: ProgrammeSession | None
    ) -> list[tuple[tuple[str, str], Any]]:
        """Each role with the line that an export shows for it: they come in the same order."""
        if match is None:
            return []
        result = []
        for name in agenda_export.ROLES:
            own = [role for role in roles if role["role"] == name]
            lines = agenda_export.names(match, name)
            result += [((name, line), role) for line, role in zip(lines, own, strict=False)]
        return result


def _later(at: datetime.time) -> datetime.time:
    return at.replace(hour=(at.hour + 12) % 24)


def _afternoon(clock: Clock) -> str:
    return f"{_later(clock.at):%H:%M}"


def accept(
    workshop: WorkshopPage, preview: Preview, gone: Sequence[str], *, actor: User
) -> AgendaChange | None:
    """Put a preview without problem or question into the draft, as one change; None if it is none.

    Arguments: the workshop, the preview, the keys of sessions in the draft only that shall go, who.
    Raises StaleVersion, ValidationError.
    """
    if preview.problems or preview.questions:
        raise ValidationError(_("Answer what is asked and mend what cannot be read first."))
    states = agenda_log.states(workshop)
    steps = []
    for one in preview.proposals:
        if one.verdict == NEW and one.state:
            steps.append(new_step(one.state))
        elif one.verdict == CHANGE and one.state:
            session, before = states[uuid.UUID(one.key)]
            steps.append(Step(session.pk, session, one.version, before, one.state))
    for left in preview.missing:
        if left.id in gone:
            row, before = states[uuid.UUID(str(left.id))]
            steps.append(Step(row.pk, row, row.version, before, None))
    if not steps:
        return None
    return agenda_log.carry_out(workshop, "import", steps, actor=actor, sessions=len(steps))
