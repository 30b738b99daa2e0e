"""What a participant can do on the private page besides reading it: each is a button on a page."""

import contextlib
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import catalogue
from access.domain import tokens
from access.forms import PlainForm
from events.models import State
from registrations.domain import (
    answers,
    choices,
    described,
    invitations,
    leaving,
    links,
    registering,
    visa,
)
from registrations.domain.registering import WrongState
from registrations.models import Registration
from registrations.public import questions
from registrations.public.doors import by_link
from registrations.public.forms import TEXT_VERSION, RegistrationForm
from registrations.public.questions import DayField
from registrations.public.text import PlainTextField

GET_OR_POST = ["GET", "HEAD", "POST"]


class AnswersForm(RegistrationForm):
    """The answers that can be changed: all but address, capacity and how one appears."""

    KEPT: ClassVar[tuple[str, ...]] = ("name", "organisation")

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        self.registration = registration
        super().__init__(
            *args,
            categories=[registration.category],
            states=State.objects.all(),
            description=answers.open_questions(answers.form_of(registration)),
            **kwargs,
        )
        wanted = {*self.description.codes, *(q.name for q in self.description.questions)}
        for name in [n for n in self.fields if n not in wanted and n not in self.KEPT]:
            del self.fields[name]

    def sent(self) -> dict[str, Any]:
        state = self.registration.person and self.registration.person.state
        return {
            **super().sent(),
            "category": self.registration.category.code,
            "state": state.code if state else "",
        }


class SecondStepForm(PlainForm, forms.Form):
    """Travel, room and visa: passport data only with a letter."""

    has_own_summary = True
    personal: ClassVar[dict[str, str]] = {code: code for code in answers.SECOND_STEP}

    visa_letter_choice = forms.ChoiceField(
        label=_("Do you want a visa letter?"),
        choices=choices.LETTERS,
        initial="none",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the answers")},
    )
    legal_name = PlainTextField(label=_("Name as in the passport"), required=False, max_length=200)
    nationality = forms.CharField(label=_("Nationality"), required=False, max_length=80)
    passport_number = forms.RegexField(
        r"^[A-Za-z0-9<]{5,20}$",
        label=_("Passport number"),
        required=False,
        error_messages={"invalid": _("A passport number has 5 to 20 letters and figures")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    passport_expiry = DayField(label=_("Passport valid until"), required=False)
    passport_issuer = PlainTextField(label=_("Passport issued by"), required=False, max_length=80)
    date_of_birth = DayField(label=_("Date of birth"), required=False)
    itinerary = PlainTextField(
        label=_("Your journey"),
        help_text=_(
            "Day, time and flight, bus or train of arrival and departure, as you know them"
        ),
        required=False,
        lines=True,
        max_length=1000,
    )
    hotel = PlainTextField(
        label=_("Room"),
        help_text=_("From which night to which, and what the room needs to have"),
        required=False,
        lines=True,
        max_length=1000,
    )
    sponsorship_need = forms.ChoiceField(
        label=_("Do you need help with the costs?"),
        choices=choices.COSTS,
        required=False,
        error_messages={"invalid_choice": _("Choose one of the answers")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("visa_letter_choice") in {"me", "send"}:
            for name in answers.PASSPORT:
                if not data.get(name) and name not in self.errors:
                    words = _("For a letter we need: %(label)s")
                    self.add_error(name, words % {"label": self.fields[name].label})
        return data

    def texts(self) -> dict[str, str]:
        """The answers as they are stored."""
        return {name: questions.stored(value) for name, value in self.cleaned_data.items()}


def _of(token: str) -> Registration:
    return registering.of_token(tokens.find(token, links.STATUS))


def _form_page(
    request: HttpRequest, registration: Registration, token: str, form: Any, template: str
) -> HttpResponse:
    context = {"form": form, "workshop": registration.workshop, "token": token}
    return render(request, f"registrations/me/{template}.html", context)


@by_link
@require_http_methods(GET_OR_POST)
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Change answers until their day."""
    registration = _of(token)
    if registration.state not in answers.CHANGEABLE:
        return redirect("registrations:status", token=token)
    if request.method == "POST":
        form = AnswersForm(request.POST, registration=registration)
        if form.is_valid():
            with contextlib.suppress(WrongState):
                answers.change(registration, form.values(), text_version=TEXT_VERSION)
            return redirect("registrations:status", token=token)
    else:
        form = AnswersForm(initial=_present(registration), registration=registration)
    return _form_page(request, registration, token, form, "answers")


def _present(registration: Registration) -> dict[str, Any]:
    """The present answers as initial values, by field of the form."""
    found = answers.own(registration, answers.codes_of(registration))
    initial: dict[str, Any] = dict(found)
    for question in answers.form_of(registration).questions:
        stored = found.get(question.code, "")
        initial[question.name] = stored.split("\n") if question.type == "many" else stored
    return initial


@by_link
@require_http_methods(GET_OR_POST)
def travel(request: HttpRequest, token: str) -> HttpResponse:
    """The second step: only for those who have a place."""
    registration = _of(token)
    if registration.state != Registration.State.ACCEPTED:
        return redirect("registrations:status", token=token)
    if request.method == "POST":
        form = SecondStepForm(request.POST)
        if "edit" not in request.POST and form.is_valid():
            return _second_step(request, registration, token, form.texts())
    else:
        form = SecondStepForm(initial=answers.own(registration, answers.SECOND_STEP) or None)
    return _form_page(request, registration, token, form, "travel")


def _second_step(
    request: HttpRequest, registration: Registration, token: str, texts: dict[str, str]
) -> HttpResponse:
    """Keep the answers; where we are to send a letter, only after its exact words were seen."""
    with contextlib.suppress(WrongState):
        if texts["visa_letter_choice"] != visa.SEND:
            answers.second_step(registration, texts)
            return redirect("registrations:status", token=token)
        letter = visa.words(registration, texts)
        if request.POST.get("words") == visa.fingerprint(letter):
            visa.agree(registration, texts, letter)
            return redirect("registrations:status", token=token)
        context = {
            "letter": letter,
            "fingerprint": visa.fingerprint(letter),
            "hidden": [(n, v) for n, v in request.POST.items() if n in SecondStepForm.base_fields],
            "workshop": registration.workshop,
            "token": token,
        }
        return render(request, "registrations/me/visa.html", context)
    return redirect("registrations:status", token=token)


@by_link
@require_POST
def another(request: HttpRequest, token: str) -> HttpResponse:
    """Register another person at the same address."""
    return redirect(invitations.another_at(_of(token)))


@by_link
@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Take a withdrawal back."""
    with contextlib.suppress(WrongState):
        leaving.undo(_of(token))
    return redirect("registrations:status", token=token)


@by_link
@require_http_methods(GET_OR_POST)
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """The second of two steps: everything is erased at once, and this page with it."""
    registration = _of(token)
    if request.method == "POST":
        leaving.erase_now(registration)
        return redirect("registrations:erased")
    context = {"workshop": registration.workshop, "token": token}
    return render(request, "registrations/me/erase.html", context)


@by_link
@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "registrations/me/erased.html")


@by_link
@require_safe
def data(request: HttpRequest, token: str) -> HttpResponse:
    """All that we hold, as a file that other programs read."""
    registration = _of(token)
    response = JsonResponse(
        answers.everything(registration), json_dumps_params={"indent": 1, "ensure_ascii": False}
    )
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def held(registration: Registration) -> list[tuple[Any, str, str]]:
    """(label, value in words, who sees it) of every value that is held about the person."""
    own = described.own_questions(registration.workshop)
    track = registration.person.track if registration.person else catalogue.Track.DIRECT
    found = answers.everything_own(registration)
    codes = [*(field.code for field in catalogue.all_fields()), *own]
    return [
        (
            catalogue.get(code).label,
            answers.words(code, own.get(code), found[code]),
            catalogue.who_sees(code, track),
        )
        for code in codes
        if code in found
    ]
