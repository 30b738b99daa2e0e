"""The room of the evaluation: until when it is asked, who reads the words, the numbers."""

import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from access.models import User
from access.roles import GROUP_OF_ROLE, Role
from events.models import WorkshopPage
from registrations.domain import evaluation
from registrations.staff.base import DeskView


class AskForm(forms.Form):
    """Until when, and the two who read what people write."""

    closes_on = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Choose the last day"), "invalid": _("Choose the last day")},
    )
    readers = forms.ModelMultipleChoiceField(
        label=_("Who reads what people write"),
        help_text=_("Two at most. Numbers are for the whole Secretariat."),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the list")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.filter(is_active=True, groups__name=GROUP_OF_ROLE[Role.SECRETARIAT])
        self.fields["readers"].queryset = staff.order_by("full_name")  # type: ignore[attr-defined]
        self.fields["readers"].label_from_instance = lambda user: user.full_name  # type: ignore[attr-defined]

    def clean_readers(self) -> list[User]:
        readers = list(self.cleaned_data["readers"])
        if len(readers) > 2:
            raise forms.ValidationError(_("Choose two people at most"))
        return readers


class EvaluationView(DeskView):
    """Ask, and see what may be seen."""

    template_name = "registrations/desk/evaluation.html"
    page_title = _("Evaluation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        workshop: WorkshopPage = self.workshop  # type: ignore[attr-defined]
        found = evaluation.of(workshop)
        may_read = bool(found) and evaluation.may_read_words(found, self.actor)  # type: ignore[arg-type, attr-defined]
        return {
            **super().get_context_data(**kwargs),
            "workshop": workshop,
            "evaluation": found,
            "tables": evaluation.tables(found) if found else [],
            "words": evaluation.words(found, self.actor) if found and may_read else [],  # type: ignore[attr-defined]
            "may_read": may_read,
            "least": evaluation.SHOWN_FROM,
            "step": evaluation.STEP,
            "form": kwargs.get("form") or AskForm(initial=_initial(workshop, found)),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AskForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        evaluation.ask(self.workshop, actor=self.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        messages.success(request, _("Kept. The questions stand on the pages of those who came."))
        return redirect("registrations_desk:evaluation", **self.kwargs)


def _initial(workshop: WorkshopPage, found: Any) -> dict[str, Any]:
    if found is None:
        days = datetime.timedelta(days=evaluation.ASKED_DAYS)
        return {"closes_on": workshop.last_day + days}
    return {
        "closes_on": found.closes_on,
        "readers": [key for key in (found.first_reader_id, found.second_reader_id) if key],
    }
