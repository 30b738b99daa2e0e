"""Workshops for calendars and feed readers."""

from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from events.domain.calendar import calendar_of
from events.domain.names import dates_in_words
from events.domain.workshops import live_workshops, place_of
from events.models import WorkshopPage


@require_safe
def all_workshops(request: HttpRequest) -> HttpResponse:
    """Every published workshop whose days are known, as one calendar."""
    return _calendar(live_workshops(), "workshops.ics")


@require_safe
def one_workshop(request: HttpRequest, slug: str) -> HttpResponse:
    """One workshop as a calendar file. Raises Http404 where its days are not known."""
    # One page in every language: that of the site.
    found = live_workshops().public().filter(locale__language_code=settings.LANGUAGE_CODE)
    workshop = found.filter(slug=slug).exclude(starts_on=None).first()
    if workshop is None:
        raise Http404
    return _calendar([workshop], f"workshop-{slug}.ics")


def _calendar(workshops: Any, name: str) -> HttpResponse:
    response = HttpResponse(
        calendar_of(workshops, settings.BASE_URL), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class WorkshopsFeed(Feed):
    """Announcements and news of workshops: those published or changed last."""

    feed_type = Atom1Feed
    title = gettext_lazy("Workshops")
    subtitle = gettext_lazy("Each workshop, when it is announced and when its page changes.")
    length = 30

    def link(self) -> str:
        """The home page: the list's own address is the editors' to choose."""
        return "/"

    def feed_url(self) -> str:
        return reverse("workshops_feed")

    def items(self) -> Any:
        return live_workshops().order_by("-last_published_at")[: self.length]

    def item_title(self, item: WorkshopPage) -> str:
        return item.official_title or item.title

    def item_description(self, item: WorkshopPage) -> str:
        told = {
            WorkshopPage.Standing.CANCELLED: _("Cancelled."),
            WorkshopPage.Standing.POSTPONED: _("Postponed."),
            WorkshopPage.Standing.PLANNED: _("Save the date."),
        }.get(WorkshopPage.Standing(item.standing), "")
        when = dates_in_words(item.starts_on, item.ends_on)
        where = ", ".join(filter(None, (when, place_of(item))))
        return " ".join(filter(None, (told, where + "." if where else "", item.summary)))

    def item_link(self, item: WorkshopPage) -> str:
        return item.get_url() or "/"

    def item_updateddate(self, item: WorkshopPage) -> Any:
        return item.last_published_at

    def item_pubdate(self, item: WorkshopPage) -> Any:
        return item.first_published_at
