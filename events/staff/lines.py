"""Pairs as lines of text: staff read and write "km: កម្ពុជា", and never the JSON behind it."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class PairLines(forms.Textarea):
    """A list of {first, second} as lines "first: second".

    Arguments: the two keys, in the order in which they are written.
    """

    def __init__(self, first: str, second: str, rows: int = 4) -> None:
        self.first, self.second = first, second
        super().__init__({"rows": rows, "spellcheck": "false", "dir": "auto"})

    def format_value(self, value: Any) -> str:
        """The lines of the JSON that the field hands over; what is no list of pairs as it came."""
        try:
            rows = json.loads(value) if isinstance(value, str) else value
            return "\n".join(f"{row[self.first]}: {row[self.second]}" for row in rows or ())
        except (ValueError, TypeError, KeyError):
            return str(value or "")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The JSON of the lines; a line without a colon has an empty first part (`check_pairs`)."""
        text = data.get(name)
        if text is None:
            return None
        rows = []
        for line in text.splitlines():
            first, colon, second = line.partition(":")
            if line.strip():
                parts = (first, second) if colon else ("", line)
                rows.append({self.first: parts[0].strip(), self.second: parts[1].strip()})
        return json.dumps(rows, ensure_ascii=False)


def check_pairs(rows: Any, first: str, second: str, example: str) -> None:
    """Raises ValidationError, in words, where a line has not both parts."""
    whole = isinstance(rows, list) and all(
        isinstance(row, dict) and row.get(first) and row.get(second) for row in rows
    )
    if not whole:
        raise ValidationError(
            _("Write one a line, with a colon between: %(example)s"), params={"example": example}
        )
