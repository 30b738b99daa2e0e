"""Changes on the day, announced by the host: a banner at once, a sign for a door."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from access.forms import PlainForm
from correspondence.domain import urgent, wording
from events.domain import host_notices
from events.models import WorkshopPage
from events.organise.doors import Door, organiser


class NoticeForm(PlainForm, forms.Form):
    """One sentence, a door, how long."""

    text = forms.CharField(
        label=gettext_lazy("What changes, in one sentence"),
        max_length=240,
        help_text=gettext_lazy(
            "For example: The session on remedies is in the Garden Room now. No names of people."
        ),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    door = forms.CharField(
        label=gettext_lazy("Sign for a door"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Which door, as it is called in the house. Empty: no sign."),
    )
    hours = forms.IntegerField(
        label=gettext_lazy("Shown for so many hours"),
        min_value=1,
        max_value=12,
        initial=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-s"}),
    )

    def __init__(self, *args: Any, workshop: WorkshopPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop

    def _clean(self, name: str) -> str:
        text = " ".join(wording.normal(self.cleaned_data[name]).split())
        if found := host_notices.problems(text, self.workshop):
            raise forms.ValidationError(found)
        return text

    def clean_text(self) -> str:
        return self._clean("text")

    def clean_door(self) -> str:
        return self._clean("door")


@require_http_methods(["GET", "HEAD", "POST"])
@organiser
def notices(request: HttpRequest, door: Door) -> HttpResponse:
    """What stands on the pages, and a form for the next; needs the signed data annex."""
    if not (door.has_annex or door.is_secretariat):
        raise Http404
    is_open = host_notices.is_open(door.workshop)
    form = NoticeForm(request.POST if request.method == "POST" else None, workshop=door.workshop)
    if is_open and form.is_bound and form.is_valid():
        try:
            host_notices.announce(door.workshop, actor=door.user, **form.cleaned_data)
        except host_notices.NotNow:
            form.add_error(None, _("Enough was announced today. Call the Secretariat."))
        else:
            messages.success(
                request, _("It stands on all pages now. The Secretariat sends the mail.")
            )
            return redirect("organise:notices", door.workshop.slug)
    context = {
        "door": door,
        "form": form,
        "is_open": is_open,
        "now": timezone.now(),
        "notices": list(host_notices.of_workshop(door.workshop)[:20]),
    }
    return render(request, "organise/notices.html", context)


@require_http_methods(["POST"])
@organiser
def end(request: HttpRequest, door: Door, notice: int) -> HttpResponse:
    """Take one's own notice off the pages; the Secretariat takes any."""
    rows = host_notices.of_workshop(door.workshop)
    if not door.is_secretariat:
        rows = rows.filter(author=door.user)
    urgent.end(get_object_or_404(rows.select_related("vault"), pk=notice), door.user)
    messages.success(request, _("The notice is off the pages."))
    return redirect("organise:notices", door.workshop.slug)


@require_safe
@organiser
def sign(request: HttpRequest, door: Door, notice: int) -> HttpResponse:
    """The sign for a door, to be printed from the browser."""
    if not (door.has_annex or door.is_secretariat):
        raise Http404
    row = get_object_or_404(host_notices.of_workshop(door.workshop).exclude(door=""), pk=notice)
    context = {"notice": row, "up": f"/organise/{door.workshop.slug}/notices/"}
    return render(request, "correspondence/staff/sign.html", context)
