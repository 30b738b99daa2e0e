"""A portrait for the badge, from the private page: send it, say where it is printed, erase it."""

from typing import ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from access.catalogue import Reader
from access.domain import tokens
from access.domain.disclosure import Viewer
from access.forms import PlainForm
from access.public.files import response as file_response
from registrations.domain import links, portraits, registering
from registrations.domain.states import WrongState
from registrations.models import Registration
from registrations.public.doors import bounded, by_link
from registrations.public.forms import TEXT_VERSION
from registrations.public.status_parts import Part, register_part


class PortraitForm(PlainForm, forms.Form):
    """One photograph, and whether it is printed."""

    has_own_summary = True

    upload = forms.FileField(
        label=_("Photograph"),
        help_text=_(
            "JPEG, PNG or WebP, at most 10 MB. We make it anew from its pixels: where it was taken "
            "and with which camera is gone before we keep it"
        ),
        max_length=250,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": _("Choose a photograph"),
            "missing": _("Choose a photograph"),
            "empty": _("The file is empty. Choose another one"),
            "max_length": _("The name of the file is too long. Rename it"),
        },
    )
    on_badge = forms.BooleanField(
        label=_("Print it on my badge"),
        required=False,
        help_text=_("Whoever stands before you at the workshop sees your badge"),
    )

    personal: ClassVar[dict[str, str]] = {"upload": portraits.PORTRAIT}

    def __init__(self, *args: object, is_kept: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # Who changes the wish alone sends no second photograph.
        self.fields["upload"].required = not is_kept


def register() -> None:
    """Tell the private page; called in `RegistrationsConfig.ready`."""
    register_part("portrait", _part, order=35)


def _part(request: HttpRequest, registration: Registration, token: str) -> Part | None:
    """The way to the page; it costs no statement."""
    if registration.state not in portraits.OPEN:
        return None
    return Part("registrations/me/_portrait.html")


def _of(token: str) -> Registration:
    registration = registering.of_token(tokens.find(token, links.STATUS))
    if registration.state not in portraits.OPEN:
        raise Http404
    return registration


@by_link
@bounded
@require_http_methods(["GET", "HEAD", "POST"])
def portrait(request: HttpRequest, token: str) -> HttpResponse:
    """The page; POST sends, changes the wish, or erases."""
    registration = _of(token)
    kept = portraits.own(registration)
    wanted = registration.person_id in portraits.on_badge([registration.person_id])  # type: ignore[list-item]
    form = PortraitForm(initial={"on_badge": wanted}, is_kept=kept is not None)
    if request.method == "POST":
        if "remove" in request.POST:
            portraits.remove(registration)
            return redirect("registrations:status", token=token)
        form = PortraitForm(request.POST, request.FILES, is_kept=kept is not None)
        if form.is_valid() and _done(registration, form):
            return redirect("registrations:status", token=token)
    context = {"form": form, "kept": kept, "workshop": registration.workshop, "token": token}
    return render(request, "registrations/me/portrait.html", context)


def _done(registration: Registration, form: PortraitForm) -> bool:
    """Keep what was sent; False where the photograph is refused, with the reason in the form."""
    wants, upload = form.cleaned_data["on_badge"], form.cleaned_data["upload"]
    try:
        if upload:
            portraits.send(registration, upload, wants_badge=wants, text_version=TEXT_VERSION)
        else:
            portraits.choose(registration, wants_badge=wants, text_version=TEXT_VERSION)
    except portraits.Refused as refused:
        form.add_error("upload", str(refused))
        return False
    except WrongState:
        raise Http404 from None
    return True


@by_link
@require_safe
def picture(request: HttpRequest, token: str) -> HttpResponseBase:
    """The person's own portrait, as we keep it."""
    kept = portraits.own(_of(token))
    if kept is None:
        raise Http404
    return file_response(Viewer(Reader.PERSON, subject=kept.subject), kept, "participant")
