"""Views of Wagtail that would show a page to staff who may not open it: each is asked first.

Wagtail's choosers offer the drafts of everybody, its page before a move asks nobody, and a key that
is none ends in a failure. No setting changes that, so each view is wrapped here;
tests/home/test_side_doors.py tries them all.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from wagtail.admin.views import chooser
from wagtail.admin.views.generic.chooser import ChosenMultipleViewMixin, ChosenViewMixin
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

View = Callable[..., HttpResponseBase]
LIBRARY = ("add", "change", "choose")


def shown_to(pages: "QuerySet[Page]", request: HttpRequest) -> "QuerySet[Page]":
    """Of these pages those that are public anyway or lie in the branch of the one who asks."""
    own = PagePermissionPolicy().explorable_instances(request.user)
    return pages.filter(Q(live=True) | Q(pk__in=own.values("pk")))


def _is_shown(request: HttpRequest, page_id: Any) -> bool:
    return shown_to(Page.objects.filter(pk=page_id), request).exists()


def _ask_before_moving(view: View) -> View:
    """The page before a move names page and goal: for whoever may move the one to the other."""

    @functools.wraps(view)
    def dispatch(
        self: Any, request: HttpRequest, page_to_move_id: int, destination_id: int, **kwargs: Any
    ) -> HttpResponseBase:
        page = get_object_or_404(Page, pk=page_to_move_id)
        goal = get_object_or_404(Page, pk=destination_id)
        if not page.permissions_for_user(request.user).can_move_to(goal):
            raise PermissionDenied
        return view(self, request, page_to_move_id, destination_id, **kwargs)

    return dispatch


def _below_what_is_shown(view: View) -> View:
    """A chooser names the page under which one looks."""

    @functools.wraps(view)
    def get(self: Any, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponseBase:
        if parent_page_id and not _is_shown(request, parent_page_id):
            raise Http404
        return view(self, request, parent_page_id)

    return get


def _of_what_is_shown(view: View) -> View:
    """What was chosen comes back with its title."""

    @functools.wraps(view)
    def get(self: Any, request: HttpRequest) -> HttpResponseBase:
        wanted = request.GET.getlist("id")
        # The root of the tree has no page above it: Wagtail's view would fail.
        if not all(_is_shown(request, key) for key in wanted) or _has_root(wanted):
            raise Http404
        return view(self, request)

    return get


def _has_root(keys: list[str]) -> bool:
    return Page.objects.filter(pk__in=keys, depth=1).exists()


def _with_last_pages_shown(view: View) -> View:
    """The report of page types names the page of each type that was edited last."""

    @functools.wraps(view)
    def decorate(self: Any, rows: Any) -> Any:
        rows = view(self, rows)
        known = [row.last_edited_page.pk for row in rows if row.last_edited_page]
        shown = shown_to(Page.objects.filter(pk__in=known), self.request)
        keys = set(shown.values_list("pk", flat=True))
        for row in rows:
            if row.last_edited_page and row.last_edited_page.pk not in keys:
                row.last_edited_page = None
        return rows

    return decorate


def _of_the_library(viewset: type[Any]) -> None:
    """The lists of pictures and documents for scripts give titles and file names to everybody who
    may enter; here to those who may work with the library.
    """
    whole = viewset.get_queryset

    def get_queryset(self: Any) -> Any:
        policy = policy_registry.get_by_type(self.model)
        own = policy.instances_user_has_any_permission_for(self.request.user, LIBRARY)
        return whole(self).filter(pk__in=own.values("pk"))

    viewset.get_queryset = get_queryset


def _without_failure(view: View) -> View:
    """A key that is none of this kind is not found; Wagtail knows only keys that nobody has."""

    @functools.wraps(view)
    def get(self: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(self, *args, **kwargs)
        except (ValueError, OverflowError, ValidationError):
            raise Http404 from None

    return get


def close() -> None:
    """Put every guard before its view; called once, where the hooks are registered."""
    MoveConfirmView.dispatch = _ask_before_moving(MoveConfirmView.dispatch)
    chooser.BrowseView.get = _below_what_is_shown(chooser.BrowseView.get)
    chosen = _of_what_is_shown(chooser.ChosenMultipleView.get)
    chooser.ChosenMultipleView.get = _without_failure(chosen)
    report = PageTypesUsageReportView
    report.decorate_paginated_queryset = _with_last_pages_shown(report.decorate_paginated_queryset)
    for viewset in (ImagesAdminAPIViewSet, DocumentsAdminAPIViewSet):
        _of_the_library(viewset)
    for mixin in (ChosenViewMixin, ChosenMultipleViewMixin):
        mixin.get = _without_failure(mixin.get)
