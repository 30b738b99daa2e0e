"""What may stand in the draft: checked for every change, whatever way it came in."""

from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.domain import times
from events.domain.agenda_languages import LANGUAGES
from events.domain.agenda_states import State, start_of
from events.models import Person, Room, Session, SessionRole, WorkshopPage

TITLE_LENGTH = 250
LABEL_LENGTH = 200
DESCRIPTION_LENGTH = 4000


def check_all(workshop: WorkshopPage, states: Collection[State], people: Collection[str]) -> None:
    """Raise ValidationError by field unless every state may stand in the draft of `workshop`.

    `people` are the keys of those newly named: they must be people of the workshop. At most two
    statements.
    """
    _check_rooms(workshop, {state["room"] for state in states} - {None})
    if people:
        known = Person.objects.filter(workshop=workshop, pk__in=people).count()
        if known != len(set(people)):
            raise ValidationError({"person": _("Choose a person of this workshop.")})
    for state in states:
        check(workshop, state)


def _check_rooms(workshop: WorkshopPage, rooms: Collection[int]) -> None:
    if rooms and Room.objects.filter(workshop=workshop, pk__in=rooms).count() != len(rooms):
        raise ValidationError({"room": _("Choose a room of this workshop.")})


def check(workshop: WorkshopPage, state: State) -> None:
    """Raise ValidationError by field unless a state may stand, but for its room and people."""
    if not state["title"].strip() or len(state["title"]) > TITLE_LENGTH:
        raise ValidationError({"title": _("Give a title of at most 250 characters.")})
    if state["kind"] not in Session.Kind.values:
        raise ValidationError({"kind": _("Choose a kind from the list.")})
    if state["attribution"] not in Session.Attribution.values:
        raise ValidationError({"attribution": _("Choose a rule from the list.")})
    if not set(state["languages"]) <= set(LANGUAGES):
        raise ValidationError({"languages": _("Choose languages from the list.")})
    start = start_of(state)
    if start is None:
        times.check_length(state["minutes"])
    else:
        times.check_placed(workshop, start, state["minutes"])
    _check_roles(state["roles"])


def _check_roles(roles: Iterable[State]) -> None:
    held = set()
    for role in roles:
        label, person = role["label"], role["person"]
        if (
            role["role"] not in SessionRole.Role.values
            or bool(label.strip()) == bool(person)
            or len(label) > LABEL_LENGTH
        ):
            raise ValidationError(
                {"labels": _("Write who it is in at most 200 characters, and choose what they do.")}
            )
        if role["language"] and role["language"] not in LANGUAGES:
            raise ValidationError({"labels": _("Choose languages from the list.")})
        if person and (role["role"], person) in held:
            raise ValidationError({"person": _("This person has this part already.")})
        held.add((role["role"], person))
