"""The protocol list (US-H7): officials whom their own government nominated, in order of rank."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from access import catalogue
from access.catalogue import Mark, Track
from access.domain import audit, disclosure, locks
from access.domain.disclosure import Viewer
from access.models import User
from events.models import Person, WorkshopPage
from registrations.domain import queries
from registrations.models import ProtocolPlace

FIELDS = ("name", "form_of_address", "position", "organisation", "capacity")
# Who is not numbered comes after everybody who is.
LAST = 1 << 16


@dataclass(frozen=True)
class Official:
    """One line: `state` and every value are empty where the viewer may not read them."""

    person: Person
    number: int | None
    state: str
    values: Mapping[str, str]


def officials(workshop: WorkshopPage, viewer: Viewer) -> list[Official]:
    """The officials who take part, as far as `viewer` may read them. Three statements.

    Order: the Secretariat's number, then the State, then the name. A reader who is not told the
    States gets no order by State either. Locked records and people without a readable name are
    not on the list.
    """
    people = list(
        queries.participants(workshop)
        .filter(is_nominated=True)
        .exclude(pk__in=locks.hidden(workshop.vault))
        .select_related("protocol_place")
    )
    tracks = {person.pk: person.track for person in people}
    found = disclosure.visible_to(viewer, workshop.vault, tracks, FIELDS)
    tells_state = catalogue.get("state").mark(viewer.reader, Track.OFFICIAL) is Mark.READS
    lines = [
        Official(
            person,
            _number(person),
            person.state.list_name if tells_state and person.state else "",
            found[person.pk],
        )
        for person in people
        if found[person.pk].get("name")
    ]
    return sorted(lines, key=_rank)


def _number(person: Person) -> int | None:
    place: ProtocolPlace | None = getattr(person, "protocol_place", None)
    return place.number if place else None


def _rank(line: Official) -> tuple[int, str, str]:
    return (line.number or LAST, line.state, line.values["name"].casefold())


@transaction.atomic
def place(workshop: WorkshopPage, numbers: Mapping[uuid.UUID, int | None], by: User) -> None:
    """Set the numbers of officials of a workshop; None takes a number away. Others are ignored."""
    mine = Person.objects.filter(workshop=workshop, is_nominated=True, pk__in=list(numbers))
    for person in mine:
        number = numbers[person.pk]
        if number is None:
            ProtocolPlace.objects.filter(person=person).delete()
        else:
            ProtocolPlace.objects.update_or_create(person=person, defaults={"number": number})
    audit.record("protocol.ordered", obj=workshop, actor=by, vault=workshop.vault)


def was_read(workshop: WorkshopPage, reader: User, shown: Sequence[Official]) -> None:
    """Write down that the list was read."""
    audit.record(
        "protocol.viewed", obj=workshop, actor=reader, vault=workshop.vault, shown=len(shown)
    )
