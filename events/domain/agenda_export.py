"""The draft in the shapes that organisers work with: XLSX and CSV to edit, DOCX for a letterhead.

The sheets carry the key of each session in a last column, so that a file that comes back unchanged
changes nothing. Names are those that the host may meet.
"""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format

from events.domain.agenda_languages import LANGUAGES
from events.domain.agenda_tables import guarded
from events.domain.programme import Programme, ProgrammeSession
from events.models import SessionRole

HEADINGS = (
    "Day",
    "Start",
    "End",
    "Title",
    "Kind",
    "Room",
    "Languages",
    "Rule",
    "Chair",
    "Speakers",
    "Discussants",
    "Rapporteurs",
    "Interpreters",
    "Hosts",
    "Description",
    "Key",
)
ROLES = ("chair", "speaker", "discussant", "rapporteur", "interpreter", "host")


def rows(sessions: Iterable[ProgrammeSession]) -> list[list[str]]:
    """Sessions as cells, under `HEADINGS`. Pure."""
    return [_row(session) for session in sessions]


def _row(session: ProgrammeSession) -> list[str]:
    start, end = session.starts_at, session.ends_at
    return [
        start.date().isoformat() if start else "",
        f"{start:%H:%M}" if start else "",
        f"{end:%H:%M}" if end else "",
        session.title,
        session.kind_label,
        session.room,
        ", ".join(session.languages),
        session.attribution_label,
        *("\n".join(names(session, role)) for role in ROLES),
        session.description,
        session.id,
    ]


def names(session: ProgrammeSession, role: str) -> list[str]:
    """Who is shown in one role, one a line, an interpreter with the language."""
    return [line_of(r.name, r.language) for r in session.roles if r.role == role]


def line_of(name: str, language: str) -> str:
    """'Khmer: Sok Vannary', or the name."""
    return f"{LANGUAGES[language]}: {name}" if language else name


def as_csv(sessions: Iterable[ProgrammeSession]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read it; no cell is taken for a formula (SEC-B4)."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    writer.writerows([guarded(cell) for cell in row] for row in rows(sessions))
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(headings: Iterable[str], lines: Iterable[list[str]], title: str) -> bytes:
    """A workbook of text cells; a last column called Key is hidden."""
    import openpyxl
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title[:31]
    sheet.append(list(headings))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in lines:
        sheet.append([None] * len(line))
        for place, text in enumerate(line, 1):
            cell = sheet.cell(row=sheet.max_row, column=place)
            cell.value, cell.data_type = text, "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for place, heading in enumerate(headings, 1):
        column = sheet.column_dimensions[sheet.cell(row=1, column=place).column_letter]
        column.width = 40 if heading in ("Title", "Description", "Speakers") else 14
        column.hidden = heading == "Key"
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_docx(programme: Programme, sessions: Iterable[ProgrammeSession], title: str) -> bytes:
    """A programme as a text document: a heading and one table, a line for each day.

    It can be put on a letterhead, and comes back through the import.
    """
    import docx

    told = {session.id for session in sessions}
    document = docx.Document()
    document.core_properties.author = ""
    document.core_properties.title = title
    document.add_heading(title, level=1)
    table = document.add_table(rows=1, cols=4)
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, ("Time", "Session", "Who", "Room"), strict=True):
        cell.text = text
    for day in programme.days:
        whole = table.add_row().cells
        whole[0].merge(whole[3]).text = date_format(day.date, "l j F Y")
        for slot in day.slots:
            for session in slot.sessions:
                if session.id in told:
                    _line(table, session)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _line(table: Any, session: ProgrammeSession) -> None:
    cells = table.add_row().cells
    cells[0].text = f"{session.starts_at:%H:%M}–{session.ends_at:%H:%M}"
    cells[1].text = session.title
    cells[2].text = "\n".join(who(session))
    cells[3].text = session.room


def who(session: ProgrammeSession) -> list[str]:
    """'Chair: …', one a line, in the order of the parts."""
    words = {role.value: str(role.label) for role in SessionRole.Role}
    return [f"{words[role]}: {name}" for role in ROLES for name in names(session, role)]
