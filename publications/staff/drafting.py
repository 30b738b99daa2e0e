"""At the drafting table: the text on two readings, on the wall, from a file, adopted, sent.

Only the Secretariat keeps the text. Nothing here asks or stores who proposed anything.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.widgets import AdminDateInput
from wagtail.documents import get_document_model
from wagtail.documents.widgets import AdminDocumentChooser

from access.roles import Role, has_role
from events.models import State, WorkshopPage
from publications.domain import drafting, follow_up
from publications.domain.recommendations_import import (
    Unreadable,
    items_of,
    put_into_drafting,
    read_docx,
    read_text,
)
from publications.models import Addressee, Amendment, Recommendation
from publications.staff.recommendations import may_edit

REFRESH_SECONDS = 10


def _workshop(request: HttpRequest, pk: int) -> WorkshopPage:
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
    workshop = _workshop(request, workshop_id)
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
    rows = []
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
                "open": [
                    (amendment, drafting.difference(row.text, amendment.text))
                    for amendment in row.amendments.all()
                    if amendment.status == Amendment.Status.OPEN
                ],
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
    }


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


def _reserve(request: HttpRequest, workshop: WorkshopPage) -> str:
    code = request.POST.get("delegation", "")
    delegation = get_object_or_404(State, code=code) if code else None
    drafting.reserve(_row(request, workshop), delegation)
    return _("The reservation is recorded.")


@require_safe
def reading(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """The text on the wall of the room: large, with what is not agreed in brackets."""
    workshop = _workshop(request, workshop_id)
    rows = [
        (row, drafting.marked_up(row.text))
        for row in drafting.board(workshop)
        if row.standing != Recommendation.Standing.NOT_ADOPTED
    ]
    response = render(
        request, "publications/drafting_reading.html", {"workshop": workshop, "rows": rows}
    )
    # The wall follows the table.
    response["Refresh"] = str(REFRESH_SECONDS)
    return response


class ImportForm(forms.Form):
    """Conclusions, pasted or from a file."""

    text = forms.CharField(
        label=gettext_lazy("Paste the conclusions"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    file = forms.FileField(label=gettext_lazy("or choose a DOCX file"), required=False)
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=400,
        help_text=gettext_lazy("Where this text comes from, for example: Summary of Proceedings."),
    )

    is_next_version = forms.BooleanField(
        label=gettext_lazy("This is the next version of the paragraphs in drafting"),
        required=False,
        help_text=gettext_lazy(
            "The first paragraph becomes the next version of the first, and so on."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("file"):
            try:
                paragraphs, data["origin"] = read_docx(data["file"].read()), "file"
            except Unreadable as error:
                self.add_error("file", str(error))
                return data
        else:
            paragraphs, data["origin"] = read_text(data.get("text", "")), "pasted"
        data["items"] = items_of(paragraphs)
        if not data["items"]:
            raise ValidationError(_("Paste the conclusions, or choose a file with text in it."))
        return data


@require_http_methods(["GET", "HEAD", "POST"])
def import_conclusions(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Conclusions of a past workshop become numbered recommendations for review."""
    workshop = _workshop(request, workshop_id)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _take_in(request, workshop, form.cleaned_data))
            return redirect("drafting-board", workshop.pk)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return render(
        request,
        "publications/drafting_form.html",
        {
            "form": form,
            "workshop": workshop,
            "heading": _("Import conclusions"),
            "explanation": _(
                "Numbered paragraphs, lists and bullets become recommendations with the next "
                "numbers of this workshop. Headings and preambles are left out where anything is "
                "numbered. You review each text before it is public."
            ),
            "button": _("Import for review"),
        },
    )


def _take_in(request: HttpRequest, workshop: WorkshopPage, data: dict[str, Any]) -> str:
    """New recommendations, or the next versions; returns what to tell. Raises ValidationError."""
    actor: Any = request.user
    if data["is_next_version"]:
        texts = [item.text for item in data["items"]]
        number = drafting.revise_all(workshop, texts, actor=actor, origin=data["origin"])
        return ngettext(
            "%(number)d paragraph has a new version.",
            "%(number)d paragraphs have a new version.",
            number,
        ) % {"number": number}
    number = len(
        put_into_drafting(
            workshop, data["items"], origin=data["origin"], actor=actor, source=data["source"]
        )
    )
    return ngettext(
        "%(number)d recommendation is ready for review. It is not public yet.",
        "%(number)d recommendations are ready for review. They are not public yet.",
        number,
    ) % {"number": number}


class TransmissionForm(forms.Form):
    """A letter that sends the recommendations of a workshop."""

    addressee = forms.ModelChoiceField(
        label=gettext_lazy("Addressee"), queryset=Addressee.objects.all()
    )
    sent_on = forms.DateField(label=gettext_lazy("Sent on"), widget=AdminDateInput)
    letter = forms.CharField(
        label=gettext_lazy("Letter"),
        max_length=200,
        help_text=gettext_lazy("Its reference, as on the letter."),
    )
    letter_file = forms.ModelChoiceField(
        label=gettext_lazy("The letter as a file"),
        queryset=get_document_model().objects.all(),
        required=False,
        widget=AdminDocumentChooser,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def transmit(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Record the letter with which the recommendations were sent."""
    workshop = _workshop(request, workshop_id)
    form = TransmissionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record = follow_up.transmit(workshop, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(
                request,
                _("Recorded: %(letter)s. Each recommendation has its step “Sent to”.")
                % {"letter": record.letter},
            )
            return redirect("drafting-board", workshop.pk)
    return render(
        request,
        "publications/drafting_form.html",
        {
            "form": form,
            "workshop": workshop,
            "heading": _("Record a transmission"),
            "explanation": _(
                "Every adopted or recorded recommendation of this workshop gets a public step "
                "with the day, the addressee and the reference of the letter."
            ),
            "button": _("Record the letter"),
            "earlier": workshop.transmissions.select_related("addressee"),
        },
    )
