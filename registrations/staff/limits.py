"""Limits of places on one page: the workshop, categories, States, institutions, optional items."""

import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from events.models import Category, Institution, State
from registrations.domain import described, places, waiting
from registrations.domain.described import text
from registrations.domain.waiting import Limit
from registrations.models import Quota
from registrations.staff.base import DeskView, told

KINDS = ("category", "state", "institution", "item")


class LimitForm(forms.Form):
    """One limit."""

    of = forms.ChoiceField(label=_("Of what"))
    places = forms.IntegerField(
        label=_("Places"),
        help_text=_("Empty: no limit."),
        min_value=0,
        max_value=100_000,
        required=False,
    )
    reserved = forms.IntegerField(
        label=_("Kept for this category"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Of the places of the whole workshop; only for a category."),
    )
    reserved_until = forms.DateField(
        label=_("Kept until the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    by_selection = forms.BooleanField(
        label=_("Filled by selection: all who apply are equal, the limit binds at acceptance"),
        required=False,
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = choices  # type: ignore[attr-defined]


class LimitsView(DeskView):
    """See every limit against what is taken, and change one."""

    template_name = "registrations/desk/limits.html"
    page_title = _("Limits of places")

    def choices(self) -> list[tuple[str, str]]:
        """Everything that can have a limit, as "kind:key"."""
        items = described.current(self.workshop).items  # type: ignore[attr-defined]
        return [
            ("whole:", str(_("The whole workshop"))),
            *((f"category:{c.pk}", c.label) for c in Category.objects.all()),
            *((f"state:{s.pk}", str(s.list_name)) for s in State.objects.all()),
            *(
                (f"institution:{i.pk}", str(i))
                for i in Institution.objects.prefetch_related("names").select_related("state")
            ),
            *((f"item:{item.code}", text(item.label)) for item in items),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choices = self.choices()
        labels = dict(choices)
        rows = [
            {
                "quota": quota,
                "label": labels.get(_key(quota), str(quota)),
                "taken": quota.taken or 0,
                "most": max(quota.places or 0, quota.taken or 0, 1),
            }
            for quota in places.with_taken(self.workshop)  # type: ignore[attr-defined]
        ]
        return {
            **super().get_context_data(**kwargs),
            "workshop": self.workshop,  # type: ignore[attr-defined]
            "rows": rows,
            "form": kwargs.get("form") or LimitForm(choices=choices),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = LimitForm(request.POST, choices=self.choices())
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = form.cleaned_data
        kind, _colon, key = data["of"].partition(":")
        until = data["reserved_until"]
        is_category = kind == "category"
        limit = Limit(
            data["places"],
            (data["reserved"] or 0) if is_category else 0,
            _end_of(until) if until and is_category else None,
            data["by_selection"] and is_category,
        )
        of = {} if kind == "whole" else {kind: _object(kind, key)}
        with told(request, _("The limit is set. Who waited and fits has been offered a place.")):
            waiting.set_limit(self.workshop, of.pop("category", None), limit, self.actor, **of)  # type: ignore[attr-defined]
        return redirect("registrations_desk:limits", **self.kwargs)


def _key(quota: Quota) -> str:
    for kind in KINDS:
        value = getattr(quota, kind if kind == "item" else f"{kind}_id")
        if value:
            return f"{kind}:{value}"
    return "whole:"


def _object(kind: str, key: str) -> Any:
    models: dict[str, Any] = {"category": Category, "state": State, "institution": Institution}
    return models[kind].objects.get(pk=key) if kind in models else key


def _end_of(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(
        day + datetime.timedelta(days=1), datetime.time(), datetime.UTC
    )
