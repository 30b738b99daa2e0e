"""Texts as people type them: any script, any length of name, and no character that hides."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Overrides and isolates turn the reading order of what stands around them.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LINE_BREAKS = frozenset("\r\n\u2028\u2029")
# From here on symbols are pictures; below lie signs that scripts of the region use.
FIRST_PICTURE = 0x2600


class PlainTextField(forms.CharField):
    """One line or, with a Textarea, several; stored in the form NFC."""

    def __init__(self, *, pictures: bool = False, lines: bool = False, **kwargs: Any) -> None:
        self.pictures, self.lines = pictures, lines
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 6}) if lines else None)
        super().__init__(**kwargs)
        # Django's own message about the null character is not in plain words.
        self.validators = [
            validator
            for validator in self.validators
            if type(validator).__name__ != "ProhibitNullCharactersValidator"
        ]

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value))
        return text.replace("\r\n", "\n") if self.lines else text

    def validate(self, value: str) -> None:
        super().validate(value)
        breaks = LINE_BREAKS if self.lines else frozenset()
        for char in value:
            category = unicodedata.category(char)
            if category in {"Cc", "Cs", "Zl", "Zp"} and char not in breaks and char != "\t":
                raise ValidationError(
                    _("Remove the hidden control characters; perhaps type the text anew."),
                    code="control",
                )
            if char in TURNING:
                raise ValidationError(
                    _("Remove the characters that change the direction of writing."),
                    code="direction",
                )
            if not self.pictures and category == "So" and ord(char) >= FIRST_PICTURE:
                raise ValidationError(_("Write this in letters, without pictures."), code="picture")


class AddressField(forms.EmailField):
    """An e-mail address; full-width letters of an input method become plain ones."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=254,
            error_messages={
                "required": _("Enter your e-mail address"),
                "invalid": _("Enter an e-mail address in the form name@example.org"),
                "max_length": _("An e-mail address has at most 254 characters"),
                "null_characters_not_allowed": _(
                    "Enter an e-mail address in the form name@example.org"
                ),
            },
            widget=forms.EmailInput(
                attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
            ),
            **kwargs,
        )

    def validate(self, value: str) -> None:
        super().validate(value)
        # Quoted local parts are addresses on paper; no mail program that people use makes one.
        if '"' in value:
            raise ValidationError(self.error_messages["invalid"], code="invalid")

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFKC", str(super().to_python(value)))
