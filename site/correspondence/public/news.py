"""The list of news: sign up, confirm, read, leave. A GET changes nothing: mail scanners fetch links
before their reader does."""

import functools
from collections.abc import Callable

from django import forms
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, register_converter
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.decorators import private
from access.domain import tokens
from access.forms import PlainForm
from correspondence.domain import compartments, news
from correspondence.domain.mail import is_address

app_name = "news"
GET_OR_POST = ["GET", "HEAD", "POST"]
# One sender may ask for so many addresses an hour; an office signs up together.
PER_HOUR = 20


class Secret:
    """The 43 characters of a private link."""

    regex = "[A-Za-z0-9_-]{43}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Secret, "news_secret")


class SignUpForm(PlainForm, forms.Form):
    """One address."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={
            "required": _("Enter your e-mail address"),
            "max_length": _("An e-mail address has at most 254 characters"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    has_own_summary = True

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"]
        if not is_address(address):
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"])
        return address


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A dead link of any kind gets one answer."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        try:
            return view(request, token)
        except tokens.BadToken:
            return render(request, "correspondence/news/dead_link.html", status=404)

    return private(wrapped)


@private
@require_http_methods(GET_OR_POST)
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for the news; the same answer whether or not the address is known (SEC-F1)."""
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _may_ask(request):
            news.sign_up(form.cleaned_data["email"], get_language() or "")
        return redirect("news:sent")
    return render(request, "correspondence/news/sign_up.html", {"form": form})


def _may_ask(request: HttpRequest) -> bool:
    """Nobody fills other people's mailboxes from here. What the sender says about where they come
    from (X-Forwarded-For) is not believed."""
    sender = salted_hmac("news.sign_up", request.META.get("REMOTE_ADDR", "")).hexdigest()
    key = f"news:{sender}"
    cache.add(key, 0, 60 * 60)
    try:
        return cache.incr(key) <= PER_HOUR
    except ValueError:
        return True


@private
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "correspondence/news/sent.html")


@by_link
@require_http_methods(GET_OR_POST)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm the address: a button on GET, the deed on POST."""
    if request.method == "POST":
        news.confirm(token)
        return redirect("news:confirmed")
    tokens.find(token, news.CONFIRM)
    return render(request, "correspondence/news/confirm.html")


@private
@require_safe
def confirmed(request: HttpRequest) -> HttpResponse:
    return render(request, "correspondence/news/confirmed.html")


@by_link
@require_safe
def read(request: HttpRequest, token: str) -> HttpResponse:
    """What is coming, for those on the list, and the button that ends the mails."""
    tokens.find(token, news.READ)
    coming = [
        one
        for one in compartments.all_open()
        if one.address and one.dates.get("last_day", one.today) >= one.today
    ]
    return render(request, "correspondence/news/read.html", {"workshops": coming, "token": token})


# The link is the right to do this; a mail program that follows RFC 8058 has no CSRF token.
@csrf_exempt
@by_link
@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Erase the address."""
    news.leave(token)
    return redirect("news:left")


@private
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    return render(request, "correspondence/news/left.html")


urlpatterns = [
    path("", sign_up, name="sign_up"),
    path("sent/", sent, name="sent"),
    path("confirmed/", confirmed, name="confirmed"),
    path("left/", left, name="left"),
    path("confirm/<news_secret:token>/", confirm, name="confirm"),
    path("<news_secret:token>/", read, name="read"),
    path("<news_secret:token>/leave/", leave, name="leave"),
]
