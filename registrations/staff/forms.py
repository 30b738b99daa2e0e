"""Forms of the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.public.text import PlainTextField


class DeclineForm(forms.Form):
    """Why a person is declined, in words for them."""

    reason = PlainTextField(
        label=_("Reason, in words for the person"),
        help_text=_("Optional. It is printed in the mail and kept nowhere else."),
        required=False,
        lines=True,
        pictures=True,
        max_length=1000,
        error_messages={"max_length": _("A reason has at most 1,000 characters")},
    )


class NoteForm(forms.Form):
    """A note of the Secretariat about one person."""

    text = PlainTextField(
        label=_("Note"),
        help_text=_("Sealed. The person gets it with their own data: write what they may read."),
        lines=True,
        pictures=True,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Write the note first"),
            "max_length": _("A note has at most 2,000 characters"),
        },
    )
