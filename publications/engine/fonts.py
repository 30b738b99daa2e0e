"""The faces: from pinned packages, one for every script of the region, never the machine's own.

The packages bring variable fonts. A static cut of each weight is made once (`make_ready`) and kept
beside the installed packages: cutting it anew for every part was half of the cost of a volume.
"""

import fcntl
import functools
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# Latin with all its accents, marks, punctuation, arrows, signs: what a Latin face is cut down to.
LATIN = ((0x20, 0x250), (0x2B0, 0x370), (0x1E00, 0x1F00), (0x2000, 0x2300), (0x25A0, 0x2600))
FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "calt", "rlig"]
FEATURES += ["onum", "lnum", "tnum", "pnum"]
Axes = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Face:
    """One cut of a font file and the letters it is for."""

    key: str
    family: str
    package: str
    file: str
    letters: str = ""  # a character class; empty: used by every part
    script: str = "Latin"
    style: str = "normal"
    weight: int = 400
    axes: Axes = ()  # where the variable font is cut, besides the weight

    @property
    def source(self) -> Path | None:
        """Where the font file of the package lies, or None where it is not installed."""
        return _source(self.package, self.file)

    @property
    def cut(self) -> Path:
        """Where its static cut is kept."""
        axes = "".join(f"-{tag}{value:g}" for tag, value in self.axes)
        return folder() / f"{self.key}{axes}-{self.weight}-{_digest(self.source)[:16]}.ttf"

    @property
    def path(self) -> Path | None:
        """The file to print with: the static cut, or the package's own until one is made."""
        if self.source is None or not self.is_variable:
            return self.source
        return self.cut if self.cut.is_file() else self.source

    @property
    def is_variable(self) -> bool:
        return "[" in self.file


@functools.cache
def _source(package: str, file: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(next(iter(spec.submodule_search_locations))) / file
    return path if path.is_file() else None


SERIF = ("Text Serif", "fontpkg_source_serif_4", "files/SourceSerif4[opsz,wght].ttf")
ITALIC = ("Text Serif", "fontpkg_source_serif_4", "files/SourceSerif4-Italic[opsz,wght].ttf")
SANS = ("Text Sans", "fontpkg_source_sans_3", "files/SourceSans3[wght].ttf")
TEXT_SIZE: Axes = (("opsz", 12),)
FULL_WIDTH: Axes = (("wdth", 100),)
SEA = "justmytype_intl_sea"


def _noto(name: str, letters: str, spoken: str = "", weight: int = 400) -> Face:
    file = f"fonts/ofl/notosans{name.lower()}/NotoSans{name}[wdth,wght].ttf"
    key = name.lower() if weight == 400 else f"{name.lower()}-{weight}"
    return Face(
        key,
        f"Text {name}",
        SEA,
        file,
        letters,
        spoken or name,
        weight=weight,
        axes=(("wdth", 100),),
    )


def _tamil(weight: int) -> Face:
    package, file = "fontpkg_noto_sans_tamil", "files/NotoSansTamil[wdth,wght].ttf"
    key = "tamil" if weight == 400 else f"tamil-{weight}"
    axes: Axes = (("wdth", 100),)
    return Face(
        key, "Text Tamil", package, file, "\u0b80-\u0bff", "Tamil", weight=weight, axes=axes
    )


THAI, LAO, KHMER = "\u0e00-\u0e7f", "\u0e80-\u0eff", "\u1780-\u17ff\u19e0-\u19ff"
MYANMAR = "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"
ARABIC = "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff"
HAN = "\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"

FACES = (
    Face("serif", *SERIF, axes=TEXT_SIZE),
    Face("serif-600", *SERIF, weight=600, axes=TEXT_SIZE),
    Face("serif-italic", *ITALIC, style="italic", axes=TEXT_SIZE),
    Face("display", "Text Display", *SERIF[1:], weight=600, axes=(("opsz", 36),)),
    Face("sans", *SANS),
    Face("sans-600", *SANS, weight=600),
    *(_noto("Thai", THAI, weight=weight) for weight in (400, 600)),
    *(_noto("Lao", LAO, weight=weight) for weight in (400, 600)),
    *(_noto("Khmer", KHMER, weight=weight) for weight in (400, 600)),
    *(_noto("Myanmar", MYANMAR, "Burmese", weight=weight) for weight in (400, 600)),
    _tamil(400),
    _tamil(600),
    Face("jawi", "Text Jawi", "fontpkg_amiri", "files/Amiri-Regular.ttf", ARABIC, "Jawi"),
    Face(
        "han",
        "Text Han",
        "justmytype_intl_cjk",
        "fonts/ofl/notosanssc/NotoSansSC[wght].ttf",
        letters=HAN,
        script="Chinese",
    ),
)
ALWAYS = tuple(face for face in FACES if not face.letters)


def folder() -> Path:
    """Where static cuts are kept: beside the installed packages, or as FACES_DIR says."""
    given = os.environ.get("FACES_DIR")
    return Path(given) if given else Path(sys.prefix) / "share" / "workshops-faces"


def faces_for(text: str) -> tuple[Face, ...]:
    """The faces that a text needs: the Latin ones and those of each other script in it."""
    seen = "".join(set(text))
    return ALWAYS + tuple(
        face for face in FACES if face.letters and re.search(f"[{face.letters}]", seen)
    )


def missing() -> list[str]:
    """The scripts for which no face is installed, with the package that brings it."""
    lost = [f"{face.script} ({face.package})" for face in FACES if face.source is None]
    return list(dict.fromkeys(lost))


def digest(face: Face) -> str:
    """SHA-256 of the font file and of where it is cut, or "missing"."""
    source = face.source
    if source is None:
        return "missing"
    return f"{_digest(source)}-{face.weight}-{face.axes}-{face.path == face.cut}"


@functools.cache
def _digest(path: Path | None) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path else "missing"


def _is_latin(code: int) -> bool:
    return any(first <= code < last for first, last in LATIN)


@functools.cache
def _characters(face: Face) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    path = face.source
    if path is None:
        return frozenset()
    with TTFont(path, lazy=True) as font:
        codes = frozenset(font.getBestCmap())
    return codes if face.letters else frozenset(filter(_is_latin, codes))


def without_glyph(text: str) -> str:
    """The characters of a text for which no installed face has a glyph, each once, in order."""
    known = [_characters(face) for face in faces_for(text)]
    lost = {
        letter
        for letter in set(text)
        if letter.isprintable() and letter != "\u200b" and not any(ord(letter) in k for k in known)
    }
    return "".join(letter for letter in dict.fromkeys(text) if letter in lost) if lost else ""


def css(faces: tuple[Face, ...]) -> str:
    """The @font-face rules of some faces; their files are resources `font-KEY`."""
    return "\n".join(
        f'@font-face{{font-family:"{face.family}";src:url(asset:font-{face.key});'
        f"font-style:{face.style};font-weight:{face.weight}}}"
        for face in faces
    )


def to_cut(faces: Iterable[Face]) -> list[Face]:
    """Those faces whose static cut has not been made on this machine."""
    return [
        face
        for face in faces
        if face.is_variable and face.source is not None and not face.cut.is_file()
    ]


def make_ready(faces: Iterable[Face]) -> bool:
    """Make the static cuts that are wanting, in a process of its own; about 20 s, once.

    Returns False where they cannot be kept (a folder that may not be written): the variable
    fonts are printed with then, only slower.
    """
    wanting = to_cut(faces)
    if not wanting:
        return True
    command = [sys.executable, "-m", "publications.engine.fonts", *(f.key for f in wanting)]
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": root, "SOURCE_DATE_EPOCH": "1735689600"}
    done = subprocess.run(  # noqa: S603
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.returncode == 0


def _cut(face: Face) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(str(face.source), recalcTimestamp=False)
    if not face.letters:  # a Latin face loses what no text of ours has: four times quicker
        options = subset.Options(layout_features=FEATURES, name_IDs=["*"], hinting=False)
        options.notdef_outline = True
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[code for first, last in LATIN for code in range(first, last)])
        subsetter.subset(font)
    place = {"wght": float(face.weight), **dict(face.axes)}
    instantiateVariableFont(font, place, inplace=True, static=True)
    handle, name = tempfile.mkstemp(dir=face.cut.parent, suffix=".part")
    os.close(handle)
    font.save(name)
    os.chmod(name, 0o644)
    os.replace(name, face.cut)


def main(keys: list[str]) -> None:
    """Make the cuts of the named faces, or of all; one process at a time."""
    folder().mkdir(parents=True, exist_ok=True)
    with open(folder() / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for face in to_cut(face for face in FACES if not keys or face.key in keys):
            _cut(face)


if __name__ == "__main__":
    main(sys.argv[1:])
