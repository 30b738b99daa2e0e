"""Fields of a described form: those of the catalogue's blocks, and own questions of any type."""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access import catalogue
from events.domain.languages import foreign
from events.models import State
from registrations.domain.choices import CHOICES
from registrations.domain.described import Question, shown, text
from registrations.public.text import PlainTextField

LINE, LONG = 200, 4000
TOO_LONG = _("%(label)s: at most %(limit)s characters")
HINTS: dict[str, Any] = {
    "name_own_script": _("For your badge, for example ສຸກສະຫວັນ, សុខ វណ្ណារី or သီတာ"),
    "form_of_address": _("For example H.E., Dato’, Hon., Daw, Dr. Leave empty if you use none"),
    "phone": _("With the country code, for example +856 20 5555 1234"),
    "access_needs": _("What we should arrange: a ramp, large print, a quiet room. Not why"),
    "accompanying": _("Only how many, for meals and rooms; we do not ask who"),
    "support_person": _("Only how many people come with you to support you, not who"),
    "emergency_contact": _("A name and a number. It is opened only in an emergency"),
}


def of_catalogue(code: str) -> forms.Field:
    """The field of a form for a row of the catalogue; always optional."""
    label = catalogue.get(code).label
    if code in CHOICES:
        return forms.ChoiceField(
            label=label,
            help_text=HINTS.get(code, ""),
            choices=CHOICES[code],
            required=False,
            initial=CHOICES[code][0][0],
            widget=forms.RadioSelect if code in {"photo_wish", "participation"} else forms.Select,
            error_messages={"invalid_choice": _("Choose one of the answers")},
        )
    is_long = code in {"message", "access_needs"}
    field = _text(label, HINTS.get(code, ""), required=False, lines=is_long)
    if code == "message":
        field.error_messages["max_length"] = _("A message has at most 4,000 characters")
    return field


def of_question(question: Question) -> forms.Field:
    """The field of an own question."""
    label, hint = shown(question.label), shown(question.help)
    name = text(question.label)
    make: dict[str, Callable[[], forms.Field]] = {
        "short": lambda: _text(label, hint, required=question.required, name=name),
        "long": lambda: _text(label, hint, required=question.required, name=name, lines=True),
        "one": lambda: _choice(question, label, hint, options(question)),
        "many": lambda: forms.MultipleChoiceField(
            choices=options(question),
            widget=forms.CheckboxSelectMultiple,
            **_common(question, label, hint),
        ),
        "country": lambda: _choice(question, label, hint, _countries, widget=TypedSelect),
        "yes": lambda: _choice(question, label, hint, [("yes", _("Yes")), ("no", _("No"))]),
        "number": lambda: forms.DecimalField(
            max_digits=12,
            decimal_places=2,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-s"}),
            **_common(question, label, hint, invalid=_("Write a number in figures")),
        ),
        "date": lambda: DayField(**_common(question, label, hint)),
    }
    return make[question.type]()


class DayField(forms.DateField):
    """A day, in the order in which people write it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["error_messages"] = {
            **kwargs.get("error_messages", {}),
            "invalid": _("Write the day as 17 6 2027 or 2027-06-17"),
        }
        super().__init__(
            input_formats=["%d %m %Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d"],
            widget=forms.TextInput(attrs={"class": "w-s", "inputmode": "numeric"}),
            **kwargs,
        )

    def to_python(self, value: Any) -> datetime.date | None:
        return super().to_python(value)


def options(question: Question) -> list[tuple[str, str]]:
    """The options of a question in the reader's language."""
    return [(code, shown(label)) for code, label in question.options]


def stored(value: Any) -> str:
    """An answer as it is stored: text, a day in ISO, several codes on lines of their own."""
    if isinstance(value, list):
        return "\n".join(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value is None else str(value)


def _text(
    label: Any, hint: Any, *, required: bool, name: Any = "", lines: bool = False
) -> forms.Field:
    """`name` is the label without its mark, for messages."""
    limit = LONG if lines else LINE
    return PlainTextField(
        label=label,
        help_text=hint,
        required=required,
        lines=lines,
        pictures=lines,
        max_length=limit,
        error_messages={"max_length": TOO_LONG % {"label": name or label, "limit": f"{limit:,}"}},
    )


def _choice(
    question: Question, label: str, hint: str, choices: Any, widget: Any = forms.RadioSelect
) -> forms.Field:
    return forms.ChoiceField(choices=choices, widget=widget, **_common(question, label, hint))


def _common(question: Question, label: str, hint: str, **messages: Any) -> dict[str, Any]:
    return {
        "label": label,
        "help_text": hint,
        "required": question.required,
        "error_messages": {"invalid_choice": _("Choose one of the answers"), **messages},
    }


def _countries() -> list[tuple[str, Any]]:
    return states(State.objects.all())


class TypedSelect(forms.Select):
    """A choice of what staff typed: every option but the empty one says its language."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value and (language := foreign()):
            option["attrs"]["lang"] = language
        return option


def states(rows: Iterable[State]) -> list[tuple[str, Any]]:
    """States by their English names as options, and none of them."""
    return [("", _("None")), *((state.code, state.list_name) for state in rows)]
