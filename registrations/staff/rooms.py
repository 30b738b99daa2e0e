"""Rooms of the desk beside the list: decide many, export, arrivals, a form that came on paper."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from access.domain import exports, sheets
from access.public.export_form import ExportForm
from events.models import Category, State
from registrations.domain import arrivals, bulk, desk, exporting, registering
from registrations.domain.places import Busy
from registrations.domain.states import State as Step
from registrations.models import Registration
from registrations.public.forms import TEXT_VERSION
from registrations.public.text import AddressField, PlainTextField
from registrations.staff.base import DeskView, told

DECISIONS = {"accept": Step.ACCEPTED, "decline": Step.DECLINED}
PRESENT = (Step.ACCEPTED, Step.ATTENDED)
PAGE = 50


class DecideView(DeskView):
    """Decide many: the first POST shows the effect, the second runs it; or merge two."""

    http_method_names = ["post"]
    template_name = "registrations/desk/decide.html"
    page_title = _("Decide many")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = self._rows(request)
        action = request.POST.get("action", "")
        if action == "merge":
            return self._merge(request, rows)
        if action not in DECISIONS:
            raise BadRequest("action")
        reason = request.POST.get("reason", "").strip()[:1000].replace("\x00", "")
        if "sure" not in request.POST:
            effects = bulk.preview(self.workshop, rows, DECISIONS[action])  # type: ignore[attr-defined]
            names = {r.registration.pk: r.name for r in desk.rows(self.workshop, rows)}  # type: ignore[attr-defined]
            context = self.get_context_data(
                effects=[(effect, names[effect.registration.pk]) for effect in effects],
                action=action,
                will=sum(1 for effect in effects if effect.to),
                workshop=self.workshop,  # type: ignore[attr-defined]
            )
            return self.render_to_response(context)
        try:
            done, failed = bulk.run(rows, DECISIONS[action], self.actor, reason)  # type: ignore[attr-defined]
        except Busy:
            messages.error(request, _("The workshop is busy. Some are decided; look at the list."))
        else:
            words = _("%(done)d decided, %(failed)d left as they were.")
            messages.success(request, words % {"done": done, "failed": failed})
        return redirect("registrations_desk:list", **self.kwargs)

    def _rows(self, request: HttpRequest) -> list[Registration]:
        """The registrations that were ticked, in their order; of this workshop only."""
        try:
            keys = [uuid.UUID(text) for text in request.POST.getlist("row")[: bulk.MAX_ROWS]]
        except ValueError:
            raise BadRequest("row") from None
        rows = list(self.registrations.filter(pk__in=keys).order_by("position", "pk"))  # type: ignore[attr-defined]
        if not rows:
            messages.error(request, _("Tick at least one registration."))
        for row in rows:
            row.workshop = self.workshop  # type: ignore[attr-defined]
        return rows

    def _merge(self, request: HttpRequest, rows: list[Registration]) -> HttpResponse:
        if len(rows) != 2:
            messages.error(request, _("Tick exactly two registrations of the same person."))
            return redirect("registrations_desk:list", **self.kwargs)
        if "sure" not in request.POST:
            names = {r.registration.pk: r.name for r in desk.rows(self.workshop, rows)}  # type: ignore[attr-defined]
            context = self.get_context_data(
                pair=[(row, names[row.pk]) for row in rows],
                action="merge",
                workshop=self.workshop,  # type: ignore[attr-defined]
            )
            return self.render_to_response(context)
        kept = next((r for r in rows if str(r.pk) == request.POST.get("kept")), None)
        if kept is None:
            raise BadRequest("kept")
        double = next(r for r in rows if r is not kept)
        with told(request, _("Merged. The double is erased, the earlier position holds.")):
            bulk.merge(kept, double, self.actor)  # type: ignore[attr-defined]
        return redirect("registrations_desk:detail", **self.kwargs, pk=kept.pk)


class ExportView(DeskView):
    """Take the list out as XLSX or CSV: why, which columns, who you are once more; logged."""

    template_name = "registrations/desk/export.html"
    page_title = _("Export")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "take" in request.GET:
            return self._file(request)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "workshop": self.workshop,  # type: ignore[attr-defined]
            "columns": exporting.columns(self.workshop),  # type: ignore[attr-defined]
            "ticked": ["name", "organisation"],
            "form": kwargs.get("form") or ExportForm(self.request),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ExportForm(request, request.POST)
        known = dict(exporting.columns(self.workshop))  # type: ignore[attr-defined]
        codes = [code for code in request.POST.getlist("column") if code in known]
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        export = exports.ask(
            self.workshop.vault,  # type: ignore[attr-defined]
            self.actor,  # type: ignore[attr-defined]
            request.session,
            what="registrations",
            columns=[*exporting.FACTS, *codes],
            reason=form.cleaned_data["reason"],
            options={"kind": form.cleaned_data["kind"], "columns": codes},
        )
        address = reverse("registrations_desk:export", kwargs=self.kwargs)
        return redirect(f"{address}?take={export.pk}")

    def _file(self, request: HttpRequest) -> HttpResponseBase:
        workshop = self.workshop  # type: ignore[attr-defined]
        try:
            export = exports.take(
                uuid.UUID(request.GET["take"]),
                self.actor,
                request.session,  # type: ignore[attr-defined]
            )
        except (exports.Gone, ValueError):
            raise Http404 from None
        if export.vault_id != workshop.vault_id:
            raise Http404
        codes = export.options["columns"]
        labels = dict(exporting.columns(workshop))
        sheet = sheets.Sheet(
            title=str(_("Registrations")),
            columns=[
                str(_("Reference")),
                str(_("State")),
                str(_("Category")),
                str(_("State represented")),
                str(_("Registered (UTC)")),
                *(str(labels[code]) for code in codes),
            ],
            rows=exporting.rows(workshop, self.registrations.order_by("position", "pk"), codes),  # type: ignore[attr-defined]
            stamp=exports.stamp(export),
        )
        return sheets.response(sheet, export.options["kind"], "registrations")


class ArrivalsView(DeskView):
    """Who is here: search, tick, untick; prints as the arrival list."""

    template_name = "registrations/desk/arrivals.html"
    page_title = _("Arrivals")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Looked for by POST: a name in the address would stay in histories and logs.
        text = self.request.POST.get("q", "").strip()
        if "\x00" in text or len(text) > 200:
            raise BadRequest("q")
        found = self.registrations.filter(state__in=PRESENT)  # type: ignore[attr-defined]
        numbers = {state: found.filter(state=state).count() for state in PRESENT}
        if text:
            found = desk.search(self.workshop, found, text)  # type: ignore[attr-defined]
        rows = desk.rows(self.workshop, list(found[:1000]))  # type: ignore[attr-defined]
        desk.saw_list(self.workshop, self.actor, shown=len(rows), searched=bool(text))  # type: ignore[attr-defined]
        return {
            **super().get_context_data(**kwargs),
            "workshop": self.workshop,  # type: ignore[attr-defined]
            "rows": sorted(rows, key=lambda row: row.name.casefold()),
            "here": numbers[Step.ATTENDED],
            "expected": sum(numbers.values()),
            "text": text,
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "which" not in request.POST:
            return self.render_to_response(self.get_context_data(**kwargs))
        which = request.POST["which"]
        row = next(
            (r for r in self.registrations.filter(state__in=PRESENT) if str(r.pk) == which), None
        )  # type: ignore[attr-defined]
        if row is None:
            raise Http404
        row.workshop = self.workshop  # type: ignore[attr-defined]
        takes_back = "undo" in request.POST
        words = _("Taken back: %s.") if takes_back else _("Arrived: %s.")
        with told(request, words % row.reference):
            (arrivals.undo if takes_back else arrivals.arrive)(row, self.actor)  # type: ignore[attr-defined]
        return redirect("registrations_desk:arrivals", **self.kwargs)


class EntryForm(forms.Form):
    """What stands on a form that came on paper; the person answers the rest on their page."""

    name = PlainTextField(label=_("Full name"), max_length=200)
    email = AddressField()
    category = forms.ModelChoiceField(label=_("Category"), queryset=Category.objects.all())
    state = forms.ModelChoiceField(
        label=_("State represented"), queryset=State.objects.all(), required=False
    )
    organisation = PlainTextField(label=_("Organisation"), max_length=200)
    message = PlainTextField(label=_("Message"), lines=True, required=False, max_length=4000)
    signed = forms.BooleanField(
        label=_("The person signed that they have read who sees what, and agree"),
        error_messages={"required": _("Without the signature nothing may be entered")},
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)


class EntryView(DeskView):
    """Enter a form that came on paper: the same way in, the same limits, the same mails."""

    template_name = "registrations/desk/paper.html"
    page_title = _("Enter a form on paper")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "workshop": self.workshop,  # type: ignore[attr-defined]
            "form": kwargs.get("form") or EntryForm(initial={"submission": uuid.uuid4()}),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = EntryForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = form.cleaned_data
        texts = {code: data[code] for code in ("name", "email", "organisation", "message")}
        with told(request, _("Entered. The person gets a mail to confirm the address.")):
            registering.register(
                self.workshop,  # type: ignore[attr-defined]
                category=data["category"],
                state=data["state"],
                values={code: text for code, text in texts.items() if text},
                choices={},
                submission_key=data["submission"],
                language="en",
                text_version=TEXT_VERSION,
            )
        return redirect("registrations_desk:list", **self.kwargs)
