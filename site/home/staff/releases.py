"""Releases to a ministry's protocol desk, and the order of its list of officials."""

import re
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.widgets import AdminDateInput

from access.catalogue import Track
from access.domain import disclosure, locks, releases
from access.models import Release
from access.public.export_form import ExportForm
from access.role_matrix import Room
from events.models import WorkshopPage
from home.staff.rooms import RELEASES, ChooseView, Framed, Page, RoomViewSet
from registrations.domain import protocol, queries
from registrations.domain.references import normal_reference

MOST = 500


class ReleaseForm(forms.Form):
    """To whom, why, which fields, of whom, until when."""

    recipient = forms.CharField(
        label=gettext_lazy("Recipient"),
        max_length=200,
        help_text=gettext_lazy("An office, for example the protocol desk of the host ministry."),
    )
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        max_length=300,
        help_text=gettext_lazy("The people asked read these words. No names of participants."),
    )
    fields_ = forms.MultipleChoiceField(
        label=gettext_lazy("Fields"), widget=forms.CheckboxSelectMultiple
    )
    people = forms.CharField(
        label=gettext_lazy("References of the people"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One a line. Empty: all officials nominated by their own government who have a place."
        ),
    )
    expires_on = forms.DateField(label=gettext_lazy("Until"), widget=AdminDateInput())

    def __init__(self, workshop: WorkshopPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        self.fields["fields_"].choices = [  # type: ignore[attr-defined]
            (field.code, field.label) for field in releases.releasable()
        ]

    def clean_people(self) -> dict[uuid.UUID, Track]:
        """The people with a place and their tracks. One message for whatever is not theirs."""
        typed = {normal_reference(word) for word in re.split(r"[\s,;]+", self._typed()) if word}
        rows = queries.participants(self.workshop).exclude(pk__in=locks.hidden(self.workshop.vault))
        if typed:
            rows = rows.filter(registration__reference__in=typed)
        else:
            rows = rows.filter(is_nominated=True)
        people = {person.pk: person.track for person in rows[:MOST]}
        if not people or len(people) < len(typed):
            raise forms.ValidationError(
                _("Enter references of people who have a place in this workshop.")
            )
        return people

    def _typed(self) -> str:
        return str(self.cleaned_data["people"])

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Enter a day that has not passed."))
        return day


class WorkshopView(Page):
    """The releases of one workshop, for an inspection, and the form that records one."""

    template_name = "home/staff/releases.html"
    page_title = RELEASES[1]
    home = RELEASES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Release.objects.select_related("made_by").filter(vault=self.vault)
        labels = {field.code: field.label for field in releases.releasable()}
        agreed, named = releases.progress_of(list(rows))
        return {
            **super().get_context_data(**kwargs),
            "form": kwargs.get("form") or ReleaseForm(self.workshop),
            "rows": [
                {
                    "release": row,
                    "fields": [labels[code] for code in row.fields if code in labels],
                    "is_running": releases.is_running(row),
                    "agreed": agreed.get(row.pk, 0),
                    "people": named.get(row.pk, 0),
                }
                for row in rows
            ],
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.was_read("releases.viewed")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ReleaseForm(self.workshop, request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                releases.make(
                    self.vault,
                    self.actor,
                    recipient=data["recipient"],
                    purpose=data["purpose"],
                    fields=data["fields_"],
                    people=data["people"],
                    expires_on=data["expires_on"],
                )
            except releases.NotReleasable:
                form.add_error(
                    "fields_",
                    _("Leave out what may only be released of officials: nobody here is one."),
                )
            else:
                messages.success(
                    request, _("Recorded. Whoever must agree is asked on their own page.")
                )
                return redirect("releases:workshop", self.workshop.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class OfRelease(Framed):
    """One release of the workshop in the address."""

    @cached_property
    def release(self) -> Release:
        return get_object_or_404(
            Release.objects.select_related("vault"), vault=self.vault, pk=self.kwargs["release"]
        )


class ProofForm(ExportForm):
    """Password and code once more, as before every export; the purpose is the release's."""

    reason = None  # type: ignore[assignment]
    kind = None  # type: ignore[assignment]


class SheetView(OfRelease, Page):
    """The sheet that leaves; it says who printed it. A POST, so that none is by mistake.

    Asks for password and code first, unless they were given within the last five minutes.
    """

    http_method_names = ["post"]
    template_name = "home/staff/release_sheet.html"
    page_title = gettext_lazy("Release")
    home = RELEASES

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ProofForm(request, request.POST if "proof" in request.POST else None)
        if form.fields and not form.is_valid():
            self.template_name = "home/staff/release_proof.html"
            context = self.get_context_data(form=form, release=self.release)
            return self.render_to_response(context, status=422 if form.is_bound else 200)
        try:
            placed = set(queries.participants(self.workshop).values_list("pk", flat=True))
            sheet = releases.print_sheet(self.release, self.actor, placed)
        except ValueError as error:
            raise Http404 from error
        return self.render_to_response(
            self.get_context_data(sheet=sheet, printed_by=self.actor, printed_at=timezone.now())
        )


class EndView(OfRelease, View):
    """End a release before its day (POST only)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        releases.end(self.release, self.actor)
        messages.success(request, _("The release has ended. What has left cannot be called back."))
        return redirect("releases:workshop", self.workshop.pk)


class OrderView(Page):
    """The order of the protocol list: a number for each official, or none."""

    template_name = "home/staff/protocol_order.html"
    page_title = gettext_lazy("Order of protocol")
    home = RELEASES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = protocol.officials(self.workshop, disclosure.SECRETARIAT)
        return {**super().get_context_data(**kwargs), "lines": lines}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.was_read("protocol.viewed")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Numbers from 1 to 999 count; anything else takes the number away."""
        numbers = {}
        for line in protocol.officials(self.workshop, disclosure.SECRETARIAT):
            typed = request.POST.get(f"n-{line.person.pk}", "").strip()
            is_number = typed.isascii() and typed.isdecimal() and 0 < int(typed[:4]) < 1000
            numbers[line.person.pk] = int(typed) if is_number else None
        protocol.place(self.workshop, numbers, self.actor)
        messages.success(request, _("The order is saved."))
        return redirect("releases:order", self.workshop.pk)


class IndexView(ChooseView):
    """Choose a workshop."""

    page_title = RELEASES[1]
    home = RELEASES
    target = "releases:workshop"


class ReleasesViewSet(RoomViewSet):
    """Rooms under /admin/releases/."""

    name = "releases"
    url_prefix = "releases"
    menu_label = RELEASES[1]
    menu_name = "releases"
    menu_order = 200
    icon = "doc-full"
    room = Room.RELEASES

    def get_urlpatterns(self) -> list[Any]:
        one = "<int:workshop>/<uuid:release>/"
        return [
            path("", self.construct_view(IndexView), name="index"),
            path("<int:workshop>/", self.construct_view(WorkshopView), name="workshop"),
            path("<int:workshop>/order/", self.construct_view(OrderView), name="order"),
            path(f"{one}sheet/", self.construct_view(SheetView), name="sheet"),
            path(f"{one}end/", self.construct_view(EndView), name="end"),
        ]
