"""What the registrations app adds to the administration."""

from typing import Any

from wagtail import hooks

from registrations.staff.desk import DeskViewSet


@hooks.register("register_admin_viewset")
def registrations_desk() -> Any:
    """The menu "Registrations"."""
    return DeskViewSet()
