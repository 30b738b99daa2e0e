"""A chapter from a Word file: headings, paragraphs, lists, tables, notes and pictures are kept.

Whatever else the file holds (comments, text boxes, equations, running heads ...) is left out and
said so by name. The file is data from outside: its size is measured before it is opened, nothing
in it is followed.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.images import ImageFile
from django.utils.html import escape
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as WordDocument
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree
from wagtail.images import get_image_model

from publications.domain.pictures import BadPicture, rebuilt

MAX_BYTES = 30 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PARTS = 3_000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
Block = tuple[str, Any]


class NotAWordFile(ValueError):
    """A file that cannot be read, in words for the person who uploaded it."""


@dataclass
class Imported:
    """The blocks of a chapter, and what the file held that they do not."""

    blocks: list[Block] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def read(data: bytes) -> Imported:
    """The blocks of a Word file. Raises NotAWordFile. Pictures become images of the library."""
    _measure(data)
    try:
        document = Document(io.BytesIO(data))
    except (ValueError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise NotAWordFile(_("The file cannot be read as a Word file.")) from error
    return _Reader(document).run()


def _measure(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise NotAWordFile(_("The file is larger than 30 MB."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise NotAWordFile(_("The file is not a Word file (.docx).")) from None
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise NotAWordFile(_("The file unpacks to more than is allowed."))


class _Reader:
    def __init__(self, document: WordDocument) -> None:
        self.document = document
        self.imported = Imported()
        self.lost: Counter[str] = Counter()
        self.text: list[str] = []
        self.items: list[tuple[str, str]] = []
        self.notes = {kind: self._notes(kind) for kind in ("footnotes", "endnotes")}

    def run(self) -> Imported:
        for item in self.document.iter_inner_content():
            if isinstance(item, Table):
                self._flush()
                self._table(item)
            else:
                self._paragraph(item)
        self._flush()
        self._count_lost()
        self.imported.dropped += [f"{what}: {number}" for what, number in self.lost.items()]
        return self.imported

    def _paragraph(self, paragraph: Paragraph) -> None:
        html = self._inline(paragraph._p)
        style = (paragraph.style.name if paragraph.style is not None else "") or ""
        if style.startswith(("Heading", "Title")) and html.strip():
            self._flush()
            deep = style[-1:].isdigit() and int(style[-1]) > 2
            text = paragraph.text.strip()[:200]
            self.imported.blocks.append(("heading", {"text": text, "is_inner": deep}))
        elif style.startswith("List") or paragraph._p.find(f"{W}pPr/{W}numPr") is not None:
            if html.strip():
                self.items.append(("ol" if "Number" in style else "ul", html))
        elif style.endswith("Quote") and html.strip():
            self._flush()
            self.imported.blocks.append(("quotation", {"text": paragraph.text, "source": ""}))
        elif html.strip():
            self._flush_list()
            self.text.append(f"<p>{html}</p>")
        for blip in paragraph._p.iter(f"{A}blip"):
            self._picture(blip, paragraph)

    def _inline(self, node: Any) -> str:
        """The runs of a paragraph, with emphasis, links and notes."""
        parts = []
        for child in node:
            if child.tag == f"{W}r":
                parts.append(self._run(child))
            elif child.tag == f"{W}hyperlink":
                words = self._inline(child)
                target = self._target(child.get(f"{R}id"))
                parts.append(f'<a href="{escape(target)}">{words}</a>' if target else words)
            elif child.tag in (f"{W}ins", f"{W}smartTag", f"{W}sdt", f"{W}sdtContent"):
                parts.append(self._inline(child))
            elif child.tag == f"{W}del":
                self.lost[_("Deleted text of tracked changes")] += 1
        return "".join(parts)

    def _run(self, run: Any) -> str:
        text = ""
        for child in run:
            if child.tag == f"{W}t":
                text += escape(child.text or "")
            elif child.tag in (f"{W}tab", f"{W}br"):
                text += " "
            elif child.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                kind = "footnotes" if "footnote" in child.tag else "endnotes"
                note = self.notes[kind].get(child.get(f"{W}id") or "", "")
                text += f"^[{note}]" if note else ""
        properties = run.find(f"{W}rPr")
        if not text.strip() or properties is None or "^[" in text:
            return text
        for name, tag in (("b", "b"), ("i", "i")):
            found = properties.find(f"{W}{name}")
            if found is not None and found.get(f"{W}val") not in ("0", "false"):
                text = f"<{tag}>{text}</{tag}>"
        return text

    def _target(self, key: str | None) -> str:
        relation = self.document.part.rels.get(key or "")
        target = str(relation.target_ref) if relation is not None else ""
        return target if target.startswith(("https://", "http://", "mailto:")) else ""

    def _notes(self, kind: str) -> dict[str, str]:
        for relation in self.document.part.rels.values():
            if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
                parser = etree.XMLParser(resolve_entities=False, no_network=True)
                root = etree.fromstring(relation.target_part.blob, parser)
                return {
                    str(note.get(f"{W}id")): escape(
                        " ".join("".join(node.text or "" for node in note.iter(f"{W}t")).split())
                    ).replace("[", "(").replace("]", ")")
                    for note in root
                }  # fmt: skip
        return {}

    def _table(self, table: Table) -> None:
        rows = []
        for row in table.rows:
            cells, last = [], None
            for cell in row.cells:
                if cell._tc is not last:  # a merged cell is given once for each column
                    cells.append(" ".join(cell.text.split()).replace("|", "/"))
                    self.lost[_("Tables inside tables")] += len(cell.tables)
                else:
                    self.lost[_("Merged cells, kept as single ones")] += 1
                    cells.append("")
                last = cell._tc
            rows.append(" | ".join(cells))
        caption = _("Table")
        if self.text == [] and self.imported.blocks and self.imported.blocks[-1][0] == "text":
            caption = self._caption() or caption
        value = {"caption": caption, "rows": "\n".join(rows), "source": ""}
        self.imported.blocks.append(("table", value))

    def _caption(self) -> str:
        """The paragraph before a table, where it is its caption: it moves there."""
        html = str(self.imported.blocks[-1][1])
        head, _mark, last = html.rpartition("<p>")
        words = last.removesuffix("</p>")
        if not words.startswith(("Table", "Tabel", "Jadual")) or "<" in words or len(words) > 250:
            return ""
        if head:
            self.imported.blocks[-1] = ("text", head)
        else:
            self.imported.blocks.pop()
        return words.split(".", 1)[-1].split(":", 1)[-1].strip() or words

    def _picture(self, blip: Any, paragraph: Paragraph) -> None:
        part = self.document.part.related_parts.get(blip.get(f"{R}embed") or "")
        if part is None:
            self.lost[_("Pictures that lie outside the file")] += 1
            return
        try:
            data = rebuilt(part.blob)
        except BadPicture:
            self.lost[_("Pictures in a format that cannot be printed")] += 1
            return
        described = next((p.get("descr") for p in paragraph._p.iter(f"{WP}docPr")), "") or ""
        if not described:
            self.lost[_("Pictures whose description must be written")] += 1
        ending = "png" if data.startswith(b"\x89PNG") else "jpg"
        file = ImageFile(io.BytesIO(data), f"figure.{ending}")
        image = get_image_model().objects.create(title=_("Figure from a Word file"), file=file)
        self._flush()
        caption = {"caption": _("Figure"), "source": ""}
        self.imported.blocks.append(("figure", {"image": image, "alt": described, **caption}))

    def _flush_list(self) -> None:
        if self.items:
            kind = self.items[0][0]
            rows = "".join(f"<li>{html}</li>" for _kind, html in self.items)
            self.text.append(f"<{kind}>{rows}</{kind}>")
            self.items = []

    def _flush(self) -> None:
        self._flush_list()
        if self.text:
            self.imported.blocks.append(("text", "".join(self.text)))
            self.text = []

    def _count_lost(self) -> None:
        body = self.document.element.body
        for words, tags in (
            (_("Comments"), [f"{W}commentReference"]),
            (_("Text boxes"), [f"{W}txbxContent"]),
            (_("Equations"), [f"{M}oMath"]),
            (_("Embedded objects"), [f"{W}object"]),
            (_("Form fields and controls"), [f"{W}sdt"]),
            (_("Page breaks"), [f"{W}lastRenderedPageBreak"]),
        ):
            number = sum(1 for tag in tags for _found in body.iter(tag))
            if number and tags != [f"{W}lastRenderedPageBreak"]:
                self.lost[words] += number
        if any(_has_words(section) for section in self.document.sections):
            self.lost[_("Running heads and feet")] += 1
        self.lost = +self.lost


def _has_words(section: Any) -> bool:
    return any(text.strip() for part in (section.header, section.footer) for text in _texts(part))


def _texts(part: Any) -> Iterator[str]:
    if not part.is_linked_to_previous:
        yield from (paragraph.text for paragraph in part.paragraphs)
