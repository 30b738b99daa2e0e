"""Where the administration shows the life of workshops: first page, editor, addresses."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button

from access.roles import Role, has_role
from events.models import WorkshopPage
from home.staff import workshops


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """The checklist of a workshop, and next year's workshop from it."""
    return [
        path("workshops/<int:pk>/", workshops.checklist, name="workshop_checklist"),
        path("workshops/<int:pk>/next/", workshops.next_year, name="workshop_next"),
    ]


@hooks.register("construct_homepage_panels")
def open_workshops(request: HttpRequest, panels: list[Component]) -> None:
    """For the Secretariat: what comes next, above everything else."""
    if has_role(request.user, Role.SECRETARIAT):
        panels.insert(0, workshops.WorkshopsPanel())


@hooks.register("register_page_header_buttons")
def header_buttons(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """On the page of a workshop: its checklist, and next year's from it."""
    if not isinstance(page.specific, WorkshopPage) or not has_role(user, Role.SECRETARIAT):
        return
    yield Button(
        _("Checklist"), reverse("workshop_checklist", args=[page.pk]), icon_name="tasks", priority=5
    )
    if page.specific.starts_on:
        yield Button(
            _("New workshop from this one"),
            reverse("workshop_next", args=[page.pk]),
            icon_name="copy",
            priority=6,
        )
