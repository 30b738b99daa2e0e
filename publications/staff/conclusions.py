"""What goes into drafting and out of it: past conclusions taken in, letters recorded."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin.widgets import AdminDateInput
from wagtail.documents import get_document_model
from wagtail.documents.widgets import AdminDocumentChooser

from events.models import WorkshopPage
from publications.domain import drafting, follow_up
from publications.domain.recommendations import PUBLIC_STANDINGS
from publications.domain.recommendations_import import (
    Unreadable,
    items_of,
    put_into_drafting,
    read_docx,
    read_text,
)
from publications.models import Addressee, Recommendation
from publications.staff.drafting import drafting_workshop


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
    workshop = drafting_workshop(request, workshop_id)
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
    recommendations = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Recommendations it sends"),
        queryset=Recommendation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, workshop: WorkshopPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = workshop.recommendations.filter(standing__in=PUBLIC_STANDINGS).order_by("number")
        field = self.fields["recommendations"]
        field.queryset = rows  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: f"{row.number}. {row.title}"  # type: ignore[attr-defined]
        field.initial = rows


@require_http_methods(["GET", "HEAD", "POST"])
def transmit(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Record the letter with which the recommendations were sent."""
    workshop = drafting_workshop(request, workshop_id)
    form = TransmissionForm(workshop, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record = follow_up.transmit(workshop, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(
                request,
                _("Recorded: %(letter)s. Each of its recommendations has the step “Sent to”.")
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
                "Every recommendation that you choose gets a public step with the day, the "
                "addressee and the reference of the letter."
            ),
            "button": _("Record the letter"),
            "earlier": workshop.transmissions.select_related("addressee", "letter_file"),
        },
    )
