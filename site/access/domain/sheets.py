"""Tables that leave the house as CSV or XLSX: safe to open, nothing lost, in constant memory.

A text that a spreadsheet would take for a formula is quoted, never shortened (SEC-B4): `+62 812`
stays `+62 812`. In XLSX every text is a cell of type text, which is exact. CSV knows no types: an
apostrophe goes before what would begin a formula, at the start and after every separator of any
country's spreadsheet; `original` takes it away again.
"""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import IO

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Cell = str | int | float | datetime.date | datetime.datetime | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# What begins a formula; the last four are the full-width signs that some spreadsheets accept.
_SIGNS = "=+\\-@\t\r\n＝＋－＠"
_FORMULA = re.compile(rf"(^|[;,|\t\r\n])('*)(?=[{_SIGNS}])")
_QUOTED = re.compile(rf"(^|[;,|\t\r\n])'('*)(?=[{_SIGNS}])")


@dataclass(frozen=True)
class Sheet:
    """A table: its title, the labels of its columns, its rows, and the line that says who took it.

    `rows` is read once, one row after the other: give it an iterator.
    """

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    stamp: str


def safe(text: str) -> str:
    """`text` with an apostrophe before everything that a spreadsheet would take for a formula."""
    return _FORMULA.sub(r"\1'\2", text)


def original(text: str) -> str:
    """The text that `safe` was given."""
    return _QUOTED.sub(r"\1\2", text)


def response(sheet: Sheet, kind: str, name: str) -> HttpResponseBase:
    """The table as a download; `kind` is "csv" or "xlsx", `name` the neutral name of the file."""
    answer: HttpResponseBase
    if kind == "csv":
        answer = StreamingHttpResponse(csv_chunks(sheet), content_type="text/csv; charset=utf-8")
    elif kind == "xlsx":
        answer = FileResponse(xlsx(sheet), content_type=XLSX)
    else:
        raise ValueError(f"There is no kind of table {kind!r}.")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer.is_private = True  # type: ignore[attr-defined]  # access.middleware: no-store
    return answer


def csv_chunks(sheet: Sheet) -> Iterator[bytes]:
    """The table as CSV (RFC 4180, UTF-8 with its mark), a row at a time.

    The first line is the stamp, the second the labels; everything is quoted.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    buffer.write("\ufeff")
    for row in chain((["# " + sheet.stamp], sheet.columns), sheet.rows):
        writer.writerow([_for_csv(value) for value in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def read_csv(text: str) -> tuple[list[str], list[list[str]]]:
    """The labels and rows of what `csv_chunks` wrote, as they were before it."""
    rows = [
        [original(value) for value in row]
        for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    ]
    if rows and len(rows[0]) == 1 and rows[0][0].startswith("# "):
        rows = rows[1:]
    return (rows[0], rows[1:]) if rows else ([], [])


def xlsx(sheet: Sheet) -> IO[bytes]:
    """The table as a workbook, ready to be read; rows are not kept in memory.

    The stamp is the first row and stands at the foot of every printed page.
    """
    book = Workbook(write_only=True)
    page = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", sheet.title)[:31].strip("' ") or "1")
    page.freeze_panes = "A3"
    page.print_title_rows = "1:2"
    page.oddFooter.center.text = sheet.stamp.replace("&", "&&")
    page.page_setup.orientation = "landscape"
    for number in range(1, len(sheet.columns) + 1):
        page.column_dimensions[get_column_letter(number)].width = 24
    bold = Font(bold=True)
    page.append([_for_xlsx(page, sheet.stamp)])
    page.append([_for_xlsx(page, label, bold) for label in sheet.columns])
    for row in sheet.rows:
        page.append([_for_xlsx(page, value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def _for_csv(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe(value)
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _for_xlsx(page: object, value: Cell, font: Font | None = None) -> object:
    if not isinstance(value, str):
        # A spreadsheet knows no zones: the hour as the caller wrote it.
        return value.replace(tzinfo=None) if isinstance(value, datetime.datetime) else value
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value).replace("\r\n", "\n").replace("\r", "\n")
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"  # a text, whatever it looks like
    if font is not None:
        cell.font = font
    elif text != safe(text):
        cell.quotePrefix = True  # and it stays one when somebody edits the cell
    return cell
