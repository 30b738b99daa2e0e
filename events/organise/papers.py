"""The documents of a session: which of the workshop's papers stand on its public page."""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from access.forms import PlainForm
from events.domain import documents
from events.models import Document, Session
from events.organise.doors import Door, organiser
from events.organise.replies import done


class DocumentsForm(PlainForm, forms.Form):
    """A tick for each document."""

    documents = forms.MultipleChoiceField(
        label=gettext_lazy("Documents of this session"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, offered: list[Document], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), f"{row.title} ({row.get_kind_display()}, {row.get_audience_display()})")
            for row in offered
        ]


def offered(door: Door) -> list[Document]:
    """What an organiser may choose from: the host what everybody reads, the Secretariat all.

    Papers of speakers are not among them: their authors say where they belong.
    """
    rows = Document.objects.filter(workshop=door.workshop)
    if not door.is_secretariat:
        rows = documents.public(door.workshop)
    return list(rows.filter(person=None).defer("text").order_by("kind", "title"))


def chosen(session: Session) -> list[str]:
    """The keys of the documents of a session."""
    rows = Document.objects.filter(at_sessions__session=session.pk)
    return [str(key) for key in rows.values_list("pk", flat=True)]


@require_http_methods(["GET", "HEAD", "POST"])
@organiser
def of_session(request: HttpRequest, door: Door, session_id: uuid.UUID) -> HttpResponse:
    """Choose the documents of a session. It holds at once: documents are no part of a release."""
    session = door.session(session_id)
    rows = offered(door)
    is_sent = request.method == "POST"
    form = DocumentsForm(
        rows, request.POST if is_sent else None, initial={"documents": chosen(session)}
    )
    if form.is_valid():
        keys = [str(row.pk) for row in rows]
        documents.put_at_session(session, form.cleaned_data["documents"], keys, actor=door.user)
        words = _("The documents of “%(title)s” are saved.") % {"title": session.title}
        return done(request, door, words, session.pk)
    context = {"door": door, "session": session, "form": form, "has_documents": bool(rows)}
    return render(
        request, "organise/agenda_documents.html", context, status=422 if form.errors else 200
    )
