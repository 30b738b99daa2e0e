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
