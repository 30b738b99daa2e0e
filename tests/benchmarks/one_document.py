"""A volume as one WeasyPrint document: what `rows_proceedings` compares the engine with.

It prints the same parts with the same stylesheet and faces, and does itself what the engine does
when it joins: page numbers in the contents, running heads, figures, links between chapters. The
library is used as it comes, in a process of its own: the engine's mends of the library, and its
collector held back, belong to the engine.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.harness import ROOT, cpu_seconds

# What the engine stamps and joins.
STYLE = """
@page { @bottom-left { content: string(head); font: 8.5pt/1.2 var(--sans); vertical-align: top }
  @bottom-right { content: counter(page); font: 600 9pt/1.2 var(--sans); vertical-align: top } }
@page cover { @bottom-left { content: none } @bottom-right { content: none } }
section, .open { break-before: page }
.cover { break-before: auto }
.open h2, .contents h2 { string-set: head content(text) }
.contents .pg::after { content: target-counter(attr(data-to), page) }
.index a::after { content: target-counter(attr(href), page) }
"""
BODY = re.compile(r"<body>(.*)</body>", re.DOTALL)
LINE = re.compile(r'(href="(#[\w.-]+)"(?:(?!</li>).)*?<span class="pg")')


def measured(volume, folder: Path) -> tuple[float, int]:
    """CPU seconds and peak bytes of a volume as one document, made in `folder`."""
    folder.mkdir()
    write(volume, folder)
    command = [sys.executable, "-m", "tests.benchmarks.one_document", str(folder)]
    answers: list[bytes] = []
    seconds = cpu_seconds(lambda: answers.append(subprocess.check_output(command, cwd=ROOT)))
    return seconds, json.loads(answers[0])["peak_bytes"]


def write(volume, folder: Path) -> None:
    """Put the document, its stylesheet and its resources into `folder`."""
    from publications.engine import fonts, pages
    from publications.engine.source import Kind

    unknown = {part.key: "" for part in volume.parts}
    sheets = {part.key: pages.sheet(volume, part, unknown) for part in volume.parts}
    bodies = []
    for part in volume.parts:
        body = BODY.search(sheets[part.key].html)[1].replace('href="xref:', 'href="#')
        if part.kind is Kind.CHAPTER:
            body = body.replace('id="', f'id="{part.key}.').replace("<h2", f'<h2 id="{part.key}"')
        elif part.kind is Kind.CONTENTS:
            body = LINE.sub(r'\1 data-to="\2"', body)
        elif part.kind is Kind.INDEX:
            body += f'<div class="index">{"".join(map(_entry, part.entries))}</div>'
        bodies.append(body)
    faces = sorted({f for sheet in sheets.values() for f in sheet.faces}, key=lambda f: f.key)
    (folder / "one.html").write_text(
        f'<html lang="{volume.lang}"><title>One</title><body>{"".join(bodies)}</body></html>'
    )
    (folder / "one.css").write_text(f"{fonts.css(tuple(faces))}{pages.STYLE}{STYLE}")
    (folder / "cloth").write_text(volume.cloth_light)
    assets = {f"font-{face.key}": str(face.path) for face in faces}
    assets |= dict.fromkeys(("cloth-plum", "cloth-dark"), str(folder / "cloth"))
    (folder / "assets.json").write_text(json.dumps(assets))


def _entry(entry) -> str:
    links = ", ".join(f'<a href="#{place}"></a>' for place in entry.places)
    return f"<p>{entry.word} {links}</p>"


def main(folder: Path) -> None:
    """Typeset what `write` put there; prints its number of pages and its peak in bytes."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from publications.engine.limits import usage
    from publications.engine.typeset import Fetcher

    fetcher = Fetcher(json.loads((folder / "assets.json").read_text()))
    faces = FontConfiguration()
    style = CSS(string=(folder / "one.css").read_text(), url_fetcher=fetcher, font_config=faces)
    html = HTML(string=(folder / "one.html").read_text(), url_fetcher=fetcher)
    document = html.render(font_config=faces, stylesheets=[style])
    document.write_pdf(folder / "one.pdf", pdf_variant="pdf/ua-1")
    print(json.dumps({"pages": len(document.pages), "peak_bytes": usage()["peak_bytes"]}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
