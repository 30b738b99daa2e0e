"""Whose names a text of the proceedings must not hold, read for looking through texts only."""

import uuid

from django.db.models import Q

from access.catalogue import Track
from access.domain import consent, disclosure
from access.domain.consent import Naming, Output
from events.models import InstitutionName, Person, State, WorkshopPage
from publications.domain.masking import Names
from registrations.domain import queries

# What a person is called, by the choice that lets it be printed.
CALLED = {
    "name": Naming.NAME,
    "name_own_script": Naming.NAME,
    "other_name": Naming.OTHER_NAME,
}


def withheld_names(workshop: WorkshopPage) -> Names:
    """The names of those who have not agreed to be named in the proceedings; shown to nobody.

    Whoever shares the name of somebody who did agree is not looked for. States, institutions and
    the workshop itself may stand in a text whatever their names are made of. Nor is somebody looked
    for who registered and does not take part: a name made unreadable would tell that they asked to
    come, and anybody could register as "Human Rights".
    """
    gone = Q(pk__in=queries.not_taking_part(workshop)) & Q(session_roles=None)
    rows = Person.objects.filter(workshop=workshop).exclude(gone).only("pk", "is_nominated")
    tracks: dict[uuid.UUID, Track] = {row.pk: row.track for row in rows}
    if not tracks:
        return Names()
    choices = consent.naming(tracks, Output.PROCEEDINGS)
    found = disclosure.visible_to(disclosure.NUMBERS, workshop.vault, tracks, list(CALLED))
    withheld: list[str] = []
    disclosed = [workshop.title, workshop.official_title]
    for key, values in found.items():
        for field, text in values.items():
            may = choices.get(key) is CALLED[field]
            (disclosed if may else withheld).append(text)
    if not withheld:
        return Names()
    return Names(withheld, [*disclosed, *_bodies()])


def _bodies() -> list[str]:
    """The names of States and institutions."""
    states = State.objects.values_list("list_name", "running_name", "formal_name")
    names = [name for row in states for name in row]
    for text, short in InstitutionName.objects.values_list("text", "short"):
        names += [text, short]
    return [name for name in names if name]
