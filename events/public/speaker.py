"""A speaker's private page: parts to take or to decline, papers, news, how they are named.

A GET changes nothing: mail scanners fetch links first.
"""

import functools
from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.decorators import private
from access.domain import tokens
from access.domain.consent import Naming, Output
from access.forms import PlainForm
from events.domain import agenda_calendar, agenda_personal, papers, speakers
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


class AboutForm(PlainForm, forms.Form):
    """What a speaker tells beside the registration."""

    personal: ClassVar[dict[str, str]] = {code: code for code in speakers.ABOUT}

    biography = forms.CharField(
        label=_("A few lines about you"),
        help_text=_("Printed on the page of your session if you are named in the programme."),
        required=False,
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    speaking_needs = forms.CharField(
        label=_("What do you need for your talk?"),
        help_text=_("For example a projector, a lapel microphone, a chair, your interpreter."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def by_link(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view gets the speaker of the link; every dead link gets one answer."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs: object) -> HttpResponseBase:
        try:
            speaker = speakers.find(token)
        except tokens.BadToken:
            return render(request, "registrations/me/dead_link.html", status=404)
        return view(request, speaker, token, **kwargs)

    return private(wrapped)


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
    return _page(request, speaker, token, form=form)


@require_POST
@by_link
def about(request: HttpRequest, speaker: Speaker, token: str) -> HttpResponse:
    """Keep what the speaker tells of themselves and of what they need."""
    form = AboutForm(request.POST)
    if form.is_valid():
        texts = {code: text.replace("\r\n", "\n") for code, text in form.cleaned_data.items()}
        speakers.tell_about(speaker, texts)
        return redirect("speaker_parts", token=token)
    return _page(request, speaker, token, about=form)


def _page(request: HttpRequest, speaker: Speaker, token: str, **forms: Any) -> HttpResponse:
    """The page; `forms` are those that were sent and could not be taken."""
    sent = papers.of_speaker(speaker)
    parts = [{"part": part, "papers": sent.pop(part.session_id, [])} for part in speaker.parts]
    context = {
        "speaker": speaker,
        "parts": parts,
        "loose": [paper for own in sent.values() for paper in own],
        "workshop": speaker.workshop,
        "release": latest_release(speaker.workshop),
        "news": agenda_personal.for_person(speaker.workshop, speaker.person.pk),
        "form": NamesForm(speaker),
        "about": AboutForm(initial=speakers.about(speaker)),
        "token": token,
        **forms,
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
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
