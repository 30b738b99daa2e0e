"""A letter on paper: letterhead, number, date, words, signature; tagged, in several languages.

Whatever a person typed arrives as text. One limited process typesets many letters one after the
other.
"""

import datetime
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from types import TracebackType

from django.utils.formats import date_format
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _

from correspondence.domain import wording
from publications.domain.people import language_of
from publications.engine import fonts
from publications.engine.breaks import by_word
from publications.engine.limits import Child

FACES = (
    '"Text Serif", "Text Thai", "Text Lao", "Text Khmer", "Text Myanmar", "Text Tamil", '
    '"Text Jawi", "Text Han"'
)
STYLE = f"""
@page {{ size: A4; margin: 24mm 26mm 22mm; @bottom-center {{ content: counter(page); color: #675D69;
  font: 8pt {FACES} }} }}
body {{ margin: 0; font: 11pt/1.5 {FACES}; color: #211A22 }}
article + article {{ break-before: page }}
.from {{ border-bottom: 1.5pt solid #5E1D4B; padding-bottom: 3mm; margin-bottom: 9mm;
  font-size: 9pt; line-height: 1.35; color: #4B424D }}
.from p {{ margin: 0 }} .from .who {{ font-size: 13pt; color: #5E1D4B; margin-bottom: 1mm }}
.ref {{ margin: 0; font-size: 9.5pt; color: #4B424D }}
h1 {{ font-size: 15pt; line-height: 1.3; margin: 8mm 0 5mm; font-weight: 600 }}
p {{ margin: 0 0 3.5mm; orphans: 3; widows: 3; overflow-wrap: anywhere }}
.signed {{ margin-top: 12mm; break-inside: avoid }} .signed p {{ margin: 0 }}
.line {{ width: 70mm; border-top: .5pt solid #211A22; padding-top: 1.5mm; margin-top: 16mm }}
.certificate {{ text-align: center; padding-top: 10mm }}
.certificate h1 {{ font-size: 26pt; color: #5E1D4B; margin: 0 0 16mm }}
.certificate .words p {{ font-size: 13pt; margin-bottom: 6mm }}
.certificate .words .name {{ font-size: 24pt; line-height: 1.3; margin: 8mm 0 }}
.certificate .words .long {{ font-size: 14pt }}
.certificate .signed {{ margin: 20mm auto 0; width: 80mm }}
.certificate .line {{ margin-left: auto; margin-right: auto }}
.check {{ margin-top: 14mm; font-size: 9pt; color: #4B424D }}
"""
# Letters of a name that fill two lines of a certificate at its largest size.
LONG_NAME = 40
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Sender:
    """What stands above and below every letter of a workshop."""

    lines: tuple[str, ...]
    place: str
    signed_by: str
    signed_as: str


@dataclass(frozen=True)
class Sheet:
    """One letter in one language: heading, words with placeholders, values by placeholder.

    `values` is called under the language, so that days are in its words.
    """

    language: str
    heading: Callable[[], str]
    words: str
    values: Callable[[], Mapping[str, str]]


def paragraphs(words: str, values: Mapping[str, str]) -> list[str]:
    """The paragraphs of a letter as plain text; one in which nothing is left stands nowhere.

    In one pass: what looks like a placeholder in a value stays text. A value has one line.
    """
    found = []
    for part in re.split(r"\n\s*\n", words):
        filled = _PLACEHOLDER.sub(lambda m: one_line(values.get(m[1], m[0])), part)
        lines = [" ".join(line.split()) for line in filled.split("\n")]
        text = "\n".join(line for line in lines if line)
        if text:
            found.append(text)
    return found


def one_line(text: str) -> str:
    """A value as it is printed: in one line, nothing that turns or hides other text (SEC-B5)."""
    return " ".join(wording.normal(text).split())


def html_of(sheets: Sequence[Sheet], sender: Sender, reference: str, day: datetime.date) -> str:
    """A letter, each language on pages of its own. Every text is escaped."""
    return "".join(_article(sheet, sender, reference, day) for sheet in sheets)


def _article(sheet: Sheet, sender: Sender, reference: str, day: datetime.date) -> str:
    with override(sheet.language):
        ours = _("Our reference: %(number)s") % {"number": reference}
        on = date_format(day, "j F Y")
        where = f"{sender.place}, {on}" if sender.place else on
        body = "".join(f"<p>{_lines(text)}</p>" for text in paragraphs(sheet.words, sheet.values()))
        return (
            f"<article {_language(sheet.language)}>{_from(sender)}"
            f'<p class="ref">{escape(ours)}</p><p class="ref">{escape(where)}</p>'
            f"<h1>{escape(sheet.heading())}</h1>{body}{_signed(sender)}</article>"
        )


def certificate_html(
    sheet: Sheet, sender: Sender, day: datetime.date, *, code: str, address: str, until: str
) -> str:
    """A certificate; below it how anybody can check it without learning a name."""
    with override(sheet.language):
        values = dict(sheet.values())
        name = one_line(values["name"])
        size = "name long" if len(name) > LONG_NAME else "name"
        parts = [
            f'<p class="{size}"{_marked(text)}>{escape(text)}</p>'
            if text == name
            else f"<p>{_lines(text)}</p>"
            for text in paragraphs(sheet.words, values)
        ]
        on = date_format(day, "j F Y")
        where = f"{sender.place}, {on}" if sender.place else on
        check = _(
            "Number %(code)s. Whether it is valid until %(until)s is told at %(address)s; the page "
            "knows no name."
        ) % {"code": code, "address": address, "until": until}
        return (
            f'<article class="certificate" {_language(sheet.language)}>{_from(sender)}'
            f'<h1>{escape(sheet.heading())}</h1><div class="words">{"".join(parts)}</div>'
            f'<p class="ref">{escape(where)}</p>{_signed(sender)}'
            f'<p class="check">{escape(check)}</p></article>'
        )


def _language(code: str) -> str:
    direction = ' dir="rtl"' if get_language_info(code)["bidi"] else ""
    return f'lang="{code}"{direction}'


def _marked(text: str) -> str:
    tag = language_of(text)
    return f' lang="{tag}"' if tag else ""


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _from(sender: Sender) -> str:
    first, *others = sender.lines or ("",)
    rest = "".join(f"<p>{escape(line)}</p>" for line in others)
    return f'<div class="from"><p class="who">{escape(first)}</p>{rest}</div>'


def _signed(sender: Sender) -> str:
    name = f"<p><b>{escape(sender.signed_by)}</b></p>" if sender.signed_by else ""
    return (
        f'<div class="signed"><div class="line">{name}<p>{escape(sender.signed_as)}</p></div></div>'
    )


class Press:
    """Typesets small documents, one after the other, in one limited process."""

    def __init__(self) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="letters-")
        self._folder = Path(self._place.name)
        self._child = Child(self._folder)

    def __enter__(self) -> "Press":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._child.close()
        self._place.cleanup()

    @property
    def cpu_seconds(self) -> float:
        """What the process has used so far."""
        return self._child.all_cpu_seconds

    def pdf(self, title: str, language: str, body: str) -> bytes:
        """A tagged PDF of a fragment. Raises BuildError."""
        faces = fonts.faces_for(f"{body} {title}")
        fonts.make_ready(sorted(faces, key=lambda face: face.key))
        html = (
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
            f"<title>{escape(title)}</title></head><body>{by_word(body)}</body></html>"
        )
        source, style, out = (self._folder / name for name in ("in.html", "in.css", "out.pdf"))
        source.write_text(html, "utf-8")
        style.write_text(f"{fonts.css(faces)}\n{STYLE}", "utf-8")
        self._child.ask(
            do="typeset",
            html=str(source),
            css=str(style),
            assets={f"font-{face.key}": str(face.path) for face in faces if face.path},
            out=str(out),
            is_tagged=True,
        )
        return out.read_bytes()
