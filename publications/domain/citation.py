"""How to cite a recommendation: a sentence, BibTeX and RIS.

BibTeX: entry type @misc, fields as in the BibTeX manual (btxdoc, Patashnik 1988). RIS: the tags of
Research Information Systems' format specification; type RPRT, CRLF at the end of each line.
"""

import re
import unicodedata

from django.conf import settings
from django.utils.translation import gettext as _

from publications.domain.dates import in_words
from publications.domain.recommendations import short_address
from publications.models import Recommendation

AUTHOR = "Working Group for an ASEAN Human Rights Mechanism"
_BIBTEX_SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "$": r"\$",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def permanent_url(recommendation: Recommendation) -> str:
    """The full permanent address, from BASE_URL and without a language."""
    return settings.BASE_URL.rstrip("/") + short_address(recommendation)


def _held(recommendation: Recommendation) -> str:
    workshop = recommendation.workshop
    return workshop.official_title or workshop.title


def sentence(recommendation: Recommendation) -> str:
    """The citation as one sentence for a footnote. Needs `workshop`."""
    workshop = recommendation.workshop
    when = in_words(workshop.starts_on) if workshop.starts_on else str(workshop.year)
    place = ", ".join(part for part in (workshop.city, when) if part)
    return _(
        "%(author)s, “%(title)s”, %(workshop)s (%(place)s), recommendation %(number)d, %(url)s"
    ) % {
        "author": AUTHOR,
        "title": recommendation.title,
        "workshop": _held(recommendation),
        "place": place,
        "number": recommendation.number,
        "url": permanent_url(recommendation),
    }


def cite_key(recommendation: Recommendation) -> str:
    """A BibTeX key of letters, digits and hyphens: 'wg-2004-jakarta-1'."""
    plain = unicodedata.normalize("NFKD", recommendation.workshop.slug)
    slug = re.sub(r"[^a-z0-9-]+", "", plain.lower())
    return f"wg-{slug}-{recommendation.number}"


def bibtex(recommendation: Recommendation) -> str:
    """The recommendation as a BibTeX entry, UTF-8."""
    workshop = recommendation.workshop
    fields = {
        "author": "{" + _escaped(AUTHOR) + "}",
        "title": "{" + _escaped(recommendation.title) + "}",
        "howpublished": _escaped(
            f"{_held(recommendation)}, recommendation {recommendation.number}"
        ),
        "year": str(workshop.year),
        "address": _escaped(workshop.city),
        "url": permanent_url(recommendation),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{cite_key(recommendation)},\n" + ",\n".join(lines) + "\n}\n"


def ris(recommendation: Recommendation) -> str:
    """The recommendation as a RIS record, UTF-8."""
    workshop = recommendation.workshop
    fields = [
        ("TY", "RPRT"),
        ("AU", AUTHOR),
        ("TI", recommendation.title),
        ("T2", _held(recommendation)),
        ("M1", str(recommendation.number)),
        ("PY", str(workshop.year)),
        ("CY", workshop.city),
        ("AB", recommendation.text),
        ("LA", recommendation.language),
        ("UR", permanent_url(recommendation)),
        ("ID", cite_key(recommendation)),
    ]
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def _escaped(text: str) -> str:
    return "".join(_BIBTEX_SIGNS.get(char, char) for char in _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())
