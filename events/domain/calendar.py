"""Workshops as iCalendar (RFC 5545): whole days, a stable UID, a SEQUENCE that grows."""

import datetime
from collections.abc import Iterable

import icalendar

from events.models import WorkshopPage

PRODUCT = "-//Working Group for an ASEAN Human Rights Mechanism//Workshops//EN"
# SEQUENCE counts minutes from here to the last publication: it grows, and fits 32 bits.
EPOCH = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
STATUS = {
    WorkshopPage.Standing.PLANNED: "TENTATIVE",
    WorkshopPage.Standing.CONFIRMED: "CONFIRMED",
    WorkshopPage.Standing.POSTPONED: "CANCELLED",
    WorkshopPage.Standing.CANCELLED: "CANCELLED",
}


def calendar_of(workshops: Iterable[WorkshopPage], address: str) -> bytes:
    """A calendar of workshops; those without a first day are left out.

    Arguments: published workshops; the address of the site without a slash, for the links.
    """
    result = icalendar.Calendar()
    result.add("version", "2.0")
    result.add("prodid", PRODUCT)
    result.add("method", "PUBLISH")
    for workshop in workshops:
        if workshop.starts_on:
            result.add_component(_event(workshop, address))
    return result.to_ical()


def _event(workshop: WorkshopPage, address: str) -> icalendar.Event:
    published = workshop.last_published_at or EPOCH
    event = icalendar.Event()
    event.add("uid", f"{workshop.translation_key}@workshops")
    event.add("dtstamp", published)
    event.add("sequence", max(0, int((published - EPOCH).total_seconds()) // 60))
    event.add("status", STATUS[WorkshopPage.Standing(workshop.standing)])
    event.add("summary", workshop.official_title or workshop.title)
    event.add("dtstart", workshop.starts_on)
    # The end of a whole day is the next one (RFC 5545, 3.6.1).
    last = workshop.ends_on or workshop.starts_on
    event.add("dtend", last + datetime.timedelta(days=1))  # type: ignore[operator]
    state = workshop.host_state.list_name if workshop.host_state else ""
    where = ", ".join(filter(None, (workshop.venue, workshop.city, state)))
    if where:
        event.add("location", where)
    event.add("url", address + (workshop.get_url() or "/"))
    return event
