"""The roles: who may enter which room. Higher floors ask `has_role`, nothing else.

Roles of the whole installation are Django groups, because Wagtail's page permissions hang on
groups. Roles in one workshop are `Grant` rows, because they end.
"""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from access.models import User

SECRETARIAT_GROUP = "Secretariat"
PROCEEDINGS_GROUP = "Proceedings staff"
HOST_GROUP = "Host organisers"


class Role(models.TextChoices):
    """Every role of the product; the values are stored and never renamed."""

    SECRETARIAT = "secretariat", _("Secretariat")
    PROCEEDINGS = "proceedings", _("Proceedings staff")
    HOST_ORGANISER = "host_organiser", _("Host organiser")


GROUP_OF_ROLE = {
    Role.SECRETARIAT: SECRETARIAT_GROUP,
    Role.PROCEEDINGS: PROCEEDINGS_GROUP,
    Role.HOST_ORGANISER: HOST_GROUP,
}
INSTALLATION_ROLES = {Role.SECRETARIAT, Role.PROCEEDINGS}


def has_role(user: "User | AnonymousUser", role: Role, vault_id: uuid.UUID | None = None) -> bool:
    """Whether `user` holds `role` now, in the workshop of `vault_id` where the role is of one.

    Arguments: the signed-in user (anonymous allowed), the role, the vault of the workshop.
    Returns False for inactive users and for grants that have not begun or have ended. A superuser
    holds the roles of the installation, never a host's: an administrator is not a host organiser.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    if role in INSTALLATION_ROLES:
        return user.is_superuser or role in _installation_roles(user)
    if vault_id is None:
        return False
    return current_grants(user, role).filter(vault_id=vault_id).exists()


def _installation_roles(user: "User") -> set[Role]:
    """The user's roles by group; asked once per request and user object."""
    if user.known_roles is None:
        names = set(user.groups.values_list("name", flat=True))
        user.known_roles = {r for r in INSTALLATION_ROLES if GROUP_OF_ROLE[r] in names}
    return user.known_roles


def current_grants(user: "User", role: Role):  # type: ignore[no-untyped-def]
    """The grants of `role` that `user` holds at this moment, as a queryset."""
    now = timezone.now()
    return user.grants.filter(
        models.Q(ends_at=None) | models.Q(ends_at__gt=now), role=role, starts_at__lte=now
    )
