"""Files of the private page: papers of the workshop, one's own files, the calendar file."""

import uuid

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
from events.domain import documents
from events.public.documents import answer_with
from registrations.domain import attachments, calendar, links, registering
from registrations.domain.described import Question, shown, text
from registrations.domain.states import WrongState
from registrations.models import Registration
from registrations.public.doors import bounded, by_link
from registrations.public.parts import PRESENT


class UploadForm(PlainForm, forms.Form):
    """One file for one question."""

    has_own_summary = True

    upload = forms.FileField(
        help_text=_(
            "PDF, JPEG, PNG or WebP, at most 5 MB. We take out what a file tells about its "
            "maker: places, names, devices"
        ),
        error_messages={
            "required": _("Choose a file"),
            "missing": _("Choose a file"),
            "empty": _("The file is empty. Choose another one"),
            "max_length": _("The name of the file is too long. Rename it"),
        },
        max_length=250,
    )

    def __init__(self, question: Question, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].label = shown(question.label)
        if hint := text(question.help):
            self.fields["upload"].help_text = f"{hint}. {self.fields['upload'].help_text}"
        self.personal = {"upload": question.code}  # type: ignore[misc]


def _of(token: str) -> Registration:
    return registering.of_token(tokens.find(token, links.STATUS))


@by_link
@require_safe
def paper(request: HttpRequest, token: str, document: uuid.UUID) -> HttpResponseBase:
    """A paper for participants; for those without a place it does not exist."""
    registration = _of(token)
    if registration.state not in PRESENT:
        raise Http404
    found = documents.for_participants(registration.workshop).filter(pk=document).first()
    if found is None:
        raise Http404
    return answer_with(found)


@by_link
@require_safe
def days(request: HttpRequest, token: str) -> HttpResponse:
    """The days of the workshop for one's own calendar, without a word about it."""
    content = calendar.of(_of(token))
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="days.ics"'
    return answer


@by_link
@bounded
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """Send, replace or take back the file that a question asks for."""
    registration = _of(token)
    question = next((q for q in attachments.asked(registration) if q.code == code), None)
    if question is None or registration.state not in attachments.OPEN:
        raise Http404
    form = UploadForm(question)
    if request.method == "POST":
        try:
            if "remove" in request.POST:
                attachments.remove(registration, code)
                return redirect("registrations:status", token=token)
            form = UploadForm(question, request.POST, request.FILES)
            if form.is_valid():
                attachments.take(registration, code, form.cleaned_data["upload"])
                return redirect("registrations:status", token=token)
        except attachments.Refused as refused:
            form.add_error("upload", str(refused))
        except WrongState:
            return redirect("registrations:status", token=token)
    context = {
        "form": form,
        "label": text(question.label),
        "heading": shown(question.label),
        "kept": attachments.kept(registration).get(code),
        "workshop": registration.workshop,
        "token": token,
    }
    return render(request, "registrations/me/upload.html", context)


@by_link
@require_safe
def own_file(request: HttpRequest, token: str, key: uuid.UUID) -> HttpResponseBase:
    """One of the person's own files."""
    registration = _of(token)
    row = attachments.find(registration, key)
    if row is None:
        raise Http404
    return file_response(Viewer(Reader.PERSON, subject=row.subject), row, "participant")
