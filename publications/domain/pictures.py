"""Pictures of a chapter: rebuilt from their pixels, so that no place, camera or comment stays.

A JPEG keeps where it was taken; a rendition of Wagtail keeps that too (measured).
"""

import io
from pathlib import Path

from PIL import Image, ImageOps
from wagtail.images.models import Image as WagtailImage

from publications.engine.cache import write_whole

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 40_000_000
PRINT_WIDTH = 1_600  # pixels: 136 mm at 300 dots an inch


class BadPicture(ValueError):
    """A file that is no picture, or one that is too large to be opened."""


def for_print(image: WagtailImage, folder: Path) -> bytes:
    """The bytes to be printed, PNG for drawings and JPEG for photographs.

    Kept in `folder` by the hash of the original; `keep_only` removes the others. Raises BadPicture.
    """
    kept = folder / image.get_file_hash()
    if kept.is_file():
        return kept.read_bytes()
    with image.open_file() as file:
        data = rebuilt(file.read())
    write_whole(kept, data)
    return data


def keep_only(folder: Path, images: list[WagtailImage]) -> None:
    """Remove every kept picture that is not among `images`."""
    names = {image.get_file_hash() for image in images}
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in names:
            path.unlink(missing_ok=True)


def rebuilt(data: bytes) -> bytes:
    """A new picture of the same pixels, first frame only, turned upright. Raises BadPicture."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as found:
            if found.width * found.height > MAX_PIXELS:
                raise BadPicture(f"{found.width} × {found.height}")
            is_photograph = found.format == "JPEG"
            upright = ImageOps.exif_transpose(found)
            has_alpha = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
            layer = upright.convert("RGBA" if has_alpha else "RGB")
            made = Image.new("RGB", layer.size, "white")
            made.paste(layer, mask=layer.getchannel("A") if has_alpha else None)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise BadPicture(str(error)) from None
    if made.width > PRINT_WIDTH:
        height = max(1, round(made.height * PRINT_WIDTH / made.width))
        made = made.resize((PRINT_WIDTH, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    if is_photograph:
        made.save(out, "JPEG", quality=86)
    else:
        made.save(out, "PNG", optimize=True)
    return out.getvalue()


def for_web(image: WagtailImage) -> str:
    """The address of the picture for a screen; WebP carries none of the camera's notes."""
    url: str = image.get_rendition("width-1200|format-webp").url
    return url
