"""What search engines and other programs are told of a page (schema.org), and nothing more."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language, override
from wagtail.models import Page

from events.domain.workshops import place_of
from events.models import ConsultationPage, WorkshopPage
from home.domain.navigation import foreign_to
from home.models import HomePage

CONTEXT = "https://schema.org"
STATUS = {
    WorkshopPage.Standing.CANCELLED: "EventCancelled",
    WorkshopPage.Standing.POSTPONED: "EventPostponed",
}
ATTENDANCE = {
    WorkshopPage.Format.IN_PERSON: "OfflineEventAttendanceMode",
    WorkshopPage.Format.HYBRID: "MixedEventAttendanceMode",
    WorkshopPage.Format.ONLINE: "OnlineEventAttendanceMode",
}


def address_of(page: Page) -> str:
    """The one address of a page, from the base address of the site and never from a header.

    That of the language in which it is written, whoever reads it.
    """
    with override(_language_of(page)):
        return settings.BASE_URL + (page.get_url() or "/")


def _language_of(page: Page) -> str | None:
    """The reader's where the page says something in it, else the language of the site."""
    here = get_language()
    if isinstance(page, WorkshopPage) and here in page.further_languages.split():
        return here
    return foreign_to(page) or here


def data_of(page: Page) -> dict[str, Any] | None:
    """The JSON-LD of a page, or None where there is nothing to tell. No statement.

    Invented workshops are not told: a search engine would print them as facts.
    """
    if isinstance(page, HomePage):
        return {"@context": CONTEXT, **organisation()}
    if isinstance(page, WorkshopPage) and page.starts_on and not page.is_demo:
        return _event(page)
    if isinstance(page, ConsultationPage) and page.starts_on and page.certainty == "seen":
        return _meeting(page)
    return None


def organisation() -> dict[str, Any]:
    """The Working Group, as on the page About."""
    return {
        "@type": "Organization",
        "name": str(settings.SITE_NAME),
        "url": settings.BASE_URL + "/",
        "areaServed": "ASEAN",
    }


def _event(page: WorkshopPage) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Event",
        "name": page.official_title or page.title,
        "startDate": page.starts_on.isoformat(),  # type: ignore[union-attr]
        "endDate": page.last_day.isoformat(),
        "eventStatus": f"{CONTEXT}/{STATUS.get(page.standing, 'EventScheduled')}",  # type: ignore[call-overload]
        "eventAttendanceMode": f"{CONTEXT}/{ATTENDANCE[WorkshopPage.Format(page.format)]}",
        "url": address_of(page),
        "organizer": organisation(),
    }
    if page.summary:
        data["description"] = page.summary
    if place_of(page):
        data["location"] = {
            "@type": "Place",
            "name": page.venue or place_of(page),
            "address": ", ".join(filter(None, (page.venue_address, place_of(page)))),
        }
    return data


def _meeting(page: ConsultationPage) -> dict[str, Any]:
    first, last = page.starts_on, page.ends_on or page.starts_on
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Event",
        "name": page.official_title,
        "startDate": first.isoformat(),  # type: ignore[union-attr]
        "endDate": last.isoformat(),  # type: ignore[union-attr]
        "url": address_of(page),
    }
    if page.place:
        data["location"] = {"@type": "Place", "name": page.place, "address": page.place}
    return data
