"""Co-organisers read the edited chapters and comment on their paragraphs until a day.

From the second round on they see what changed since; after the day they read what became of it.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.organise.doors import Door, organiser
from publications.domain import commenting, round_desk, rounds
from publications.domain.masking import Names
from publications.domain.withheld import withheld_names
from publications.models import ChapterPage, ProceedingsPage


def _volume(door: Door) -> ProceedingsPage:
    volume = commenting.volume_of(door.workshop)
    if volume is None:
        raise Http404
    return volume


@require_http_methods(["GET", "HEAD", "POST"])
@organiser
def chapters(request: HttpRequest, door: Door) -> HttpResponse:
    """The chapters that may be read now; a POST says "nothing more from me".

    When the time is over: the comments and what became of them.
    """
    volume = commenting.volume_of(door.workshop)
    if volume is None:
        return _afterwards(request, door)
    if request.method == "POST":
        try:
            round_desk.say_done(volume, door.user)
            messages.success(request, _("Thank you. We do not remind you in this round."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("comments:chapters", door.workshop.slug)
    changed = round_desk.changed_chapters(volume)
    names = withheld_names(door.workshop)
    current = rounds.running(volume)
    context = {
        "door": door,
        "volume": volume,
        "round": current,
        "rows": [
            (row, changed.get(row.chapter.pk, "")) for row in commenting.readable(volume, names)
        ],
        "is_later_round": bool(changed),
        "is_done": current is not None and current.answers.filter(by=door.user).exists(),
    }
    return render(request, "publications/organise/chapters.html", context)


def _afterwards(request: HttpRequest, door: Door) -> HttpResponse:
    volume = round_desk.commented_volume(door.workshop)
    if volume is None or request.method == "POST":
        raise Http404
    context = {
        "door": door,
        "volume": volume,
        "round": rounds.newest(volume),
        "rows": round_desk.outcome(volume),
    }
    return render(request, "publications/organise/comments_over.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organiser
def chapter(request: HttpRequest, door: Door, chapter_id: int) -> HttpResponse:
    """One chapter by paragraphs; a POST is a comment on one of them."""
    volume = _volume(door)
    names = withheld_names(door.workshop)
    found = _chapter(volume, chapter_id, names)
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
    remarks = round_desk.placed(found, found.remarks.select_related("by", "revision"))
    round_desk.mask_answers(remarks, names)
    since = round_desk.since_last_round(found, volume, names)
    passages = commenting.passages(found, remarks, names)
    context = {
        "door": door,
        "volume": volume,
        "chapter": found,
        "since": since,
        "passages": [(one, since.of(one.anchor) if since else "") for one in passages],
        "problem": problem,
        "typed": typed,
        "place": place,
    }
    status = 422 if problem else 200
    return render(request, "publications/organise/chapter.html", context, status=status)


def _chapter(volume: ProceedingsPage, chapter_id: int, names: Names) -> ChapterPage:
    for row in commenting.readable(volume, names):
        if row.chapter.pk == chapter_id:
            return row.chapter
    raise Http404
