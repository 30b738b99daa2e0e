"""PDF from outside: one revision, no author, no script, nothing hidden inside."""

import io
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from access.domain import documents
from access.domain.cleaning import Refused
from tests.access.test_photos import jpeg

CANARY = "CANARY-AUTHOR"


def hostile():
    """A PDF that holds everything an author's tool or an attacker puts in."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 300))
    script = pdf.make_indirect(
        Dictionary(S=Name.JavaScript, JS=String("app.alert('CANARY-AUTHOR')"))
    )
    attached = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String("CANARY-AUTHOR.docx"),
            EF=Dictionary(F=Stream(pdf, b"CANARY-AUTHOR", Type=Name.EmbeddedFile)),
        )
    )
    picture = Stream(pdf, jpeg(), Type=Name.XObject, Subtype=Name.Image, Width=60, Height=40)
    picture.ColorSpace, picture.BitsPerComponent, picture.Filter = Name.DeviceRGB, 8, Name.DCTDecode
    page.obj.Resources = Dictionary(XObject=Dictionary(Im0=pdf.make_indirect(picture)))
    page.obj.Contents = Stream(pdf, b"q 60 0 0 40 0 0 cm /Im0 Do Q")
    page.obj.AA = Dictionary(O=script)
    page.obj.PieceInfo = Dictionary(Word=Dictionary(Private=String(CANARY)))
    page.obj.Metadata = Stream(pdf, CANARY.encode())
    rect = Array([0, 0, 10, 10])
    link = {"Type": Name.Annot, "Subtype": Name.Link, "Rect": rect}
    web = Dictionary(S=Name.URI, URI=String("https://example.org/paper"), Next=script)
    page.obj.Annots = Array(
        [
            Dictionary(**link, A=web, T=String(CANARY), Contents=String("Paper")),
            Dictionary(**link, A=Dictionary(S=Name.Launch, F=String("CANARY-AUTHOR.exe"))),
            Dictionary(**link, A=Dictionary(S=Name.URI, URI=String("javascript:CANARY"))),
            Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=rect, T=String(CANARY)),
            Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=rect, FS=attached),
        ]
    )
    pdf.docinfo["/Author"] = CANARY
    with pdf.open_metadata() as meta:
        meta["dc:creator"] = [CANARY]
    root = pdf.Root
    root.OpenAction = script
    root.AA = Dictionary(WC=script)
    root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(pdf, CANARY.encode()))
    root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("x"), script])),
        EmbeddedFiles=Dictionary(Names=Array([String("x"), attached])),
    )
    root.AF = Array([attached])
    root.Lang = String("en")
    root.Unknown = Dictionary(Deep=Dictionary(Note=String(CANARY)))
    stream = io.BytesIO()
    pdf.save(stream)
    return stream.getvalue()


def with_an_older_version(content):
    """An incremental update: the older version stays in front of the newer one."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.docinfo["/Title"] = "CANARY-AUTHOR older"
        stream = io.BytesIO()
        pdf.save(stream, compress_streams=False)
    older = stream.getvalue()
    start = older.rindex(b"startxref") + len(b"startxref")
    at = older[start:].split()[0].decode()
    with pikepdf.open(io.BytesIO(older)) as pdf:
        size, root = int(pdf.trailer.Size), pdf.Root.objgen[0]
    body = f"{size} 0 obj\n<< /Title (newer) >>\nendobj\n".encode()
    table = len(older) + len(body)
    update = (
        f"xref\n{size} 1\n{len(older):010d} 00000 n \ntrailer\n<< /Size {size + 1} "
        f"/Root {root} 0 R /Info {size} 0 R /Prev {at} >>\nstartxref\n{table}\n%%EOF\n"
    )
    return older + body + update.encode()


def everything(content):
    """All that a PDF says, unpacked: every object and every stream, and the bytes between."""
    said = [content]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for found in pdf.objects:
            said.append(found.unparse(resolved=True))
            if isinstance(found, Stream):
                said.append(found.read_raw_bytes())
                try:
                    said.append(found.read_bytes())
                except pikepdf.PdfError:
                    continue  # a picture
        said.append(pdf.trailer.unparse())
    return b"\n".join(said)


@pytest.mark.parametrize("make", [hostile, lambda: with_an_older_version(hostile())])
def test_nothing_of_the_author_survives(make):
    """SEC-F6: every object of the result is walked; `/AF`, scripts, files, pictures' notes too."""
    content = make()
    assert b"CANARY" in everything(content)
    said = everything(documents.clean(content))
    assert b"CANARY" not in said
    for word in documents.DROPPED:
        assert word.encode() + b" " not in said, word
    for word in (b"/Filespec", b"/Launch", b"/JavaScript", b"javascript:", b"/FileAttachment"):
        assert word not in said


def test_the_result_is_one_revision_with_the_pages_and_their_links():
    """SEC-F6: what a reader needs stays: page, language, picture, the link to the web."""
    result = documents.clean(with_an_older_version(hostile()))
    assert result.count(b"%%EOF") == 1
    assert b"/Prev" not in result
    with pikepdf.open(io.BytesIO(result)) as pdf:
        assert len(pdf.pages) == 1
        assert str(pdf.Root.Lang) == "en"
        assert "/Info" not in pdf.trailer
        notes = list(pdf.pages[0].Annots)
        assert [str(note.get("/Subtype")) for note in notes] == ["/Link"] * 3
        assert [str(note.A.URI) for note in notes if "/A" in note] == ["https://example.org/paper"]
        picture = pdf.pages[0].obj.Resources.XObject.Im0
        assert pikepdf.PdfImage(picture).as_pil_image().size == (60, 40)


def test_the_same_file_gives_the_same_bytes():
    content = hostile()
    assert documents.clean(content) == documents.clean(content)


def test_jpeg_2000_loses_its_notes_and_keeps_its_length():
    boxes = b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0\0\0\x16xml CANARY-AUTHOR\0"
    result = documents.jp2_without_notes(boxes)
    assert len(result) == len(boxes)
    assert b"CANARY" not in result
    assert result[16:20] == b"free"


def encrypted():
    pdf = pikepdf.new()
    pdf.add_blank_page()
    stream = io.BytesIO()
    pdf.save(stream, encryption=pikepdf.Encryption(owner="x", user="y"))
    return stream.getvalue()


def thousand_pages():
    pdf = pikepdf.new()
    for _ in range(documents.MAX_PAGES + 1):
        pdf.add_blank_page()
    stream = io.BytesIO()
    pdf.save(stream)
    return stream.getvalue()


def memory_bomb():
    """An object stream that unpacks to a gigabyte: more memory than the child has."""
    packed = zlib.compressobj(9)
    body = b"".join([packed.compress(bytes(10_000_000)) for _ in range(100)] + [packed.flush()])
    head = b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    head += b"3 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(
        body
    )
    head += body + b"\nendstream\nendobj\n"
    table = b"4 0 obj\n<</Type/XRef/Size 5/W[1 4 1]/Root 1 0 R/Length 30>>\nstream\n"
    place = head.index(b"3 0 obj")
    rows = [(0, 0, 0), (1, 9, 0), (2, 3, 0), (1, place, 0), (1, len(head), 0)]
    rows_as_bytes = b"".join(bytes([k]) + at.to_bytes(4, "big") + bytes([g]) for k, at, g in rows)
    end = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)
    return head + table + rows_as_bytes + end


BAD = {
    "locked with a password": encrypted,
    "too many pages": thousand_pages,
    "memory bomb": memory_bomb,
    "no PDF": lambda: b"%PDF-1.4\nnothing",
    "cut off": lambda: hostile()[:200],
}


@pytest.mark.parametrize("make", list(BAD.values()), ids=list(BAD))
def test_what_cannot_be_read_safely_is_refused(make):
    """SEC-F14: bounded time and memory, a named refusal."""
    with pytest.raises(Refused):
        documents.clean(make())
