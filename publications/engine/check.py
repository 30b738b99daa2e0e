"""The finished volume, opened again: what must be there, and what must not."""

from collections.abc import Set
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from publications.engine.attach import digests

UNWANTED = ("/JavaScript", "/JS", "/OpenAction", "/AA", "/AF", "/EmbeddedFiles", "/AcroForm", "/EF")
# Where papers were handed in they are attached: these and no other file (`_attached`).
ATTACHING = {"/AF", "/EmbeddedFiles", "/EF"}
UNWANTED_ACTIONS = {"/Launch", "/JavaScript", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"}
LINKS = ("https://", "http://", "mailto:")


def problems(path: Path, plan: dict[str, Any]) -> list[str]:
    """What is wrong with the volume at `path`, in sentences; empty where it may be published."""
    with Pdf.open(path) as volume:
        unwanted = set(UNWANTED) - (ATTACHING if plan.get("attachments") else set())
        return [
            *_frame(volume, plan),
            *_pages(volume, plan),
            *_objects(volume, unwanted),
            *_attached(volume, plan),
        ]


def _frame(volume: Pdf, plan: dict[str, Any]) -> list[str]:
    root, found = volume.Root, []
    if str(volume.docinfo.get("/Title", "")) != plan["title"]:
        found.append("The title is missing.")
    if not str(root.get("/Lang", "")):
        found.append("The language is missing.")
    if (
        not root.get("/MarkInfo", Dictionary()).get("/Marked", False)
        or "/StructTreeRoot" not in root
    ):
        found.append("The tags are missing.")
    with volume.open_outline() as outline:
        if [item.title for item in outline.root] != [part["title"] for part in plan["parts"]]:
            found.append("The bookmarks do not list the parts.")
    return found


def _pages(volume: Pdf, plan: dict[str, Any]) -> list[str]:
    found = []
    if len(volume.pages) != sum(part["pages"] for part in plan["parts"]):
        found.append("Pages are missing.")
    numbers = volume.Root.StructTreeRoot.ParentTree.Nums
    known = {int(numbers[index]) for index in range(0, len(numbers), 2)}
    parents = [int(page.obj.StructParents) for page in volume.pages]
    if len(set(parents)) != len(parents) or not set(parents) <= known:
        found.append("The tags of some pages are lost.")
    return found


def _attached(volume: Pdf, plan: dict[str, Any]) -> list[str]:
    given = sorted(item["sha256"] for item in plan.get("attachments", []))
    return [] if digests(volume) == given else ["The attached files are not those handed in."]


def _objects(volume: Pdf, unwanted: Set[str]) -> list[str]:
    found: dict[str, None] = {}
    # Most objects are tags: what none of these keys is in needs no second look.
    telling = {*unwanted, "/A", "/Subtype"}  # a font has a subtype
    for item in volume.objects:
        if not isinstance(item, (Dictionary, Stream)):
            continue
        keys = item.keys()
        if telling.isdisjoint(keys):
            continue
        for key in unwanted & keys:
            found[f"The file holds {key}, which it must not."] = None
        if "/Subtype" in keys and item.get("/Type") == Name.Font and not _is_embedded(item):
            found[f"The font {item.get('/BaseFont')} is not embedded."] = None
        action = item.get("/A") if "/A" in keys else None
        if isinstance(action, Dictionary) and "/S" in action:
            if str(action.S) in UNWANTED_ACTIONS:
                found[f"The file holds an action {action.S}, which it must not."] = None
            if "/URI" in action and not str(action.URI).startswith(LINKS):
                found["A link leads to an address that is not on the web."] = None
    return list(found)


def _is_embedded(font: pikepdf.Object) -> bool:
    if font.get("/Subtype") == Name.Type3:
        return True
    inner = font.get("/DescendantFonts")
    if isinstance(inner, Array):
        return all(_is_embedded(item) for item in inner)
    descriptor = font.get("/FontDescriptor", Dictionary())
    return any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
