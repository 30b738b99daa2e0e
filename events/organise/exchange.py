"""Out of the draft and into it: files to work with, the import with its preview, the booths."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from access.domain import audit
from access.domain.consent import Output
from access.forms import PlainForm
from events.domain import (
    agenda_export,
    agenda_import,
    agenda_interpretation,
    agenda_log,
    agenda_tables,
    placeholders,
    programme,
)
from events.domain.agenda_document import Document, load
from events.domain.agenda_errors import StaleVersion
from events.domain.programme import Programme, ProgrammeSession
from events.organise import readings
from events.organise.doors import Door, organiser

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SALT = "events.agenda-import"
DAY_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Shown:
    """The draft as this organiser may know it; `open` are the sessions they may change."""

    document: Document
    programme: Programme
    open: list[ProgrammeSession]


def _shown(request: HttpRequest, door: Door) -> Shown:
    known = load(door.workshop).document
    if door.is_secretariat:
        name_of = programme.names(door.workshop, Output.HOST, known)
    else:
        [known], name_of = programme.known_to_hosts(door.workshop, known)
    built = programme.build(known, name_of)
    readings.note(request, door, {r.person for s in built.sessions for r in s.roles if r.person})
    changeable = [
        session
        for session in built.sessions
        if session.is_public and (door.is_secretariat or session.attribution != placeholders.CLOSED)
    ]
    return Shown(known, built, changeable)


@require_safe
@organiser
def export(request: HttpRequest, door: Door, ending: str) -> HttpResponse:
    """The draft as a file; taking it out is audited."""
    shown = _shown(request, door)
    if ending == "csv":
        content, kind = agenda_export.as_csv(shown.open), "text/csv; charset=utf-8"
    elif ending == "xlsx":
        lines = agenda_export.rows(shown.open)
        content, kind = agenda_export.as_xlsx(agenda_export.HEADINGS, lines, _("Agenda")), XLSX
    elif ending == "docx":
        title = door.workshop.official_title or door.workshop.title
        content, kind = agenda_export.as_docx(shown.programme, shown.open, title), DOCX
    else:
        raise Http404
    return _file(door, content, kind, f"agenda-{door.workshop.slug}.{ending}")


def _file(door: Door, content: bytes, kind: str, name: str) -> HttpResponse:
    audit.record(
        "agenda.export", obj=door.workshop, actor=door.user, vault=door.workshop.vault, file=name
    )
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@organiser
def interpretation(request: HttpRequest, door: Door, ending: str = "") -> HttpResponse:
    """The booths, by day; as a page to print or as a file."""
    shown = _shown(request, door)
    codes = {session["id"]: session["languages"] for session in shown.document["sessions"]}
    days = agenda_interpretation.sheet(shown.programme, codes)
    if ending:
        lines = agenda_interpretation.rows(days)
        content = agenda_export.as_xlsx(agenda_interpretation.HEADINGS, lines, _("Interpretation"))
        return _file(door, content, XLSX, f"interpretation-{door.workshop.slug}.xlsx")
    return render(request, "organise/agenda_interpretation.html", {"door": door, "days": days})


class TableForm(PlainForm, forms.Form):
    """A file or pasted cells."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("Excel (.xlsx), CSV or a Word table (.docx), at most 2 MB."),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or cells copied from a spreadsheet"),
        required=False,
        max_length=agenda_tables.MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def table(self) -> list[agenda_tables.Row]:
        """The rows. Raises ValidationError."""
        file = self.cleaned_data["file"]
        if file:
            if file.size > agenda_tables.MOST_BYTES:
                raise agenda_tables.Unreadable(_("The file is larger than 2 MB."))
            return agenda_tables.read(file.name, file.read())
        if not self.cleaned_data["pasted"].strip():
            raise ValidationError(_("Choose a file, or paste cells."))
        return agenda_tables.read_pasted(self.cleaned_data["pasted"])


@require_http_methods(["GET", "HEAD", "POST"])
@organiser
def take_in(request: HttpRequest, door: Door) -> HttpResponse:
    """A table, its preview, its acceptance. Nothing is saved before that."""
    if "payload" in request.POST:
        return _again(request, door)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            table = form.table()
            return _preview(request, door, table, {})
        except ValidationError as error:
            for text in error.messages:
                form.add_error(None, text)
    status = 422 if form.errors else 200
    context = {"door": door, "form": form}
    return render(request, "organise/agenda_import.html", context, status=status)


def _again(request: HttpRequest, door: Door) -> HttpResponse:
    """The preview came back, with answers: look again, or put it into the draft."""
    try:
        table = signing.loads(
            request.POST["payload"], salt=f"{SALT}:{door.workshop.pk}", max_age=DAY_SECONDS
        )
        answers = {
            int(name[1:]): value
            for name, value in request.POST.items()
            if name[:1] == "a" and name[1:].isdigit()
        }
        if "accept" not in request.POST:
            return _preview(request, door, table, answers)
        preview = _read(request, door, table, answers)
        if preview.problems or preview.questions:
            return _preview(request, door, table, answers)
        gone = request.POST.getlist("gone")
        change = agenda_import.accept(door.workshop, preview, gone, actor=door.user)
    except signing.BadSignature:
        messages.warning(request, _("The preview is too old. Please choose the file again."))
        return redirect("organise:agenda_import", door.workshop.slug)
    except (StaleVersion, ValidationError):
        messages.warning(request, _("The draft was changed meanwhile. Please look again."))
        return _preview(request, door, table, answers)
    said = _("The table is in the draft. You can undo it.") if change else _("Nothing to change.")
    messages.success(request, said)
    return redirect("organise:agenda", door.workshop.slug)


def _read(
    request: HttpRequest, door: Door, table: Any, answers: dict[int, str]
) -> agenda_import.Preview:
    shown = _shown(request, door)
    states = agenda_log.states(door.workshop)
    return agenda_import.Reader(door.workshop, shown.open, states).preview(table, answers)


def _preview(request: HttpRequest, door: Door, table: Any, answers: dict[int, str]) -> HttpResponse:
    context = {
        "door": door,
        "preview": _read(request, door, table, answers),
        "answers": answers,
        "payload": signing.dumps(table, salt=f"{SALT}:{door.workshop.pk}", compress=True),
    }
    return render(request, "organise/agenda_preview.html", context)
