"""The whole way of a volume: sheets, typesetting where nothing is kept, joining, checking."""

import fcntl
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from publications.engine import VERSION, fonts
from publications.engine.cache import Cache, Kept, write_whole
from publications.engine.clock import Clock
from publications.engine.crew import Crew, workers
from publications.engine.errors import BuildError, Refused
from publications.engine.limits import Limits
from publications.engine.pages import Sheet, sheet, stamps
from publications.engine.sanitise import clean
from publications.engine.source import Kind, Part, Volume


@dataclass(frozen=True)
class Step:
    """Where a build is: part `done` of `all`, what is being done in words, seconds left if known.

    A listener is called at least every second; what it raises ends the build.
    """

    done: int
    all: int
    words: str
    seconds_left: int | None = None


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
    peak_bytes: int  # of the largest process that typeset
    join_peak_bytes: int = 0  # of the process that joined
    pieces: Mapping[str, Path] = field(default_factory=dict)  # key of the part, or "front"


Tell = Callable[[Step], None]
FRONT = "front"
PRINT = "print"


def build(
    volume: Volume,
    *,
    cache_folder: Path,
    out: Path,
    tell: Tell = lambda step: None,
    limits: Limits = Limits(),  # noqa: B008
    with_pieces: bool = False,
) -> Built:
    """Typeset a volume into `out`.

    Arguments: the volume; the folder in which its typeset parts are kept; the file to write (in a
    folder of its own: it appears only when it is whole); a listener for progress; limits of the
    child processes; whether each chapter and the front matter also become files of their own
    (kept in the cache folder until the next build). Raises BuildError, naming part and cause.
    """
    cache_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # One build at a time in a folder of parts; the lock ends with its process, however that ends.
    with open(cache_folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in cache_folder.glob("build-*"):  # of a builder that was killed
            shutil.rmtree(left, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix="build-", dir=cache_folder))
        try:
            return _Build(volume, cache_folder, work, tell, limits).run(out, with_pieces)
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
        self.folder = folder
        self.cache = Cache(folder / "parts", volume.audience)
        self.work = work
        self.tell = tell
        self.limits = limits
        self.texts: dict[str, str] = {}  # clean, by part
        self.used: list[str] = []
        self.typeset = 0
        self.all = len(volume.parts) + 2  # the stamps and the joining
        self.step = Step(0, self.all, "")
        self.cpu_seconds = 0.0
        self.peak_bytes = 0
        self.clock = Clock()

    def run(self, out: Path, with_pieces: bool) -> Built:
        volume = self.volume
        notes = self._notes()
        kept, starts, stamp, index = self._typeset_all()
        plan = self._plan(kept, stamp, index)
        made = self.work / "volume.pdf"
        pieces: dict[str, Path] = {}
        self.step = Step(self.all - 1, self.all, volume.say("Joining and checking"))
        # A new process: what the typesetting took is given back before the joining begins.
        with Crew(self.work / "join", self.limits, 1) as crew:
            notes += self._join(crew, plan, made)
            if with_pieces:
                pieces = self._pieces(crew, plan, kept, starts)
                pieces |= self._print_edition(crew, plan, made)
                self._clear(pieces)
            self.cpu_seconds += crew.cpu_seconds
            join_peak = crew.peak_bytes
        self.cache.keep_only(self.used)
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
            cpu_seconds=self.cpu_seconds,
            peak_bytes=self.peak_bytes,
            join_peak_bytes=join_peak,
            pieces=pieces,
        )

    def _notes(self) -> list[str]:
        """What the sanitiser leaves out and what no face can print, by part."""
        notes = []
        for part in self.volume.parts:
            try:
                cleaned = clean(part.html)
            except Refused as error:
                raise BuildError(str(error), part.full_title) from None
            self.texts[part.key] = cleaned.html
            notes += [f"{part.full_title}: left out {url}" for url in cleaned.left_out]
            missing = fonts.without_glyph(part.title + part.lede + part.subtitle + cleaned.html)
            if missing:
                notes.append(f"{part.full_title}: no typeface has {' '.join(missing[:12])}")
        return notes

    def _typeset_all(self) -> tuple[dict[str, Kept], dict[str, int], Kept, dict[str, int]]:
        """Every part and the stamps: first all that needs no page number, then the rest."""
        volume = self.volume
        numbered = {Kind.CONTENTS, Kind.INDEX}
        marks, index = stamps(volume)
        first = {p.key: self._sheet(p) for p in volume.parts if p.kind not in numbered}
        first["stamps"] = marks
        faces = {face for page in first.values() for face in page.faces}
        if fonts.to_cut(faces):
            self.tell(Step(0, self.all, volume.say("Preparing the typefaces, once")))
            fonts.make_ready(sorted(faces, key=lambda face: face.key))
        looked = self._look(first)
        wanting = sum(item.kept is None for item in looked.values())
        # Starting a child costs as much as typesetting ten pages: few parts, one child.
        number = min(workers(), 1 + wanting // 4)
        with Crew(self.work / "typeset", self.limits, number) as crew:
            kept = self._typeset(crew, looked)
            stamp = kept.pop("stamps")
            starts = self._starts(kept)
            entries = {key: str(page) for key, page in starts.items()}
            for key, page in starts.items():
                for name, place in kept[key].anchors.items() if key in kept else ():
                    entries[f"{key}.{name}"] = str(page + place)
            rest = {p.key: self._sheet(p, entries) for p in volume.parts if p.kind is Kind.INDEX}
            kept |= self._typeset(crew, self._look(rest))
            entries |= {key: str(page) for key, page in self._starts(kept).items()}
            rest = {p.key: self._sheet(p, entries) for p in volume.parts if p.kind is Kind.CONTENTS}
            kept |= self._typeset(crew, self._look(rest))
            self.cpu_seconds += crew.cpu_seconds
            self.peak_bytes = crew.peak_bytes
        return kept, self._starts(kept), stamp, dict(index)

    def _sheet(self, part: Part, entries: Mapping[str, str] | None = None) -> Sheet:
        try:
            return sheet(self.volume, part, entries, self.texts[part.key])
        except Refused as error:
            raise BuildError(str(error), part.full_title) from None

    def _look(self, sheets: Mapping[str, Sheet]) -> dict[str, "_Looked"]:
        """The sheets with what each needs, and what is kept of them, by key of the part."""
        found = {}
        for name, page in sheets.items():
            resources = self._resources(page)
            key = self.cache.key(page, resources)
            self.used.append(key)
            found[name] = _Looked(page, resources, key, self.cache.get(key))
        return found

    def _typeset(self, crew: Crew, sheets: Mapping[str, "_Looked"]) -> dict[str, Kept]:
        """The typeset sheets, by key of the part: those that are kept, and the rest side by side.

        The parts begin in their order, so that a failure names the first one.
        """
        found = {name: item.kept for name, item in sheets.items() if item.kept is not None}
        waiting: dict[Future[dict[str, Any]], str] = {}
        for name, item in sheets.items():
            if item.kept is None:
                waiting[crew.typeset(item.page, item.resources)] = name
                self.clock.expect(len(item.page.html))
        if waiting:
            begins = sheets[next(iter(waiting.values()))].page.title
            self.step = Step(self.all - 2 - len(waiting), self.all, begins, self.clock.left())
        for name, future in crew.watch(waiting, self._tick):
            page, key = sheets[name].page, sheets[name].key
            try:
                answer = future.result()
            except BuildError as error:
                raise BuildError(error.cause, page.title) from None
            self.clock.have(len(page.html))
            self.typeset += 1
            found[name] = self.cache.put(key, answer["pdf"], answer["pages"], answer["anchors"])
            answer["pdf"].unlink()
            done = min(self.step.done + 1, self.all - 1)
            self.step = Step(done, self.all, page.title, self.clock.left())
        return found

    def _tick(self) -> None:
        self.tell(self.step)

    def _resources(self, page: Sheet) -> dict[str, bytes]:
        """The resources that a sheet names, besides its fonts."""
        own = {"cloth-dark": self.volume.cloth_dark, "cloth-plum": self.volume.cloth_light}
        known = {key: text.encode() for key, text in own.items() if text}
        known |= self.volume.resources
        text = page.html + page.css
        return {key: data for key, data in known.items() if f"asset:{key}" in text}

    def _starts(self, kept: Mapping[str, Kept]) -> dict[str, int]:
        """The printed page on which each chapter opens; the first one opens on page 1."""
        starts, page = {}, 1
        for part in self.volume.parts:
            if not part.kind.is_front:
                starts[part.key] = page
                page += kept[part.key].pages if part.key in kept else 0
        return starts

    def _plan(
        self, kept: Mapping[str, Kept], stamp: Kept, index: Mapping[str, int]
    ) -> dict[str, Any]:
        volume = self.volume
        return {
            "title": f"{volume.title}. {volume.place}" if volume.place else volume.title,
            "author": volume.author,
            "subject": volume.subtitle or volume.say("Proceedings"),
            "lang": volume.lang,
            "date": volume.edition.date,
            "identifier": volume.identifier,
            "stamps": {"path": str(stamp.path), "index": dict(index)},
            "parts": [_planned(part, kept[part.key], index) for part in volume.parts],
            "attachments": self._attachments(),
        }

    def _join(self, crew: Crew, plan: Mapping[str, Any], out: Path) -> list[str]:
        path = out.with_suffix(".json")
        path.write_text(json.dumps(plan), "utf-8")
        future = crew.ask(do="join", plan=str(path), out=str(out))
        [(_name, done)] = crew.watch({future: "join"}, self._tick)
        return list(done.result()["notes"])

    def _pieces(
        self,
        crew: Crew,
        plan: Mapping[str, Any],
        kept: Mapping[str, Kept],
        starts: Mapping[str, int],
    ) -> dict[str, Path]:
        """The front matter and each chapter as files; those whose pages did not change are kept."""
        folder = self.folder / "pieces"
        folder.mkdir(exist_ok=True, mode=0o700)
        groups: dict[str, list[Any]] = {FRONT: [p for p in plan["parts"] if p["is_front"]]}
        groups |= {p["key"]: [p] for p in plan["parts"] if not p["is_front"]}
        made = {}
        for key, parts in groups.items():
            own = {
                **plan,
                "parts": parts,
                "attachments": [a for a in plan["attachments"] if a["part"] == key],
                "first_page": starts.get(key, 1),
                "elsewhere": plan["identifier"],
                "title": f"{parts[0]['title']}. {plan['title']}" if key != FRONT else plan["title"],
                "identifier": f"{plan['identifier']}#{key}",
            }
            if key != FRONT:  # of no edition: the same chapter on the same pages is the same file
                own["identifier"] = own["elsewhere"] = f"{self.volume.address}{key}"
            text = json.dumps([VERSION, own], sort_keys=True)
            target = folder / f"{hashlib.sha256(text.encode()).hexdigest()}.pdf"
            if not target.is_file():
                self._join(crew, own, self.work / "piece.pdf")
                write_whole(target, (self.work / "piece.pdf").read_bytes())
            made[key] = target
        return made

    def _print_edition(self, crew: Crew, plan: Mapping[str, Any], volume: Path) -> dict[str, Path]:
        """The volume with the pages of the papers in it, where there are papers."""
        if not plan["attachments"]:
            return {}
        ends, pages = {}, 0
        for part in plan["parts"]:
            pages += part["pages"]
            ends[part["key"]] = pages
        papers = [
            {"path": item["path"], "after": ends[item["part"]]} for item in plan["attachments"]
        ]
        digest = hashlib.sha256(volume.read_bytes()).hexdigest()
        text = json.dumps([VERSION, PRINT, digest, papers], sort_keys=True)
        target = self.folder / "pieces" / f"{hashlib.sha256(text.encode()).hexdigest()}.pdf"
        if not target.is_file():
            path, out = self.work / "print.json", self.work / "print.pdf"
            path.write_text(json.dumps({"volume": str(volume), "papers": papers}), "utf-8")
            future = crew.ask(do=PRINT, plan=str(path), out=str(out))
            [(_name, done)] = crew.watch({future: PRINT}, self._tick)
            done.result()
            write_whole(target, out.read_bytes())
        return {PRINT: target}

    def _clear(self, pieces: Mapping[str, Path]) -> None:
        """Remove the files of chapters and papers that no edition needs any more."""
        for path in set((self.folder / "pieces").iterdir()) - set(pieces.values()):
            path.unlink(missing_ok=True)
        papers = {Path(item["path"]) for item in self._attachments()}
        for path in set(self._papers().iterdir()) - papers:
            path.unlink(missing_ok=True)

    def _papers(self) -> Path:
        folder = self.folder / "papers"
        folder.mkdir(exist_ok=True, mode=0o700)
        return folder

    def _attachments(self) -> list[dict[str, str]]:
        """The papers as files that a child may read, in the order of their chapters."""
        order = {part.key: place for place, part in enumerate(self.volume.parts)}
        found = []
        for item in sorted(self.volume.attachments, key=lambda item: order[item.part]):
            data = self.volume.resources[item.key]
            digest = hashlib.sha256(data).hexdigest()
            path = self._papers() / f"{digest}.pdf"
            if not path.is_file():
                write_whole(path, data)
            given = {"name": item.name, "description": item.description, "part": item.part}
            found.append({**given, "path": str(path), "sha256": digest})
        return found


def _planned(part: Part, kept: Kept, index: Mapping[str, int]) -> dict[str, object]:
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


@dataclass(frozen=True)
class _Looked:
    page: Sheet
    resources: Mapping[str, bytes]
    key: str
    kept: Kept | None
