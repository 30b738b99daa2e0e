"""The tags of one part: what WeasyPrint leaves out is added, what says nothing is left away.

Done once where a part is typeset and kept with it, so that joining has next to nothing to walk:
the file of a part lists its headings and its named elements for the join (`Headings`, `Names`).
Roles and rules are those of ISO 32000-1, 14.8.4, and ISO 14289-1.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pydyf

# Classes of our own sheets and what they are in the tag tree.
ROLES = {"toc": "/TOC", "fn": "/Note"}
PSEUDO_ROLES = {"::footnote-marker": "/Lbl", "::footnote-call": "/Reference"}
CONTENTS_ROLES = {"/LI": "/TOCI", "/LBody": "/P"}
HEADINGS = {f"/H{level}": level for level in range(1, 7)}
# What may hold text itself: WeasyPrint wraps every line of it in a Span of its own.
HOLDERS = {"/P", "/Span", "/LBody", "/Lbl", "/TD", "/TH", "/Caption", "/Note", "/Reference"}
HOLDERS |= set(HEADINGS)
BARE = {"Type", "S", "P", "Pg", "K"}

_notes: list[Any] = []  # of the document that is being typeset


def with_meaning(build: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """Add what WeasyPrint does not tag: inner languages, notes, contents, the words of links."""

    def wrapped(box: Any, *arguments: Any) -> Iterator[Any]:
        inner = getattr(box, "_box", box)  # what is set absolutely stands in a placeholder
        element = getattr(inner, "element", None)
        for tag in build(box, *arguments):
            if element is not None and "K" in tag:
                _mend(tag, inner, element)
            yield tag

    return wrapped


def _mend(tag: Any, box: Any, element: Any) -> None:
    name = str(box.element_tag)
    lang = element.get("lang") if element.tag != "html" else None
    if lang and "Lang" not in tag:
        tag["Lang"] = pydyf.String(lang)
    annotation = getattr(box, "link_annotation", None)
    if annotation:
        annotation["Contents"] = pydyf.String(" ".join("".join(element.itertext()).split()))
    for pseudo, role in PSEUDO_ROLES.items():
        if name.endswith(pseudo):
            tag["S"] = role
    if "::" not in name:
        for word in (element.get("class") or "").split():
            if word in ROLES:
                tag["S"] = ROLES[word]
                if word == "fn":  # ISO 14289-1, 7.9: each note has an identifier of its own
                    _notes.append(tag)
                    tag["ID"] = pydyf.String(f"note-{len(_notes)}")


def finished(add: Callable[..., None], prefix: Callable[[], str]) -> Callable[..., None]:
    """Finish the tree that `add` has built for a document.

    `prefix` is the key of its part, before each name; empty for what is not joined.
    """

    def wrapped(pdf: Any, *arguments: Any) -> None:
        _notes.clear()
        add(pdf, *arguments)
        _notes.clear()
        _Tree(pdf, prefix()).finish()

    return wrapped


class _Tree:
    """The tags of a document as WeasyPrint has left them, by the number of their objects."""

    def __init__(self, pdf: Any, prefix: str) -> None:
        self.objects = pdf.objects
        self.root = self._at(pdf.catalog["StructTreeRoot"])
        self.prefix = prefix
        self.headings = pydyf.Array()
        self.names: list[tuple[str, bytes]] = []
        self.links: list[Any] = []
        self.moved: dict[bytes, bytes] = {}  # what was left away: the element that has its text
        self.owners: dict[int, bytes] = {}  # the link of an annotation, by its number
        self.waiting: dict[bytes, list[bytes]] = {}  # annotations that a link still gets

    def finish(self) -> None:
        for document in self.root["K"]:
            self._walk(self._at(document), False, None, False)
        for link in self.links:
            self._say_all(link)
        self._point()
        if not self.prefix:
            return
        self.root["Headings"] = self.headings
        self.root["Names"] = pydyf.Array(
            item for name, node in self.names for item in (pydyf.String(name), node)
        )

    def _at(self, reference: bytes) -> Any:
        return self.objects[int(reference.split()[0])]

    def _walk(self, node: Any, in_head: bool, link: Any, in_contents: bool) -> None:
        role = node["S"]
        in_head = in_head or role == "/THead"
        in_contents = in_contents or role == "/TOC"
        if in_contents:
            node["S"] = CONTENTS_ROLES.get(role, role)
        if role == "/Link":
            link = node
            self.links.append(node)
        elif link is not None:
            self._move_annotations(node, link)
        if role in HEADINGS:
            self.headings.extend((HEADINGS[role], node.reference))
        self._name(node, in_head)
        kids = pydyf.Array()
        for kid in node["K"]:
            child = None if isinstance(kid, int) else self._at(kid)
            if child is None or "S" not in child:
                kids.append(kid)
                continue
            self._walk(child, in_head, link, in_contents)
            if self._says_nothing(child, node):
                kids.extend(child["K"])
                self.moved[child.reference] = node.reference
                child.free = "f"  # is not written
            else:
                kids.append(kid)
        kids.extend(self.waiting.pop(node.reference, ()))
        node["K"] = kids

    def _says_nothing(self, child: Any, node: Any) -> bool:
        """Whether a Span only stands around text that its parent may hold itself."""
        return (
            child["S"] == "/Span"
            and node["S"] in HOLDERS
            and child["Pg"] == node["Pg"]
            and child.keys() <= BARE
            and all(isinstance(kid, int) for kid in child["K"])
        )

    def _name(self, node: Any, in_head: bool) -> None:
        """Names for the whole volume, and the scope of header cells."""
        if "ID" in node:
            name = self._full(node["ID"].string)
            node["ID"] = pydyf.String(name)
            self.names.append((name, node.reference))
        attributes = node.get("A")
        if attributes is None:
            return
        if "Headers" in attributes:
            attributes["Headers"] = pydyf.Array(
                pydyf.String(self._full(name.string)) for name in attributes["Headers"]
            )
        if node["S"] == "/TH":
            attributes["Scope"] = "/Column" if in_head else "/Row"

    def _full(self, name: str) -> str:
        return f"{self.prefix}.{name}" if self.prefix else name

    def _move_annotations(self, node: Any, link: Any) -> None:
        """Hang the annotations of an inner element at the link around it.

        ISO 14289-1, 7.18.5: a link is tagged as one.
        """
        kept = pydyf.Array()
        for kid in node["K"]:
            if isinstance(kid, int) or "Obj" not in self._at(kid):
                kept.append(kid)
                continue
            self.waiting.setdefault(link.reference, []).append(kid)
            annotation = self._at(self._at(kid)["Obj"])
            self.owners[annotation["StructParent"]] = link.reference
        node["K"] = kept

    def _say_all(self, link: Any) -> None:
        """Every part of a link that turns over a line, or holds an inner element, says all."""
        kids = [self._at(kid) for kid in link["K"] if not isinstance(kid, int)]
        parts = [self._at(kid["Obj"]) for kid in kids if "Obj" in kid]
        said = [part["Contents"].string for part in parts if "Contents" in part]
        words = max(said, key=len, default="")
        for part in parts:
            part["Contents"] = pydyf.String(words)

    def _point(self) -> None:
        """Let the parent tree say where text and annotations hang now."""
        numbers = self._at(self.root["ParentTree"])["Nums"]
        for index in range(0, len(numbers), 2):
            number, owner = numbers[index], numbers[index + 1]
            if isinstance(owner, pydyf.Array):
                numbers[index + 1] = pydyf.Array(map(self._holder, owner))
            else:
                numbers[index + 1] = self.owners.get(number, owner)

    def _holder(self, reference: bytes) -> bytes:
        while reference in self.moved:
            reference = self.moved[reference]
        return reference
