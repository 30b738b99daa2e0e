"""The faces: from pinned packages, one for every script of the region, never the machine's own."""

import functools
import hashlib
import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Face:
    """One font file, the families under which the stylesheet names it, the letters it is for."""

    key: str
    families: tuple[str, ...]
    package: str
    file: str
    letters: str = ""  # a character class; empty: used by every part
    script: str = "Latin"
    style: str = "normal"

    @property
    def path(self) -> Path | None:
        """Where the file lies, or None where its package is not installed."""
        spec = importlib.util.find_spec(self.package)
        if spec is None or not spec.submodule_search_locations:
            return None
        path = Path(next(iter(spec.submodule_search_locations))) / self.file
        return path if path.is_file() else None


SEA = "justmytype_intl_sea"
FACES = (
    Face("serif", ("Text Serif",), "fontpkg_source_serif_4", "files/SourceSerif4[opsz,wght].ttf"),
    Face(
        "serif-italic",
        ("Text Serif",),
        "fontpkg_source_serif_4",
        "files/SourceSerif4-Italic[opsz,wght].ttf",
        style="italic",
    ),
    Face("sans", ("Text Sans",), "fontpkg_source_sans_3", "files/SourceSans3[wght].ttf"),
    Face(
        "thai",
        ("Text Thai",),
        SEA,
        "fonts/ofl/notosansthai/NotoSansThai[wdth,wght].ttf",
        "\u0e00-\u0e7f",
        "Thai",
    ),
    Face(
        "lao",
        ("Text Lao",),
        SEA,
        "fonts/ofl/notosanslao/NotoSansLao[wdth,wght].ttf",
        "\u0e80-\u0eff",
        "Lao",
    ),
    Face(
        "khmer",
        ("Text Khmer",),
        SEA,
        "fonts/ofl/notosanskhmer/NotoSansKhmer[wdth,wght].ttf",
        "\u1780-\u17ff\u19e0-\u19ff",
        "Khmer",
    ),
    Face(
        "myanmar",
        ("Text Myanmar",),
        SEA,
        "fonts/ofl/notosansmyanmar/NotoSansMyanmar[wdth,wght].ttf",
        "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f",
        "Burmese",
    ),
    Face(
        "tamil",
        ("Text Tamil",),
        "fontpkg_noto_sans_tamil",
        "files/NotoSansTamil[wdth,wght].ttf",
        "\u0b80-\u0bff",
        "Tamil",
    ),
    Face(
        "han",
        ("Text Han",),
        "justmytype_intl_cjk",
        "fonts/ofl/notosanssc/NotoSansSC[wght].ttf",
        "\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef",
        "Chinese",
    ),
)
ALWAYS = tuple(face for face in FACES if not face.letters)


def faces_for(text: str) -> tuple[Face, ...]:
    """The faces that a text needs: the three Latin ones and one for each other script in it."""
    return ALWAYS + tuple(
        face for face in FACES if face.letters and re.search(f"[{face.letters}]", text)
    )


def missing() -> list[str]:
    """The scripts for which no face is installed, with the package that brings it."""
    return [f"{face.script} ({face.package})" for face in FACES if face.path is None]


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
    rules = []
    for face in faces:
        for family in face.families:
            rules.append(
                f'@font-face{{font-family:"{family}";src:url(asset:font-{face.key});'
                f"font-style:{face.style}}}"
            )
    return "\n".join(rules)
