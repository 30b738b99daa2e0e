"""The days of a workshop as a calendar file that betrays nothing (US-P12)."""

import datetime

import icalendar

from events.domain.calendar import EPOCH
from registrations.domain.states import State
from registrations.models import Registration

PRODUCT = "-//Registrations//EN"
PRESENT = (State.ACCEPTED, State.ATTENDED)


def of(registration: Registration) -> bytes | None:
    """The days as one entry, named by the reference: no title, place, address or link.

    None before a place is given, and where the days are not set.
    """
    workshop = registration.workshop
    if registration.state not in PRESENT or not workshop.starts_on:
        return None
    last = workshop.ends_on or workshop.starts_on
    event = icalendar.Event()
    event.add("uid", f"{registration.reference}@registrations")
    event.add("dtstamp", registration.state_changed_at)
    # The minute of the last publication: days that move come with a larger number.
    published = workshop.last_published_at or EPOCH
    event.add("sequence", max(0, int((published - EPOCH).total_seconds()) // 60))
    event.add("summary", registration.reference)
    event.add("class", "PRIVATE")
    event.add("dtstart", workshop.starts_on)
    event.add("dtend", last + datetime.timedelta(days=1))
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add_component(event)
    result: bytes = calendar.to_ical()
    return result
