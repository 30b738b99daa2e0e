"""A speaker's private page: their parts, each to take or to decline, and how they are named.

A GET changes nothing: mail scanners fetch links first.
"""

import functools
from collections.abc import Callable

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.decorators import private
from access.domain import tokens
from access.domain.consent import Naming, Output
from access.forms import PlainForm
from events.domain import agenda_calendar, speakers
from events.domain.releases import latest_release
from events.domain.speakers import Speaker
from events.models import SessionRole

# Raised whenever the words below change.
TEXT_VERSION = "2026-11-speakers"
CHOICES = [
    (Naming.NONE.value, _("Not at all: as “Speaker” with a number")),
    (Naming.ORGANISATION.value, _("By organisation, without your name")),
    (Naming.NAME.value, _("By your name and organisation")),
]
OTHER = (Naming.OTHER_NAME.value, _("By the other name that you gave"))


class NamesForm(PlainForm, forms.Form):
    """How a speaker is named in the programme and in the proceedings."""

    programme = forms.ChoiceField(label=_("In the programme"), widget=forms.RadioSelect)
    proceedings = forms.ChoiceField(
        label=_("In the published proceedings"),
        help_text=_("They are public. What others have copied cannot be called back."),
        widget=forms.RadioSelect,
    )

    def __init__(self, speaker: Speaker, *args: object, **kwargs: object) -> None:
        initial = {output.value: choice.value for output, choice in speaker.naming.items()}
        super().__init__(*args, initial=initial, **kwargs)  # type: ignore[arg-type]
        for output, choice in speaker.naming.items():
            more = [OTHER] if choice is Naming.OTHER_NAME else []
            self.fields[output.value].choices = [*CHOICES, *more]  # type: ignore[attr-defined]

    def chosen(self) -> dict[Output, Naming]:
        """The choices of a valid form."""
        return {output: Naming(self.cleaned_data[output.value]) for output in speakers.OUTPUTS}


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets the speaker of the link; every dead link gets one answer."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
        try:
            speaker = speakers.find(token)
        except tokens.BadToken:
            return render(request, "registrations/me/dead_link.html", status=404)
        return view(request, speaker, token, **kwargs)

    return private(wrapped)  # type: ignore[return-value]


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def parts(request: HttpRequest, speaker: Speaker, token: str) -> HttpResponse:
    """The parts of a speaker; a POST is the choice of names."""
    form = NamesForm(speaker, request.POST if request.method == "POST" else None)
    if form.is_valid():
        speakers.choose_names(
            speaker, form.chosen(), text_version=TEXT_VERSION, language=get_language() or "en"
        )
        return redirect("speaker_parts", token=token)
    context = {
        "speaker": speaker,
        "workshop": speaker.workshop,
        "release": latest_release(speaker.workshop),
        "form": form,
        "token": token,
    }
    status = 422 if form.errors else 200
    return render(request, "events/speaker.html", context, status=status)


@require_POST
@by_link
def answer(request: HttpRequest, speaker: Speaker, token: str, part: int) -> HttpResponse:
    """Take or decline one part."""
    try:
        speakers.answer(speaker, part, accepts="accept" in request.POST)
    except SessionRole.DoesNotExist as error:
        raise Http404 from error
    return redirect("speaker_parts", token=token)


@require_safe
@by_link
def calendar(request: HttpRequest, speaker: Speaker, token: str) -> HttpResponse:
    """The speaker's own sessions as a calendar file, those that were called off as cancelled."""
    content = agenda_calendar.of_person(speaker.workshop, str(speaker.person.pk))
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-sessions.ics"'
    return response
