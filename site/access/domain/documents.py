"""PDF from authors and ministries, cleaned: no author, no script, no file inside, one revision.

Cleaning walks every object that can be reached and writes a new file of those (SEC-F6). What is
kept of the catalogue of the document, and of notes on its pages, is a short list; all the rest
goes. Pictures inside lose their camera data.
"""

import struct
from collections.abc import Iterator
from typing import Any

from access.domain import cleaning

MAX_PAGES = 600
MAX_OBJECTS = 300_000

# What stays of the catalogue: the pages, their tags, their order, their language.
KEPT_OF_ROOT = {
    "/Type", "/Version", "/Pages", "/PageLabels", "/PageLayout", "/PageMode", "/Outlines",
    "/Dests", "/StructTreeRoot", "/MarkInfo", "/Lang", "/ViewerPreferences", "/OCProperties",
}  # fmt: skip
# What goes wherever it stands.
DROPPED = (
    "/Metadata", "/PieceInfo", "/LastModified", "/OpenAction", "/AA", "/AF", "/JS", "/JavaScript",
    "/AcroForm", "/XFA", "/EmbeddedFiles", "/EF", "/RichMediaContent", "/Collection", "/Perms",
    "/Next", "/PA", "/Thumb", "/Alternates", "/OPI", "/Encrypt", "/SourceModified",
)  # fmt: skip
ACTIONS = {
    "/GoTo", "/GoToR", "/GoToE", "/GoToDp", "/Launch", "/Thread", "/URI", "/Sound", "/Movie",
    "/Hide", "/Named", "/SubmitForm", "/ResetForm", "/ImportData", "/JavaScript", "/SetOCGState",
    "/Rendition", "/Trans", "/GoTo3DView", "/RichMediaExecute",
}  # fmt: skip
SCHEMES = ("https://", "http://", "mailto:")


def clean(content: bytes) -> bytes:
    """The same pages as a new PDF. Raises `cleaning.Refused` for what cannot be read safely."""
    return cleaning.in_child(__name__, content)


def cleaned(content: bytes) -> bytes:
    """In the child. Raises ValueError or RuntimeError (pikepdf's errors) for what is not taken."""
    import io

    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted or len(pdf.pages) > MAX_PAGES:
                raise ValueError("encrypted, or too many pages")
            for name in ("/Info", "/ID"):
                if name in pdf.trailer:
                    del pdf.trailer[name]
            for name in set(pdf.Root.keys()) - KEPT_OF_ROOT:
                del pdf.Root[name]
            for page in pdf.pages:
                _keep_links(page.obj)
            for found in _walk(pdf.Root):
                _clean_one(found)
            stream = io.BytesIO()
            pdf.save(
                stream,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                deterministic_id=True,
                fix_metadata_version=False,
            )
            return stream.getvalue()
    except pikepdf.PdfError as error:
        raise ValueError("not a readable PDF") from error


def _keep_links(page: Any) -> None:
    """Of what lies on a page only links stay; comments, forms, sounds and files go."""
    kept = [note for note in page.get("/Annots", []) if note.get("/Subtype") == "/Link"]
    for note in kept:
        for name in ("/T", "/M", "/NM", "/Contents", "/RC", "/Subj", "/Popup", "/CreationDate"):
            # The words of a link (/Contents) are read aloud: they stay.
            if name in note and name != "/Contents":
                del note[name]
    if kept:
        page.Annots = kept
    elif "/Annots" in page:
        del page["/Annots"]


def _walk(root: Any) -> Iterator[Any]:
    """Every dictionary and stream that can be reached, each once.

    A container is yielded before its members are looked at: what the caller takes out of it is not
    followed. Raises ValueError for a document of too many objects.
    """
    import pikepdf

    waiting, seen, count = [root], set(), 0
    while waiting:
        found = waiting.pop()
        if not isinstance(found, pikepdf.Object):
            continue
        if found.is_indirect:
            if found.objgen in seen:
                continue
            seen.add(found.objgen)
        count += 1
        if count > MAX_OBJECTS:
            raise ValueError("too many objects")
        if isinstance(found, pikepdf.Array):
            waiting.extend(found)
        elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            yield found
            waiting.extend(value for _name, value in found.items())


def _clean_one(found: Any) -> None:
    """Take out of one dictionary or stream what must not stay."""
    import pikepdf

    for name in DROPPED:
        if name in found:
            del found[name]
    action = found.get("/A")
    if isinstance(action, pikepdf.Dictionary) and _is_forbidden(action):
        del found["/A"]
    if found.get("/Type") in ("/Filespec", "/EmbeddedFile"):
        for name in list(found.keys()):
            if name not in ("/Length", "/Filter"):
                del found[name]
    if isinstance(found, pikepdf.Stream):
        _clean_picture(found)


def _is_forbidden(action: Any) -> bool:
    kind = str(action.get("/S", ""))
    if kind == "/URI":
        return not str(action.get("/URI", "")).lower().startswith(SCHEMES)
    return kind in ACTIONS - {"/GoTo"}


def _clean_picture(stream: Any) -> None:
    """Take place and camera out of a picture that lies in the PDF as a JPEG or JPEG 2000 file."""
    filters = stream.get("/Filter")
    names = [str(filters)] if filters is not None and not _is_list(filters) else list(filters or [])
    names = [str(name) for name in names]
    if names == ["/DCTDecode"]:
        stream.write(jpeg_without_notes(stream.read_raw_bytes()), filter=stream.Filter)
    elif names == ["/JPXDecode"]:
        stream.write(jp2_without_notes(stream.read_raw_bytes()), filter=stream.Filter)
    elif names[-1:] in (["/DCTDecode"], ["/JPXDecode"]):
        raise ValueError("a picture packed twice")


def _is_list(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Array)


def jpeg_without_notes(content: bytes) -> bytes:
    """A JPEG without its notes: of the segments before the pixels APP1, APP3 to APP13, APP15, COM.

    APP0 (JFIF), APP2 (colour profile) and APP14 (Adobe: how colours are coded) are needed to show
    it. Raises ValueError for bytes that are no JPEG. (ITU-T T.81, B.1.1.)
    """
    if content[:2] != b"\xff\xd8":
        raise ValueError("not a JPEG")
    kept, at = [content[:2]], 2
    while at + 4 <= len(content):
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if content[at] != 0xFF or length < 2:
            raise ValueError("a broken JPEG")
        if marker == 0xDA:  # start of scan: pixels until the end marker, then nothing
            end = content.rfind(b"\xff\xd9")
            kept.append(content[at:] if end < at else content[at : end + 2])
            return b"".join(kept)
        is_note = marker == 0xFE or (0xE1 <= marker <= 0xEF and marker not in {0xE2, 0xEE})
        if not is_note:
            kept.append(content[at : at + 2 + length])
        at += 2 + length
    raise ValueError("a JPEG without pixels")


def jp2_without_notes(content: bytes) -> bytes:
    """A JPEG 2000 file whose boxes of notes (`xml `, `uuid`, `uinf`) are empty free boxes.

    (ISO/IEC 15444-1, Annex I.) A bare code stream holds none and is returned as it is.
    """
    result, at = bytearray(content), 0
    if content[:4] == b"\xff\x4f\xff\x51":
        return content
    while at + 8 <= len(content):
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        if size == 0:
            size = len(content) - at
        elif size == 1 and at + 16 <= len(content):
            size = struct.unpack(">Q", content[at + 8 : at + 16])[0]
        if size < 8:
            raise ValueError("a broken JPEG 2000 file")
        if kind in (b"xml ", b"uuid", b"uinf"):
            end = min(at + size, len(content))
            result[at + 4 : end] = b"free" + bytes(end - at - 8)
        at += size
    return bytes(result)
