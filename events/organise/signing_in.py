"""Signing in and out of /organise/: a light page of its own, the same answer to every failure."""

from django import forms
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from access.decorators import private
from access.domain import audit
from access.forms import PlainForm
from events.organise import throttle

REFUSED = _("E-mail address and password do not fit together. Check both and try again.")
RESTING = _("Too many attempts. Wait a quarter of an hour and try again.")


class SignInForm(PlainForm, forms.Form):
    """Address and password."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@private
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for address and password; then go where the visitor wanted to go."""
    target = _target(request)
    if request.user.is_authenticated:
        return redirect(target)
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _let_in(request, form):
        return redirect(target)
    status = 422 if form.errors else 200
    return render(request, "organise/sign_in.html", {"form": form, "next": target}, status=status)


def _let_in(request: HttpRequest, form: SignInForm) -> bool:
    """Sign in, or put the one neutral message into the form. The session gets a new key."""
    address = form.cleaned_data["email"]
    if throttle.is_resting(request, address):
        form.add_error(None, RESTING)
        return False
    user = authenticate(request, username=address, password=form.cleaned_data["password"])
    if user is None:
        throttle.failed(request, address)
        form.add_error(None, REFUSED)
        return False
    throttle.succeeded(request, address)
    login(request, user)
    audit.record("organise.sign_in", obj=user, actor=user)  # type: ignore[arg-type]
    return True


def _target(request: HttpRequest) -> str:
    """Where to go next: only below /organise/ or /admin/ on this host (SEC-B8)."""
    home = reverse("organise:home")
    wanted = request.POST.get("next") or request.GET.get("next") or home
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return (
        wanted if is_ours and wanted.startswith((home, "/admin/")) and ".." not in wanted else home
    )


@private
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("organise:sign_in")
