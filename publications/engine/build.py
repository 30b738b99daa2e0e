"""The whole way of a volume: sheets, typesetting where nothing is kept, joining, checking."""

import fcntl
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from publications.engine import fonts
from publications.engine.cache import Cache, Kept
from publications.engine.errors import BuildError, Refused
from publications.engine.limits import Child, Limits
from publications.engine.pages import Sheet, sheet, stamps
from publications.engine.sanitise import clean
from publications.engine.source import Kind, Part, Volume


@dataclass(frozen=True)
class Step:
    """Where a build is: part `done` of `all`, and what is being done in words."""

    done: int
    all: int
    words: str


@dataclass(frozen=True)
class Built:
    """A volume that passed every check."""

    path: Path
    sha256: str
    size: int
    pages: int
    first_pages: Mapping[str, int]  # printed page on which each chapter opens
    notes: tuple[str, ...]  # what an editor should look at; nothing of it stops the build
    typeset: int  # parts that were not kept from an earlier build
    cpu_seconds: float
    peak_bytes: int


Tell = Callable[[Step], None]


def build(
    volume: Volume,
    *,
    cache_folder: Path,
    out: Path,
    tell: Tell = lambda step: None,
    limits: Limits = Limits(),  # noqa: B008
) -> Built:
    """Typeset a volume into `out`.

    Arguments: the volume; the folder in which its typeset parts are kept; the file to write (in a
    folder of its own: it appears only when it is whole); a listener for progress; limits of the
    child processes. Raises BuildError, naming the part and the cause.
    """
    cache_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # One build at a time in a folder of parts; the lock ends with its process, however that ends.
    with open(cache_folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _run(volume, cache_folder, out, tell, limits)


def _run(volume: Volume, cache_folder: Path, out: Path, tell: Tell, limits: Limits) -> Built:
    work = Path(tempfile.mkdtemp(prefix="build-", dir=cache_folder))
    try:
        return _Build(volume, cache_folder, work, tell, limits).run(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)


class _Build:
    def __init__(
        self,
        volume: Volume,
        folder: Path,
        work: Path,
        tell: Tell,
        limits: Limits,
    ) -> None:
        self.volume = volume
        self.cache = Cache(folder / "parts", volume.audience)
        self.work = work
        self.tell = tell
        self.limits = limits
        self.used: list[str] = []
        self.typeset = 0
        self.all = len(volume.parts) + 2  # the stamps and the joining

    def run(self, out: Path) -> Built:
        volume = self.volume
        notes = self._notes()
        kept: dict[str, Kept] = {}
        with Child(self.work, self.limits) as child:
            for part in volume.parts:
                if part.kind is not Kind.CONTENTS:
                    kept[part.key] = self._typeset(child, part.full_title, self._sheet(part))
            starts = self._starts(kept)
            entries = {key: str(page) for key, page in starts.items()}
            for part in volume.parts:
                if part.kind is Kind.CONTENTS:
                    kept[part.key] = self._typeset(child, part.title, self._sheet(part, entries))
            marks, index = stamps(volume)
            stamp = self._typeset(child, marks.title, marks)
            used = [(child.peak_bytes, child.cpu_seconds)]
        notes += self._join(kept, stamp, index, used)
        self.cache.keep_only(self.used)
        made = self.work / "volume.pdf"
        data = made.read_bytes()
        out.parent.mkdir(parents=True, exist_ok=True)
        made.replace(out)
        return Built(
            path=out,
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            pages=sum(item.pages for item in kept.values()),
            first_pages=starts,
            notes=tuple(dict.fromkeys(notes)),
            typeset=self.typeset,
            cpu_seconds=sum(cpu for _, cpu in used),
            peak_bytes=max(peak for peak, _ in used),
        )

    def _notes(self) -> list[str]:
        """What the sanitiser leaves out and what no face can print, by part."""
        notes = []
        for part in self.volume.parts:
            try:
                cleaned = clean(part.html)
            except Refused as error:
                raise BuildError(str(error), part.full_title) from None
            notes += [f"{part.full_title}: left out {url}" for url in cleaned.left_out]
            missing = fonts.without_glyph(part.title + part.lede + part.subtitle + cleaned.html)
            if missing:
                notes.append(f"{part.full_title}: no typeface has {' '.join(missing[:12])}")
        return notes

    def _sheet(self, part: Part, entries: Mapping[str, str] | None = None) -> Sheet:
        try:
            return sheet(self.volume, part, entries)
        except Refused as error:
            raise BuildError(str(error), part.full_title) from None

    def _typeset(self, child: Child, title: str, page: Sheet) -> Kept:
        done = len(self.used)
        resources = self._resources(page)
        key = self.cache.key(page, resources)
        self.used.append(key)
        found = self.cache.get(key)
        if found is not None:
            return found
        self.tell(Step(done, self.all, title))
        try:
            answer = child.ask(**self._request(page, resources))
        except BuildError as error:
            raise BuildError(error.cause, title) from None
        self.typeset += 1
        return self.cache.put(key, self.work / "part.pdf", answer["pages"])

    def _resources(self, page: Sheet) -> dict[str, bytes]:
        """The resources that a sheet names, besides its fonts."""
        own = {"cloth-dark": self.volume.cloth_dark, "cloth-plum": self.volume.cloth_light}
        known = {key: text.encode() for key, text in own.items() if text}
        known |= self.volume.resources
        text = page.html + page.css
        return {key: data for key, data in known.items() if f"asset:{key}" in text}

    def _font(self, face: fonts.Face) -> str:
        if face.path is None:
            raise BuildError(f"The typeface for {face.script} is not installed.")
        return str(face.path)

    def _request(self, page: Sheet, resources: Mapping[str, bytes]) -> dict[str, object]:
        assets = {f"font-{face.key}": self._font(face) for face in page.faces}
        for number, (key, data) in enumerate(resources.items()):
            path = self.work / f"resource-{number}"
            path.write_bytes(data)
            assets[key] = str(path)
        (self.work / "part.html").write_text(page.html, "utf-8")
        (self.work / "part.css").write_text(page.css, "utf-8")
        return {
            "do": "typeset",
            "html": str(self.work / "part.html"),
            "css": str(self.work / "part.css"),
            "assets": assets,
            "is_tagged": page.is_tagged,
            "out": str(self.work / "part.pdf"),
        }

    def _starts(self, kept: Mapping[str, Kept]) -> dict[str, int]:
        """The printed page on which each chapter opens; the first one opens on page 1."""
        starts, page = {}, 1
        for part in self.volume.parts:
            if not part.kind.is_front:
                starts[part.key] = page
                page += kept[part.key].pages
        return starts

    def _join(
        self,
        kept: Mapping[str, Kept],
        stamp: Kept,
        index: Mapping[str, int],
        used: list[tuple[int, float]],
    ) -> list[str]:
        volume = self.volume
        self.tell(Step(self.all - 1, self.all, volume.say("Joining and checking")))
        plan = {
            "title": f"{volume.title}. {volume.place}" if volume.place else volume.title,
            "author": volume.author,
            "subject": volume.subtitle or volume.say("Proceedings"),
            "lang": volume.lang,
            "date": volume.edition.date,
            "identifier": volume.identifier,
            "stamps": {"path": str(stamp.path), "index": dict(index)},
            "parts": [self._plan(part, kept[part.key], index) for part in volume.parts],
        }
        (self.work / "plan.json").write_text(json.dumps(plan), "utf-8")
        # A second process: what the typesetting took is given back before the joining begins.
        with Child(self.work, self.limits) as child:
            answer = child.ask(
                do="join", plan=str(self.work / "plan.json"), out=str(self.work / "volume.pdf")
            )
            used.append((child.peak_bytes, child.cpu_seconds))
        return list(answer["notes"])

    @staticmethod
    def _plan(part: Part, kept: Kept, index: Mapping[str, int]) -> dict[str, object]:
        head = f"head:{part.key}"
        return {
            "key": part.key,
            "kind": part.kind.value,
            "title": part.full_title,
            "lang": part.lang,
            "path": str(kept.path),
            "pages": kept.pages,
            "is_front": part.kind.is_front,
            "head": head if head in index else None,
        }
