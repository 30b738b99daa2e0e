"""Pictures that editors put on pages, rebuilt from their pixels: no place, no camera, no author.

Unlike a portrait (`photos`) a picture stays what it was: a drawing without loss, a photograph as
large as a page of print needs.
"""

import io
from typing import Any

from access.domain import cleaning

MAX_PIXELS = 50_000_000
# Pixels of the longer side: a whole page of print at 300 dots an inch.
KEPT_SIDE = 3_600
HOW: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90},
    "PNG": {"optimize": True},
    "WEBP": {"lossless": True},
}
FORMATS = tuple(HOW)


def rebuild(content: bytes) -> bytes:
    """A new picture of the same kind that holds the first frame's pixels only.

    Raises `cleaning.Refused` for what is no picture, has too many pixels, or does not end.
    """
    return cleaning.in_child(__name__, content)


def cleaned(content: bytes) -> bytes:
    """In the child. Raises ValueError or OSError for what is not taken."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        # Known from the header: no pixel has been decoded yet.
        if picture.width * picture.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        kind = picture.format
        if kind == "JPEG":
            picture.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
        picture.seek(0)
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    has_holes = "A" in upright.getbands() or "transparency" in upright.info
    pixels = upright.convert("RGBA" if has_holes and kind != "JPEG" else "RGB")
    pixels.thumbnail((KEPT_SIDE, KEPT_SIDE))
    # A picture of its own: nothing hangs on it but colours.
    new = Image.new(pixels.mode, pixels.size)
    new.paste(pixels)
    stream = io.BytesIO()
    new.save(stream, kind, **HOW[str(kind)])
    return stream.getvalue()
