"""Photographs are rebuilt from pixels, in a child that a bomb ends alone."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from access.domain import cleaning, photos
from access.domain.cleaning import Refused

CANARY = b"CANARY-GPS"


def exif():
    """Notes as a camera writes them: maker, author, place, and to be turned by 90 degrees."""
    notes = Image.Exif()
    notes[0x010F] = "CANARY-GPS maker"
    notes[0x013B] = "CANARY-GPS author"
    notes[0x0112] = 6
    notes.get_ifd(0x8825)[29] = "CANARY-GPS day"
    notes.get_ifd(0x8769)[0x927C] = b"CANARY-GPS maker note"
    return notes


def jpeg(**extra):
    picture = Image.new("RGB", (60, 40), "#5E1D4B")
    picture.paste("#FFFFFF", (0, 0, 60, 10))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", exif=exif(), comment=CANARY, **extra)
    return stream.getvalue()


def with_segment(content, marker, body):
    """A JPEG with one more segment after its first two bytes."""
    segment = b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body
    return content[:2] + segment + content[2:]


def png():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "CANARY-GPS")
    notes.add_itxt("XML:com.adobe.xmp", "<x>CANARY-GPS</x>")
    stream = io.BytesIO()
    Image.new("RGBA", (60, 40), (94, 29, 75, 100)).save(stream, "PNG", pnginfo=notes, exif=exif())
    return stream.getvalue()


def webp():
    stream = io.BytesIO()
    Image.new("RGB", (60, 40)).save(stream, "WEBP", exif=exif(), xmp=b"<x>CANARY-GPS</x>")
    return stream.getvalue()


def profile():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + CANARY


SOURCES = {
    "exif, gps, maker note, comment": jpeg(),
    "xmp": with_segment(jpeg(), 0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>CANARY-GPS</x>"),
    "iptc": with_segment(jpeg(), 0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\nCANARY-GPS"),
    "profile": jpeg(icc_profile=profile()),
    "trailer": jpeg() + CANARY,
    "second picture behind the first (MPO, thumbnail)": jpeg() + jpeg(),
    "png text and exif": png(),
    "webp exif and xmp": webp(),
}


@pytest.mark.parametrize("content", list(SOURCES.values()), ids=list(SOURCES))
def test_nothing_of_the_camera_survives(content):
    """SEC-F5: neither place nor camera nor author, whatever it was written in."""
    assert CANARY in content or b"CANARY-GPS" in content
    rebuilt = photos.rebuild(content)
    assert CANARY not in rebuilt
    with Image.open(io.BytesIO(rebuilt)) as picture:
        assert dict(picture.getexif()) == {}
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_the_picture_is_turned_as_its_notes_said():
    """The notes go, the pixels are as the reader saw them."""
    with Image.open(io.BytesIO(photos.rebuild(jpeg()))) as picture:
        assert picture.size == (40, 60)
        assert min(picture.getpixel((37, 30))) > 200


def test_what_is_see_through_stays_so():
    with Image.open(io.BytesIO(photos.rebuild(png()))) as picture:
        assert (picture.format, picture.mode) == ("PNG", "RGBA")


def test_a_large_photograph_is_made_smaller():
    stream = io.BytesIO()
    Image.new("RGB", (4000, 3000)).save(stream, "JPEG")
    with Image.open(io.BytesIO(photos.rebuild(stream.getvalue()))) as picture:
        assert picture.size == (2000, 1500)


def bomb(side=65_000):
    """A PNG of a few kilobytes that claims to be `side` by `side` pixels."""

    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def fits():
    return b"SIMPLE  =                    T".ljust(80) + b"END".ljust(2800)


BAD = {
    "65,000 x 65,000 pixels": bomb(),
    "fits": fits(),
    "gif": b"GIF89a" + bytes(40),
    "cut off": jpeg()[:300],
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "nothing": b"",
}


@pytest.mark.parametrize("content", list(BAD.values()), ids=list(BAD))
def test_what_is_no_photograph_is_refused(content):
    """SEC-F14, SEC-B3: by a named refusal, not by an error."""
    with pytest.raises(Refused):
        photos.rebuild(content)


def test_a_bomb_is_refused_before_a_pixel_is_decoded(monkeypatch):
    """SEC-F14: from its header alone."""

    def never(self):
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", never)
    with pytest.raises(ValueError, match="too many pixels"):
        photos.cleaned(bomb(5_000))


def test_a_child_that_eats_is_ended(monkeypatch):
    """SEC-F14: memory and time are bounded, whatever the library does."""
    monkeypatch.setattr(cleaning, "_START", cleaning._START + "; bytearray(10**10)")
    with pytest.raises(Refused):
        photos.rebuild(jpeg())
    monkeypatch.setattr(cleaning, "WALL_SECONDS", 0.5)
    monkeypatch.setattr(cleaning, "_START", "while True: pass")
    with pytest.raises(Refused):
        photos.rebuild(jpeg())


def test_the_child_knows_no_secret(monkeypatch):
    """It gets neither the keys nor the address of the database."""
    monkeypatch.setenv("DATA_KEY", "CANARY-KEY")
    monkeypatch.setattr(
        cleaning, "_START", "import os, sys; sys.stdout.write(str(dict(os.environ)))"
    )
    told = photos.rebuild(jpeg()).decode()
    assert "CANARY-KEY" not in told
    assert set(eval(told)) <= {"PATH", "LANG", "LC_CTYPE"}
