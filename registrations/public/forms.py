"""The registration form: thin for now, and every answer has its row in the catalogue."""

import uuid
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from access.domain.consent import Naming, Output
from access.forms import PlainForm
from events.domain.languages import marked
from events.models import Category, State
from registrations.domain import printed
from registrations.domain.described import Description, shown
from registrations.domain.printed import Known
from registrations.public import questions
from registrations.public.text import AddressField, PlainTextField

SALT = "registrations.submission"
KEY_SECONDS = 24 * 60 * 60
# Raised whenever the words of the privacy notice change; stored with every consent.
TEXT_VERSION = "2026-11"

VALUES = ("name", "email", "organisation", "other_name")
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
    field = forms.ChoiceField(
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
    field.template_name = "registrations/_appear_field.html"  # type: ignore[attr-defined]
    return field


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

    def known(self) -> Known:
        """What the lines beside the switches are made of."""
        found = {
            name: (self.data if name in self.data else self.initial).get(name) or ""
            for name in ("name", "organisation", "other_name", "form_of_address")
        }
        return Known(**{name: str(text).strip() for name, text in found.items()})

    def printed(self, name: str, choice: str) -> str:
        """The line that a choice would print; what the host knows beforehand prints nothing."""
        if name == "appear_host":
            return ""
        return printed.line(Output(name.removeprefix("appear_")), Naming(choice), self.known())

    def choices(self) -> dict[Output, Naming]:
        """The choice for every output, from a form that is valid."""
        return {output: Naming(self.cleaned_data[f"appear_{output.value}"]) for output in Output}


class RegistrationForm(AppearanceForm):
    """The whole form of a workshop, in steps: every answer travels, one step is shown at a time."""

    personal: ClassVar[dict[str, str]] = {code: code for code in VALUES}

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
        widget=questions.TypedSelect,
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
    privacy = forms.BooleanField(
        label=_("I have read who can see what I tell you, and I agree"),
        error_messages={"required": _("Say that you have read who can see what you tell us")},
    )
    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(
        self,
        *args: Any,
        categories: list[Category],
        states: QuerySet[State],
        description: Description | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.description = description or Description()
        self.categories = {category.code: category for category in categories}
        self.states = states
        self.fields["category"].choices = [(c.code, marked(c.label)) for c in categories]  # type: ignore[attr-defined]
        # Read only where a State is shown or given: most people represent none.
        self.fields["state"].choices = lambda: questions.states(states)  # type: ignore[attr-defined]
        self.personal = dict(self.personal)  # type: ignore[misc]
        self._describe()

    def _describe(self) -> None:
        """Add the fields of the blocks, the optional items and the own questions."""
        for code in self.description.codes:
            self._add(code, code, questions.of_catalogue(code))
        if self.description.items:
            self.fields["items"] = forms.MultipleChoiceField(
                label=_("What else would you like to take part in?"),
                required=False,
                choices=[(item.code, shown(item.label)) for item in self.description.items],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": _("Choose from the list")},
            )
        for question in self.description.questions:
            if question.type != "file":
                self._add(question.name, question.code, questions.of_question(question))
        self._ask()

    def _add(self, name: str, code: str, field: forms.Field) -> None:
        self.fields[name] = field
        self.personal[code if name == code else name] = code
        self._speak_plainly(name, field)

    def _ask(self) -> None:
        """Leave out the questions whose condition does not hold for what was sent."""
        self.asked = self.description.asked(self.sent())
        for question in self.description.questions:
            if question.name in self.fields and question.name not in self.asked:
                del self.fields[question.name]

    def sent(self) -> dict[str, Any]:
        """The raw answers, by field and by code of question: what conditions are held against."""
        source = self.data if self.is_bound else self.initial
        found: dict[str, Any] = {}
        for name, field in self.fields.items():
            if isinstance(field, forms.MultipleChoiceField) and hasattr(source, "getlist"):
                found[name] = source.getlist(name)
            else:
                found[name] = source.get(name) or ""
        found.update({q.code: found.get(q.name, "") for q in self.description.questions})
        return found

    @property
    def file_labels(self) -> list[str]:
        """What is asked for as a file, for whom the condition holds, in words."""
        return [shown(q.label) for q in self.description.files if q.name in self.asked]

    def steps(self) -> dict[str, list[str]]:
        """The fields of each step, in order."""
        has = [*self.description.codes, *(q.name for q in self.description.questions)]
        you = ["name", "name_own_script", "form_of_address", "email", "phone"]
        capacity = ["category", "state", "organisation", "position", "participation"]
        appear = [f"appear_{o}" for o in ("list", "badge", "programme", "proceedings")]
        appear += ["other_name", "appear_host", "photo_wish"]
        first = {*you, *capacity, *appear}
        needs = [name for name in has if name not in first]
        last = needs.pop(needs.index("message")) if "message" in needs else ""
        needs += ["items", *([last] if last else []), "privacy"]
        steps = {"you": you, "capacity": capacity, "appear": appear, "needs": needs}
        return {
            step: [name for name in names if name in self.fields] for step, names in steps.items()
        }

    def first_wrong_step(self, before: str = "") -> str:
        """The first step with a mistake among those before a step (default: among all)."""
        for step, names in self.steps().items():
            if step == before:
                break
            if any(name in self.errors for name in names):
                return step
        return ""

    def only_errors_of(self, step: str) -> None:
        """Forget the mistakes of other steps: nobody is blamed for what was not yet asked."""
        shown = self.steps()[step]
        for name in [name for name in self.errors if name not in shown]:
            del self.errors[name]

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

    def values(self) -> dict[str, str]:
        """Texts by field code, from a form that is valid; a hidden answer is none."""
        data = self.cleaned_data
        own = {
            q.code: questions.stored(data[q.name])
            for q in self.description.questions
            if q.name in self.fields
        }
        codes = (*VALUES, *self.description.codes)
        return {**{code: data[code] for code in codes if code in self.fields}, **own}

    def arguments(self) -> dict[str, Any]:
        """What the domain function takes, from a form that is valid."""
        data = self.cleaned_data
        return {
            "category": self.categories[data["category"]],
            "state": self.states.get(code=data["state"]) if data["state"] else None,
            "values": {code: value for code, value in self.values().items() if value},
            "choices": self.choices(),
            "items": data.get("items", ()),
            "form": self.description.version_id,
            "text_version": TEXT_VERSION,
        }


class FindForm(PlainForm, forms.Form):
    """The one question of 'Find my registration'."""

    has_own_summary = True
    personal: ClassVar[dict[str, str]] = {"email": "email"}

    email = AddressField(
        label=_("E-mail address"), help_text=_("The one with which you registered")
    )
