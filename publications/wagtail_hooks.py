"""What the Wagtail administration shows of publications."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from access.models import User
from access.roles import Role, has_role
from publications.models import ProceedingsPage
from publications.staff import (
    badges,
    comment_rounds,
    deposit,
    editorial,
    outcomes_hooks,  # noqa: F401  hooks of outcomes
    rapporteurs,
    views,
)
from publications.staff.another_format import FormatsViewSet, WaitingPanel
from publications.staff.letters_room import LettersViewSet


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    base = "proceedings/<int:page_id>"
    return [
        path("registrations/<int:workshop>/badges/", badges.badges, name="publications_badges"),
        path(f"{base}/build/", views.build, name="publications_build"),
        path(f"{base}/check/", views.check, name="publications_check"),
        path(f"{base}/crossref/", deposit.crossref_deposit, name="publications_crossref"),
        path(f"{base}/editing/", editorial.board, name="publications_editing"),
        path(
            f"{base}/editing/comments/",
            comment_rounds.comment_rounds,
            name="publications_comments",
        ),
        path(
            f"{base}/editing/<int:chapter_id>/",
            editorial.chapter,
            name="publications_editing_chapter",
        ),
        path(
            f"{base}/editing/<int:chapter_id>/paper/",
            editorial.paper,
            name="publications_editing_paper",
        ),
        path(f"{base}/notes/", rapporteurs.rapporteurs, name="publications_rapporteurs"),
        path(f"{base}/word/", views.from_word, name="publications_word"),
        path(f"{base}/past/", views.past_volume, name="publications_past"),
        path(f"{base}/compare/", views.comparison, name="publications_compare"),
        path(f"{base}/editions/<int:pk>/", views.edition_file, name="publications_edition_file"),
        path(f"{base}/editions/<int:pk>/errata/", views.errata, name="publications_errata"),
        path(
            f"{base}/editions/<int:pk>/withdraw/",
            views.withdraw_edition,
            name="publications_withdraw",
        ),
    ]


@hooks.register("register_admin_viewset")
def letters_room() -> Any:
    """The menu "Letters"."""
    return LettersViewSet()


@hooks.register("register_admin_viewset")
def formats_room() -> Any:
    """The menu "Other formats"."""
    return FormatsViewSet()


@hooks.register("construct_homepage_panels")
def formats_waiting(request: HttpRequest, panels: list[Any]) -> None:
    """How many requests for another format wait."""
    panels.append(WaitingPanel())


@hooks.register("construct_homepage_panels")
def proceedings_waiting(request: HttpRequest, panels: list[Any]) -> None:
    """What waits in the proceedings for whoever edits them."""
    panels.append(editorial.WaitingPanel())


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
