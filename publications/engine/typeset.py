"""One sheet becomes one tagged PDF. Runs in the limited child process only."""

import gc
import sys
from collections.abc import Mapping
from pathlib import Path

import pydyf
from weasyprint import CSS, HTML
from weasyprint import pdf as pdf_module
from weasyprint.pdf import tags
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

from publications.engine import tagging
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


_part = ""  # the key of what is being typeset


def prepare() -> None:
    """Adjust the libraries once in a fresh process, and forbid it the network."""
    gc.disable()
    pydyf.PDF = _References
    tags._build_box_tree = tagging.with_meaning(tags._build_box_tree)
    pdf_module.add_tags = tagging.finished(tags.add_tags, lambda: _part)
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
    html: str, css: str, assets: Mapping[str, str], *, key: str, is_tagged: bool
) -> tuple[bytes, int, dict[str, int]]:
    """Return the PDF of a document, its number of pages, and on which of them each anchor is.

    Arguments: the HTML document; its stylesheet; the file of each resource by key; the key of the
    part, before each name in its tags (empty for what is not joined). Raises BuildError with the
    cause in words.
    """
    global _part
    _part = key
    fetcher = Fetcher(assets)
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
        gc.collect()
