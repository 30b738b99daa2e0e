"""Every room of the table with every role: its pages, in the own workshop and in another one."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from access.role_matrix import GROUP_OF_ROLE, INSTALLATION_ROLES, Role, Room, roles_of
from tests.factories.access import GrantFactory, UserFactory
from tests.factories.events import WorkshopFactory

pytestmark = pytest.mark.django_db
ANNEX = datetime.date(2026, 1, 1)


def visitor(role, workshop):
    """A browser signed in with one role, in a workshop where the role is of one."""
    user = UserFactory(is_staff=role in INSTALLATION_ROLES)
    if role in INSTALLATION_ROLES:
        user.groups.add(Group.objects.get(name=GROUP_OF_ROLE[role]))
    else:
        GrantFactory(user=user, vault=workshop.vault, role=role)
    client = Client()
    client.force_login(user)
    return client


def rooms_entered(client, workshop):
    """The rooms whose first page opens."""
    answers = {
        room: client.get(
            room.address.replace("<slug>", workshop.slug).replace("<workshop>", str(workshop.pk))
        ).status_code
        for room in Room
    }
    assert set(answers.values()) <= {200, 302, 403, 404}
    return {room for room, status in answers.items() if status == 200}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_enters_the_rooms_of_its_row(role):
    """SEC-A2, SB-S1: generated from the table, for the signed annex and without it."""
    own, other = WorkshopFactory(data_annex_signed_on=ANNEX), WorkshopFactory()
    client = visitor(role, own)
    expected = {room for room in Room if role in roles_of(room)}
    assert rooms_entered(client, own) == expected
    # Without a signed annex, and for a role of one workshop in another one.
    everywhere = role in INSTALLATION_ROLES
    assert rooms_entered(client, other) == {
        room for room in expected if everywhere and not room.needs_annex
    }
    type(own).objects.update(data_annex_signed_on=None)
    assert rooms_entered(client, own) == {room for room in expected if not room.needs_annex}


def test_nobody_enters_without_an_account():
    assert rooms_entered(Client(), WorkshopFactory(data_annex_signed_on=ANNEX)) == set()
