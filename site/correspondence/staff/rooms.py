"""The Secretariat's rooms for mail: who may enter, and what every page of them shares."""

import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from access.decorators import private
from access.models import User, Vault
from access.roles import Role, has_role
from correspondence.domain import compartments, health, installation, news
from correspondence.domain.compartments import Compartment

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# In an address: the texts that hold for all workshops.
ALL = "all"


class Guarded(View):
    """What every view of mail is made with: the Secretariat only, and nothing is stored."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_role(request.user, Role.SECRETARIAT):
            raise PermissionDenied
        return private(super().dispatch)(request, *args, **kwargs)

    @property
    def actor(self) -> User:
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - `dispatch` has asked
        return user


class Scoped:
    """What every view of mail is made with: `vault` is the only way to a workshop's mails.

    It is the one in the address, and 404 where no open workshop has it.
    """

    kwargs: dict[str, Any]

    @cached_property
    def compartment(self) -> Compartment:
        return _open(self.kwargs["vault"])

    @cached_property
    def vault(self) -> Vault:
        return get_object_or_404(Vault, pk=self.compartment.vault_id, destroyed_at=None)


class WithNews(Scoped):
    """A view that also writes to the list of news: its vault is the installation's."""

    @cached_property
    def compartment(self) -> Compartment:
        if self.kwargs["vault"] == installation.vault().pk:
            return news_list()
        return _open(self.kwargs["vault"])


def _open(vault_id: uuid.UUID) -> Compartment:
    found = compartments.find(vault_id)
    if found is None:
        raise Http404
    return found


class ForAllOrOne:
    """A view of texts: `scope` in the address is a workshop's vault, or `all`."""

    kwargs: dict[str, Any]

    @cached_property
    def vault(self) -> Vault | None:
        if self.kwargs["scope"] == ALL:
            return None
        return get_object_or_404(Vault, pk=self.compartment.vault_id, destroyed_at=None)

    @cached_property
    def compartment(self) -> Compartment:
        try:
            return _open(uuid.UUID(self.kwargs["scope"]))
        except ValueError:
            raise Http404 from None

    @property
    def scope_label(self) -> "str | StrPromise":
        return _("All workshops") if self.vault is None else self.compartment.label


def news_list() -> Compartment:
    """The list of news as a compartment to choose beside the workshops."""
    return Compartment(vault_id=installation.vault().pk, label=str(_("The list of news")))


def label_of(vault_id: uuid.UUID, known: list[Compartment]) -> str:
    """The words of staff for a vault; one that is over has none any more."""
    return next((one.label for one in known if one.vault_id == vault_id), "–")


class RoomView(WagtailAdminTemplateMixin, TemplateView):
    """The frame of a page about mail; `parent`: the address name and title of the room above."""

    header_icon = "mail"
    page_title = _("Mail")
    parent: "tuple[str, str | StrPromise] | None" = None
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [*self.breadcrumbs_items, {"url": reverse("mail:index"), "label": _("Mail")}]
        if self.parent:
            items.append({"url": reverse(self.parent[0]), "label": self.parent[1]})
        items.append({"url": "", "label": self.get_page_title()})
        return items


class IndexView(RoomView):
    """What waits, and the ways to everything about mail."""

    template_name = "correspondence/staff/index.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": _("Mail")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "counts": health.mail_counts(),
            "backlog": health.backlog(),
            "subscribers": news.count(),
        }
