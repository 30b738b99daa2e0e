"""At the drafting table: the text on two readings, on the wall, from a file, adopted, sent.

Only the Secretariat keeps the text. Nothing here asks or stores who proposed anything.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from access.roles import Role, has_role
from events.models import State, WorkshopPage
from publications.domain import drafting, follow_up
from publications.models import Amendment, Recommendation
from publications.staff.recommendations import may_edit

REFRESH_SECONDS = 10


def drafting_workshop(request: HttpRequest, pk: int) -> WorkshopPage:
    """The workshop, for the Secretariat alone. Raises PermissionDenied, Http404."""
    if not has_role(request.user, Role.SECRETARIAT):
        raise PermissionDenied
    return get_object_or_404(WorkshopPage, pk=pk)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The workshops, the newest first, and what is to be checked."""
    if not may_edit(request.user):
        raise PermissionDenied
    return render(
        request,
        "publications/drafting_index.html",
        {
            "workshops": WorkshopPage.objects.order_by("-year", "title").only("title", "year"),
            "due": follow_up.due(),
            "may_draft": has_role(request.user, Role.SECRETARIAT),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """The drafting table of one workshop; every button posts here."""
    workshop = drafting_workshop(request, workshop_id)
    if request.method == "POST":
        try:
            messages.success(request, _act(request, workshop))
            return redirect("drafting-board", workshop.pk)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
        except drafting.Changed as error:
            messages.error(request, str(error))
        # What was typed stays in its box.
        typed = {"row": request.POST.get("row", ""), "text": request.POST.get("text", "")}
        return render(request, "publications/drafting_board.html", _table(workshop, typed))
    return render(request, "publications/drafting_board.html", _table(workshop, {}))


def _table(workshop: WorkshopPage, typed: dict[str, str]) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    for row in drafting.board(workshop):
        versions = list(row.versions.all())
        history = [
            (version, drafting.difference(before.text if before else "", version.text))
            for before, version in zip([None, *versions], versions, strict=False)
        ]
        rows.append(
            {
                "row": row,
                "last": versions[-1] if versions else None,
                "pieces": drafting.marked_up(row.text),
                "history": list(reversed(history)),
                "open": _on_the_table(row),
                "settled": [a for a in row.amendments.all() if a.status != "open"],
                "typed": typed.get("text") if typed.get("row") == str(row.pk) else None,
            }
        )
    return {
        "workshop": workshop,
        "rows": rows,
        "states": State.objects.all(),
        "in_drafting": any(entry["row"].standing == "draft" for entry in rows),
        "in_first_reading": any(
            entry["row"].standing == "draft" and entry["row"].reading == 1 for entry in rows
        ),
        "typed": typed,
        "is_over": drafting.is_over(workshop),
        "source": next((e["row"].source for e in rows if e["row"].standing == "draft"), ""),
    }


def _on_the_table(row: Recommendation) -> list[tuple[Amendment, list[drafting.Piece]]]:
    """The open amendments of a text, each with what it would change."""
    return [
        (amendment, drafting.difference(row.text, amendment.text))
        for amendment in row.amendments.all()
        if amendment.status == Amendment.Status.OPEN
    ]


def _act(request: HttpRequest, workshop: WorkshopPage) -> str:
    """Do what the pressed button says; returns what to tell. Raises ValidationError, Changed."""
    actions: dict[str, Callable[[HttpRequest, WorkshopPage], str]] = {
        "start": _start,
        "revise": _revise,
        "amend": _amend,
        "accepted": _settle,
        "not_accepted": _settle,
        "withdrawn": _settle,
        "second_reading": _second_reading,
        "adopt": _adopt,
        "leave_out": _leave_out,
        "record": _record,
        "reserve": _reserve,
    }
    action = actions.get(request.POST.get("action", ""))
    if action is None:
        raise ValidationError(_("Choose one of the buttons."))
    return action(request, workshop)


def _row(request: HttpRequest, workshop: WorkshopPage) -> Recommendation:
    key = request.POST.get("row", "")
    return get_object_or_404(
        Recommendation, pk=int(key) if key.isdecimal() else 0, workshop=workshop
    )


def _based_on(request: HttpRequest) -> int:
    number = request.POST.get("based_on", "")
    return int(number) if number.isdecimal() else 0


def _start(request: HttpRequest, workshop: WorkshopPage) -> str:
    title, text = request.POST.get("title", ""), request.POST.get("text", "")
    row = drafting.start(workshop, title=title, text=text, actor=request.user)  # type: ignore[arg-type]
    return _("Paragraph %(number)d is in first reading.") % {"number": row.number}


def _revise(request: HttpRequest, workshop: WorkshopPage) -> str:
    version = drafting.revise(
        _row(request, workshop),
        request.POST.get("text", ""),
        based_on=_based_on(request),
        actor=request.user,  # type: ignore[arg-type]
    )
    return _("Version %(number)d is saved.") % {"number": version.number}


def _amend(request: HttpRequest, workshop: WorkshopPage) -> str:
    drafting.table_amendment(
        _row(request, workshop), request.POST.get("text", ""), based_on=_based_on(request)
    )
    return _("The amendment is on the table.")


def _settle(request: HttpRequest, workshop: WorkshopPage) -> str:
    key = request.POST.get("amendment", "")
    amendment = get_object_or_404(
        Amendment, pk=int(key) if key.isdecimal() else 0, recommendation__workshop=workshop
    )
    drafting.settle(amendment, request.POST["action"], actor=request.user)  # type: ignore[arg-type]
    return _("The amendment is settled.")


def _second_reading(request: HttpRequest, workshop: WorkshopPage) -> str:
    number = drafting.second_reading(workshop, actor=request.user)  # type: ignore[arg-type]
    return ngettext(
        "%(number)d paragraph is in second reading.",
        "%(number)d paragraphs are in second reading.",
        number,
    ) % {"number": number}


def _adopt(request: HttpRequest, workshop: WorkshopPage) -> str:
    rows = drafting.adopt(workshop, actor=request.user)  # type: ignore[arg-type]
    return ngettext(
        "%(number)d paragraph is adopted. Its text never changes again.",
        "%(number)d paragraphs are adopted. Their text never changes again.",
        len(rows),
    ) % {"number": len(rows)}


def _leave_out(request: HttpRequest, workshop: WorkshopPage) -> str:
    row = drafting.leave_out(_row(request, workshop), actor=request.user)  # type: ignore[arg-type]
    return _("Paragraph %(number)d is left out.") % {"number": row.number}


def _record(request: HttpRequest, workshop: WorkshopPage) -> str:
    """One paragraph, or every one in drafting where the form names none."""
    if request.POST.get("row"):
        rows = [_row(request, workshop)]
    else:
        rows = list(workshop.recommendations.filter(standing=Recommendation.Standing.DRAFT))
    source = request.POST.get("source", "")[:400]
    done = drafting.record(workshop, rows, source=source, actor=request.user)  # type: ignore[arg-type]
    return ngettext(
        "%(number)d paragraph is recorded from its source. It is public now.",
        "%(number)d paragraphs are recorded from their source. They are public now.",
        len(done),
    ) % {"number": len(done)}


def _reserve(request: HttpRequest, workshop: WorkshopPage) -> str:
    code = request.POST.get("delegation", "")
    delegation = get_object_or_404(State, code=code) if code else None
    drafting.reserve(_row(request, workshop), delegation)
    return _("The reservation is recorded.")


@require_safe
def reading(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """The text on the wall of the room: large, with what is not agreed in brackets."""
    workshop = drafting_workshop(request, workshop_id)
    rows = [
        {"row": row, "pieces": drafting.marked_up(row.text), "open": _on_the_table(row)}
        for row in drafting.board(workshop)
        if row.standing != Recommendation.Standing.NOT_ADOPTED
    ]
    response = render(
        request, "publications/drafting_reading.html", {"workshop": workshop, "rows": rows}
    )
    # The wall follows the table.
    response["Refresh"] = str(REFRESH_SECONDS)
    return response
