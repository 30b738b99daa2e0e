"""Tags of the look: icons, cloth, navigation, languages, the way back up."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access.middleware import is_private
from events.models import BasePage
from home.domain import navigation, structured
from home.domain.frame import frame_of
from home.icons import ICONS

register = template.Library()

# The cloths are drawn by events.domain.weave and kept as files; a later year wears an earlier one.
FIRST_CLOTH, LAST_CLOTH = 2001, 2040


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawn icon of 20 pixels, hidden from screen readers: the words beside it say it all."""
    return format_html(
        '<svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        "{}</svg>",
        mark_safe(ICONS[name]),
    )


@register.simple_tag
def weave(year: int) -> SafeString:
    """The cloth of a year as a decorative picture."""
    number = FIRST_CLOTH + (int(year) - FIRST_CLOTH) % (LAST_CLOTH - FIRST_CLOTH + 1)
    return format_html(
        '<img class="weave" src="{}" alt="" width="2400" height="1200">',
        static(f"site/weave/{number}.svg"),
    )


@register.simple_tag(takes_context=True)
def site_navigation(context: template.Context) -> navigation.Navigation:
    """The entries of masthead and footer: only pages that are published now."""
    request = context.get("request")
    return navigation.entries(request) if isinstance(request, HttpRequest) else navigation.EMPTY


@register.simple_tag(takes_context=True)
def footer(context: template.RequestContext) -> SafeString:
    """The footer: it hangs at the frame of the site alone, and is kept with it."""
    request = context.get("request")
    frame = frame_of(request) if isinstance(request, HttpRequest) else None
    made = frame.made if frame else {}
    if "footer" not in made:
        engine = context.template.engine  # type: ignore[union-attr]
        made["footer"] = engine.get_template("includes/_footer.html").render(context)
    found: SafeString = made["footer"]
    return found


@register.simple_tag(takes_context=True)
def filled_languages(context: template.Context) -> list[navigation.Version]:
    """The languages in which this page is published; empty where there is only one.

    A view that is no page of the tree names them itself, as `text_languages`.
    """
    page = context.get("page")
    request = context.get("request")
    if not isinstance(request, HttpRequest) or is_private(request.path_info):
        return []
    known = getattr(request, "_versions", None)
    if known is None:
        if isinstance(page, BasePage) and page.pk:
            known = navigation.languages(page, request)
        elif filled := context.get("text_languages"):
            known = navigation.versions(filled, request)
        else:
            known = navigation.without_page(request)
        # The head of the page asks for them too.
        request._versions = known  # type: ignore[attr-defined]
    return known


@register.simple_tag(takes_context=True)
def words_of_page(context: template.Context) -> SafeString:
    """` lang="en"` for what the page itself says, where that is not the reader's language."""
    page = context.get("page")
    language = navigation.foreign_to(page) if isinstance(page, BasePage) else ""
    return format_html(' lang="{}"', language) if language else mark_safe("")


@register.simple_tag(takes_context=True)
def language_notes(context: template.Context) -> list[str]:
    """What a reader should know of the language: the page is in English; nobody reviewed ours."""
    notes = []
    if any(version.is_missing for version in filled_languages(context)):
        notes.append(_("This page is not translated yet. It is shown in English."))
    if get_language() in settings.DRAFT_LANGUAGES:
        notes.append(
            _("This translation is a draft: no reader of the language has reviewed it yet.")
        )
    return notes


@register.inclusion_tag("includes/_crumbs.html", takes_context=True)
def breadcrumbs(context: template.Context) -> dict[str, Any]:
    """The pages above this one, the home page first."""
    page, request = context.get("page"), context.get("request")
    if not isinstance(request, HttpRequest) or not getattr(page, "pk", None):
        return {"crumbs": [], "here": ""}
    return {
        "crumbs": navigation.way_up(page, request),
        "here": page.title,
        "language": navigation.foreign_to(page),
    }


@register.inclusion_tag("includes/_social.html", takes_context=True)
def about_this_page(context: template.Context) -> dict[str, Any]:
    """Canonical address, Open Graph and JSON-LD of a published page; nothing anywhere else."""
    page, request = context.get("page"), context.get("request")
    is_page = isinstance(page, BasePage) and page.live and page.pk
    if not is_page or not isinstance(request, HttpRequest) or is_private(request.path_info):
        return {}
    if request.path != page.get_url(request):
        return {}
    data = structured.data_of(page)
    return {
        "page": page,
        "address": structured.address_of(page),
        "versions": [
            {"code": version.code, "address": settings.BASE_URL + version.url}
            for version in filled_languages(context)
            if not version.is_missing
        ],
        "site_name": settings.SITE_NAME,
        "data": mark_safe(_as_script(data)) if data else "",
    }


def _as_script(data: dict[str, Any]) -> str:
    """JSON that cannot end the element it stands in."""
    text = json.dumps(data, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
