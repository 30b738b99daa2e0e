"""Co-organisers read the edited chapters and comment on their paragraphs until a day."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.organise.doors import Door, organiser
from publications.domain import commenting
from publications.models import ChapterPage, ProceedingsPage


def _volume(door: Door) -> ProceedingsPage:
    volume = commenting.volume_of(door.workshop)
    if volume is None:
        raise Http404
    return volume


@require_safe
@organiser
def chapters(request: HttpRequest, door: Door) -> HttpResponse:
    """The chapters that may be read now."""
    volume = _volume(door)
    context = {"door": door, "volume": volume, "rows": commenting.readable(volume)}
    return render(request, "publications/organise/chapters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organiser
def chapter(request: HttpRequest, door: Door, chapter_id: int) -> HttpResponse:
    """One chapter by paragraphs; a POST is a comment on one of them."""
    volume = _volume(door)
    found = _chapter(volume, chapter_id)
    problem, typed, place = "", "", ""
    if request.method == "POST":
        typed, place = request.POST.get("text", ""), request.POST.get("anchor", "")
        try:
            row = commenting.comment(found, place, typed, door.user)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            messages.success(request, _("Your comment is with the editor."))
            address = reverse("comments:chapter", args=[door.workshop.slug, found.pk])
            return redirect(f"{address}#c{row.pk}")
    remarks = found.remarks.select_related("by")
    context = {
        "door": door,
        "volume": volume,
        "chapter": found,
        "passages": commenting.passages(found, remarks),
        "problem": problem,
        "typed": typed,
        "place": place,
    }
    status = 422 if problem else 200
    return render(request, "publications/organise/chapter.html", context, status=status)


def _chapter(volume: ProceedingsPage, chapter_id: int) -> ChapterPage:
    for row in commenting.readable(volume):
        if row.chapter.pk == chapter_id:
            return row.chapter
    raise Http404
