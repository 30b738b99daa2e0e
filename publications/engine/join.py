"""Typeset parts become one volume: pages, tags, bookmarks, links, page labels, running heads.

Runs in the limited child process. Every part brings a tag tree of its own; they are hung side by
side under one Document, their numbers shifted. What a part can say by itself was mended where it
was typeset (publications.engine.tagging).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String

from publications.engine import attach, xmp
from publications.engine.pages import DIGIT_POINTS


def join(plan: dict[str, Any], out: Path) -> list[str]:
    """Write the volume of a plan to `out`; return notes for the editor (broken references).

    The plan: `parts` (key, kind, title, lang, path, is_front, head), `stamps` (path, index),
    `title`, `author`, `lang`, `date`, `identifier`, `subject`, and `attachments` (path, name,
    description, sha256) where papers ride along. A piece of a volume also has
    `first_page`, its printed page, and `elsewhere`, the address where the rest is read.
    """
    with Pdf.new() as volume:
        volume.Root.PageLabels = (
            Dictionary()
        )  # reserve a place early: the order of objects is fixed
        joined = _Joined(volume, plan)
        for part in plan["parts"]:
            with Pdf.open(part["path"]) as source:
                joined.add(part, source)
        joined.finish()
        volume.save(
            out,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            linearize=True,
        )
        return joined.notes


class _Joined:
    def __init__(self, volume: Pdf, plan: dict[str, Any]) -> None:
        self.volume = volume
        self.plan = plan
        self.notes: list[str] = []
        self.titles = {part["key"]: part["title"] for part in plan["parts"]}
        self.numbers = Array()  # the flat parent tree
        self.next_number = 0
        self.identifiers: list[tuple[str, Object]] = []
        self.destinations: dict[str, Object] = {}
        self.bookmarks: list[tuple[str, int, list[Any]]] = []
        self.links: list[tuple[Object, str]] = []
        self.body_starts: int | None = None
        self.headings: list[tuple[int, int]] = []  # open headings: level as written, as tagged
        self.root = volume.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.document = volume.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, P=self.root, K=Array())
        )
        self.root.K = Array([self.document])
        self.stamps = _Stamps(volume, plan["stamps"])

    def add(self, part: dict[str, Any], source: Pdf) -> None:
        volume = self.volume
        first = len(volume.pages)
        if not part["is_front"] and self.body_starts is None:
            self.body_starts = first
        places = {page.obj.objgen: first + index for index, page in enumerate(source.pages)}
        volume.pages.extend(source.pages)
        pages = [volume.pages[index] for index in range(first, len(volume.pages))]
        if "/OutputIntents" not in volume.Root and "/OutputIntents" in source.Root:
            volume.Root.OutputIntents = volume.copy_foreign(
                source.make_indirect(source.Root.OutputIntents)
            )
        self._add_tags(part, source, pages)
        self._add_destinations(part, source, places)
        self._collect_links(part, pages)
        self.bookmarks.append((part["title"], first, _outline(source, places)))
        for offset, page in enumerate(pages):
            self._stamp(part, page, first + offset)

    def _add_tags(self, part: dict[str, Any], source: Pdf, pages: list[Any]) -> None:
        tree = self.volume.copy_foreign(source.Root.StructTreeRoot)
        holder = self.volume.make_indirect(
            Dictionary(
                Type=Name.StructElem,
                S=Name.Part,
                P=self.document,
                K=Array(),
                T=String(part["title"]),
                Lang=String(part["lang"]),
            )
        )
        self.document.K.append(holder)
        for document in tree.K:
            for kid in document.K:
                kid.P = holder
                holder.K.append(kid)
        for level, node in _pairs(tree.Headings):
            self._level(int(level), node)
        self.identifiers.extend((str(name), node) for name, node in _pairs(tree.Names))
        shift = self.next_number
        for number, holders in _pairs(tree.ParentTree.Nums):
            self.numbers.append(int(number) + shift)
            self.numbers.append(holders)
            self.next_number = max(self.next_number, int(number) + shift + 1)
        for page in pages:
            page.obj.StructParents = int(page.obj.StructParents) + shift
            for annotation in page.obj.get("/Annots", []):
                if "/StructParent" in annotation:
                    annotation.StructParent = int(annotation.StructParent) + shift

    def _level(self, level: int, node: Object) -> None:
        """No heading skips a level, and the first is H1 (ISO 14289-1, 7.4.2)."""
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        tagged = self.headings[-1][1] + 1 if self.headings else 1
        self.headings.append((level, tagged))
        node.S = Name(f"/H{tagged}")

    def _add_destinations(self, part: dict[str, Any], source: Pdf, places: dict[Any, int]) -> None:
        pages = self.volume.pages
        start = min(places.values())
        top = float(pages[start].mediabox[3])
        self.destinations[part["key"]] = Array([pages[start].obj, Name.XYZ, 0, top, 0])
        names = _inside(source.Root, "/Names", "/Dests", "/Names") or Array()
        for index in range(0, len(names), 2):
            page, *rest = names[index + 1]
            self.destinations[f"{part['key']}.{names[index]}"] = Array(
                [pages[places[page.objgen]].obj, *(_plain(item) for item in rest)]
            )

    def _collect_links(self, part: dict[str, Any], pages: list[Any]) -> None:
        for page in pages:
            for annotation in page.obj.get("/Annots", []):
                if "/Dest" in annotation:
                    self.links.append((annotation, f"{part['key']}.{annotation.Dest}"))
                elif str(annotation.get("/A", {}).get("/URI", "")).startswith("xref:"):
                    self.links.append((annotation, str(annotation.A.URI).removeprefix("xref:")))

    def _stamp(self, part: dict[str, Any], page: Any, index: int) -> None:
        if part["kind"] == "cover":
            return
        if self.body_starts is None:
            figures = [_roman(index + 1)]
        else:
            first = self.plan.get("first_page", 1)
            figures = list(str(index - self.body_starts + first))
        self.stamps.put(page, part.get("head"), figures)

    def finish(self) -> None:
        self._finish_links()
        self._finish_tags()
        self._finish_bookmarks()
        self._finish_labels()
        volume, plan = self.volume, self.plan
        names = Array()
        for name in sorted(self.destinations, key=lambda text: text.encode()):
            names.append(String(name))
            names.append(self.destinations[name])
        volume.Root.Names = Dictionary(Dests=volume.make_indirect(Dictionary(Names=names)))
        volume.Root.Lang = String(plan["lang"])
        volume.Root.MarkInfo = Dictionary(Marked=True)
        volume.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        volume.Root.PageMode = Name.UseOutlines
        attach.attach(volume, plan)
        xmp.write(volume, plan)

    def _finish_links(self) -> None:
        for annotation, target in self.links:
            if target not in self.destinations and "elsewhere" in self.plan:
                address = String(f"{self.plan['elsewhere']}#{target}")
                annotation.A = Dictionary(Type=Name.Action, S=Name.URI, URI=address)
                if "/Dest" in annotation:
                    del annotation.Dest
                continue
            if target not in self.destinations:
                self.notes.append(f"A link leads to “{target}”, which is not in the volume.")
                target = next(iter(self.destinations))
            if "/A" in annotation:
                del annotation.A
            annotation.Dest = String(target)
            words = str(annotation.get("/Contents", ""))
            title = self.titles[target.split(".")[0]]
            is_title = words in title or _is_entry(words, title)
            annotation.Contents = String(title if is_title else f"{words} ({title})")

    def _finish_tags(self) -> None:
        self.root.ParentTree = self.volume.make_indirect(Dictionary(Nums=self.numbers))
        self.root.ParentTreeNextKey = self.next_number
        if self.identifiers:
            names = Array()
            for name, node in sorted(self.identifiers, key=lambda pair: pair[0].encode()):
                names.append(String(name))
                names.append(node)
            self.root.IDTree = self.volume.make_indirect(Dictionary(Names=names))
        self.volume.Root.StructTreeRoot = self.root

    def _finish_bookmarks(self) -> None:
        with self.volume.open_outline() as outline:
            for title, page, children in self.bookmarks:
                item = OutlineItem(title, page)
                item.is_closed = True
                item.children.extend(OutlineItem(name, place) for name, place in children)
                outline.root.append(item)

    def _finish_labels(self) -> None:
        labels: list[Any] = [0, Dictionary(S=Name("/r"))]
        if self.body_starts is not None:
            first = self.plan.get("first_page", 1)
            labels[2 * bool(self.body_starts) :] = [
                self.body_starts,
                Dictionary(S=Name("/D"), St=first),
            ]
        self.volume.Root.PageLabels = Dictionary(Nums=Array(labels))


class _Stamps:
    """Running heads and page numbers as artifacts, drawn before the page's own content.

    Before, because WeasyPrint leaves its matrix turned: what is drawn after it stands on its head.
    """

    def __init__(self, volume: Pdf, plan: dict[str, Any]) -> None:
        self.volume = volume
        self.index: dict[str, int] = plan["index"]
        with Pdf.open(plan["path"]) as source:
            self.forms = [volume.copy_foreign(page.as_form_xobject()) for page in source.pages]

    def put(self, page: Any, head: str | None, figures: list[str]) -> None:
        marks = [(head, 0.0)] if head else []
        last = len(figures) - 1
        marks += [(figure, -DIGIT_POINTS * (last - place)) for place, figure in enumerate(figures)]
        if "/XObject" not in page.obj.Resources:
            page.obj.Resources.XObject = Dictionary()
        commands = ["/Artifact <</Type /Pagination>> BDC"]
        for mark, shift in marks:
            name = f"/Stamp{self.index[mark]}"
            page.obj.Resources.XObject[Name(name)] = self.forms[self.index[mark]]
            commands.append(f"q 1 0 0 1 {shift:g} 0 cm {name} Do Q")
        commands.append("EMC")
        stream = self.volume.make_stream("\n".join(commands).encode())
        page.obj.Contents = Array([stream, page.obj.Contents])


def _pairs(items: Object) -> Iterator[tuple[Any, Any]]:
    """What stands in an array two by two."""
    flat = iter(list(items))
    return zip(flat, flat, strict=True)


def _is_entry(words: str, title: str) -> bool:
    """Whether a link's words are a line of the contents: number, title and page run together."""
    bare, wanted = ("".join(filter(str.isalnum, text)) for text in (words, title))
    return bare.startswith(wanted) and bare.removeprefix(wanted).isdecimal()


def _outline(source: Pdf, places: dict[Any, int]) -> list[tuple[str, int]]:
    """The headings inside a part, as they were typeset: title and page of the volume."""
    found = []
    item = _inside(source.Root, "/Outlines", "/First")
    while item is not None:
        found.append((str(item.Title), places[item.Dest[0].objgen]))
        item = item.get("/Next")
    return found


def _inside(node: Object, *keys: str) -> Any:
    """What lies under some keys, one inside the other, or None."""
    found: Any = node
    for key in keys:
        found = found.get(key) if found is not None else None
    return found


def _plain(item: Any) -> Any:
    return Name(str(item)) if isinstance(item, Name) else item


def _roman(number: int) -> str:
    from publications.engine.pages import ROMAN

    return ROMAN[number - 1]
