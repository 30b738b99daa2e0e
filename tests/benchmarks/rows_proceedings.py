"""Typesetting volumes: the demo's, and the same text at 100 and 800 pages beside one document.

The one document is what WeasyPrint makes of all chapters at once, in a process of its own, with
the same stylesheet, faces and text. BENCH_PAGES chooses other sizes, for example BENCH_PAGES=100.
The last size of several is also compared with the first: typesetting must not grow with the volume.
"""

import os
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

from tests.benchmarks.harness import Bench, Row, cpu_seconds, row

PAGES_OF_A_CHAPTER = 6  # about, as chapter() writes it


def rows(bench: Bench) -> Iterator[Row]:
    from publications.domain.assemble import assemble
    from publications.engine.build import build
    from publications.models import Audience, ProceedingsPage

    slug = bench.workshop.strip("/").split("/")[-1]
    [page] = [p for p in ProceedingsPage.objects.all() if p.get_parent().slug == slug]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages: list[int] = []

        def work() -> None:
            built = build(
                assemble(page, Audience.PUBLIC, 1).volume,
                cache_folder=folder / "cache",
                out=folder / "volume.pdf",
            )
            pages.append(built.pages)

        cold = cpu_seconds(work)
        warm = cpu_seconds(work)
    yield row("proceedings.demo.pages", pages[0], "pages")
    yield row("proceedings.demo.cold", cold / pages[0], "s CPU/page")
    yield row("proceedings.demo.unchanged", warm / pages[0], "s CPU/page")
    sizes = [int(size) for size in os.environ.get("BENCH_PAGES", "100,800").split(",")]
    costs: list[float] = []  # s CPU a page, cold, by size
    for size in sizes:
        costs.append((yield from sized(size)))
    if len(costs) > 1:
        growth = costs[-1] / costs[0]
        yield row("proceedings.growth", growth, f"x CPU/page of {sizes[0]} pages", 1.25)


def sized(wanted: int) -> Generator[Row, None, float]:
    """A volume of about `wanted` pages by chapter and as one document; its cold s CPU a page."""
    from publications.engine.build import build

    chapters = max(2, wanted // PAGES_OF_A_CHAPTER)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def made(volume):
            return build(volume, cache_folder=folder / "cache", out=folder / "volume.pdf")

        first = made(volume(chapters))
        edited = made(volume(chapters, edited=chapters // 2))
        same = made(volume(chapters, edited=chapters // 2))
        alone, peak = one_document(volume(chapters), folder / "one")
    base = f"proceedings.{wanted}"
    page_cost = first.cpu_seconds / first.pages
    one = "% of one document"
    yield row(f"{base}.pages", first.pages, "pages")
    yield row(f"{base}.cold", page_cost, "s CPU/page")
    yield row(f"{base}.one_document", alone / first.pages, "s CPU/page")
    # The limits are those of 800 pages: a small document is cheap as one, a volume is not.
    is_large = wanted >= 800
    for name, ran, limit in (
        ("cold", first, 90),
        ("edited", edited, 9),
        ("unchanged", same, 2.5),
    ):
        share = ran.cpu_seconds / alone * 100
        yield row(f"{base}.{name}.share", share, one, limit if is_large else None)
    yield row(f"{base}.worker.memory", first.peak_bytes / 1e6, "MB", 200)
    yield row(f"{base}.join.memory", first.join_peak_bytes / 1e6, "MB")
    share = first.join_peak_bytes / peak * 100
    yield row(f"{base}.join.memory.share", share, one, 50 if is_large else None)
    yield row(f"{base}.one_document.memory", peak / 1e6, "MB")
    return page_cost


def volume(chapters: int, edited: int | None = None):
    """Plain data: chapters with headings, numbered paragraphs, notes, tables and references."""
    from publications.engine.source import Kind, Part
    from tests.factories.publications import small_volume

    parts = [
        Part(f"c{n}", Kind.CHAPTER, f"Chapter {n}", chapter(n, n == edited), f"{n}")
        for n in range(1, chapters + 1)
    ]
    return small_volume(*parts)


def chapter(number: int, is_edited: bool = False) -> str:
    """One chapter of about six pages."""
    text = (
        "The participants considered what had been asked of each office, what was answered, and "
        "when; they noted that an answer which arrives late may be correct and of no use. "
    )
    html = ["<p>Edited.</p>"] if is_edited else []
    for place in range(1, 31):
        if place % 8 == 1:
            html.append(f"<h3>Part {number}.{place}</h3>")
        note = '<span class="fn">Noted at the time.</span>' if place % 6 == 0 else ""
        link = f'<a href="xref:c{max(1, number - 1)}.p1">above</a>' if place % 10 == 0 else ""
        mark = f'<p class="para" id="p{place}"><span class="no">{place}.</span>'
        html.append(f"{mark} {text * 3}{note}{link}</p>")
        if place % 15 == 0:
            cells = "".join(
                f'<tr><th scope="row">Office {n}</th><td>{n}</td><td>{n * 2}</td></tr>'
                for n in range(8)
            )
            html.append(
                "<table><caption>Answers</caption><thead><tr><th>Office</th><th>Asked</th>"
                f"<th>Answered</th></tr></thead><tbody>{cells}</tbody></table>"
            )
    return "".join(html)


def one_document(given, folder: Path) -> tuple[float, int]:
    """CPU seconds and peak bytes of one WeasyPrint document of a volume's chapters."""
    from publications.engine import fonts
    from publications.engine.limits import MEGABYTE, Child, Limits
    from publications.engine.pages import STYLE, sheet
    from publications.engine.source import Kind

    folder.mkdir()
    sheets = [sheet(given, part) for part in given.parts if part.kind is Kind.CHAPTER]
    body = "".join(
        page.html.partition("<body>")[2].partition("</body>")[0].replace('id="p', f'id="{n}-p')
        for n, page in enumerate(sheets)
    )
    faces = sheets[0].faces
    (folder / "part.html").write_text(f'<html lang="en"><title>One</title><body>{body}</body>')
    (folder / "part.css").write_text(f"{fonts.css(faces)}{STYLE}.open{{break-before:page}}")
    (folder / "cloth").write_text(given.cloth_light)
    assets = {f"font-{face.key}": str(face.path) for face in faces}
    assets |= dict.fromkeys(("cloth-plum", "cloth-dark"), str(folder / "cloth"))
    limits = Limits(cpu_seconds=1_800, wall_seconds=3_600, memory_bytes=8_000 * MEGABYTE)
    with Child(folder, limits) as child:
        child.ask(
            do="typeset",
            html=str(folder / "part.html"),
            css=str(folder / "part.css"),
            assets=assets,
            is_tagged=True,
            out=str(folder / "part.pdf"),
        )
        return child.cpu_seconds, child.peak_bytes
