"""A speaker's papers by their private link: send, swap, read, release, take back, remove."""

import uuid
from typing import ClassVar

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from access.catalogue import Reader
from access.domain.cleaning import Refused
from access.domain.disclosure import Viewer
from access.forms import PlainForm
from access.public import files
from events.domain import papers
from events.domain.papers import NotNow
from events.domain.speakers import Speaker
from events.models import Document, SessionRole, SpeakerPaper
from events.public.speaker import by_link

form_view = require_http_methods(["GET", "HEAD", "POST"])
AT_ONCE, FROM_START = "now", "start"


class PaperForm(PlainForm, forms.Form):
    """A statement or slides as PDF."""

    personal: ClassVar[dict[str, str]] = {"file": papers.PURPOSE}

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=SpeakerPaper.Kind.choices,
        initial=SpeakerPaper.Kind.STATEMENT,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("A PDF of at most 20 MB. The name of its author and its notes are taken out."),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial="en")
    check_against_delivery = forms.BooleanField(
        label=_("Check against delivery: what is said counts"), required=False
    )


class ReleaseForm(PlainForm, forms.Form):
    """Who may read a paper, and from when."""

    audience = forms.ChoiceField(
        label=_("Who may read it?"),
        choices=[
            (Document.Audience.PARTICIPANTS.value, _("Participants of this workshop")),
            (Document.Audience.PUBLIC.value, _("Everybody, on the public page of the session")),
        ],
        widget=forms.RadioSelect,
    )
    moment = forms.ChoiceField(
        label=_("From when?"),
        choices=[
            (FROM_START, _("From the moment when the session begins")),
            (AT_ONCE, _("At once")),
        ],
        initial=FROM_START,
        widget=forms.RadioSelect,
    )


@form_view
@by_link
def send(request: HttpRequest, speaker: Speaker, token: str, part: int) -> HttpResponse:
    """Send a paper for a part, or another one in its place."""
    own = next((row for row in speaker.parts if row.pk == part), None)
    if own is None:
        raise Http404
    is_sent = request.method == "POST"
    form = PaperForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid() and _take_in(speaker, own, form):
        return redirect("speaker_parts", token=token)
    context = {"workshop": speaker.workshop, "part": own, "form": form, "token": token}
    return render(request, "events/speaker_send.html", context, status=422 if form.errors else 200)


def _take_in(speaker: Speaker, part: SessionRole, form: PaperForm) -> bool:
    data = dict(form.cleaned_data)
    try:
        papers.take_in(speaker, part, data.pop("file"), **data)
    except Refused as error:
        form.add_error("file", str(error))
    except NotNow:
        form.add_error("kind", _("You have released this one. Take it back before you swap it."))
    return not form.errors


@form_view
@by_link
def one(request: HttpRequest, speaker: Speaker, token: str, paper: uuid.UUID) -> HttpResponse:
    """One paper: who reads it now; release it, take it back, remove it."""
    found = _find(speaker, paper)
    form = ReleaseForm(request.POST if "release" in request.POST else None)
    try:
        if "remove" in request.POST:
            papers.remove(found)
            return redirect("speaker_parts", token=token)
        if "take_back" in request.POST:
            papers.take_back(found)
            return redirect("speaker_parts", token=token)
        if form.is_valid():
            from_start = form.cleaned_data["moment"] == FROM_START
            papers.release(
                speaker, found, audience=form.cleaned_data["audience"], from_start=from_start
            )
            return redirect("speaker_parts", token=token)
    except NotNow:
        form.add_error(None, _("This cannot be done now: look at the session and the paper again."))
    session = papers.releasable(speaker).get(found.session)
    context = {
        "workshop": speaker.workshop,
        "paper": found,
        "title": session["title"] if session else _title(speaker, found),
        "may_release": session is not None,
        "form": form,
        "token": token,
    }
    return render(request, "events/speaker_paper.html", context, status=422 if form.errors else 200)


def _title(speaker: Speaker, paper: SpeakerPaper) -> str:
    titles = {part.session_id: part.session.title for part in speaker.parts}
    return titles.get(paper.session, "")


@require_safe
@by_link
def file(request: HttpRequest, speaker: Speaker, token: str, paper: uuid.UUID) -> HttpResponseBase:
    """The file as it is kept, for its author."""
    own = Viewer(Reader.PERSON, subject=speaker.person.pk)
    return files.response(own, _find(speaker, paper).file, "participant")


def _find(speaker: Speaker, key: uuid.UUID) -> SpeakerPaper:
    try:
        return papers.find(speaker, key)
    except SpeakerPaper.DoesNotExist as error:
        raise Http404 from error
