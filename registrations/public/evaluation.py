"""What a participant thought of the workshop: one page, sent once, kept without its sender."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from access.domain import tokens
from access.forms import PlainForm
from registrations.domain import evaluation, links, registering
from registrations.models import Registration
from registrations.public.doors import bounded, by_link
from registrations.public.status_parts import Part, register_part
from registrations.public.text import PlainTextField


class EvaluationForm(PlainForm, forms.Form):
    """Every question may be left out."""

    has_own_summary = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in evaluation.QUESTIONS.items():
            self._put(
                code,
                forms.ChoiceField(
                    label=label,
                    required=False,
                    choices=list(evaluation.ANSWERS.items()),
                    widget=forms.RadioSelect,
                    error_messages={"invalid_choice": _("Choose one of the answers")},
                ),
            )
        for code, label in evaluation.WORDS.items():
            self._put(
                code,
                PlainTextField(
                    label=label,
                    help_text=_("Two people read this. Write nothing by which they could tell you"),
                    required=False,
                    lines=True,
                    max_length=2000,
                    error_messages={"max_length": _("At most 2,000 characters")},
                ),
            )

    def _put(self, name: str, field: forms.Field) -> None:
        self.fields[name] = field
        self._speak_plainly(name, field)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise forms.ValidationError(_("Answer at least one question"))
        return data

    def ratings(self) -> dict[str, str]:
        """The ratings, from a form that is valid."""
        return {code: self.cleaned_data[code] for code in evaluation.QUESTIONS}

    def words(self) -> dict[str, str]:
        """The texts, from a form that is valid."""
        return {code: self.cleaned_data[code] for code in evaluation.WORDS}


def register() -> None:
    """Tell the private page; called in `RegistrationsConfig.ready`."""
    register_part("evaluation", _part, order=3)


def _part(request: HttpRequest, registration: Registration, token: str) -> Part | None:
    """The way to the questions while they are asked; two statements at most."""
    if registration.state not in evaluation.PRESENT:
        return None
    if not evaluation.may_answer(registration):
        return None
    return Part("registrations/me/_evaluation.html")


@by_link
@bounded
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, token: str) -> HttpResponse:
    """The page; whoever has answered, or is not asked, finds nothing."""
    registration = registering.of_token(tokens.find(token, links.STATUS))
    if not evaluation.may_answer(registration):
        raise Http404
    form = EvaluationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            evaluation.answer(registration, form.ratings(), form.words())
        except evaluation.NotAsked:
            raise Http404 from None
        return redirect(reverse("registrations:evaluated"))
    context = {
        "form": form,
        "least": evaluation.SHOWN_FROM,
        "workshop": registration.workshop,
        "token": token,
    }
    return render(request, "registrations/me/evaluation.html", context)


@by_link
@require_http_methods(["GET", "HEAD"])
def thanks(request: HttpRequest) -> HttpResponse:
    """After it: no name, no link."""
    return render(request, "registrations/me/evaluated.html")
