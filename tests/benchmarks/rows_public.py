"""Anonymous pages: CPU as a multiple of the bare view, and weight of the first visit."""

from collections.abc import Iterator

from tests.benchmarks.harness import Bench, Row, first_visit, row


def rows(bench: Bench) -> Iterator[Row]:
    # path, most CPU (bare views), most weight of a first visit (kB, gzip, with fonts)
    pages = {
        "home": ("/", None, 90),
        "workshop": (bench.workshop, 25, 90),
        "agenda": (f"{bench.workshop}agenda/", 30, 100),
        "registration": (f"{bench.workshop}registration/", None, 75),
        "proceedings": (f"{bench.workshop}proceedings/", None, 90),
    }
    for name, (path, most_cpu, most_weight) in pages.items():
        # A query string is never kept: the page is made anew each time.
        yield row(f"page.{name}.cpu", bench.multiple(f"{path}?new"), "bare views", most_cpu)
        weights = first_visit(bench.site.base, path)
        yield row(f"page.{name}.weight", sum(weights.values()), "kB gzip", most_weight)
        unfonted = weights["html"] + weights["assets"]
        yield row(f"page.{name}.weight.without_fonts", unfonted, "kB gzip", 20)
        yield row(f"page.{name}.weight.next", weights["html"], "kB gzip",
                  40 if name == "agenda" else 10)  # fmt: skip
