"""The public data of the tracker as CSV and as JSON, for whoever wants to work with it."""

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from publications.domain.citation import permanent_url
from publications.domain.dates import for_machines
from publications.domain.tracker import step_line
from publications.models import Instrument, Recommendation, Step

COLUMNS = (
    "id",
    "workshop",
    "year",
    "number",
    "title",
    "text",
    "language",
    "addressed_to",
    "themes",
    "state",
    "adopted_on",
    "sha256",
    "source",
    "steps",
    "address",
)
# A spreadsheet takes a cell that begins so for a formula; after a semicolon or a tab a cell may
# begin where another separator is the custom. Full-width signs count too (OWASP, CSV Injection).
_FORMULA = re.compile(r"(^|[;\t\r\n])(\s*)([=+\-@＝＋－＠])")
# A number, a date or a telephone number is data: +62 stays +62.
_NUMBER = re.compile(r"[+-]?\d[\d\s().,/-]*")


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet runs: an apostrophe before what would be a formula.

    Numbers and telephone numbers are left as they are ('+62 21 555', '-4').
    """
    text = "" if value is None else str(value).replace("\x00", "")
    if _NUMBER.fullmatch(text):
        return text
    return _FORMULA.sub(r"\1\2'\3", text)


def as_csv(rows: Iterable[Recommendation]) -> str:
    """One line for each recommendation, RFC 4180, every cell quoted; begins with a UTF-8 mark."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        record = as_record(row)
        record["addressed_to"] = " | ".join(record["addressed_to"])
        record["themes"] = " | ".join(record["themes"])
        record["steps"] = " | ".join(step_line(step) for step in row.public_steps)
        record["workshop"] = record["workshop"]["title"]
        writer.writerow([safe_cell(record[column]) for column in COLUMNS])
    return "\ufeff" + out.getvalue()


def as_record(row: Recommendation) -> dict[str, Any]:
    """The public facts of one recommendation. Needs `with_details`."""
    workshop = row.workshop
    return {
        "id": row.pk,
        "workshop": {
            "title": workshop.official_title or workshop.title,
            "slug": workshop.slug,
            "is_invented": workshop.is_demo,
        },
        "year": workshop.year,
        "number": row.number,
        "title": row.title,
        "text": row.text,
        "language": row.language,
        "translations": [
            {"language": other.language, "title": other.title, "text": other.text}
            for other in row.translations.all()
        ],
        "addressed_to": [addressee.short for addressee in row.addressees.all()],
        "themes": [theme.name for theme in row.themes.all()],
        "state": row.state,
        "adopted_on": row.adopted_at.date().isoformat() if row.adopted_at else None,
        "sha256": row.sha256,
        "source": row.source,
        "source_url": row.source_url,
        "steps": [_step(step) for step in row.public_steps],
        "address": permanent_url(row),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "date": for_machines(step.date, step.precision),
        "date_is_latest": step.precision == "by_month",
        "what": step.what,
        "answer": step.answer or None,
        "instrument": step.instrument.slug if step.instrument else None,
        "recommendation": step.related_id,
        "source": step.source,
        "source_url": step.source_url,
    }


def instrument_record(row: Instrument) -> dict[str, Any]:
    """The public facts of one instrument, with the keys of the recommendations before it.

    Needs `lines_back` (publications.domain.tracker.instruments_with_lines).
    """
    return {
        "slug": row.slug,
        "kind": row.kind,
        "title": row.title,
        "short": row.short,
        "date": for_machines(row.date, row.precision),
        "date_is_latest": row.precision == "by_month",
        "note": row.note,
        "source": row.source,
        "source_url": row.source_url,
        "recommendations": sorted({step.recommendation_id for step in row.lines_back}),  # type: ignore[attr-defined]
        "url": settings.BASE_URL.rstrip("/") + reverse("instrument", args=[row.slug]),
    }


def as_data(rows: Iterable[Recommendation]) -> dict[str, Any]:
    """The whole answer of the JSON address; `schema` is raised when a field changes its meaning."""
    return {"schema": 1, "recommendations": [as_record(row) for row in rows]}
