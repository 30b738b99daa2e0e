"""What the Wagtail administration shows of publications."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from access.models import User
from access.roles import Role, has_role
from publications.models import ProceedingsPage
from publications.staff import outcomes_hooks  # noqa: F401  importing it registers its hooks
from publications.staff.views import build


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [path("proceedings/<int:page_id>/build/", build, name="publications_build")]


def _buttons(page: Page, user: User) -> Iterator[Button]:
    if page.specific_class is not ProceedingsPage:
        return
    if has_role(user, Role.SECRETARIAT) or has_role(user, Role.PROCEEDINGS):
        yield Button(
            _("Build proceedings"),
            reverse("publications_build", args=[page.pk]),
            icon_name="doc-full",
            priority=5,
        )


@hooks.register("register_page_header_buttons")
def header_buttons(page: Page, user: User, view_name: str, next_url: str | None = None) -> Any:
    return _buttons(page, user)


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(page: Page, user: User, next_url: str | None = None) -> Any:
    return _buttons(page, user)
