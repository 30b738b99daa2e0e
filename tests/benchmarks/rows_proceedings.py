"""Typesetting volumes: the demo's, and the same text at 100 and 800 pages beside one document.

The one document is what WeasyPrint makes of the same volume at once (one_document.py). CPU seconds
are those of all processes, the one that builds included. BENCH_PAGES chooses other sizes, for
example BENCH_PAGES=100. The last size of several is also compared with the first: typesetting must
not grow with the volume.
"""

import os
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

from tests.benchmarks import one_document
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
    from publications.engine.build import Built, build

    chapters = max(2, wanted // PAGES_OF_A_CHAPTER)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def made(edited: int | None = None) -> tuple[Built, float]:
            built: list[Built] = []

            def work() -> None:
                given = volume(chapters, edited)
                out = folder / "volume.pdf"
                built.append(build(given, cache_folder=folder / "cache", out=out))

            seconds = cpu_seconds(work)
            return built[0], seconds

        first, cold = made()
        _, edited = made(chapters // 2)
        _, unchanged = made(chapters // 2)
        alone, peak = one_document.measured(volume(chapters), folder / "one")
    base = f"proceedings.{wanted}"
    page_cost = cold / first.pages
    one = "% of one document"
    yield row(f"{base}.pages", first.pages, "pages")
    yield row(f"{base}.cold", page_cost, "s CPU/page")
    yield row(f"{base}.one_document", alone / first.pages, "s CPU/page")
    # The limits are those of 800 pages: a small document is cheap as one, a volume is not.
    is_large = wanted >= 800
    for name, seconds, limit in (
        ("cold", cold, 90),
        ("edited", edited, 9),
        ("unchanged", unchanged, 2.5),
    ):
        share = seconds / alone * 100
        yield row(f"{base}.{name}.share", share, one, limit if is_large else None)
    yield row(f"{base}.worker.memory", first.peak_bytes / 1e6, "MB", 200)
    yield row(f"{base}.join.memory", first.join_peak_bytes / 1e6, "MB")
    share = first.join_peak_bytes / peak * 100
    yield row(f"{base}.join.memory.share", share, one, 50 if is_large else None)
    yield row(f"{base}.one_document.memory", peak / 1e6, "MB")
    return page_cost


def volume(chapters: int, edited: int | None = None):
    """Plain data: chapters with headings, numbered paragraphs, notes, tables, references; index."""
    from publications.engine.source import Entry, Kind, Part
    from tests.factories.publications import small_volume

    parts = [
        Part(f"c{n}", Kind.CHAPTER, f"Chapter {n}", chapter(n, n == edited), f"{n}")
        for n in range(1, chapters + 1)
    ]
    # About one word of the index to a page, each with four places.
    words = [
        Entry(
            f"Subject {n}",
            tuple(
                f"c{1 + (n + step * 3) % chapters}.p{1 + (n * 7 + step) % 30}" for step in range(4)
            ),
            "Subjects",
        )
        for n in range(chapters * PAGES_OF_A_CHAPTER)
    ]
    return small_volume(*parts, Part("index", Kind.INDEX, "Index", entries=tuple(words)))


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
