"""The page on which a rapporteur writes: made for a phone, a bad connection and interruptions.

The browser keeps what is typed and sends it in the background (static/site/notes.js); without
scripts the page is a form with two buttons.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from publications.domain import notes
from publications.models import SessionNote
from registrations.public.doors import bounded, by_link

JSON = "application/json"


class NoteForm(forms.Form):
    """Issues, proposals, outcome, and words to quote."""

    issues = forms.CharField(
        label=_("Issues"), help_text=_("What was discussed, and where views differed.")
    )
    proposals = forms.CharField(
        label=_("Proposals"), help_text=_("What was proposed; one in each paragraph.")
    )
    outcome = forms.CharField(
        label=_("Outcome"), help_text=_("What the session agreed, or left open.")
    )

    def __init__(self, note: SessionNote, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.note = note
        for name in notes.FIELDS:
            self._area(name, rows=6)
        self.speakers = notes.may_be_quoted(note)
        for place in range(1, notes.QUOTES + 1):
            self.fields[f"quote{place}"] = forms.CharField(
                label=_("Words to quote, %(number)d") % {"number": place}
            )
            self._area(f"quote{place}", rows=3)
            if self.speakers:
                self.fields[f"speaker{place}"] = forms.ChoiceField(
                    label=_("Said by"),
                    required=False,
                    choices=[("", _("A participant")), *self.speakers],
                    widget=forms.Select(attrs={"class": "input"}),
                )

    def _area(self, name: str, rows: int) -> None:
        field = self.fields[name]
        field.required = False
        field.max_length = notes.LONGEST  # type: ignore[attr-defined]
        attrs = {"rows": rows, "class": "input", "maxlength": notes.LONGEST, "dir": "auto"}
        field.widget = forms.Textarea(attrs=attrs)

    def words(self) -> dict[str, str]:
        """What was typed, by field."""
        return {name: self.data.get(name, "").replace("\r\n", "\n") for name in self.fields}

    def said_by(self) -> dict[int, str]:
        """The chosen speaker by place of quotation."""
        places = range(1, notes.QUOTES + 1)
        return {place: self.data.get(f"speaker{place}", "") for place in places}

    @property
    def texts(self) -> list[Any]:
        return [self[name] for name in notes.FIELDS]

    @property
    def quotes(self) -> list[tuple[Any, Any]]:
        return [
            (self[f"quote{place}"], self[f"speaker{place}"] if self.speakers else None)
            for place in range(1, notes.QUOTES + 1)
        ]


@bounded
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def session_notes(request: HttpRequest, token: str) -> HttpResponse:
    """Show the note; a POST keeps it, by the button or in the background."""
    note = notes.find(token)
    if request.method == "POST":
        return _save(request, note, token)
    return _page(request, note, _form(note))


def _form(note: SessionNote) -> NoteForm:
    said_by = {f"speaker{place}": key for place, key in notes.speakers_of(note).items()}
    return NoteForm(note, initial={**notes.words_of(note), **said_by})


def _save(request: HttpRequest, note: SessionNote, token: str) -> HttpResponse:
    form = NoteForm(note, request.POST)
    based_on = request.POST.get("version", "")
    in_background = JSON in request.headers.get("Accept", "")
    try:
        saved = notes.save(
            note,
            form.words(),
            form.said_by(),
            based_on=int(based_on) if based_on.isdecimal() and len(based_on) < 10 else -1,
            hand_in="hand_in" in request.POST and not in_background,
        )
    except notes.Stale:
        note = notes.find(token)
        if in_background:
            return JsonResponse({"version": note.version, "state": note.state}, status=409)
        return _page(request, note, form, earlier=notes.words_of(note), status=409)
    if in_background:
        return JsonResponse({"version": saved.version, "state": saved.state})
    return redirect("session_notes", token=token)


def _page(
    request: HttpRequest,
    note: SessionNote,
    form: NoteForm,
    *,
    earlier: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    labels = {name: field.label for name, field in form.fields.items()}
    found = [(labels[name], text) for name, text in (earlier or {}).items() if text]
    context = {
        "note": note,
        "form": form,
        "workshop": note.workshop,
        "rule": notes.rule_of(note.workshop, note.session_key),
        "is_taken": note.state == SessionNote.State.TAKEN,
        "is_handed_in": note.state == SessionNote.State.HANDED_IN,
        "is_stale": earlier is not None,
        "earlier": found,
        "texts": [(label, text) for label, text in zip(labels.values(), _typed(form), strict=True)],
    }
    return render(request, "publications/session_notes.html", context, status=status)


def _typed(form: NoteForm) -> list[str]:
    return [str(form[name].value() or "") if "speaker" not in name else "" for name in form.fields]
