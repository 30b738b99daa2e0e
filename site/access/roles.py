"""Who may enter which room. Higher floors ask `has_role` or `may_enter`, nothing else.

The table is `access.role_matrix`. Roles of the whole installation are Django groups, because
Wagtail's page permissions hang on groups. Roles in one workshop are `Grant` rows, because they end.
"""

import uuid
from typing import TYPE_CHECKING

from django.utils import timezone

from access.role_matrix import (
    GROUP_OF_ROLE,
    INSTALLATION_ROLES,
    OF_ADMINISTRATORS,
    Role,
    Room,
    roles_of,
    standing_in,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from access.models import User

__all__ = [
    "FOCAL_POINT_GROUP",
    "GROUP_OF_ROLE",
    "HOST_GROUP",
    "INSTALLATION_ROLES",
    "PROCEEDINGS_GROUP",
    "SECRETARIAT_GROUP",
    "TRAVEL_DESK_GROUP",
    "Role",
    "Room",
    "current_grants",
    "has_role",
    "may_enter",
    "roles_held",
]

SECRETARIAT_GROUP = GROUP_OF_ROLE[Role.SECRETARIAT]
TRAVEL_DESK_GROUP = GROUP_OF_ROLE[Role.TRAVEL_DESK]
FOCAL_POINT_GROUP = GROUP_OF_ROLE[Role.FOCAL_POINT]
PROCEEDINGS_GROUP = GROUP_OF_ROLE[Role.PROCEEDINGS]
HOST_GROUP = GROUP_OF_ROLE[Role.HOST_ORGANISER]


def has_role(user: "User | AnonymousUser", role: Role, vault_id: uuid.UUID | None = None) -> bool:
    """Whether `user` holds `role` now, in the workshop of `vault_id` where the role is of one.

    Arguments: the signed-in user (anonymous allowed), the role, the vault of the workshop.
    Returns False for inactive users and for grants that have not begun or have ended. Whoever
    holds a role that is treated like `role` holds it too. A superuser holds what
    `OF_ADMINISTRATORS` says, never a host's role: an administrator is not a host organiser.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    if role in INSTALLATION_ROLES:
        is_given = user.is_superuser and role in OF_ADMINISTRATORS
        return is_given or role in _installation_roles(user)
    if vault_id is None:
        return False
    return current_grants(user, role).filter(vault_id=vault_id).exists()


def may_enter(user: "User | AnonymousUser", room: Room, vault_id: uuid.UUID | None = None) -> bool:
    """Whether one of the user's roles opens the room (of the workshop of `vault_id`)."""
    return not set(roles_held(user, vault_id)).isdisjoint(roles_of(room))


def roles_held(user: "User | AnonymousUser", vault_id: uuid.UUID | None = None) -> list[Role]:
    """The very roles that the user holds now, in the order of the table: at most two statements.

    Those of the installation, and with `vault_id` those in its workshop; nobody stands in here.
    """
    if not user.is_authenticated or not user.is_active:
        return []
    held = {role for role in INSTALLATION_ROLES if has_role(user, role)}
    if vault_id is not None:
        held |= set(_running(user).filter(vault_id=vault_id).values_list("role", flat=True))
    return [role for role in Role if role in held]


def _installation_roles(user: "User") -> set[Role]:
    """The user's roles by group; asked once per request and user object."""
    if user.known_roles is None:
        names = set(user.groups.values_list("name", flat=True))
        user.known_roles = {r for r in INSTALLATION_ROLES if GROUP_OF_ROLE[r] in names}
    return user.known_roles


def current_grants(user: "User", role: Role):  # type: ignore[no-untyped-def]
    """The grants that open the rooms of `role` to `user` at this moment, as a queryset."""
    return _running(user).filter(role__in=standing_in(role))


def _running(user: "User"):  # type: ignore[no-untyped-def]
    now = timezone.now()
    return user.grants.filter(starts_at__lte=now, ends_at__gt=now)
