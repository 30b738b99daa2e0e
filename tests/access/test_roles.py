"""The table of roles: what it says is what `has_role`, the viewer and the page of roles say."""

import datetime

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import timezone

from access.domain import disclosure
from access.domain.roles_page import render
from access.role_matrix import (
    GROUP_OF_ROLE,
    INSTALLATION_ROLES,
    MATRIX,
    OF_ADMINISTRATORS,
    WORKSHOP_ROLES,
    Role,
    Room,
    standing_in,
)
from access.roles import has_role, may_enter, roles_held
from tests.factories.access import GrantFactory, UserFactory, VaultFactory, administrator

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def holder(role, vault):
    """An account that holds one role: by group, or by a grant in the vault."""
    user = UserFactory()
    if role in INSTALLATION_ROLES:
        user.groups.add(Group.objects.get(name=GROUP_OF_ROLE[role]))
    else:
        GrantFactory(user=user, vault=vault, role=role)
    return user


def test_the_page_of_roles_is_written_from_the_table():
    path = settings.ROOT / "docs" / "roles.md"
    assert path.read_text(encoding="utf-8") == render(), "Run `manage.py roles_page`."


def test_every_role_has_a_row_and_every_room_somebody():
    assert list(MATRIX) == list(Role)
    assert {room for row in MATRIX.values() for room in row.rooms} == set(Room)


def test_every_role_in_a_workshop_ends():
    """US-H1: a host's 30 days after the workshop."""
    assert {role: MATRIX[role].days for role in WORKSHOP_ROLES} == {
        Role.RAPPORTEUR: 30,
        Role.HOST_ORGANISER: 30,
        Role.NHRI: 30,
        Role.DESK_VOLUNTEER: 1,
    }


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_its_rooms_and_no_other(role):
    """SB-P2, SEC-A2: in the workshop of the grant; a grant opens nothing in another one."""
    vault, other = VaultFactory(), VaultFactory()
    user = holder(role, vault)
    assert {room for room in Room if may_enter(user, room, vault.pk)} == MATRIX[role].rooms
    elsewhere = MATRIX[role].rooms if role in INSTALLATION_ROLES else set()
    assert {room for room in Room if may_enter(user, room, other.pk)} == elsewhere


@pytest.mark.parametrize("role", list(Role))
def test_a_role_reads_in_its_column_of_the_field_table(role):
    vault = VaultFactory()
    assert disclosure.viewer_for(holder(role, vault), vault).reader is MATRIX[role].reader


@pytest.mark.parametrize("held", list(Role))
def test_has_role_reads_the_table(held):
    """Domain rule 9: a co-organising institution stands in for the host, never the other way."""
    vault = VaultFactory()
    user = holder(held, vault)
    assert {role for role in Role if has_role(user, role, vault.pk)} == {
        role for role in Role if held in standing_in(role)
    }


def test_a_stranger_and_somebody_whose_time_is_over_are_the_public():
    """SEC-A9."""
    vault = VaultFactory()
    user = UserFactory()
    now = timezone.now()
    GrantFactory(user=user, vault=vault, starts_at=now - 2 * HOUR, ends_at=now - HOUR)
    assert disclosure.viewer_for(user, vault) == disclosure.PUBLIC
    assert roles_held(user, vault.pk) == []
    assert roles_held(AnonymousUser(), vault.pk) == []


def test_an_administrator_is_no_focal_point_and_no_host():
    vault = VaultFactory()
    assert set(roles_held(administrator(), vault.pk)) == OF_ADMINISTRATORS


def test_asking_for_a_room_costs_two_statements(django_assert_num_queries):
    vault = VaultFactory()
    user = holder(Role.HOST_ORGANISER, vault)
    with django_assert_num_queries(2):
        assert may_enter(user, Room.NUMBERS, vault.pk)
