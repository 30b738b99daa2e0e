"""Papers of authors: attached to the accessible edition, or merged into one for print.

Merged pages come without tags and would break PDF/UA, so the print edition claims neither PDF/UA
nor PDF/A. Runs in the limited child process: the papers are somebody else's files.
"""

import hashlib
from pathlib import Path
from typing import Any

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, String

CLAIMS = ("/StructTreeRoot", "/MarkInfo", "/Metadata", "/OutputIntents", "/AF")


def attach(volume: Pdf, plan: dict[str, Any]) -> None:
    """Embed the files of `plan["attachments"]` as associated files (ISO 19005-3, 6.8)."""
    specs = Array()
    names = Array()
    day = plan["date"].replace("-", "")
    for item in sorted(plan.get("attachments", []), key=lambda item: str(item["name"])):
        data = Path(item["path"]).read_bytes()
        stream = volume.make_stream(
            data,
            Type=Name.EmbeddedFile,
            Subtype=Name("/application/pdf"),
            Params=Dictionary(Size=len(data), ModDate=String(f"D:{day}000000Z")),
        )
        spec = volume.make_indirect(
            Dictionary(
                Type=Name.Filespec,
                F=String(item["name"]),
                UF=String(item["name"]),
                Desc=String(item["description"]),
                AFRelationship=Name.Supplement,
                EF=Dictionary(F=stream, UF=stream),
            )
        )
        specs.append(spec)
        names.append(String(item["name"]))
        names.append(spec)
    if len(specs):
        volume.Root.AF = specs
        volume.Root.Names.EmbeddedFiles = Dictionary(Names=names)


def digests(volume: Pdf) -> list[str]:
    """The SHA-256 of every embedded file, sorted."""
    return sorted(
        hashlib.sha256(item.read_bytes()).hexdigest()
        for item in volume.objects
        if isinstance(item, Stream) and item.get("/Type") == Name.EmbeddedFile
    )


def for_print(plan: dict[str, Any], out: Path) -> int:
    """Write the volume with the pages of each paper behind its chapter; returns the pages.

    The plan: `volume` (path), `papers` (path, after: the pages of the volume before it), in order.
    """
    with Pdf.open(plan["volume"]) as pdf:
        for key in CLAIMS:
            if key in pdf.Root:
                del pdf.Root[key]
        if "/EmbeddedFiles" in pdf.Root.Names:
            del pdf.Root.Names["/EmbeddedFiles"]
        for page in pdf.pages:
            for item in (page.obj, *page.obj.get("/Annots", [])):
                for key in ("/StructParents", "/StructParent"):
                    if key in item:
                        del item[key]
        labels = _labels(pdf)
        inserted = 0
        for number, paper in enumerate(plan["papers"], start=1):
            with Pdf.open(paper["path"]) as source:
                place = paper["after"] + inserted
                for offset, page in enumerate(source.pages):
                    pdf.pages.insert(place + offset, page)
                pages = len(source.pages)
            labels = _shifted(labels, place, pages, f"P{number}-")
            inserted += pages
        pdf.Root.PageLabels = Dictionary(Nums=_numbers(labels))
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=ObjectStreamMode.generate,
            linearize=True,
        )
        return len(pdf.pages)


Labels = dict[int, tuple[str, str, int]]  # from a page on: style, prefix, first number


def _labels(pdf: Pdf) -> Labels:
    numbers = pdf.Root.PageLabels.Nums
    return {
        int(numbers[index]): (
            str(numbers[index + 1].get("/S", "/D")),
            "",
            int(numbers[index + 1].get("/St", 1)),
        )
        for index in range(0, len(numbers), 2)
    }


def _shifted(labels: Labels, place: int, pages: int, prefix: str) -> Labels:
    """The labels with `pages` more at `place`: theirs begin with `prefix`, then it goes on."""
    style, own, first = labels[max(start for start in labels if start < place)]
    begin = max(start for start in labels if start < place)
    result = {s if s < place else s + pages: label for s, label in labels.items()}
    result[place] = ("/D", prefix, 1)
    result.setdefault(place + pages, (style, own, first + place - begin))
    return result


def _numbers(labels: Labels) -> Array:
    numbers = Array()
    for start in sorted(labels):
        style, prefix, first = labels[start]
        label = Dictionary(S=Name(style), St=first)
        if prefix:
            label.P = String(prefix)
        numbers.append(start)
        numbers.append(label)
    return numbers
