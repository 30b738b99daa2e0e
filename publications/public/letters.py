"""Letters on a person's page, the certificate they ask for, and the page that checks one."""

import uuid

from django import forms
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from access.decorators import private
from access.domain import tokens
from access.forms import PlainForm
from events.organise import throttle
from publications.domain import certificates, letters, letters_kinds
from publications.engine.errors import BuildError
from registrations.domain import answers, links, registering
from registrations.models import Registration
from registrations.public.doors import by_link
from registrations.public.status_parts import Part
from registrations.public.text import PlainTextField

GET_OR_POST = ["GET", "HEAD", "POST"]
# Typesetting is dear: one certificate at a time, everybody else comes again in a moment.
HELD_SECONDS = 60
# Wrong codes that one sender may try in a quarter of an hour; an office checks several.
MOST_WRONG = 20
# Whom a letter can have reached: nobody else's page asks for any.
WITH_LETTERS = (
    Registration.State.SUBMITTED,
    Registration.State.WAITLISTED,
    Registration.State.OFFERED,
    Registration.State.ACCEPTED,
    Registration.State.ATTENDED,
)


class NameForm(PlainForm, forms.Form):
    """The name on a certificate; it is printed and forgotten."""

    has_own_summary = True
    name = PlainTextField(
        label=_("Name on the certificate"),
        help_text=_("In any script. It is printed once and not kept."),
        max_length=120,
        error_messages={"required": _("Enter the name that should stand on it")},
    )


class CodeForm(PlainForm, forms.Form):
    """The number of a certificate as it is printed."""

    has_own_summary = True
    code = forms.CharField(
        label=_("Number of the certificate"),
        help_text=_("It stands at the foot, for example 7KQ4-M2XP-9HTB-R3VN."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter the number"),
            "max_length": _("A number has 16 letters and figures"),
        },
    )


def part(request: HttpRequest, registration: Registration, token: str) -> Part | None:
    """The section "Letters" of the private page; None where there is nothing to show."""
    if registration.state not in WITH_LETTERS or registration.person_id is None:
        return None
    rows = letters.own(registration.workshop.vault, registration.person_id)
    can_certify = certificates.may_have(registration)
    if not rows and not can_certify:
        return None
    found = [(row, letters_kinds.get(row.batch.kind).label) for row in rows]
    values = {"letters": found, "can_certify": can_certify}
    return Part("publications/letters/part.html", values)


@by_link
@require_safe
def letter(request: HttpRequest, token: str, letter: uuid.UUID) -> HttpResponse:
    """One letter of the person whose page it is."""
    registration = registering.of_token(tokens.find(token, links.STATUS))
    assert registration.person_id is not None  # noqa: S101 - `of_token` found it by its person
    own = letters.own(registration.workshop.vault, registration.person_id)
    found = next((row for row in own if row.pk == letter), None)
    if found is None:
        raise tokens.BadToken
    return _download(letters.read_own(found), letters.name_of(found))


@by_link
@require_http_methods(GET_OR_POST)
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a certificate; the answer is the file itself."""
    registration = registering.of_token(tokens.find(token, links.STATUS))
    if not certificates.may_have(registration):
        return redirect("registrations:status", token=token)
    known = answers.own(registration, ["name"])
    form = NameForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        made = _made(registration, form)
        if made is not None:
            return _download(made, "certificate.pdf")
    context = {"form": form, "workshop": registration.workshop, "token": token}
    return render(request, "publications/letters/certificate.html", context)


def _made(registration: Registration, form: NameForm) -> bytes | None:
    """The certificate, or None with the reason in the form."""
    if not cache.add("certificate:busy", 1, HELD_SECONDS):
        form.add_error(None, _("Another one is being made. Please press the button again."))
        return None
    try:
        language = get_language() or registration.language
        return certificates.make(registration, form.cleaned_data["name"], language)
    except certificates.TooMany:
        form.add_error(None, _("You have made ten. If you need another one, write to us."))
    except BuildError:
        form.add_error(None, _("It could not be made just now. Please try again."))
    finally:
        cache.delete("certificate:busy")
    return None


@private
@require_http_methods(GET_OR_POST)
def check(request: HttpRequest) -> HttpResponse:
    """Whether a number is valid, and for which workshop; never a name (US-P16)."""
    form = CodeForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        if throttle.is_resting(request, "certificate", MOST_WRONG):
            context["form"] = CodeForm()
            return render(
                request, "publications/letters/check.html", {**context, "rests": True}, status=429
            )
        found = certificates.check(form.cleaned_data["code"])
        if found is None:
            throttle.failed(request, "certificate")
        context |= {"asked": True, "found": found}
    return render(request, "publications/letters/check.html", context)


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
