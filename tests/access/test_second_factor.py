"""The second factor of staff and host accounts (SEC-F11)."""

import datetime

import pyotp
import pytest
from django.core.management import call_command
from django.utils import timezone

from access.domain import second_factor
from access.models import AuditEntry, RecoveryCode, SecondFactor
from tests.factories.access import SECRET, SecondFactorFactory, UserFactory, administrator

pytestmark = pytest.mark.django_db


def code_at(offset_seconds: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(timezone.now() + datetime.timedelta(seconds=offset_seconds))


def test_setting_up_shows_a_secret_as_text_and_ends_with_recovery_codes():
    user = UserFactory()
    shown = second_factor.begin(user)
    assert second_factor.begin(user) == shown
    assert pyotp.parse_uri(shown.address).secret == shown.secret
    assert not second_factor.is_set_up(user)
    assert second_factor.confirm(user, "000000") == []
    codes = second_factor.confirm(user, second_factor.current_code(user))
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert second_factor.is_set_up(user)
    with pytest.raises(second_factor.NotAllowed):
        second_factor.begin(user)


def test_secret_and_recovery_codes_are_not_in_the_table():
    """SEC-F8: a stolen dump opens no account."""
    user = UserFactory()
    secret = second_factor.begin(user).secret
    codes = second_factor.confirm(user, second_factor.current_code(user))
    stored = str(list(RecoveryCode.objects.values()))
    assert [code for code in codes if code in stored or code.replace("-", "") in stored] == []
    assert secret.encode() not in bytes(SecondFactor.objects.get().sealed_secret)


@pytest.mark.parametrize(("offset", "right"), [(0, True), (-30, True), (-90, False), (90, False)])
def test_codes_of_this_and_the_neighbouring_steps_are_right(offset, right):
    user = SecondFactorFactory().user
    assert second_factor.verify(user, code_at(offset)) is right


def test_a_code_works_once():
    """RFC 6238, 5.2: an overheard code is worth nothing."""
    user = SecondFactorFactory().user
    code = code_at()
    assert [second_factor.verify(user, code) for _ in range(2)] == [True, False]


def test_a_recovery_code_works_once_however_it_is_typed():
    user = UserFactory()
    second_factor.begin(user)
    code = second_factor.confirm(user, second_factor.current_code(user))[0]
    typed = code.lower().replace("-", " ")
    assert [second_factor.verify(user, typed) for _ in range(2)] == [True, False]
    assert AuditEntry.objects.filter(action="second_factor.recovery_code_used").count() == 1


def test_five_wrong_codes_lock_for_a_quarter_of_an_hour():
    factor = SecondFactorFactory()
    for _ in range(second_factor.FAILURES_BEFORE_LOCK):
        assert not second_factor.verify(factor.user, "000000")
    assert not second_factor.verify(factor.user, code_at())
    SecondFactor.objects.update(locked_until=timezone.now() - datetime.timedelta(seconds=1))
    assert second_factor.verify(factor.user, code_at())
    factor.refresh_from_db()
    assert (factor.failures, factor.locked_until) == (0, None)


def test_an_account_without_a_factor_is_never_verified():
    assert not second_factor.verify(UserFactory(), "000000")


def test_reset_takes_a_second_member_of_staff():
    factor = SecondFactorFactory()
    for by in (factor.user, UserFactory()):
        with pytest.raises(second_factor.NotAllowed):
            second_factor.reset(factor.user, by)
    admin = administrator()
    second_factor.reset(factor.user, admin)
    assert not second_factor.is_set_up(factor.user)
    entry = AuditEntry.objects.get(action="second_factor.reset")
    assert (entry.actor, entry.object_id) == (str(admin.pk), str(factor.user.pk))


def test_operator_can_reset_the_last_administrator_and_it_is_recorded():
    factor = SecondFactorFactory()
    call_command("reset_second_factor", factor.user.email.upper(), "--reason", "telephone lost")
    assert SecondFactor.objects.count() == 0
    entry = AuditEntry.objects.get(action="second_factor.reset")
    assert (entry.actor, entry.detail) == ("operator", {"reason": "telephone lost"})
