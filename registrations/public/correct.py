"""The neutral page after sending; a wrong address can be corrected there."""

import time
import uuid

from django import forms
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from access.decorators import private
from access.forms import PlainForm
from registrations.domain import correcting, queries
from registrations.domain.places import Busy
from registrations.public.doors import bounded, busy, even_out
from registrations.public.text import AddressField

# Set when the form was sent, read on the neutral page alone; signed, and gone after an hour.
COOKIE = "sent"
SALT = "registrations.correct"
SECONDS = 60 * 60


class CorrectionForm(PlainForm, forms.Form):
    """The right address."""

    has_own_summary = True
    personal = {"email": "email"}

    email = AddressField(
        label=_("The right address"),
        help_text=_("The link in our first mail then stops working; the new one counts"),
    )


def remember(answer: HttpResponse, key: uuid.UUID) -> None:
    """Let the browser that sent the form correct its address: the key of the submission, signed."""
    answer.set_signed_cookie(
        COOKIE,
        str(key),
        salt=SALT,
        max_age=SECONDS,
        path=answer["Location"],
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _remembered(request: HttpRequest) -> uuid.UUID | None:
    text = request.get_signed_cookie(COOKIE, None, salt=SALT, max_age=SECONDS)
    return uuid.UUID(text) if text else None


@private
@bounded
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """The same words for everybody: what is true goes by mail."""
    window, key = queries.window(slug), _remembered(request)
    if window is None:
        raise Http404
    form = CorrectionForm(request.POST if request.method == "POST" else None) if key else None
    if request.method == "POST":
        if form is None or key is None:
            return redirect("registrations:sent", slug=slug)
        if form.is_valid():
            started = time.monotonic()
            try:
                correcting.correct(window.workshop, key, form.cleaned_data["email"])
            except (Busy, OperationalError, InterfaceError) as error:
                return busy(request, error)
            even_out(started)
            return redirect(f"{reverse('registrations:sent', args=[slug])}?again=1")
    return render(
        request,
        "registrations/sent.html",
        {"workshop": window.workshop, "form": form, "again": "again" in request.GET},
    )
