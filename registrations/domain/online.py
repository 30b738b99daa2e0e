"""The way into the meeting online: sealed, for accepted people who take part that way (SB-R12)."""

from dataclasses import dataclass

from django.db import transaction

from access.domain import audit
from access.models import User
from events.models import WorkshopPage
from registrations.domain import answers, sealing
from registrations.domain.states import State
from registrations.models import OnlineRoom, Registration

PRESENT = (State.ACCEPTED, State.ATTENDED)


@dataclass(frozen=True)
class Room:
    """The address of the meeting, and what else one has to know: a code, a telephone number."""

    address: str
    words: str = ""


def room_of(workshop: WorkshopPage) -> Room | None:
    """The room that staff have set, or None."""
    row = OnlineRoom.objects.filter(workshop=workshop).first()
    return Room(**sealing.unseal(row, workshop.vault.pk)) if row else None


@transaction.atomic
def set_room(workshop: WorkshopPage, room: Room | None, actor: User) -> None:
    """Set the room of a workshop, or take it away; the audit says that, not where it is."""
    OnlineRoom.objects.filter(workshop=workshop).delete()
    if room:
        row = OnlineRoom(workshop=workshop)
        sealing.seal(row, workshop.vault.pk, {"address": room.address, "words": room.words})
        row.save(force_insert=True)
    audit.record(
        "online.room", obj=workshop, actor=actor, vault=workshop.vault, is_set=room is not None
    )


def takes_part_online(registration: Registration) -> bool:
    """Whether the person takes part online: all do where the workshop is, else who said so."""
    workshop = registration.workshop
    if workshop.format == WorkshopPage.Format.ONLINE:
        return True
    if workshop.format != WorkshopPage.Format.HYBRID:
        return False
    return answers.everything_own(registration).get("participation") == "online"


def for_person(registration: Registration) -> Room | None:
    """The room for one person; None where they are not accepted, come in person, or none is set."""
    if registration.state not in PRESENT or not takes_part_online(registration):
        return None
    return room_of(registration.workshop)
