"""Typeset parts, kept by the digest of everything that goes into them."""

import functools
import hashlib
import json
import os
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from publications.engine import VERSION, fonts
from publications.engine.pages import Sheet

LIBRARIES = ("weasyprint", "pydyf", "pikepdf", "fonttools", "icu4py")


@functools.cache
def _versions() -> tuple[str, ...]:
    return tuple(version(name) for name in LIBRARIES)


@dataclass(frozen=True)
class Kept:
    """A typeset part: its file, its number of pages, the page of each anchor (from 0)."""

    path: Path
    pages: int
    anchors: Mapping[str, int] = field(default_factory=dict)


class Cache:
    """A folder of parts, one for each volume and audience.

    It is emptied of everything that the last good build did not use, so that a name withdrawn
    from the volume does not live on here.
    """

    def __init__(self, folder: Path, audience: str) -> None:
        self._folder = folder
        self._audience = audience
        self._faces: dict[fonts.Face, str] = {}
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def key(self, sheet: Sheet, resources: Mapping[str, bytes]) -> str:
        """SHA-256 of all that decides the bytes of a part, its audience included."""
        parts = {
            "engine": VERSION,
            "libraries": _versions(),
            "part": sheet.key,
            "audience": self._audience,
            "html": sheet.html,
            "css": sheet.css,
            "is_tagged": sheet.is_tagged,
            "faces": [self._face(face) for face in sheet.faces],
            "resources": {k: hashlib.sha256(v).hexdigest() for k, v in resources.items()},
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def _face(self, face: fonts.Face) -> str:
        if face not in self._faces:
            self._faces[face] = fonts.digest(face)
        return self._faces[face]

    def get(self, key: str) -> Kept | None:
        """The kept part of a key, or None."""
        target = self._folder / f"{key}.pdf"
        try:
            about = json.loads((self._folder / f"{key}.json").read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return Kept(target, about["pages"], about["anchors"]) if target.is_file() else None

    def put(self, key: str, made: Path, pages: int, anchors: Mapping[str, int]) -> Kept:
        """Keep a part that was just made; a half-written file is never seen under its name."""
        target = self._folder / f"{key}.pdf"
        write_whole(target, made.read_bytes())
        about = json.dumps({"pages": pages, "anchors": dict(anchors)}, sort_keys=True)
        write_whole(self._folder / f"{key}.json", about.encode())
        return Kept(target, pages, anchors)

    def keep_only(self, keys: Collection[str]) -> None:
        """Remove every part that is not among `keys`."""
        for path in self._folder.iterdir():
            if path.name.split(".")[0] not in keys:
                path.unlink(missing_ok=True)


def write_whole(target: Path, data: bytes) -> None:
    """Replace `target` by `data` at once or not at all: written beside it, synced, renamed.

    A full disk or a kill leaves the old file as it was (and no part file under its name).
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
