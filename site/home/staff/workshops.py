"""The Secretariat's view of workshops: what is due, the checklist of one, next year's from it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from access.roles import Role, has_role
from events.domain import copying, holidays, host_notices, life_cycle, texts
from events.models import TextProposal, WorkshopPage
from events.staff.forms import zone_choices
from home.domain import preparation
from home.domain.facts import open_workshops


class WorkshopsPanel(Component):
    """On the first page: each open workshop with what comes next."""

    name = "workshops"
    template_name = "home/admin/workshops_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {
            "rows": open_workshops(),
            "texts": texts.waiting().count(),
            "notices": host_notices.without_mail().count(),
        }


class NextForm(forms.Form):
    """What is new about next year's workshop; everything else comes from this year's."""

    title = forms.CharField(
        label=gettext_lazy("Working title"),
        max_length=120,
        help_text=gettext_lazy("Short and neutral, such as “Vientiane 2028”."),
    )
    slug = forms.SlugField(
        label=gettext_lazy("Address"), help_text=gettext_lazy("Such as 2028-vientiane.")
    )
    starts_on = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone of the venue"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and not 0 <= (last - first).days <= 30:
            self.add_error("ends_on", _("Enter a last day up to a month after the first."))
        if Page.objects.filter(slug=data.get("slug"), depth=4).exists():
            self.add_error("slug", _("Choose another address: this one is in use."))
        return data


def _find(request: HttpRequest, pk: int) -> WorkshopPage:
    if not has_role(request.user, Role.SECRETARIAT):
        raise PermissionDenied
    return get_object_or_404(WorkshopPage.objects.select_related("vault", "host_state"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """The steps of one workshop; those that no fact tells are said here, and texts answered."""
    workshop = _find(request, pk)
    if request.method == "POST":
        _act(request, workshop)
        return redirect("workshop_checklist", pk)
    days = (workshop.starts_on, workshop.ends_on)
    places = preparation.places(workshop)
    if not has_role(request.user, Role.TRAVEL_DESK):
        del places["sponsorship"]
    items = life_cycle.checklists([workshop])[workshop.pk]
    context = {
        "workshop": workshop,
        "items": [(item, places.get(item.step.code, "")) for item in items],
        "clashes": holidays.clashes(*days) if all(days) else [],  # type: ignore[arg-type]
        "texts": _with_present(workshop),
        "for_reading": texts.FOR_READING,
    }
    return render(request, "home/admin/checklist.html", context)


def _with_present(workshop: WorkshopPage) -> list[tuple[TextProposal, str]]:
    """What waits, each with the text that it would take the place of."""
    waiting = list(texts.waiting(workshop))
    now = texts.current(workshop) if waiting else {}
    return [(row, now[row.field].html if row.field in now else "") for row in waiting]


def _act(request: HttpRequest, workshop: WorkshopPage) -> None:
    user: Any = request.user
    if code := request.POST.get("done"):
        try:
            life_cycle.say_done(workshop, code, user)
        except (KeyError, ValueError):
            return
    elif code := request.POST.get("not_done"):
        life_cycle.take_back(workshop, code)
    elif key := request.POST.get("apply") or request.POST.get("decline"):
        rows = TextProposal.objects.filter(workshop=workshop)
        proposal = rows.filter(pk=key).first() if key.isdigit() else None
        if proposal is None:
            return
        if "apply" in request.POST:
            texts.apply(proposal, user)
            messages.success(request, _("The text is in the draft of the page."))
        else:
            texts.decline(proposal, user, request.POST.get("answer", ""))


@require_http_methods(["GET", "HEAD", "POST"])
def next_year(request: HttpRequest, pk: int) -> HttpResponse:
    """A form with five fields; holidays on its days are told first, and again with the draft."""
    source = _find(request, pk)
    form = NextForm(request.POST or None, initial={"time_zone": source.time_zone})
    is_complete = request.method == "POST" and source.starts_on and form.is_valid()
    found, days = _holidays(form, request.POST.get("sure", "")) if is_complete else ([], "")
    if is_complete and not found:
        try:
            new = copying.next_workshop_from(source, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _warn(request, new)
            return redirect("wagtailadmin_pages:edit", new.pk)
    context = {"workshop": source, "form": form, "clashes": found, "sure": days}
    return render(request, "home/admin/next_workshop.html", context)


def _holidays(form: NextForm, told: str) -> tuple[list[holidays.Clash], str]:
    """The holidays on the days of a form that is valid, and these days as text.

    None where the same days were told already; other days are looked at anew.
    """
    first, last = form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]
    days = f"{first.isoformat()}/{last.isoformat()}"
    return ([] if told == days else holidays.clashes(first, last)), days


def _warn(request: HttpRequest, new: WorkshopPage) -> None:
    messages.success(
        request, _("The draft is made. Deadlines are moved; people and documents are not copied.")
    )
    found = holidays.clashes(new.starts_on, new.ends_on)  # type: ignore[arg-type]
    if found:
        told = "; ".join(f"{clash.day:%d.%m.} {clash.name}, {clash.state}" for clash in found)
        messages.warning(
            request, _("Public holidays on these days: %(holidays)s.") % {"holidays": told}
        )
