"""The languages a session may be interpreted into, by code.

A list of our own: Django ships no Lao, Filipino or Tetum, and signing is a language too.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

LANGUAGES = {
    "en": _("English"),
    "id": _("Indonesian"),
    "ms": _("Malay"),
    "fil": _("Filipino"),
    "km": _("Khmer"),
    "lo": _("Lao"),
    "my": _("Burmese"),
    "th": _("Thai"),
    "vi": _("Vietnamese"),
    "tet": _("Tetum"),
    "pt": _("Portuguese"),
    "ta": _("Tamil"),
    "zh-hans": _("Chinese"),
    "fr": _("French"),
    "sign": _("Sign language"),
}


def names_of(codes: Iterable[str]) -> list[str]:
    """The names of languages by code, in the reader's language; an unknown code as it is."""
    return [str(LANGUAGES.get(code, code)) for code in codes]
