"""The agenda in the administration: an entry that leads to where it is drafted and released."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from access.roles import Role, has_role


class AgendaMenuItem(MenuItem):
    """Shown to the Secretariat: nobody else of the staff may release."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.SECRETARIAT)


def agenda_menu_item() -> AgendaMenuItem:
    """Release is asked for and given at /organise/, one place for host and Secretariat."""
    return AgendaMenuItem(
        _("Agendas"), reverse("organise:home"), name="agendas", icon_name="calendar", order=250
    )
