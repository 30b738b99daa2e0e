"""The editorial way, for staff: every chapter at a glance, and one chapter with what is open."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.ui.components import Component

from access.models import User
from correspondence.domain.rendering import absolute
from publications.domain import (
    commenting,
    editing,
    editorial_work,
    paper_desk,
    proofs,
    reminding,
    round_desk,
    rounds,
)
from publications.domain.uploading import NotAVolume
from publications.models import (
    ChapterPage,
    EditorialStep,
    Paper,
    ParagraphComment,
    ProceedingsPage,
)
from publications.staff.forms import PaperForm
from publications.staff.views import may_build, page_for

Kind = EditorialStep.Kind
BUTTONS = {
    Kind.SUBMITTED: gettext_lazy("Take in as submitted"),
    Kind.EDITED: gettext_lazy("The text is edited"),
    Kind.CLEARED: gettext_lazy("Clear for print"),
}


@require_safe
def board(request: HttpRequest, page_id: int) -> HttpResponse:
    """How every chapter stands."""
    _user, page = page_for(request, page_id)
    standings = editing.board(page)
    waiting = reminding.waiting(standings)
    context = {
        "proceedings": page,
        "workshop": page.workshop,
        "rows": [(row, waiting.get(row.chapter.pk)) for row in standings],
        "round": rounds.newest(page),
    }
    return render(request, "publications/staff/editing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def chapter(request: HttpRequest, page_id: int, chapter_id: int) -> HttpResponse:
    """One chapter: its next steps, its comments, who did what when."""
    user, page = page_for(request, page_id)
    found = get_object_or_404(ChapterPage.objects.child_of(page), pk=chapter_id)
    shown = ""
    if request.method == "POST":
        try:
            shown = _act(request, found, user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        if not shown:
            return redirect("publications_editing_chapter", page.pk, found.pk)
    standing = editing.standing(found)
    waiting = reminding.waiting([standing]).get(found.pk)
    context = {
        "proceedings": page,
        "chapter": found,
        "standing": standing,
        "buttons": [(k, str(BUTTONS[k])) for k in map(Kind, standing.steps) if k in BUTTONS],
        "paper": Paper.objects.filter(chapter=found).first(),
        "may_send": Kind.PROOF_SENT in standing.steps,
        "authors": proofs.possible_authors(page.workshop, found.session_key),
        "shown": shown,
        "days": proofs.PROOF_LIFE.days,
        "waiting": waiting,
        "asked": _name_of(page, waiting),
        "history": _history(found),
        "remarks": [(row, round_desk.paragraph(row)) for row in _remarks(found)],
        "verdicts": ParagraphComment.Verdict.choices,
    }
    return render(request, "publications/staff/editing_chapter.html", context)


class WaitingPanel(Component):
    """On the first page of the administration: what waits for whoever edits proceedings."""

    name = "proceedings"
    order = 85
    template_name = "publications/staff/editing_waiting.html"

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        if not may_build((parent_context or {})["request"].user):
            return ""
        return super().render_html(parent_context)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"rows": editorial_work.waiting()}


def _history(chapter: ChapterPage) -> list[tuple[EditorialStep, list[reminding.Told]]]:
    """The steps, the last one first, each with what reminded of it."""
    steps = list(chapter.editorial_steps.select_related("by").order_by("-number"))
    mails = reminding.of_proofs(steps)
    return [(step, mails.get(str(step.pk), [])) for step in steps]


def _remarks(chapter: ChapterPage) -> Iterable[ParagraphComment]:
    rows = chapter.remarks.select_related("by", "settled_by", "revision", "chapter")
    return rows.order_by("settled_at", "at", "pk")


def _name_of(page: ProceedingsPage, waiting: reminding.Waiting | None) -> str:
    """Who was mailed a proof, as the proceedings name them."""
    if waiting is None or waiting.person is None:
        return ""
    return dict(proofs.possible_authors(page.workshop, None)).get(str(waiting.person), "")


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, page_id: int, chapter_id: int) -> HttpResponse:
    """Put the author's PDF beside the chapter, or take it out."""
    user, page = page_for(request, page_id)
    found = get_object_or_404(ChapterPage.objects.child_of(page), pk=chapter_id)
    earlier = Paper.objects.filter(chapter=found).first()
    back = redirect("publications_editing_chapter", page.pk, found.pk)
    if request.method == "POST" and "remove" in request.POST and earlier is not None:
        paper_desk.remove(earlier, user)
        messages.success(request, _("The paper is taken out."))
        return back
    authors = proofs.possible_authors(page.workshop, found.session_key)
    form = PaperForm(request.POST or None, request.FILES or None, authors=authors)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            paper_desk.attach(
                found,
                user,
                given["file"],
                title=given["title"],
                author=uuid.UUID(given["author"]) if given["author"] else None,
                agreed_on=given["agreed_on"],
            )
        except NotAVolume as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The paper stands beside the chapter."))
            return back
    context = {"proceedings": page, "form": form, "chapter": found, "paper": earlier}
    return render(request, "publications/staff/paper.html", context)


def _act(request: HttpRequest, chapter: ChapterPage, user: User) -> str:
    """Do what a button says; returns a link to show once, where one was made."""
    action = request.POST.get("action", "")
    if action in Kind.values:
        editing.advance(chapter, action, user, request.POST.get("note", ""))
        messages.success(request, _("Noted: %(what)s.") % {"what": Kind(action).label})
    elif action == "link":
        return absolute(proofs.make_link(chapter, user))
    elif action == "proof":
        proofs.send_proof(chapter, _key(request.POST.get("author", "")), user)
        messages.success(request, _("The proof is on its way to the author."))
    elif action == "remind":
        _remind(chapter, user)
        messages.success(request, _("A reminder is on its way to the author."))
    elif action == "settle":
        row = get_object_or_404(chapter.remarks, pk=request.POST.get("comment") or 0)
        verdict, answer = request.POST.get("verdict", ""), request.POST.get("answer", "")
        commenting.settle(row, user, verdict, answer)
        messages.success(request, _("The comment is settled."))
    else:
        raise Http404
    return ""


def _remind(chapter: ChapterPage, user: User) -> None:
    last = editing.standing(chapter).last
    if last is None:
        raise Http404
    reminding.remind_author(last, user)


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise ValidationError(_("Choose the author first.")) from None
