"""Two people changed one session: both versions side by side, and whose came first (US-H3)."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from events.domain.agenda_changes import length, when
from events.domain.agenda_languages import names_of
from events.models import Room, Session, SessionRole


@dataclass(frozen=True)
class Row:
    """One value: how it stands now, and as the late change would have it."""

    label: str
    theirs: str
    mine: str

    @property
    def differs(self) -> bool:
        return self.theirs != self.mine


def rows(current: Session, mine: dict[str, Any]) -> list[Row]:
    """The values that the late change wanted to set, beside those that stand."""
    typed = [
        (row.role, row.label, row.language) if row.language else (row.role, row.label)
        for row in current.roles.filter(person=None)
    ]
    theirs = {
        "starts_at": current.starts_at,
        "room_id": current.room_id,
        "labels": typed,
        **{
            name: getattr(current, name)
            for name in (
                "title",
                "kind",
                "minutes",
                "attribution",
                "languages",
                "description",
                "is_public",
            )
        },
    }
    rooms = dict(Room.objects.filter(workshop=current.workshop_id).values_list("pk", "name"))
    zone = ZoneInfo(current.workshop.time_zone)
    labels = _labels()
    return [
        Row(
            labels[name],
            _text(name, theirs[name], rooms, zone),
            _text(name, mine[name], rooms, zone),
        )
        for name in labels
        if name in mine
    ]


def _labels() -> dict[str, str]:
    return {
        "title": _("Title"),
        "kind": _("Kind"),
        "starts_at": _("Start"),
        "minutes": _("Duration"),
        "room_id": _("Room"),
        "attribution": _("Rule"),
        "languages": _("Languages"),
        "description": _("Description"),
        "labels": _("Chair and speakers"),
        "is_public": _("Shown to the public"),
    }


def _text(name: str, value: Any, rooms: dict[int, str], zone: ZoneInfo) -> str:
    match name:
        case "starts_at":
            return when(value, zone)
        case "minutes":
            return length(value)
        case "room_id":
            return rooms.get(value, _("no room"))
        case "kind":
            return str(Session.Kind(value).label)
        case "attribution":
            return str(Session.Attribution(value).label)
        case "languages":
            return ", ".join(names_of(value)) or _("none")
        case "labels":
            return "; ".join(
                f"{SessionRole.Role(role).label}: {label}" for role, label, *_rest in value
            )
        case "is_public":
            return _("yes") if value else _("no")
    return str(value)
