"""Texts of the host: practical information, venue, comments on the concept note."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from access.forms import PlainForm
from events.domain import host_names, texts
from events.models import TextProposal
from events.organise.doors import Door, organiser


class TextForm(PlainForm, forms.Form):
    """One text for one place of the page."""

    field = forms.ChoiceField(label=gettext_lazy("What it is"), choices=TextProposal.Field.choices)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "Plain words; an empty line begins a new paragraph. For the venue: its name, then its "
            "address, one a line. For names: what is printed wrongly, in which language; logos go "
            "to the Secretariat by mail. No names of people."
        ),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organiser
def texts_of_host(request: HttpRequest, door: Door) -> HttpResponse:
    """What was sent, and a form for the next text; needs the signed data annex."""
    may_send = door.has_annex or door.is_secretariat
    standing = texts.current(door.workshop) if may_send else {}
    asked = request.GET.get("field", "")
    initial = {"field": asked, "text": _to_begin_with(standing, asked)}
    form = TextForm(request.POST or None, initial=initial)
    if request.method == "POST" and may_send and form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        texts.propose(door.workshop, data["field"], data["text"], door.user)
        messages.success(request, _("Your text is with the Secretariat."))
        return redirect("organise:texts", door.workshop.slug)
    context = {
        "door": door,
        "form": form,
        "may_send": may_send,
        "standing": standing.values(),
        "names": host_names.printed_names(door.workshop) if may_send else [],
        "sent": TextProposal.objects.filter(workshop=door.workshop)[:30],
    }
    return render(request, "organise/texts.html", context)


def _to_begin_with(standing: dict[str, texts.Current], field: str) -> str:
    """The present words of a text that is replaced as a whole; comments begin empty."""
    if field not in standing or field in texts.FOR_READING:
        return ""
    return standing[field].plain
