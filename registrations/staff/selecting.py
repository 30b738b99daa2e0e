"""Selection at the desk: read applications, names hidden where wished, and see the balance."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from registrations.domain import desk, selecting
from registrations.models import Reading
from registrations.public.text import PlainTextField
from registrations.staff.base import DeskView


class ReadingForm(forms.Form):
    """What a reader thinks of one application."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    verdict = forms.TypedChoiceField(
        label=_("What do you think?"), choices=Reading.Verdict.choices, coerce=int
    )
    reason = PlainTextField(
        label=_("Reason, by the published criteria"),
        max_length=1000,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Give the reason")},
    )


class SelectionView(DeskView):
    """Applications in the categories filled by selection; `?names=1` opens names."""

    template_name = "registrations/desk/selection.html"
    page_title = _("Selection")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        blind = self.request.GET.get("names") != "1"
        found = selecting.applications(self.workshop, blind=blind)  # type: ignore[attr-defined]
        desk.saw_list(self.workshop, self.actor, shown=len(found), searched=False)  # type: ignore[attr-defined]
        return {
            **super().get_context_data(**kwargs),
            "workshop": self.workshop,  # type: ignore[attr-defined]
            "applications": found,
            "blind": blind,
            "verdicts": Reading.Verdict.choices,
            "balance": selecting.balance(self.workshop),  # type: ignore[attr-defined]
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ReadingForm(request.POST)
        if not form.is_valid():
            words = [str(error) for errors in form.errors.values() for error in errors]
            messages.error(request, " ".join(words))
            return redirect("registrations_desk:selection", **self.kwargs)
        data = form.cleaned_data
        row = self.registrations.filter(pk=data["which"], by_selection=True).first()  # type: ignore[attr-defined]
        if row is None:
            messages.error(request, _("This application is no longer there."))
            return redirect("registrations_desk:selection", **self.kwargs)
        row.workshop = self.workshop  # type: ignore[attr-defined]
        try:
            selecting.read(row, self.actor, data["verdict"], data["reason"])  # type: ignore[attr-defined]
        except ValueError:
            messages.error(request, _("Two others have read this application already."))
        else:
            messages.success(request, _("Your reading is kept."))
        return redirect("registrations_desk:selection", **self.kwargs)
