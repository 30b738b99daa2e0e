"""Asking for a document in another format, without an account; what is kept of it, by a link."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from access.decorators import private
from access.domain import tokens
from access.forms import PlainForm
from correspondence.domain.mail import is_address
from events.organise import throttle
from publications.domain import another_format, askable
from publications.domain.another_format import Format, Wish
from publications.person_fields import EMAIL, WANTED, WORDS
from registrations.public.doors import bounded
from registrations.public.text import AddressField, PlainTextField

GET_OR_POST = ["GET", "HEAD", "POST"]
# In a quarter of an hour: an office asks together, but nobody fills other people's mailboxes.
MOST_OF_SENDER = 20
MOST_TO_ADDRESS = 5


class AskForm(PlainForm, forms.Form):
    """What is asked for, and where the answer goes. Nobody is asked why."""

    has_own_summary = True
    personal = {"format": WANTED, "words": WORDS, "email": EMAIL}

    format = forms.ChoiceField(
        label=_("Which format do you need?"),
        choices=Format.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a format")},
    )
    language = forms.ChoiceField(
        label=_("In which language?"),
        required=False,
        choices=[("", _("As the document is")), *settings.LANGUAGES],
        help_text=_("We translate where we can, and tell you if we cannot."),
    )
    words = PlainTextField(
        label=_("What else should we know?"),
        lines=True,
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example the size of the letters, or which chapter you need first."),
        error_messages={"max_length": _("Use at most 2,000 characters")},
    )
    email = AddressField(
        label=_("Your e-mail address"),
        help_text=_("We send you a link to a page on which the answer will stand."),
    )

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"]
        if not is_address(address):
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"])
        return address

    def clean(self) -> None:
        is_other = self.cleaned_data.get("format") == Format.OTHER
        if is_other and self.cleaned_data.get("words") == "":
            self.add_error("words", _("Say which format you need"))


@private
@bounded
@require_http_methods(GET_OR_POST)
def ask(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The form for one document; sent, it leads to a page that says nothing about it."""
    found = askable.find(kind, key)
    if found is None:
        raise Http404
    form = AskForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _may_ask(request, given["email"]):
            wish = Wish(given["format"], given["language"], given["words"])
            another_format.ask(found, wish, given["email"], get_language() or "")
            return redirect("another_format_sent")
        status = 429
        form.add_error(
            None,
            _(
                "Many requests came from your connection just now. Nothing is lost: leave this "
                "page open and send it again in a quarter of an hour."
            ),
        )
    elif form.errors:
        status = 422
    context = {"form": form, "document": found}
    return render(request, "publications/another_format.html", context, status=status)


def _may_ask(request: HttpRequest, address: str) -> bool:
    """Whether this sender has not asked too often; counts the attempt where it may pass."""
    counted = (("another-format", MOST_OF_SENDER), (f"another-format|{address}", MOST_TO_ADDRESS))
    if any(throttle.is_resting(request, mark, most) for mark, most in counted):
        return False
    for mark, _most in counted:
        throttle.failed(request, mark)
    return True


@private
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next, in words that hold for every document."""
    return render(request, "publications/another_format_sent.html")


@private
@require_http_methods(GET_OR_POST)
def own(request: HttpRequest, token: str) -> HttpResponse:
    """What is kept of a request, and the answer; a POST takes it back."""
    try:
        opened = another_format.own(token)
        if request.method == "POST":
            another_format.take_back(token)
            return redirect("another_format_gone")
    except tokens.BadToken:
        return render(request, "publications/another_format_dead.html", status=404)
    kind, _dash, key = opened.row.document.partition("-")
    # No more than every other page tells: a document that is gone has no title.
    context = {"opened": opened, "document": askable.find(kind, key)}
    return render(request, "publications/another_format_own.html", context)


@private
@require_safe
def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "publications/another_format_gone.html")
