"""What the travel desk enters: journey, room, decision about the costs; its own cells alone."""

from collections.abc import Mapping

from django.db import transaction

from access import catalogue
from access.catalogue import Mark, Reader
from access.domain import audit, values
from access.models import User
from events.models import Person
from registrations.domain.registering import last_day

ENTERED = ("itinerary", "hotel", "sponsorship_decision")


@transaction.atomic
def enter(person: Person, texts: Mapping[str, str], actor: User) -> list[str]:
    """Keep what the travel desk entered for one person; an empty text removes the entry.

    Arguments: the person, texts by code of `ENTERED`, who entered them. The person reads it on
    their own page. Returns the codes that were written. Raises ValueError for a field that the
    travel desk does not enter, or may not read of this person.
    """
    for code in texts:
        mark = catalogue.get(code).mark(Reader.TRAVEL_DESK, person.track)
        if code not in ENTERED or mark is not Mark.READS:
            raise ValueError(code)
    workshop = person.workshop
    values.store(workshop.vault, person.pk, texts, last_day(workshop))
    written = sorted(texts)
    audit.record("travel.entered", obj=person, actor=actor, vault=workshop.vault, fields=written)
    return written
