"""What the travel desk enters: journey, room, decision about the costs; its own cells alone."""

from collections.abc import Mapping

from django.db import transaction

from access import catalogue
from access.catalogue import Mark, Reader
from access.domain import audit, values
from access.models import User
from events.models import Person
from registrations.domain import notices
from registrations.domain.registering import last_day

DECISION = "sponsorship_decision"
ENTERED = ("itinerary", "hotel", DECISION)


@transaction.atomic
def enter(person: Person, texts: Mapping[str, str], actor: User) -> list[str]:
    """Keep what the travel desk entered for one person; an empty text removes the entry.

    Arguments: the person, texts by code of `ENTERED`, who entered them. The person reads it on
    their own page; of a decision about the costs they are told by a mail that says neither what
    nor why (US-P10). Returns the codes that were written. Raises ValueError for a field that the
    travel desk does not enter, or may not read of this person.
    """
    for code in texts:
        mark = catalogue.get(code).mark(Reader.TRAVEL_DESK, person.track)
        if code not in ENTERED or mark is not Mark.READS:
            raise ValueError(code)
    workshop = person.workshop
    values.store(workshop.vault, person.pk, texts, last_day(workshop))
    written = sorted(texts)
    entry = audit.record(
        "travel.entered", obj=person, actor=actor, vault=workshop.vault, fields=written
    )
    if DECISION in written:
        notices.send(person.registration, "page_news", once=f"travel:{entry.pk}")
    return written
