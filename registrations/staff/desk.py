"""The Secretariat's desk in the administration: list, detail, accept, decline.

Plain views and no model viewset: no usage, history, copy, chooser or bulk view exists that could
show a person at a side door. Every view is scoped where it is constructed, so that a new one
cannot be forgotten.
"""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from access.domain.disclosure import viewer_for
from access.models import User
from access.roles import Role, has_role
from events.models import Category, WorkshopPage
from registrations.domain import access_answers, desk, places, queries, registering
from registrations.domain.access_answers import AccessAnswer
from registrations.domain.states import State, may
from registrations.models import Draft, Registration, SavedView
from registrations.staff.base import DeskView, Scoped, told
from registrations.staff.describing import FormView, QuestionView
from registrations.staff.doors import DelegationsView, InvitationsView
from registrations.staff.evaluation import EvaluationView
from registrations.staff.forms import AccessAnswerForm, DeclineForm, NoteForm
from registrations.staff.limits import LimitsView
from registrations.staff.online import OnlineView
from registrations.staff.person_files import FilesView
from registrations.staff.rooms import ArrivalsView, DecideView, EntryView, ExportView
from registrations.staff.selecting import SelectionView

PAGE_SIZE = 50


class IndexView(DeskView):
    """Choose a workshop."""

    template_name = "registrations/desk/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        workshops = WorkshopPage.objects.annotate(number_registered=Count("registrations"))
        return {
            **super().get_context_data(**kwargs),
            "workshops": workshops.filter(number_registered__gt=0).order_by("-year", "title"),
        }


class ListView(DeskView):
    """The registrations of one workshop, fifty a page, with counts against the limits."""

    template_name = "registrations/desk/list.html"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A search: what was looked for stays out of the address, the history and every log."""
        state, category, text = self._filters()
        if text:
            return self.render_to_response(self.get_context_data(**kwargs))
        address, query = reverse("registrations_desk:list", kwargs=kwargs), _query(state, category)
        return redirect(f"{address}?{query}" if query else address)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state, category, text = self._filters()
        found = self.registrations  # type: ignore[attr-defined]
        if state:
            found = found.filter(state=state)
        if category:
            found = found.filter(category__code=category)
        if text:
            found = desk.search(self.workshop, found, text)  # type: ignore[attr-defined]
        page = Paginator(found.order_by("position", "pk"), PAGE_SIZE).get_page(self._asked.get("p"))
        rows = desk.rows(self.workshop, list(page.object_list))  # type: ignore[attr-defined]
        desk.saw_list(
            self.workshop,  # type: ignore[attr-defined]
            self.actor,  # type: ignore[attr-defined]
            shown=len(rows),
            searched=bool(text),
        )
        return {
            **super().get_context_data(**kwargs),
            "workshop": self.workshop,  # type: ignore[attr-defined]
            "rows": rows,
            "page": page,
            "counts": desk.counts(self.workshop),  # type: ignore[attr-defined]
            "drafts": Draft.objects.filter(workshop=self.workshop).count(),  # type: ignore[attr-defined]
            "views": SavedView.objects.filter(owner=self.actor, workshop=self.workshop),  # type: ignore[attr-defined]
            "query": _query(state, category),
            "states": State.choices,
            "categories": self.categories,
            "state": state,
            "category": category,
            "text": text,
        }

    @cached_property
    def categories(self) -> list[tuple[str, str]]:
        return list(Category.objects.values_list("code", "label"))

    @property
    def _asked(self) -> QueryDict:
        return self.request.POST if self.request.method == "POST" else self.request.GET

    def _filters(self) -> tuple[str, str, str]:
        """State, category and text as asked for. Anything not on offer is refused (SEC-B10)."""
        state = self._asked.get("state", "")
        category = self._asked.get("category", "")
        text = self.request.POST.get("q", "")
        if state and state not in State.values:
            raise BadRequest("state")
        if category and category not in dict(self.categories):
            raise BadRequest("category")
        if "\x00" in text or len(text) > 200:
            raise BadRequest("q")
        return state, category, text.strip()


class DetailView(DeskView):
    """One registration: what we hold, what happened, and the decision."""

    template_name = "registrations/desk/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        registration = self.registration  # type: ignore[attr-defined]
        desk.saw_one(registration, self.actor)  # type: ignore[attr-defined]
        history = list(queries.history(registration))
        values = desk.everything(registration)
        viewer = viewer_for(self.actor, registration.workshop.vault)  # type: ignore[attr-defined]
        asked = {field.code for field, _value in values} & {*access_answers.ASKED}
        return {
            **super().get_context_data(**kwargs),
            "registration": registration,
            "workshop": registration.workshop,
            "values": values,
            "files": desk.files_of(registration, viewer),
            "access_form": AccessAnswerForm() if asked else None,
            "choices": queries.choices_of(registration),
            "history": [
                (entry, _actor_label(entry.actor, names), _action_label(entry.action))
                for names in [_names([entry.actor for entry in history])]
                for entry in history
            ],
            "mails": desk.mails(registration),
            "notes": desk.notes(registration),
            "note_form": NoteForm(),
            "needs_override": not places.holds(registration),
            "items": places.codes_of(registration.items),
            "can_accept": may(registration, State.ACCEPTED),
            "can_decline": may(registration, State.DECLINED),
            "form": kwargs.get("form") or DeclineForm(),
        }


class AcceptView(View):
    """Accept (POST only); beyond the limit where the member of staff ticked it."""

    http_method_names = ["post"]
    registration: Registration
    actor: User

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with told(request, _("Accepted. The mail to the person is on its way.")):
            registering.accept(self.registration, self.actor, override="override" in request.POST)
        return redirect("registrations_desk:detail", **self.kwargs)


class DeclineView(DetailView):
    """Decline with a reason (POST only). The reason goes into the mail and is kept nowhere else."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = DeclineForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        with told(request, _("Declined. The mail to the person is on its way.")):
            registering.decline(
                self.registration,  # type: ignore[attr-defined]
                self.actor,  # type: ignore[attr-defined]
                form.cleaned_data["reason"],
            )
        return redirect("registrations_desk:detail", **self.kwargs)


class NoteView(View):
    """Write a note (POST only)."""

    http_method_names = ["post"]
    registration: Registration
    actor: User

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = NoteForm(request.POST)
        if form.is_valid():
            desk.write_note(self.registration, self.actor, form.cleaned_data["text"])
            messages.success(request, _("The note is kept."))
        else:
            messages.error(request, " ".join(form.errors["text"]))
        return redirect("registrations_desk:detail", **self.kwargs)


class AccessView(View):
    """Say what we could arrange for somebody (POST only)."""

    http_method_names = ["post"]
    registration: Registration
    actor: User

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AccessAnswerForm(request.POST)
        if form.is_valid():
            with told(request, _("The answer stands on the person’s page.")):
                access_answers.give(
                    self.registration, AccessAnswer(**form.cleaned_data), self.actor
                )
        else:
            messages.error(request, " ".join(e for errors in form.errors.values() for e in errors))
        return redirect("registrations_desk:detail", **self.kwargs)


class DeskMenuItem(MenuItem):
    """Shown to those who may enter."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.SECRETARIAT)


class SaveView(View):
    """Keep the filters of the list under a name, or give a kept view up (POST only)."""

    http_method_names = ["post"]
    workshop: WorkshopPage
    actor: User

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        mine = SavedView.objects.filter(owner=self.actor, workshop=self.workshop)
        if gone := request.POST.get("remove"):
            mine.filter(pk=gone).delete() if gone.isdecimal() else None
            return redirect("registrations_desk:list", **self.kwargs)
        name = request.POST.get("name", "").strip()[:60]
        asked = QueryDict(request.POST.get("query", "")[:200])
        query = _query(asked.get("state", ""), asked.get("category", ""))
        if name and "\x00" not in name + query:
            mine.update_or_create(
                owner=self.actor, workshop=self.workshop, name=name, defaults={"query": query}
            )
        address = reverse("registrations_desk:list", kwargs=self.kwargs)
        return redirect(f"{address}?{query}" if query else address)


def _query(state: str, category: str) -> str:
    """The filters as a query; a search by name is left out, so that no name is kept."""
    kept = {"state": state, "category": category}
    return urlencode({name: value[:20] for name, value in kept.items() if value})


# The rooms of one workshop beside its list, by the last part of their address.
ROOMS: dict[str, type[View]] = {
    "views": SaveView,
    "limits": LimitsView,
    "form": FormView,
    "question": QuestionView,
    "invitations": InvitationsView,
    "delegations": DelegationsView,
    "decide": DecideView,
    "selection": SelectionView,
    "online": OnlineView,
    "export": ExportView,
    "arrivals": ArrivalsView,
    "evaluation": EvaluationView,
    "paper": EntryView,
}


class DeskViewSet(ViewSet):
    """The desk under /admin/registrations/."""

    name = "registrations_desk"
    url_prefix = "registrations"
    icon = "group"
    menu_label = _("Registrations")
    menu_name = "registrations"
    menu_order = 150
    add_to_admin_menu = True
    menu_item_class = DeskMenuItem

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Any:
        """Every view of the desk is made here, and here it gets its scope."""
        scoped = type(view_class.__name__, (Scoped, view_class), {})
        return super().construct_view(scoped, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        one = "<int:workshop>/<uuid:pk>/"
        return [
            path("", self.construct_view(IndexView), name="index"),
            path("<int:workshop>/", self.construct_view(ListView), name="list"),
            path(one, self.construct_view(DetailView), name="detail"),
            path(f"{one}accept/", self.construct_view(AcceptView), name="accept"),
            path(f"{one}decline/", self.construct_view(DeclineView), name="decline"),
            path(f"{one}access/", self.construct_view(AccessView), name="access"),
            path(f"{one}files/", self.construct_view(FilesView), name="files"),
            path(f"{one}note/", self.construct_view(NoteView), name="note"),
            *(
                path(f"<int:workshop>/{name}/", self.construct_view(view), name=name)
                for name, view in ROOMS.items()
            ),
        ]


def _names(actors: list[str]) -> dict[str, str]:
    keys = {actor for actor in actors if actor not in {"participant", "system"}}
    return {str(user.pk): user.full_name for user in User.objects.filter(pk__in=keys)}


def _actor_label(actor: str, names: dict[str, str]) -> Any:
    return {"participant": _("the person"), "system": _("the system")}.get(
        actor, names.get(actor, _("a former account"))
    )


def _action_label(action: str) -> Any:
    code = action.partition(".")[2]
    others = {
        "confirmed": _("Address confirmed"),
        "appearance": _("Changed how they appear"),
        "link": _("Asked for a new link"),
        "answers": _("Changed answers"),
        "second_step": _("Journey, room and visa answered"),
        "note": _("A note was written"),
        "file": _("A portrait or note verbale was kept or erased"),
        "arrival": _("Arrived"),
        "access": _("Told what we could arrange"),
        "merged": _("Merged with another registration"),
    }
    return dict(State.choices).get(code) or others.get(code, code)
