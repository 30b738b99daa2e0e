"""What personal data is left, where, until when; and the worklist of a name still standing."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from access.domain import audit, exports, inventory
from access.models import ErasureReceipt
from access.role_matrix import Room
from home.domain import remains
from home.staff.rooms import ChooseView, Page, RoomViewSet

PRIVACY = ("privacy:index", _("Personal data left"))
RECEIPTS = 50


class WorkshopView(Page):
    """What is left of one workshop, what was erased, what was taken out and why."""

    template_name = "home/staff/privacy.html"
    page_title = PRIVACY[1]
    home = PRIVACY

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "lines": inventory.of_vault(self.vault),
            "receipts": ErasureReceipt.objects.filter(vault=self.vault)[:RECEIPTS],
            "exports": exports.reasons(self.vault)[:RECEIPTS],
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.was_read("privacy.viewed")
        return super().get(request, *args, **kwargs)


class IndexView(ChooseView):
    """Choose a workshop, or look for a name."""

    page_title = PRIVACY[1]
    home = PRIVACY
    target = "privacy:workshop"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "before": "home/staff/find_person_link.html"}


class FindForm(forms.Form):
    """A name or an address, as it may stand in a text."""

    text = forms.CharField(
        label=_("Name or address"),
        min_length=remains.MIN_LENGTH,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("It is written nowhere, neither in the address of the page nor in the record."),
    )


class FindView(Page):
    """Where a name still stands. By POST: what was looked for is in no address and in no log."""

    template_name = "home/staff/find_person.html"
    page_title = _("Find a person")
    home = PRIVACY

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": reverse("privacy:find"), "label": self.page_title}
        return [*super().get_breadcrumbs_items(), here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "form": kwargs.get("form") or FindForm()}

    def post(self, request: HttpRequest) -> HttpResponse:
        form = FindForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        found = remains.find(form.cleaned_data["text"], self.actor)
        audit.record("person.search", obj=self.actor, actor=self.actor, found=len(found))
        return self.render_to_response(self.get_context_data(form=form, found=found))


class PrivacyViewSet(RoomViewSet):
    """Rooms under /admin/privacy/."""

    name = "privacy"
    url_prefix = "privacy"
    menu_label = PRIVACY[1]
    menu_name = "privacy"
    menu_order = 500
    icon = "view"
    room = Room.PRIVACY

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.construct_view(IndexView), name="index"),
            path("find/", self.construct_view(FindView), name="find"),
            path("<int:workshop>/", self.construct_view(WorkshopView), name="workshop"),
        ]
