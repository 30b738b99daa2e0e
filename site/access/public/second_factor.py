"""The pages of the second factor: ask for a code, set up an app, show recovery codes once."""

import hashlib

import segno
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from access.decorators import private
from access.domain import second_factor
from access.forms import PlainForm
from access.middleware import SECOND_FACTOR

# The key in the session under which the fingerprint of the secret shown there is kept.
SHOWN = "second_factor_shown"


class CodeForm(PlainForm, forms.Form):
    """Six digits of the app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "class": "short"}
        ),
    )

    def refuse(self) -> None:
        """Say that the code was wrong; the same words whatever was wrong with it."""
        self.add_error(
            "code",
            _("Enter the code that your app shows now. After five wrong codes wait 15 minutes."),
        )


@private
@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a code; without a factor, lead to setting one up."""
    if not second_factor.is_set_up(request.user):
        return redirect(f"{settings.SECOND_FACTOR_SET_UP_URL}?{request.GET.urlencode()}")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if second_factor.verify(request.user, form.cleaned_data["code"]):
            return _enter(request)
        form.refuse()
    hint = second_factor.current_code(request.user) if settings.DEMO else ""
    return render(
        request,
        "access/second_factor.html",
        {"form": form, "next": _next(request), "demo_code": hint},
    )


@private
@login_required
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the secret as picture and as text; a first code confirms it."""
    if second_factor.is_set_up(request.user):
        return redirect("access:second_factor")
    shown = _shown_here(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = second_factor.confirm(request.user, form.cleaned_data["code"])
        if codes:
            _mark(request)
            return render(
                request, "access/recovery_codes.html", {"codes": codes, "next": _next(request)}
            )
        form.refuse()
    return render(
        request,
        "access/second_factor_set_up.html",
        {
            "form": form,
            "secret": " ".join(_fours(shown.secret)),
            "picture": segno.make(shown.address, micro=False).svg_inline(
                scale=5, border=2, omitsize=False
            ),
            "next": _next(request),
            "demo_code": second_factor.current_code(request.user) if settings.DEMO else "",
        },
    )


def _shown_here(request: HttpRequest) -> second_factor.SetUp:
    """The secret that this session shows. One that another session has seen is replaced: whoever
    knew the password before its owner came must not know the factor afterwards.
    """
    shown = second_factor.begin(request.user)  # type: ignore[arg-type]
    if request.session.get(SHOWN) != _fingerprint(shown):
        shown = second_factor.renew(request.user)  # type: ignore[arg-type]
        request.session[SHOWN] = _fingerprint(shown)
    return shown


def _fingerprint(shown: second_factor.SetUp) -> str:
    return hashlib.sha256(shown.secret.encode()).hexdigest()


def _fours(secret: str) -> list[str]:
    return [secret[start : start + 4] for start in range(0, len(secret), 4)]


def _mark(request: HttpRequest) -> None:
    """Remember in the session that this account passed; the session gets a new key."""
    request.session.cycle_key()
    request.session[SECOND_FACTOR] = str(request.user.pk)


def _enter(request: HttpRequest) -> HttpResponse:
    _mark(request)
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    """Where to go on: an address of this host only (SEC-B8)."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return settings.LOGIN_REDIRECT_URL
