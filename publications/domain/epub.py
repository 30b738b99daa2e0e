"""The volume as EPUB 3, from the same source as the PDF and the pages.

EPUB 3.3 (W3C, 2023) with the accessibility metadata of EPUB Accessibility 1.1. Same input, same
bytes: fixed times in the archive, identifier from the source's digest.
"""

import io
import re
import uuid
import zipfile
from collections.abc import Iterator
from html import escape

from lxml import etree, html

from publications.domain.references import Place
from publications.domain.screen import on_screen
from publications.engine.sanitise import clean
from publications.engine.source import Kind, Part, Volume

STYLE = """body{font-family:serif;line-height:1.5;margin:1em}h1,h2,h3,h4{font-family:sans-serif}
.no{color:#5E1D4B;font-weight:bold;text-decoration:none;margin-right:.4em}
.lede{font-style:italic;font-size:1.15em}blockquote{border-left:.2em solid #5E1D4B;padding-left:1em}
table{border-collapse:collapse}
th,td{border-bottom:1px solid #CFC4CB;padding:.3em .6em;text-align:left}
img{max-width:100%}figcaption,caption,.source{font-size:.9em}.box{background:#F5E9F0;padding:1em}
"""
TYPES = {b"\x89PNG": ("png", "image/png"), b"\xff\xd8\xff": ("jpg", "image/jpeg")}
MOMENT = (2027, 1, 1, 0, 0, 0)


def epub(volume: Volume) -> bytes:
    """The file of a volume. Contents and index of the PDF are left to the reading system."""
    return _Book(volume).write()


class _Book:
    def __init__(self, volume: Volume) -> None:
        self.volume = volume
        self.parts = [part for part in volume.parts if part.kind is Kind.CHAPTER]
        self.places = {part.key: Place(part.key, part.number, part.title) for part in self.parts}
        papers = {item.key for item in volume.attachments}
        self.pictures = {
            key: _kind(data) for key, data in volume.resources.items() if key not in papers
        }
        self.identifier = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, volume.digest())}"

    def write(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            _put(archive, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
            _put(archive, "META-INF/container.xml", CONTAINER.encode())
            _put(archive, "EPUB/style.css", STYLE.encode())
            _put(archive, "EPUB/title.xhtml", self._title().encode())
            _put(archive, "EPUB/nav.xhtml", self._nav().encode())
            for part in self.parts:
                _put(archive, f"EPUB/{part.key}.xhtml", self._chapter(part).encode())
            for key, (ending, _kind) in self.pictures.items():
                _put(archive, f"EPUB/{key}.{ending}", self.volume.resources[key])
            _put(archive, "EPUB/package.opf", self._package().encode())
        return out.getvalue()

    def _document(self, title: str, body: str, lang: str) -> str:
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
            f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
            f'lang="{lang}" xml:lang="{lang}"><head><title>{escape(title)}</title>'
            f'<link rel="stylesheet" href="style.css"/></head><body>{body}</body></html>'
        )

    def _title(self) -> str:
        volume = self.volume
        imprint = next(part for part in volume.parts if part.kind is Kind.IMPRINT)
        text = imprint.html.replace("{year}", str(volume.edition.year))
        text = text.replace("{address}", escape(volume.identifier))
        body = (
            f"<h1>{escape(volume.title)}</h1><p>{escape(volume.subtitle)}</p>"
            f"<p>{escape(volume.place)}</p>{_xhtml(clean(text).html)}"
        )
        return self._document(volume.title, body, volume.lang)

    def _nav(self) -> str:
        items = "".join(
            f'<li><a href="{part.key}.xhtml">{escape(part.full_title)}</a></li>'
            for part in self.parts
        )
        title = escape(next(p.title for p in self.volume.parts if p.kind is Kind.CONTENTS))
        body = f'<nav epub:type="toc" id="toc"><h1>{title}</h1><ol>{items}</ol></nav>'
        return self._document(title, body, self.volume.lang)

    def _chapter(self, part: Part) -> str:
        text = clean(part.html).html
        for key, (ending, _kind) in self.pictures.items():
            text = text.replace(f'src="asset:{key}"', f'src="{key}.{ending}"')
        text = on_screen(text, self.places, ".xhtml")
        lede = f'<p class="lede">{escape(part.lede)}</p>' if part.lede else ""
        body = f"<h1>{escape(part.full_title)}</h1>{lede}{_xhtml(text)}"
        return self._document(part.full_title, body, part.lang)

    def _package(self) -> str:
        volume = self.volume
        manifest = "".join(self._manifest())
        spine = "".join(f'<itemref idref="{part.key}"/>' for part in self.parts)
        date = volume.edition.date
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" '
            f'version="3.0" unique-identifier="id" xml:lang="{volume.lang}">'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f'<dc:identifier id="id">{self.identifier}</dc:identifier>'
            f"<dc:title>{escape(volume.title)}</dc:title><dc:language>{volume.lang}</dc:language>"
            f"<dc:creator>{escape(volume.author)}</dc:creator><dc:date>{date}</dc:date>"
            f"<dc:source>{escape(volume.identifier)}</dc:source>"
            f'<meta property="dcterms:modified">{date}T00:00:00Z</meta>{ACCESSIBILITY}</metadata>'
            f'<manifest>{manifest}</manifest><spine><itemref idref="title"/>'
            f'<itemref idref="nav"/>{spine}</spine></package>'
        )

    def _manifest(self) -> Iterator[str]:
        page = 'media-type="application/xhtml+xml"'
        yield f'<item id="title" href="title.xhtml" {page}/>'
        yield f'<item id="nav" href="nav.xhtml" properties="nav" {page}/>'
        yield '<item id="style" href="style.css" media-type="text/css"/>'
        for part in self.parts:
            yield f'<item id="{part.key}" href="{part.key}.xhtml" {page}/>'
        for key, (ending, kind) in self.pictures.items():
            yield f'<item id="{key}" href="{key}.{ending}" media-type="{kind}"/>'


CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" '
    'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
    'full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)
ACCESSIBILITY = "".join(
    f'<meta property="schema:{name}">{value}</meta>'
    for name, value in (
        ("accessMode", "textual"),
        ("accessMode", "visual"),
        ("accessModeSufficient", "textual"),
        ("accessibilityFeature", "alternativeText"),
        ("accessibilityFeature", "structuralNavigation"),
        ("accessibilityFeature", "tableOfContents"),
        ("accessibilityHazard", "none"),
        ("accessibilitySummary", "Headings, tables, notes and pictures are marked."),
    )
)


def _xhtml(text: str) -> str:
    """A fragment of HTML as well-formed XHTML."""
    root = html.fragment_fromstring(text, create_parent="div")
    for node in root.iter():
        for name in ("scope", "type") if node.tag not in ("th", "ol") else ():
            node.attrib.pop(name, None)
        if "lang" in node.attrib:
            node.set("{http://www.w3.org/XML/1998/namespace}lang", node.attrib["lang"])
    return re.sub(r"&#13;", "", etree.tostring(root, encoding="unicode", method="xml"))


def _kind(data: bytes) -> tuple[str, str]:
    return next((kind for mark, kind in TYPES.items() if data.startswith(mark)), TYPES[b"\x89PNG"])


def _put(archive: zipfile.ZipFile, name: str, data: bytes, how: int = zipfile.ZIP_DEFLATED) -> None:
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = how
    info.external_attr = 0o644 << 16
    archive.writestr(info, data)
