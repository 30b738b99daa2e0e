"""What correspondence adds to the administration; the work is done in staff/."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from access.roles import Role, has_role
from correspondence.staff.panels import BacklogPanel, SilentWorkerPanel
from correspondence.staff.views import WorkView, try_again
from correspondence.staff.viewset import MailViewSet


class WorkMenuItem(MenuItem):
    """Seen by the Secretariat only."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.SECRETARIAT)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("work/", WorkView.as_view(), name="correspondence_work"),
        path("work/<uuid:mail_id>/again/", try_again, name="correspondence_try_again"),
    ]


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    return WorkMenuItem(
        _("Mail and background work"),
        reverse("correspondence_work"),
        name="correspondence-work",
        icon_name="mail",
        order=900,
    )


@hooks.register("construct_homepage_panels")
def banner(request: HttpRequest, panels: list[Any]) -> None:
    panels.extend((SilentWorkerPanel(), BacklogPanel()))


@hooks.register("register_admin_viewset")
def rooms() -> Any:
    """The menu "Mail"."""
    return MailViewSet()
