"""Tables as organisers have them (cells pasted, CSV, XLSX, DOCX) read into rows of text.

Whatever cannot be read is refused with its name; sizes are bounded before anything is parsed.
"""

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 2_000_000
MOST_UNPACKED = 40_000_000
MOST_ROWS = 2_000
MOST_COLUMNS = 40
MOST_TEXT = 5_000
FORMULA = "\x00formula"

Row = list[str]


class Unreadable(ValidationError):
    """The file cannot be read; the message says why and what to do."""


def read(name: str, content: bytes) -> list[Row]:
    """The rows of a file by its name's ending. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 2 MB."))
    ending = name.rsplit(".", 1)[-1].lower()
    if ending in {"xlsm", "docm", "xltm", "dotm", "xlsb"}:
        raise Unreadable(_("The file may hold macros. Save it without them, as .xlsx or .docx."))
    if ending == "xlsx":
        return _bounded(_xlsx(_unpacked(content, "xl/")))
    if ending == "docx":
        return _bounded(_docx(_unpacked(content, "word/")))
    if ending in {"csv", "txt", "tsv"}:
        return _bounded(_csv(_decoded(content)))
    raise Unreadable(_("Choose a file that ends in .xlsx, .csv or .docx."))


def read_pasted(text: str) -> list[Row]:
    """The rows of cells copied from a spreadsheet. Raises Unreadable."""
    if len(text) > MOST_BYTES:
        raise Unreadable(_("The text is longer than 2 MB."))
    return _bounded(_csv(text))


def _bounded(rows: Iterable[Row]) -> list[Row]:
    """The rows that hold anything, cut where no agenda is so long."""
    kept: list[Row] = []
    for number, row in enumerate(rows):
        if number >= MOST_ROWS:
            raise Unreadable(_("The table has more than 2,000 rows."))
        cells = [cell[:MOST_TEXT] for cell in row[:MOST_COLUMNS]]
        kept.append(cells)
    if not any(any(row) for row in kept):
        raise Unreadable(_("There is no table in it."))
    return kept


def _unpacked(content: bytes, folder: str) -> io.BytesIO:
    """An Office file that is one, small when unpacked, and holds no macro."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable(_("The file is damaged or is not what its name says.")) from error
    if sum(file.file_size for file in files) > MOST_UNPACKED or len(files) > 2_000:
        raise Unreadable(_("The file is too large when it is unpacked."))
    if any("vbaproject" in file.filename.lower() for file in files):
        raise Unreadable(_("The file may hold macros. Save it without them, as .xlsx or .docx."))
    if not any(file.filename.startswith(folder) for file in files):
        raise Unreadable(_("The file is damaged or is not what its name says."))
    return io.BytesIO(content)


def _xlsx(file: io.BytesIO) -> Iterator[Row]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        for cells in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS):
            yield [_cell(cell) for cell in cells]
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(_("The file is damaged or is not what its name says.")) from error


def _cell(cell: Any) -> str:
    """A cell as text; a formula is named, not calculated."""
    value = cell.value
    if value is None:
        return ""
    if getattr(cell, "data_type", "") == "f":
        return FORMULA
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time.min
        return value.date().isoformat() if is_day else f"{value:%H:%M}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))


def clean(text: str) -> str:
    """Text without control characters and without spaces at the end of lines."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text.replace("\r\n", "\n"))
    return "\n".join(line.strip() for line in text.replace("\r", "\n").split("\n")).strip()


def _docx(file: io.BytesIO) -> Iterator[Row]:
    import docx

    try:
        document = docx.Document(file)
        for table in document.element.body.iter(_w("tbl")):
            for line in table.iter(_w("tr")):
                yield [text for cell in line.iter(_w("tc")) for text in _spread(cell)]
    except Exception as error:
        raise Unreadable(_("The file is damaged or is not what its name says.")) from error


def _w(tag: str) -> str:
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + tag


def _spread(cell: Any) -> list[str]:
    """The text of a cell, with empty cells for the columns that it spans."""
    paragraphs = [
        "".join(
            "\n" if node.tag == _w("br") else node.text or "" for node in p.iter(_w("t"), _w("br"))
        )
        for p in cell.iter(_w("p"))
    ]
    span = cell.find(f"{_w('tcPr')}/{_w('gridSpan')}")
    width = int(span.get(_w("val"), "1")) if span is not None else 1
    return [clean("\n".join(paragraphs)), *([""] * (min(width, MOST_COLUMNS) - 1))]


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            _("The letters of the file cannot be read. Save it as “CSV UTF-8”.")
        ) from error
    if "\0" in text:
        raise Unreadable(_("The file is damaged or is not what its name says."))
    return text


def _csv(text: str) -> Iterator[Row]:
    first = text.split("\n", 1)[0]
    delimiter = max("\t;,", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [clean(_unguarded(cell)) for cell in row]
    except csv.Error as error:
        raise Unreadable(_("The file is damaged or is not what its name says.")) from error


# --- Cells that a spreadsheet would calculate (SEC-B4) -------------------------------------------


DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "'")


def guarded(text: str) -> str:
    """A cell for CSV that no spreadsheet takes for a formula; `read` takes the guard off again."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:].startswith(DANGEROUS) else text
