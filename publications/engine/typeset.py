"""One sheet becomes one tagged PDF. Runs in the limited child process only."""

import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pydyf
from weasyprint import CSS, HTML
from weasyprint.pdf import tags
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

from publications.engine.errors import BuildError

# Dates and identifiers are written when the parts are joined; a part carries none.
IDENTIFIER = b"part"


class _References(pydyf.PDF):
    """pydyf builds the list of page references anew at every reading: once per tagged element."""

    @property
    def page_references(self) -> tuple[bytes, ...]:
        pages = tuple(self.pages["Kids"][::3])
        if len(pages) != getattr(self, "_known", (-1,))[0]:
            references = tuple(f"{number} 0 R".encode("ascii") for number in pages)
            self._known = (len(pages), references)
        return self._known[1]


# Classes of our own sheets and what they are in the tag tree (ISO 32000-1, 14.8.4).
ROLES = {"toc": "/TOC", "fn": "/Note"}
PSEUDO_ROLES = {"::footnote-marker": "/Lbl", "::footnote-call": "/Reference"}


def _with_meaning(build: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
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


_notes: list[Any] = []  # of the document that is being typeset


def prepare() -> None:
    """Adjust the libraries once in a fresh process, and forbid it the network."""
    gc.disable()
    pydyf.PDF = _References
    tags._build_box_tree = _with_meaning(tags._build_box_tree)
    sys.addaudithook(_forbid)


def _forbid(event: str, arguments: object) -> None:
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn")):
        raise PermissionError(f"The typesetter may not use {event}.")


class Fetcher:
    """Answers `asset:KEY` from the files it was given, and nothing else."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def __call__(self, url: str, *_: object, **__: object) -> URLFetcherResponse:
        scheme, _sep, key = url.partition(":")
        if scheme != "asset" or key not in self._files:
            raise FatalURLFetchingError(
                f"The text asks for {url[:200]}; only resources of the volume are used."
            )
        kind = "image/svg+xml" if key.startswith("cloth-") else ""
        headers = {"Content-Type": kind} if kind else {}
        return URLFetcherResponse(url, Path(self._files[key]).read_bytes(), headers)


def typeset(
    html: str, css: str, assets: Mapping[str, str], *, is_tagged: bool
) -> tuple[bytes, int, dict[str, int]]:
    """Return the PDF of a document, its number of pages, and on which of them each anchor is.

    Arguments: the HTML document; its stylesheet; the file of each resource by key. Raises
    BuildError with the cause in words.
    """
    fetcher = Fetcher(assets)
    _notes.clear()
    faces = FontConfiguration()
    try:
        style = CSS(string=css, url_fetcher=fetcher, font_config=faces)
        document = HTML(string=html, url_fetcher=fetcher).render(
            font_config=faces, stylesheets=[style]
        )
        pdf = document.write_pdf(
            pdf_variant="pdf/a-3a" if is_tagged else "pdf/a-3u", pdf_identifier=IDENTIFIER
        )
        anchors = {name: at for at, page in enumerate(document.pages) for name in page.anchors}
        return pdf, len(document.pages), anchors
    except FatalURLFetchingError as error:
        raise BuildError(str(error)) from None
    except RecursionError:
        raise BuildError("The text nests its elements too deeply.") from None
    except MemoryError:
        raise BuildError("The part needs more memory than a part may use.") from None
    finally:
        _notes.clear()
        gc.collect()
