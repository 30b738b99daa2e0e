"""The room "Reading and incidents": who read what, alarms, worksheets with their clocks."""

import datetime
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

from access import catalogue
from access.domain import audit
from access.role_matrix import Room
from home.domain import incidents, readings
from home.models import Incident
from home.staff.rooms import ChooseView, Page, RoomViewSet
from registrations.public.text import PlainTextField

WATCH = ("watch:index", gettext_lazy("Reading and incidents"))


class IncidentForm(forms.Form):
    """What is known in the first minutes; everything can be added later."""

    kind = forms.ChoiceField(label=gettext_lazy("What happened"), choices=Incident.Kind.choices)
    learned_at = forms.DateTimeField(
        label=gettext_lazy("When we learned of it (UTC)"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("The clock of every law begins here."),
        error_messages={
            "required": gettext_lazy("Say when we learned of it"),
            "invalid": gettext_lazy("Choose day and time"),
        },
    )
    people = forms.IntegerField(
        label=gettext_lazy("How many people, as far as known"), min_value=0, required=False
    )
    fields = forms.MultipleChoiceField(
        label=gettext_lazy("Which answers"),
        required=False,
        choices=lambda: [(field.code, field.label) for field in catalogue.all_fields()],
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=gettext_lazy("Hold Ctrl to choose several."),
    )
    words = PlainTextField(
        label=gettext_lazy("In your words"),
        help_text=gettext_lazy("What, where, who may have it now. It is kept encrypted."),
        lines=True,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write in a few words what happened")},
    )

    def clean_learned_at(self) -> datetime.datetime:
        moment: datetime.datetime = self.cleaned_data["learned_at"]
        if moment > timezone.now() + datetime.timedelta(minutes=5):
            raise forms.ValidationError(_("This moment is still to come"))
        return moment


class MoreForm(forms.Form):
    """What was found out or done since."""

    words = PlainTextField(
        label=gettext_lazy("What was found out or done since"),
        lines=True,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what was found out")},
    )


class WorkshopView(Page):
    """Reading of the last thirty days, alarms, incidents, and a form for a new one."""

    template_name = "home/staff/watch.html"
    page_title = WATCH[1]
    home = WATCH

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "readings": readings.of_workshop(self.workshop),
            "alarms": readings.alarms(),
            "incidents": Incident.objects.filter(workshop=self.workshop),
            "form": kwargs.get("form")
            or IncidentForm(initial={"learned_at": timezone.now().replace(second=0)}),
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.was_read("watch.viewed")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Begin a worksheet."""
        form = IncidentForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        row = incidents.record(self.workshop, actor=self.actor, **form.cleaned_data)
        messages.success(request, _("Recorded. The protection focal points are told."))
        return redirect("watch:incident", self.workshop.pk, row.pk)


class IncidentView(Page):
    """One worksheet, to work through and to print."""

    template_name = "home/staff/incident.html"
    page_title = gettext_lazy("Incident")
    home = WATCH

    @cached_property
    def incident(self) -> Incident:
        row: Incident = get_object_or_404(
            Incident.objects.select_related("workshop__vault", "recorded_by"),
            workshop=self.workshop,
            pk=self.kwargs["incident"],
        )
        return row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.incident
        labels = {field.code: field.label for field in catalogue.all_fields()}
        return {
            **super().get_context_data(**kwargs),
            "incident": row,
            "words": incidents.words_of(row),
            "labels": [labels.get(code, code) for code in row.fields],
            "steps": incidents.steps(row),
            "clocks": incidents.clocks(row),
            "form": kwargs.get("form") or MoreForm(),
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        audit.record("incident.viewed", obj=self.incident, actor=self.actor, vault=self.vault)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A step, a law, more words, or the end."""
        if "words" in request.POST:
            form = MoreForm(request.POST)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(form=form), status=422)
            incidents.add_words(self.incident, form.cleaned_data["words"], self.actor)
        else:
            self._change(request)
        return redirect("watch:incident", self.workshop.pk, self.incident.pk)

    def _change(self, request: HttpRequest) -> None:
        try:
            if code := request.POST.get("step"):
                incidents.tick(self.incident, code, self.actor)
            elif code := request.POST.get("told"):
                incidents.settle(self.incident, code, self.actor, is_concerned=True)
            elif code := request.POST.get("other"):
                incidents.settle(self.incident, code, self.actor, is_concerned=False)
            elif "close" in request.POST:
                incidents.close(self.incident, self.actor)
        except KeyError:
            raise Http404 from None


class IndexView(ChooseView):
    """Choose a workshop."""

    page_title = WATCH[1]
    home = WATCH
    target = "watch:workshop"


class WatchViewSet(RoomViewSet):
    """Rooms under /admin/watch/, for those who see what personal data is left."""

    name = "watch"
    url_prefix = "watch"
    menu_label = WATCH[1]
    menu_name = "watch"
    menu_order = 600
    icon = "warning"
    room = Room.PRIVACY

    def get_urlpatterns(self) -> list[Any]:
        one = "<int:workshop>/<uuid:incident>/"
        return [
            path("", self.construct_view(IndexView), name="index"),
            path("<int:workshop>/", self.construct_view(WorkshopView), name="workshop"),
            path(one, self.construct_view(IncidentView), name="incident"),
        ]
