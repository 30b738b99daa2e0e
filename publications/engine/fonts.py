"""The faces: from pinned packages, one for every script of the region, never the machine's own."""

import functools
import hashlib
import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Face:
    """One font file (variable in its weight) and the letters it is for."""

    key: str
    family: str
    package: str
    file: str
    letters: str = ""  # a character class; empty: used by every part
    script: str = "Latin"
    style: str = "normal"

    @property
    def path(self) -> Path | None:
        """Where the font file lies, or None where its package is not installed."""
        spec = importlib.util.find_spec(self.package)
        if spec is None or not spec.submodule_search_locations:
            return None
        path = Path(next(iter(spec.submodule_search_locations))) / self.file
        return path if path.is_file() else None


SERIF = ("Text Serif", "fontpkg_source_serif_4")
SEA = "justmytype_intl_sea"


def _noto(name: str, letters: str, spoken: str = "") -> Face:
    file = f"fonts/ofl/notosans{name.lower()}/NotoSans{name}[wdth,wght].ttf"
    return Face(name.lower(), f"Text {name}", SEA, file, letters, spoken or name)


FACES = (
    Face("serif", *SERIF, "files/SourceSerif4[opsz,wght].ttf"),
    Face("serif-italic", *SERIF, "files/SourceSerif4-Italic[opsz,wght].ttf", style="italic"),
    Face("sans", "Text Sans", "fontpkg_source_sans_3", "files/SourceSans3[wght].ttf"),
    _noto("Thai", "\u0e00-\u0e7f"),
    _noto("Lao", "\u0e80-\u0eff"),
    _noto("Khmer", "\u1780-\u17ff\u19e0-\u19ff"),
    _noto("Myanmar", "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f", "Burmese"),
    Face(
        "tamil",
        "Text Tamil",
        "fontpkg_noto_sans_tamil",
        "files/NotoSansTamil[wdth,wght].ttf",
        "\u0b80-\u0bff",
        "Tamil",
    ),
    Face(
        "han",
        "Text Han",
        "justmytype_intl_cjk",
        "fonts/ofl/notosanssc/NotoSansSC[wght].ttf",
        letters="\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef",
        script="Chinese",
    ),
)
ALWAYS = tuple(face for face in FACES if not face.letters)


def faces_for(text: str) -> tuple[Face, ...]:
    """The faces that a text needs: the Latin ones and one for each other script in it."""
    return ALWAYS + tuple(
        face for face in FACES if face.letters and re.search(f"[{face.letters}]", text)
    )


def missing() -> list[str]:
    """The scripts for which no face is installed, with the package that brings it."""
    lost = [f"{face.script} ({face.package})" for face in FACES if face.path is None]
    return list(dict.fromkeys(lost))


@functools.cache
def digest(face: Face) -> str:
    """SHA-256 of the font file, or "missing"."""
    path = face.path
    return hashlib.sha256(path.read_bytes()).hexdigest() if path else "missing"


@functools.cache
def _characters(face: Face) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    path = face.path
    if path is None:
        return frozenset()
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def without_glyph(text: str) -> str:
    """The characters of a text for which no installed face has a glyph, each once, in order."""
    known: frozenset[int] = frozenset().union(*map(_characters, faces_for(text)))
    return "".join(
        dict.fromkeys(c for c in text if c.isprintable() and ord(c) not in known and c != "\u200b")
    )


def css(faces: tuple[Face, ...]) -> str:
    """The @font-face rules of some faces; their files are resources `font-KEY`."""
    return "\n".join(
        f'@font-face{{font-family:"{face.family}";src:url(asset:font-{face.key});'
        f"font-style:{face.style}}}"
        for face in faces
    )
