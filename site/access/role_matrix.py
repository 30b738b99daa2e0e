"""The one table of roles: what each reads, which rooms it enters, how it is given, until when.

`access.roles.has_role` asks this table; `manage.py roles_page` writes docs/roles.md from it, and
tests/access/test_roles_rooms.py tries every room with every role. A new room or role is one line.
"""

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.catalogue import Reader

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Role(models.TextChoices):
    """Every role that an account can hold; the values are stored and never renamed."""

    SECRETARIAT = "secretariat", _("Secretariat")
    TRAVEL_DESK = "travel_desk", _("Travel desk")
    FOCAL_POINT = "focal_point", _("Protection focal point")
    PROCEEDINGS = "proceedings", _("Proceedings staff")
    RAPPORTEUR = "rapporteur", _("Rapporteur")
    HOST_ORGANISER = "host_organiser", _("Host organiser")
    NHRI = "nhri", _("Co-organising human rights institution")
    DESK_VOLUNTEER = "desk_volunteer", _("Desk volunteer")


class Room(enum.Enum):
    """A part of the product behind one question: who may enter.

    `address` is its first page; `<slug>` and `<workshop>` stand for the slug and the key of the
    page of a workshop. `needs_annex`: open to hosts only once the data annex of the host agreement
    is signed.
    """

    AGENDA = _("Agenda of one workshop"), "/organise/<slug>/agenda/"
    NUMBERS = _("Head-counts"), "/organise/<slug>/numbers/", True
    PROTOCOL_LIST = _("Protocol list of officials"), "/organise/<slug>/protocol/", True
    LIST_REQUEST = (
        _("Answer about the list of participants"),
        "/organise/<slug>/list-of-participants/",
        True,
    )
    ARRIVALS = _("Arrival desk, on the days of the workshop"), "/organise/<slug>/arrivals/"
    ADMINISTRATION = _("Administration of pages and texts"), "/admin/"
    REGISTRATIONS = _("Registration desk"), "/admin/registrations/<workshop>/"
    MAIL = _("Mail"), "/admin/mail/"
    LETTERS = _("Letters on paper; each role its own kinds"), "/admin/letters/<workshop>/"
    FORMATS = _("Requests for a document in another format"), "/admin/another-format/"
    TRAVEL = _("Travel desk: journeys, rooms, passports"), "/admin/travel/<workshop>/"
    ORDERS = _("Exact orders for suppliers"), "/admin/orders/<workshop>/"
    RELEASES = _("Releases to a protocol desk"), "/admin/releases/<workshop>/"
    GRANTS = _("Roles in workshops"), "/admin/grants/<workshop>/"
    SECOND_FACTORS = _("Resetting the second factor of a colleague"), "/admin/second-factors/"
    OPENING = _("Opening a locked record"), "/admin/protection/open/<workshop>/"
    PRIVACY = _("Personal data left, and finding a person"), "/admin/privacy/<workshop>/"
    PROTECTION = _("Locking records"), "/admin/protection/<workshop>/"

    def __init__(self, label: "_StrPromise", address: str = "", needs_annex: bool = False) -> None:
        self.label = label
        self.address = address
        self.needs_annex = needs_annex


HOST_ROOMS = frozenset({Room.AGENDA, Room.NUMBERS, Room.PROTOCOL_LIST, Room.LIST_REQUEST})


@dataclass(frozen=True)
class Row:
    """What one role may.

    `reader` is its column of the field table. `group`: the group of accounts that holds the role
    in the whole installation; without one it is given in one workshop, for a time: by default
    until `days` after its last day. `like` is the role whose rooms it shares.
    """

    reader: Reader
    rooms: frozenset[Room]
    group: str = ""
    days: int = 0
    like: Role | None = None


MATRIX: dict[Role, Row] = {
    Role.SECRETARIAT: Row(
        Reader.SECRETARIAT,
        HOST_ROOMS
        | {
            Room.ARRIVALS,
            Room.ADMINISTRATION,
            Room.REGISTRATIONS,
            Room.MAIL,
            Room.LETTERS,
            Room.FORMATS,
            Room.ORDERS,
            Room.RELEASES,
            Room.GRANTS,
            Room.SECOND_FACTORS,
            Room.OPENING,
            Room.PRIVACY,
        },
        group="Secretariat",
    ),
    Role.TRAVEL_DESK: Row(
        Reader.TRAVEL_DESK,
        frozenset({Room.ADMINISTRATION, Room.TRAVEL, Room.LETTERS}),
        group="Travel desk",
    ),
    Role.FOCAL_POINT: Row(
        Reader.FOCAL_POINT,
        frozenset({Room.ADMINISTRATION, Room.OPENING, Room.PROTECTION, Room.PRIVACY}),
        group="Protection focal points",
    ),
    # They use the administration for texts and see what is public anyway.
    Role.PROCEEDINGS: Row(
        Reader.PUBLIC, frozenset({Room.ADMINISTRATION}), group="Proceedings staff"
    ),
    Role.RAPPORTEUR: Row(Reader.PARTICIPANTS, frozenset(), days=30),
    Role.HOST_ORGANISER: Row(Reader.HOST, HOST_ROOMS, days=30),
    # Domain rule 9: a co-organising institution is treated like the host.
    Role.NHRI: Row(Reader.NHRI, HOST_ROOMS, days=30, like=Role.HOST_ORGANISER),
    Role.DESK_VOLUNTEER: Row(Reader.PARTICIPANTS, frozenset({Room.ARRIVALS}), days=1),
}

# An administrator of the installation holds these. Never a host's, nor the focal point's: whoever
# repairs the machine is not thereby trusted with a locked record.
OF_ADMINISTRATORS = frozenset({Role.SECRETARIAT, Role.PROCEEDINGS})

# Who has no account: the ministry's protocol desk gets releases (domain rule 3).
WITHOUT_ACCOUNT: dict[Reader, "_StrPromise"] = {
    Reader.PERSON: _("Participant: their own page, by a private link"),
    Reader.PROTOCOL: _("Protocol desk of the host ministry: printed releases for one purpose"),
    Reader.PARTICIPANTS: _("Other participants: the list that participants receive"),
    Reader.PUBLIC: _("The public: what is published"),
}

GROUP_OF_ROLE: dict[Role, str] = {
    # The group of host accounts carries no right; it names them in the list of accounts.
    Role.HOST_ORGANISER: "Host organisers",
    **{role: row.group for role, row in MATRIX.items() if row.group},
}
INSTALLATION_ROLES = frozenset(role for role, row in MATRIX.items() if row.group)
WORKSHOP_ROLES = tuple(role for role, row in MATRIX.items() if not row.group)
# Those that open something: only they are offered to whoever gives roles.
GIVEN_ROLES = tuple(role for role in WORKSHOP_ROLES if MATRIX[role].rooms)


def standing_in(role: Role) -> set[Role]:
    """The roles that open the rooms of `role`: itself and those that are treated like it."""
    return {role} | {other for other, row in MATRIX.items() if row.like is role}


def roles_of(room: Room) -> tuple[Role, ...]:
    """Who may enter a room, in the order of the table."""
    return tuple(role for role, row in MATRIX.items() if room in row.rooms)
