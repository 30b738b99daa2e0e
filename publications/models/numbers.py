"""ISBN and ISSN: the last digit is computed from the others, so a slip of the pen is found."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def check_isbn(value: str) -> None:
    """Raise ValidationError unless the text is an ISBN of 13 or 10 digits.

    Source: ISBN Users' Manual, 7th edition, 5.5 (weights 1 and 3, modulo 10).
    """
    digits = re.sub(r"[\s-]", "", value).upper()
    if re.fullmatch(r"97[89]\d{10}", digits):
        total = sum(int(d) * (1, 3)[place % 2] for place, d in enumerate(digits))
        is_right = total % 10 == 0
    elif re.fullmatch(r"\d{9}[\dX]", digits):
        total = sum((10 - place) * _figure(d) for place, d in enumerate(digits))
        is_right = total % 11 == 0
    else:
        is_right = False
    if not is_right:
        raise ValidationError(_("This is not an ISBN: its check digit does not fit."))


def check_issn(value: str) -> None:
    """Raise ValidationError unless the text is an ISSN. Source: ISO 3297, annex A."""
    digits = value.replace("-", "").strip().upper()
    if not re.fullmatch(r"\d{7}[\dX]", digits) or (
        sum((8 - place) * _figure(d) for place, d in enumerate(digits)) % 11
    ):
        raise ValidationError(_("This is not an ISSN: its check digit does not fit."))


def _figure(digit: str) -> int:
    return 10 if digit == "X" else int(digit)
