"""Asking for a new password: one answer, whoever asks for whatever address."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from access.decorators import private
from access.forms import PlainForm
from events.organise import throttle
from home import tasks
from home.domain.forgotten import OCCASION, fingerprint


class ForgottenForm(PlainForm, forms.Form):
    """The address of the account."""

    has_own_summary = True
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The question, and for every address that is one the same next page."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        # Not the count of failed sign-ins: asking here shuts nobody out there.
        asked = f"{OCCASION}|{address}"
        if not throttle.is_resting(request, asked):
            throttle.failed(request, asked)
            tasks.write_forgotten_password.enqueue(fingerprint(address))
        return redirect("forgotten_password_sent")
    status = 422 if form.errors else 200
    return render(request, "home/forgotten_password.html", {"form": form}, status=status)


@private
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next, in words that hold for every address."""
    return render(request, "home/forgotten_password_sent.html")
