"""Photographs, rebuilt from their pixels: no place, no camera, no name survives (SEC-F5, F14)."""

import io

from access.domain import cleaning

# 24 million pixels: a portrait of any telephone; refused before anything is decoded.
MAX_PIXELS = 24_000_000
# What is kept is no larger than a page can show (pixels, the longer side).
KEPT_SIDE = 2_000
FORMATS = ("JPEG", "PNG", "WEBP")


def rebuild(content: bytes) -> bytes:
    """A new JPEG (PNG where the picture is transparent) that holds the first frame's pixels only.

    Raises `cleaning.Refused` for what is no photograph, has too many pixels, or does not end.
    """
    return cleaning.in_child(__name__, content)


def cleaned(content: bytes) -> bytes:
    """In the child. Raises ValueError or OSError for what is not taken."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        # Known from the header: no pixel has been decoded yet.
        if picture.width * picture.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        if picture.format == "JPEG":
            picture.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
        picture.seek(0)
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    has_holes = "A" in upright.getbands() or "transparency" in upright.info
    pixels = upright.convert("RGBA" if has_holes else "RGB")
    pixels.thumbnail((KEPT_SIDE, KEPT_SIDE))
    # A picture of its own: nothing hangs on it but colours.
    new = Image.new(pixels.mode, pixels.size)
    new.paste(pixels)
    stream = io.BytesIO()
    if has_holes:
        new.save(stream, "PNG", optimize=True)
    else:
        new.save(stream, "JPEG", quality=88)
    return stream.getvalue()
