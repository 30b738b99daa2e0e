"""Letters on paper: how many the typesetter makes, one by one and as one file for the printer."""

import datetime
from collections.abc import Iterator

from tests.benchmarks.harness import Bench, Row, row

LETTERS = 30


def rows(bench: Bench) -> Iterator[Row]:
    from publications.domain import letters_kinds
    from publications.domain.letters_paper import Press, Sender, Sheet, html_of

    kind = letters_kinds.get("invitation")
    sender = Sender(("Invented Sender", "Invented Street 1"), "Manila", "Invented", "Office")
    words = letters_kinds.built_in(kind, "en")
    sheet = Sheet("en", lambda: "Letter of invitation", words, lambda: kind.samples)
    day = datetime.date(2027, 3, 1)
    bodies = [html_of([sheet], sender, f"WGS/2027/{n:03}", day) for n in range(LETTERS)]
    with Press() as press:
        press.pdf("Letter", "en", bodies[0])  # the process starts and reads its typefaces
        before = press.cpu_seconds
        for body in bodies:
            press.pdf("Letter", "en", body)
        made = press.cpu_seconds
        press.pdf("Letters", "en", "".join(bodies))
        printed = press.cpu_seconds
    yield row("letters.made", LETTERS / (made - before), "letters/s CPU")
    yield row("letters.print_file", LETTERS / (printed - made), "letters/s CPU")
