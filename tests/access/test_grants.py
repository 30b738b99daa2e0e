"""Roles in one workshop: given for a time, ended at once."""

import datetime
import zoneinfo

import pytest
from django.utils import timezone

from access.domain import grants
from access.models import AuditEntry, Grant, User
from access.role_matrix import Role
from access.roles import has_role
from tests.factories.access import UserFactory, VaultFactory, secretariat

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def soon():
    return timezone.now() + 30 * DAY


def test_a_host_role_ends_thirty_days_after_the_workshop_at_midnight_there():
    """US-H1."""
    last = grants.default_last_day(Role.HOST_ORGANISER, datetime.date(2027, 6, 17))
    assert last == datetime.date(2027, 7, 17)
    zone = zoneinfo.ZoneInfo("Asia/Kuala_Lumpur")
    assert grants.end_of(last, "Asia/Kuala_Lumpur") == datetime.datetime(2027, 7, 18, tzinfo=zone)


def test_giving_and_ending_are_written_down():
    staff, user, vault = secretariat(), UserFactory(), VaultFactory()
    grant = grants.give(user, vault, Role.HOST_ORGANISER, soon(), staff)
    assert has_role(user, Role.HOST_ORGANISER, vault.pk)
    grants.end(grant, staff)
    assert not has_role(user, Role.HOST_ORGANISER, vault.pk)
    grants.end(Grant.objects.get(), staff)
    assert list(AuditEntry.objects.values_list("action", "actor")) == [
        ("grant.given", str(staff.pk)),
        ("grant.ended", str(staff.pk)),
    ]


def test_given_again_the_new_end_holds():
    staff, user, vault = secretariat(), UserFactory(), VaultFactory()
    grants.end(grants.give(user, vault, Role.HOST_ORGANISER, soon(), staff), staff)
    until = soon() + DAY
    grants.give(user, vault, Role.HOST_ORGANISER, until, staff)
    assert Grant.objects.get().ends_at == until
    assert has_role(user, Role.HOST_ORGANISER, vault.pk)


def test_a_role_of_the_installation_is_not_given_in_a_workshop():
    with pytest.raises(ValueError, match="not given in one workshop"):
        grants.give(UserFactory(), VaultFactory(), Role.SECRETARIAT, soon(), "system")


def test_a_role_that_is_over_is_not_given():
    with pytest.raises(ValueError, match="later than now"):
        grants.give(UserFactory(), VaultFactory(), Role.NHRI, timezone.now() - DAY, "system")


def test_an_account_is_opened_without_a_password_and_without_the_administration():
    staff = secretariat()
    given = grants.give_at_address(
        "host@example.org", "Invented Host", VaultFactory(), Role.HOST_ORGANISER, soon(), staff
    )
    user = User.objects.get(email="host@example.org")
    assert given.is_new_account
    assert (user.full_name, user.is_staff, user.has_usable_password()) == (
        "Invented Host",
        False,
        False,
    )
    assert [group.name for group in user.groups.all()] == ["Host organisers"]


def test_an_account_that_exists_keeps_its_name_whatever_the_case_of_its_address():
    there = UserFactory(email="host@example.org", full_name="Invented Host")
    given = grants.give_at_address(
        "HOST@example.org", "Other Name", VaultFactory(), Role.NHRI, soon(), secretariat()
    )
    there.refresh_from_db()
    assert (given.is_new_account, given.grant.user, there.full_name) == (
        False,
        there,
        "Invented Host",
    )
