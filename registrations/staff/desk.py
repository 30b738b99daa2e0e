"""The Secretariat's desk in the administration: list, detail, accept, decline.

Plain views and no model viewset: no usage, history, copy, chooser or bulk view exists that could
show a person at a side door. Every view is scoped where it is constructed, so that a new one
cannot be forgotten.
"""

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from access.decorators import private
from access.domain import locks
from access.models import User
from access.roles import Role, has_role
from events.models import Category, WorkshopPage
from registrations.domain import desk, queries, registering
from registrations.domain.places import Busy, NoPlace
from registrations.domain.states import State, WrongState, may
from registrations.models import Registration
from registrations.staff.forms import DeclineForm

PAGE_SIZE = 50


class Scoped(View):
    """What every view of the desk is made with: the Secretariat only, one workshop only.

    `registrations` is the only way to rows; it holds those of the workshop in the address.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_role(request.user, Role.SECRETARIAT):
            raise PermissionDenied
        return private(super().dispatch)(request, *args, **kwargs)

    @cached_property
    def workshop(self) -> WorkshopPage:
        return get_object_or_404(
            WorkshopPage.objects.select_related("vault"), pk=self.kwargs["workshop"]
        )

    @property
    def registrations(self) -> "QuerySet[Registration]":
        return (
            Registration.objects.select_related("person__state", "category")
            .filter(workshop=self.workshop)
            # Locked records are the focal point's; the counts above the list keep them.
            .exclude(person__in=locks.hidden(self.workshop.vault))
        )

    @cached_property
    def registration(self) -> Registration:
        registration = self.registrations.filter(pk=self.kwargs["pk"]).first()
        if registration is None:
            raise Http404
        registration.workshop = self.workshop
        return registration

    @property
    def actor(self) -> User:
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - `dispatch` has asked
        return user


class DeskView(WagtailAdminTemplateMixin, TemplateView):
    """The frame of a page of the desk."""

    header_icon = "group"
    page_title = _("Registrations")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [
            *self.breadcrumbs_items,
            {"url": reverse("registrations_desk:index"), "label": _("Registrations")},
        ]
        if "workshop" in self.kwargs:
            items.append({"url": self._list_url(), "label": self.workshop.title})  # type: ignore[attr-defined]
        if "pk" in self.kwargs:
            items.append({"url": "", "label": str(self.registration)})  # type: ignore[attr-defined]
        return items

    def _list_url(self) -> str:
        return reverse("registrations_desk:list", args=[self.kwargs["workshop"]])


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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state, category, text = self._filters()
        found = self.registrations  # type: ignore[attr-defined]
        if state:
            found = found.filter(state=state)
        if category:
            found = found.filter(category__code=category)
        if text:
            found = desk.search(self.workshop, found, text)  # type: ignore[attr-defined]
        page = Paginator(found.order_by("position", "pk"), PAGE_SIZE).get_page(
            self.request.GET.get("p")
        )
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
            "states": State.choices,
            "categories": self.categories,
            "state": state,
            "category": category,
            "text": text,
        }

    @cached_property
    def categories(self) -> list[tuple[str, str]]:
        return list(Category.objects.values_list("code", "label"))

    def _filters(self) -> tuple[str, str, str]:
        """State, category and text as asked for. Anything not on offer is refused (SEC-B10)."""
        state = self.request.GET.get("state", "")
        category = self.request.GET.get("category", "")
        text = self.request.GET.get("q", "")
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
        return {
            **super().get_context_data(**kwargs),
            "registration": registration,
            "workshop": registration.workshop,
            "values": desk.everything(registration),
            "choices": queries.choices_of(registration),
            "history": [
                (entry, _actor_label(entry.actor, names), _action_label(entry.action))
                for names in [_names([entry.actor for entry in history])]
                for entry in history
            ],
            "mails": desk.mails(registration),
            "can_accept": may(registration, State.ACCEPTED),
            "can_decline": may(registration, State.DECLINED),
            "form": kwargs.get("form") or DeclineForm(),
        }


class AcceptView(View):
    """Accept (POST only)."""

    http_method_names = ["post"]
    registration: Registration
    actor: User

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            registering.accept(self.registration, self.actor)
        except NoPlace:
            messages.error(request, _("No place is free. Raise the limit, or wait for one."))
        except WrongState:
            messages.error(request, _("This had already been decided. The page shows how."))
        except Busy:
            messages.error(request, _("The workshop is busy. Nothing was changed; try again."))
        else:
            messages.success(request, _("Accepted. The mail to the person is on its way."))
        return redirect("registrations_desk:detail", **self.kwargs)


class DeclineView(DetailView):
    """Decline with a reason (POST only). The reason goes into the mail and is kept nowhere else."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = DeclineForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            registering.decline(
                self.registration,  # type: ignore[attr-defined]
                self.actor,  # type: ignore[attr-defined]
                form.cleaned_data["reason"],
            )
        except WrongState:
            messages.error(request, _("This had already been decided. The page shows how."))
        except Busy:
            messages.error(request, _("The workshop is busy. Nothing was changed; try again."))
        else:
            messages.success(request, _("Declined. The mail to the person is on its way."))
        return redirect("registrations_desk:detail", **self.kwargs)


class DeskMenuItem(MenuItem):
    """Shown to those who may enter."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.SECRETARIAT)


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
    }
    return dict(State.choices).get(code) or others.get(code, code)
