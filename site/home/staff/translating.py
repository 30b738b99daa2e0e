"""Translating pages in the administration, by wagtail-localize with two limits.

Only pages of text are translated as pages: a workshop has one page, because it has one set of
people (its texts in further languages stand on it). And only who may edit a page sends it to be
translated, one page at a time, as a draft.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Locale, Page
from wagtail_localize import wagtail_hooks as stock
from wagtail_localize.views import submit_translations
from wagtail_localize.views.report import TranslationsReportView

from events.models import BasePage

MAY_TRANSLATE = "wagtail_localize.submit_translation"
# Stock buttons that ours replace: they would lead to what we refuse.
BUTTON_HOOKS = ("register_page_header_buttons", "register_page_listing_more_buttons")


def may_be_translated(page: Page) -> bool:
    """Whether a page is one that gets a page of its own in each language."""
    model = page.specific_class
    return bool(model and issubclass(model, BasePage) and model.is_translated_as_page)


class OnePageForm(submit_translations.SubmitTranslationForm):
    """Which languages; never the pages below, among which there may be a workshop."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["include_subtree"].widget = forms.HiddenInput()

    def clean_include_subtree(self) -> bool:
        return False


class SubmitPageTranslationView(submit_translations.SubmitPageTranslationView):
    """Stock asks for the right to translate anything; this one for the right to edit the page."""

    def get_object(self) -> Page:
        page = super().get_object()
        if not may_be_translated(page):
            raise Http404
        if not page.permissions_for_user(self.request.user).can_edit():
            raise PermissionDenied
        return page

    def get_form(self) -> OnePageForm:
        wanted = Locale.objects.filter(language_code=self.request.GET.get("select_locale", ""))
        data = self.request.POST if self.request.method == "POST" else None
        return OnePageForm(self.object, data, initial={"locales": wanted})


class ReportView(TranslationsReportView):
    """Stock's, for those who translate, the latest first."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(MAY_TRANSLATE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return super().get_queryset().order_by("-pk")


class ReportMenuItem(MenuItem):
    """The entry of the report, for the same."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_TRANSLATE)


def report_entry() -> MenuItem:
    """In the menu of reports."""
    return ReportMenuItem(
        _("Translations"),
        reverse("wagtail_localize:translations_report"),
        icon_name="site",
        order=900,
    )


def page_buttons(page: Page, user: Any, *args: Any, **kwargs: Any) -> Iterable[Any]:
    """The stock buttons, where they lead somewhere."""
    if may_be_translated(page):
        yield from stock.page_listing_more_buttons(page, user, *args, **kwargs)


def addresses() -> list[Any]:
    """Found before the stock views, which have the same addresses."""
    report = "localize/reports/translations/"
    return [
        path("localize/submit/page/<int:page_id>/", SubmitPageTranslationView.as_view()),
        path(report, ReportView.as_view()),
        path(f"{report}results/", ReportView.as_view(results_only=True)),
    ]


def _exchange(hook: str, theirs: Callable[..., Any], ours: Callable[..., Any]) -> None:
    """Wagtail can add to a hook and not take away: the list itself is changed."""
    hooks._hooks[hook] = [
        (ours if function is theirs else function, order)
        for function, order in hooks._hooks.get(hook, [])
    ]


def register() -> None:
    """Put ours in place; called once, when the hooks are read."""
    for name in BUTTON_HOOKS:
        _exchange(name, stock.page_listing_more_buttons, page_buttons)
    _exchange(
        "register_reports_menu_item",
        stock.register_wagtail_localize2_report_menu_item,
        report_entry,
    )
    hooks.register("register_admin_urls", addresses, order=-1)
