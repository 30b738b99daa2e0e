"""The registration form: thin for now, and every answer has its row in the catalogue."""

import uuid
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from access.domain.consent import Naming, Output
from access.forms import PlainForm
from events.models import Category, State
from registrations.public.text import AddressField, PlainTextField

SALT = "registrations.submission"
KEY_SECONDS = 24 * 60 * 60
# Raised whenever the words of the privacy notice change; stored with every consent.
TEXT_VERSION = "2026-11"

VALUES = ("name", "email", "organisation", "message", "other_name")
NAMING = {
    Output.BADGE: _("On your badge"),
    Output.PROGRAMME: _("In the programme"),
    Output.LIST: _("In the list that participants receive"),
    Output.PROCEEDINGS: _("In the published proceedings"),
}
NAMING_CHOICES = [
    (Naming.NONE.value, _("Not at all. You are only counted")),
    (Naming.ORGANISATION.value, _("By organisation, without your name")),
    (Naming.OTHER_NAME.value, _("By another name that you choose")),
    (Naming.NAME.value, _("By your name and organisation")),
]
BADGE_CHOICES = [
    (Naming.NONE.value, _("Only your reference")),
    *NAMING_CHOICES[1:],
]


def new_key() -> str:
    """A signed key for one submission: the same key twice is one registration."""
    return signing.dumps(str(uuid.uuid4()), salt=SALT)


def read_key(text: str) -> uuid.UUID | None:
    """The key that we signed, or None where it is not ours or a day old."""
    try:
        return uuid.UUID(signing.loads(text, salt=SALT, max_age=KEY_SECONDS))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _naming(label: Any, choices: Any, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        initial=Naming.NONE.value,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how you appear"),
            "invalid_choice": _("Choose one of the answers"),
        },
    )


class AppearanceForm(PlainForm, forms.Form):
    """How a person appears: a switch for every output, each at its most protective answer."""

    has_own_summary = True
    personal: ClassVar[dict[str, str]] = {"other_name": "other_name"}

    appear_list = _naming(NAMING[Output.LIST], NAMING_CHOICES)
    appear_badge = _naming(NAMING[Output.BADGE], BADGE_CHOICES)
    appear_programme = _naming(
        NAMING[Output.PROGRAMME], NAMING_CHOICES, _("Only if you speak or chair a session")
    )
    appear_proceedings = _naming(
        NAMING[Output.PROCEEDINGS],
        NAMING_CHOICES,
        _("They are public. What others have copied cannot be called back"),
    )
    other_name = PlainTextField(
        label=_("The other name"),
        help_text=_("Only if you chose “another name” above"),
        required=False,
        max_length=200,
        error_messages={"max_length": _("A name has at most 200 characters")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    appear_host = _naming(
        _("May the host organisers know your name before you arrive?"),
        [
            (Naming.NONE.value, _("No. My badge waits at the Secretariat’s desk")),
            (Naming.NAME.value, _("Yes")),
        ],
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = {data.get(f"appear_{output.value}") for output in NAMING}
        if Naming.OTHER_NAME.value in chosen:
            if not data.get("other_name") and "other_name" not in self.errors:
                self.add_error("other_name", _("Enter the other name, or choose another answer"))
        elif "other_name" in data:
            data["other_name"] = ""
        return data

    def choices(self) -> dict[Output, Naming]:
        """The choice for every output, from a form that is valid."""
        return {output: Naming(self.cleaned_data[f"appear_{output.value}"]) for output in Output}


class RegistrationForm(AppearanceForm):
    """Who you are, in what capacity you come, and how you appear."""

    personal: ClassVar[dict[str, str]] = {code: code for code in VALUES}
    field_order: ClassVar[list[str]] = ["name", "email", "category", "state", "organisation"]

    name = PlainTextField(
        label=_("Full name"),
        help_text=_("As you want to be called. One name is enough; write it in the order you use"),
        max_length=200,
        error_messages={
            "required": _("Enter your full name"),
            "max_length": _("A name has at most 200 characters"),
        },
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    email = AddressField(
        label=_("E-mail address"),
        help_text=_("We send your private link here, and nothing else without need"),
    )
    category = forms.ChoiceField(
        label=_("In what capacity do you come?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose in what capacity you come"),
            "invalid_choice": _("Choose one of the capacities in the list"),
        },
    )
    state = forms.ChoiceField(
        label=_("State you represent"),
        help_text=_("Only for governments, parliaments and national institutions"),
        required=False,
        error_messages={"invalid_choice": _("Choose one of the States in the list")},
    )
    organisation = PlainTextField(
        label=_("Organisation"),
        help_text=_("In full, as it should be written"),
        max_length=200,
        error_messages={
            "required": _("Enter your organisation, or “none”"),
            "max_length": _("An organisation has at most 200 characters"),
        },
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    message = PlainTextField(
        label=_("Message to the Secretariat"),
        required=False,
        lines=True,
        pictures=True,
        max_length=4000,
        error_messages={"max_length": _("A message has at most 4,000 characters")},
    )
    privacy = forms.BooleanField(
        label=_("I have read who can see what I tell you, and I agree"),
        error_messages={"required": _("Say that you have read who can see what you tell us")},
    )
    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(
        self, *args: Any, categories: list[Category], states: QuerySet[State], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.categories = {category.code: category for category in categories}
        self.states = states
        self.fields["category"].choices = [(c.code, c.label) for c in categories]  # type: ignore[attr-defined]
        # Read only where a State is shown or given: most people represent none.
        self.fields["state"].choices = lambda: [  # type: ignore[attr-defined]
            ("", _("None")),
            *((state.code, state.list_name) for state in states),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        category = self.categories.get(data.get("category", ""))
        if category and category.channel == Category.Channel.NOMINATED:
            if not data.get("state") and "state" not in self.errors:
                self.add_error("state", _("Choose the State that you represent"))
        elif "state" in data:
            # Not asked of anybody else: where a person comes from narrows down who they are.
            data["state"] = ""
        return data

    def arguments(self) -> dict[str, Any]:
        """What the domain function takes, from a form that is valid."""
        data = self.cleaned_data
        return {
            "category": self.categories[data["category"]],
            "state": self.states.get(code=data["state"]) if data["state"] else None,
            "values": {code: data[code] for code in VALUES if data[code]},
            "choices": self.choices(),
            "text_version": TEXT_VERSION,
        }


class FindForm(PlainForm, forms.Form):
    """The one question of 'Find my registration'."""

    has_own_summary = True
    personal: ClassVar[dict[str, str]] = {"email": "email"}

    email = AddressField(
        label=_("E-mail address"), help_text=_("The one with which you registered")
    )
