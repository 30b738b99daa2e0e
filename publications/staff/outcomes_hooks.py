"""What the administration shows of outcomes; imported by publications/wagtail_hooks.py."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from publications.models import Recommendation, Transmission
from publications.staff import conclusions, drafting
from publications.staff.recommendations import OutcomesGroup, may_edit

# Below /admin/.
TABLE = "outcomes/drafting/<int:workshop_id>/"


@hooks.register("register_admin_viewset")
def outcomes() -> Any:
    """The menu "Outcomes"."""
    return OutcomesGroup()


@hooks.register("register_admin_urls")
def drafting_urls() -> list[URLPattern]:
    return [
        path("outcomes/drafting/", drafting.index, name="drafting"),
        path(TABLE, drafting.board, name="drafting-board"),
        path(
            f"{TABLE}reading/",
            drafting.reading,
            name="drafting-reading",
        ),
        path(
            f"{TABLE}import/",
            conclusions.import_conclusions,
            name="drafting-import",
        ),
        path(
            f"{TABLE}transmit/",
            conclusions.transmit,
            name="drafting-transmit",
        ),
    ]


class DraftingMenuItem(MenuItem):
    """Shown to those who may work there."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_edit(request.user)


@hooks.register("register_admin_menu_item")
def drafting_menu_item() -> MenuItem:
    return DraftingMenuItem(
        gettext_lazy("Drafting"),
        reverse_lazy("drafting"),
        name="drafting",
        icon_name="edit",
        order=255,
    )


def _holds_outcomes(page: Page) -> bool:
    """Whether the page is, or has below it, a workshop with recommendations or transmissions."""
    below = {"workshop__path__startswith": page.path}
    return (
        Recommendation.objects.filter(**below).exists()
        or Transmission.objects.filter(**below).exists()
    )


@hooks.register("before_delete_page")
def keep_the_memory(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A workshop with recommendations is never removed: they have permanent addresses."""
    if not _holds_outcomes(page):
        return None
    messages.error(
        request, _("This page stays: recommendations of a workshop are kept for good below it.")
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def keep_the_memory_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same for several pages at once."""
    pages = [row for row in objects if isinstance(row, Page)]
    if action_type != "delete" or not any(_holds_outcomes(page) for page in pages):
        return None
    messages.error(
        request, _("These pages stay: recommendations of a workshop are kept for good below them.")
    )
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
