"""The page of a workshop, from the cache and made anew for every request."""

from collections.abc import Iterator

from tests.benchmarks.harness import Bench, Row, row


def rows(bench: Bench) -> Iterator[Row]:
    # A query string is never kept: the page is made anew each time.
    yield row("page.workshop.uncached", bench.multiple(f"{bench.workshop}?new"), "bare views", 25)
    yield row("page.workshop.cached", bench.multiple(bench.workshop), "bare views", 5)
    yield row("page.home.uncached", bench.multiple("/?new"), "bare views", 40)
    yield row("page.home.cached", bench.multiple("/"), "bare views", 5)
