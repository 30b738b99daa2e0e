"""Forms of the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.domain.access_answers import KINDS
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


class AccessAnswerForm(forms.Form):
    """What we could arrange, for the person."""

    kind = forms.ChoiceField(
        label=_("Our answer"),
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer")},
    )
    words = PlainTextField(
        label=_("In words for the person"),
        help_text=_("It stands on their private page. The mail only says that there is news."),
        required=False,
        lines=True,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("An answer has at most 1,000 characters")},
    )


class OnlineRoomForm(forms.Form):
    """Where the meeting takes place online."""

    address = forms.URLField(
        label=_("Address of the meeting"),
        help_text=_("Begins with https://. Empty: nobody sees a link."),
        required=False,
        max_length=1000,
        assume_scheme="https",
        error_messages={"invalid": _("Enter an address that begins with https://")},
    )
    words = PlainTextField(
        label=_("What else people have to know"),
        help_text=_("A code, a telephone number, when the room opens."),
        required=False,
        lines=True,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if address and not address.startswith("https://"):
            raise forms.ValidationError(_("Enter an address that begins with https://"))
        return address
