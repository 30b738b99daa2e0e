"""Rapporteurs, for the editor: who was asked, what came in, into the chapter with it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from access.models import User
from correspondence.domain.rendering import absolute
from events.models import Session
from publications.domain import notes
from publications.models import ProceedingsPage, SessionNote
from publications.staff.views import page_for

State = SessionNote.State


@require_http_methods(["GET", "HEAD", "POST"])
def rapporteurs(request: HttpRequest, page_id: int) -> HttpResponse:
    """Every session with its notes; a POST makes, mails or ends a link, or takes notes."""
    user, page = page_for(request, page_id)
    shown = ""
    if request.method == "POST":
        note = _note(page, request.POST.get("session", ""))
        match request.POST.get("action"):
            case "link":
                # Shown once, in this very answer: it is kept nowhere.
                shown = absolute(notes.link(note, user))
            case "send":
                _send(request, note, user)
            case "end":
                notes.end_links(note, user)
                messages.success(request, _("Every link to these notes has ended."))
            case "take" if note.state == State.HANDED_IN:
                chapter = notes.take(note, user)
                messages.success(request, _("The notes stand in the chapter, as a draft."))
                return redirect("wagtailadmin_pages:edit", chapter.pk)
            case _:
                raise Http404
        if not shown:
            return redirect("publications_rapporteurs", page.pk)
    rows = notes.lines(page.workshop)
    context = {
        "proceedings": page,
        "rows": [(row, _words(row.note)) for row in rows],
        "shown": shown,
        "days": notes.LINK_LIFE.days,
        "back": reverse("publications_build", args=[page.pk]),
    }
    return render(request, "publications/staff/rapporteurs.html", context)


def _note(page: ProceedingsPage, key: str) -> SessionNote:
    try:
        return notes.open_note(page.workshop, uuid.UUID(key))
    except (ValueError, Session.DoesNotExist):
        raise Http404 from None


def _send(request: HttpRequest, note: SessionNote, user: User) -> None:
    number = notes.send(note, user)
    if not number:
        messages.warning(
            request,
            _("No rapporteur of this session has an address. Make a link and hand it over."),
        )
        return
    words = ngettext("%(number)d mail is on its way.", "%(number)d mails are on their way.", number)
    messages.success(request, words % {"number": number})


def _words(note: SessionNote | None) -> int:
    """How much is written: a number of words, nothing of the text."""
    if note is None:
        return 0
    return sum(len(text.split()) for text in notes.words_of(note).values())
