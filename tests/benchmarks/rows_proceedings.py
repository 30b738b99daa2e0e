"""Typesetting the demo's volume: cold, and again with nothing changed."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.harness import Bench, Row, cpu_seconds, row


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
    yield row("proceedings.demo.unchanged.share", warm / cold * 100, "% of cold")
