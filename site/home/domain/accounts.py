"""The sign-ins of the demo: one for each role, with passwords made on this machine."""

import datetime
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from access.domain import grants
from access.models import User
from access.roles import (
    FOCAL_POINT_GROUP,
    HOST_GROUP,
    PROCEEDINGS_GROUP,
    SECRETARIAT_GROUP,
    TRAVEL_DESK_GROUP,
    Role,
)
from events.models import WorkshopPage


@dataclass(frozen=True)
class Account:
    """One sign-in of the demo; `workshop` is the slug of the one where it has `role`."""

    email: str
    full_name: str
    address: str
    group: str = ""
    workshop: str = ""
    role: Role = Role.HOST_ORGANISER


ACCOUNTS = (
    Account("admin@example.org", "Administrator", "/admin/"),
    Account("secretariat@example.org", "Secretariat desk", "/admin/", SECRETARIAT_GROUP),
    Account("proceedings@example.org", "Proceedings staff", "/admin/", PROCEEDINGS_GROUP),
    Account("focal-point@example.org", "Protection focal point", "/admin/", FOCAL_POINT_GROUP),
    Account("travel@example.org", "Travel desk", "/admin/", TRAVEL_DESK_GROUP),
    Account(
        "volunteer@example.org",
        "Desk volunteer",
        "/organise/",
        workshop="2027-demo",
        role=Role.DESK_VOLUNTEER,
    ),
    Account(
        "host-2027@example.org",
        "Host organiser, Kuala Lumpur 2027",
        "/organise/",
        HOST_GROUP,
        "2027-demo",
    ),
    Account(
        "host-2026@example.org",
        "Host organiser, Vientiane 2026",
        "/organise/",
        HOST_GROUP,
        "2026-demo",
    ),
)
A_YEAR = datetime.timedelta(days=365)
SECRETARIAT_ACCOUNT = "secretariat@example.org"


def ensure_accounts(path: Path) -> int:
    """Make the accounts that are missing and write their passwords to `path`, owner only.

    Where the file was lost, all get new passwords: nobody could sign in otherwise. Returns the
    number of passwords written. Needs the demo workshops and the groups.
    """
    known = {
        user.email: user for user in User.objects.filter(email__in=[a.email for a in ACCOUNTS])
    }
    due = [account for account in ACCOUNTS if not path.exists() or account.email not in known]
    lines = []
    with transaction.atomic():
        for account in due:
            # Sixteen characters of the alphabet of URLs: 96 bits.
            password = secrets.token_urlsafe(12)
            _save(account, known.get(account.email), password)
            lines.append(
                f"{account.full_name:<36}{account.address:<12}{account.email:<26}{password}\n"
            )
        if lines:
            _append(path, "".join(lines))
    return len(lines)


def _save(account: Account, user: User | None, password: str) -> None:
    user = user or User(email=account.email)
    user.full_name = account.full_name
    user.is_superuser = not (account.group or account.workshop)
    user.is_staff = account.group != HOST_GROUP and not account.workshop
    user.set_password(password)
    user.save()
    if account.group:
        user.groups.add(Group.objects.get(name=account.group))
    if account.workshop:
        workshop = WorkshopPage.objects.get(slug=account.workshop)
        # A year from now, so that the workshop of last June can be walked too.
        ends_at = timezone.now() + A_YEAR
        grants.give(user, workshop.vault, account.role, ends_at, "system")


def _append(path: Path, text: str) -> None:
    """Write to a file that only its owner reads, from its first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
