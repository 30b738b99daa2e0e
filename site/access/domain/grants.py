"""Giving and ending a role in one workshop, and the accounts that are opened for it.

A role in a workshop always ends: `ends_at` is asked for at every request (access.roles), so that
nobody has to remember it.
"""

import datetime
import zoneinfo
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from access.domain import audit
from access.models import Grant, User, Vault
from access.role_matrix import GROUP_OF_ROLE, MATRIX, WORKSHOP_ROLES, Role


@dataclass(frozen=True)
class Given:
    """A role that was given; `is_new_account` where the account was opened for it."""

    grant: Grant
    is_new_account: bool


def default_last_day(role: Role, workshop_ends: datetime.date) -> datetime.date:
    """The last day of a role unless somebody chooses another (US-H1: a host's, 30 days after)."""
    return workshop_ends + datetime.timedelta(days=MATRIX[role].days)


def end_of(day: datetime.date, time_zone: str) -> datetime.datetime:
    """The moment at which a day is over at the venue (an IANA zone), aware."""
    midnight = datetime.time(tzinfo=zoneinfo.ZoneInfo(time_zone))
    return datetime.datetime.combine(day + datetime.timedelta(days=1), midnight)


@transaction.atomic
def give(user: User, vault: Vault, role: Role, ends_at: datetime.datetime, by: User | str) -> Grant:
    """Give a role in one workshop until a moment; given again, the new end holds.

    Raises ValueError for a role of the whole installation, and for an end that has passed.
    """
    now = timezone.now()
    if role not in WORKSHOP_ROLES:
        raise ValueError("This role is not given in one workshop.")
    if ends_at <= now:
        raise ValueError("A role ends later than now.")
    grant, _made = Grant.objects.update_or_create(
        user=user, vault=vault, role=role, defaults={"starts_at": now, "ends_at": ends_at}
    )
    if role in GROUP_OF_ROLE:
        user.groups.add(Group.objects.get_or_create(name=GROUP_OF_ROLE[role])[0])
    audit.record(
        "grant.given", obj=grant, actor=by, vault=vault, role=role.value, until=ends_at.isoformat()
    )
    return grant


@transaction.atomic
def give_at_address(
    address: str, full_name: str, vault: Vault, role: Role, ends_at: datetime.datetime, by: User
) -> Given:
    """Give a role to the account at an address; where there is none, open one without a password.

    An account that exists keeps its name. The caller writes to the address and says the same on
    the page in both cases: whether somebody had an account is told to nobody (SEC-F1).
    """
    user = User.objects.filter(email__iexact=address).first()
    is_new = user is None
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(address, full_name=full_name)
        except IntegrityError:
            user, is_new = User.objects.get(email__iexact=address), False
        else:
            audit.record("account.opened", obj=user, actor=by)
    return Given(give(user, vault, role, ends_at, by), is_new)


@transaction.atomic
def end(grant: Grant, by: User) -> None:
    """End a role now; the account's next request is refused (SEC-A9). Twice changes nothing."""
    now = timezone.now()
    if grant.ends_at <= now:
        return
    audit.record("grant.ended", obj=grant, actor=by, vault=grant.vault, role=grant.role)
    if grant.starts_at >= now:
        grant.delete()
    else:
        Grant.objects.filter(pk=grant.pk).update(ends_at=now)
