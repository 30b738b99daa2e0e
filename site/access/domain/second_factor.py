"""The second factor: time-based codes (RFC 6238) and recovery codes, each accepted once.

Every account of staff and host organisers needs one. Guessing is bounded: five wrong codes lock the
factor for a quarter of an hour, whatever the number of browsers.
"""

import datetime
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

import pyotp
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from access.domain import audit, crypto
from access.models import RecoveryCode, SecondFactor, User

STEP_SECONDS = 30
FAILURES_BEFORE_LOCK = 5
LOCK = datetime.timedelta(minutes=15)
RECOVERY_CODES = 10
# No 0, O, 1, I, L: these are read aloud and typed from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class NotAllowed(Exception):
    """A reset that its caller may not do: one's own factor, or by someone who is not staff."""


@dataclass(frozen=True)
class SetUp:
    """What the set-up page shows: the secret as text (base32) and as an otpauth:// address."""

    secret: str
    address: str


def is_set_up(user: User) -> bool:
    """Whether the account has a confirmed second factor."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


def begin(user: User) -> SetUp:
    """Start or go on setting up: the same secret until it is confirmed.

    Raises NotAllowed where a confirmed factor exists: only `reset` ends that.
    """
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None:
        sealed = crypto.seal_with_master(pyotp.random_base32(), _label(user))
        factor, _made = SecondFactor.objects.get_or_create(
            user=user, defaults={"sealed_secret": sealed}
        )
    if factor.confirmed_at:
        raise NotAllowed
    secret = _secret(factor)
    address = pyotp.TOTP(secret).provisioning_uri(
        name=user.email, issuer_name=str(settings.SITE_NAME)
    )
    return SetUp(secret, address)


def renew(user: User) -> SetUp:
    """Another secret for a factor that is not confirmed yet; the one shown before is void.

    Raises NotAllowed where a confirmed factor exists.
    """
    begin(user)
    sealed = crypto.seal_with_master(pyotp.random_base32(), _label(user))
    SecondFactor.objects.filter(user=user, confirmed_at=None).update(sealed_secret=sealed)
    return begin(user)


@transaction.atomic
def confirm(user: User, code: str) -> list[str]:
    """Finish setting up with a first code of the app.

    Returns the ten recovery codes, shown once; an empty list where the code was wrong.
    """
    factor = SecondFactor.objects.filter(user=user, confirmed_at=None).first()
    if factor is None or not _attempt(factor, code):
        return []
    SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=timezone.now())
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=_digest(code)) for code in codes
    )
    audit.record("second_factor.set_up", obj=user, actor=user)
    return codes


def verify(user: User, code: str) -> bool:
    """Whether `code` is right now for the account: of the app, or a recovery code not yet used."""
    factor = SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()
    return factor is not None and _attempt(factor, code)


def reset(user: User, by: User) -> None:
    """Remove an account's factor, so that it is set up anew. A second staff member does it.

    Raises NotAllowed for one's own factor and for callers who are not staff.
    """
    if by.pk == user.pk or not (by.is_active and by.is_staff):
        raise NotAllowed
    _remove(user, by)


def reset_by_operator(user: User, reason: str) -> None:
    """Remove the factor of the last administrator, at the console of the server; audited."""
    _remove(user, "operator", reason=reason)


@transaction.atomic
def _remove(user: User, actor: User | str, **detail: Any) -> None:
    """Whoever holds the lost telephone may hold a session too: all of them end with the factor."""
    SecondFactor.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    audit.record("second_factor.reset", obj=user, actor=actor, **detail)


def current_code(user: User) -> str:
    """The code that the account's app shows at this moment; for the demo and for tests."""
    return pyotp.TOTP(_secret(SecondFactor.objects.get(user=user))).now()


def _attempt(factor: SecondFactor, code: str) -> bool:
    """One try: it is counted before it is looked at, so that parallel tries are bounded too."""
    now = timezone.now()
    row = SecondFactor.objects.filter(pk=factor.pk)
    row.filter(locked_until__lte=now).update(failures=0, locked_until=None)
    if not row.filter(failures__lt=FAILURES_BEFORE_LOCK).update(failures=F("failures") + 1):
        return False
    row.filter(failures__gte=FAILURES_BEFORE_LOCK).update(locked_until=now + LOCK)
    typed = "".join(code.split())
    accept = _accept_code if typed.isdigit() else _accept_recovery_code
    if not accept(factor, typed, now):
        return False
    row.update(failures=0, locked_until=None)
    return True


def _accept_code(factor: SecondFactor, typed: str, now: datetime.datetime) -> bool:
    """A code of this step or of a neighbouring one, later than the last one accepted."""
    totp = pyotp.TOTP(_secret(factor))
    this_step = int(now.timestamp()) // STEP_SECONDS
    for step in (this_step, this_step - 1, this_step + 1):
        if secrets.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            newer = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
            return bool(newer.update(last_step=step))
    return False


def _accept_recovery_code(factor: SecondFactor, typed: str, now: datetime.datetime) -> bool:
    unused = RecoveryCode.objects.filter(factor=factor, digest=_digest(typed), used_at=None)
    if not unused.update(used_at=now):
        return False
    audit.record("second_factor.recovery_code_used", obj=factor.user, actor=factor.user)
    return True


def _secret(factor: SecondFactor) -> str:
    return crypto.open_with_master(bytes(factor.sealed_secret), _label(factor.user))


def _label(user: User) -> str:
    return f"second-factor|{user.pk}"


def _new_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def _digest(code: str) -> str:
    plain = "".join(character for character in code.upper() if character in ALPHABET)
    return hashlib.sha256(plain.encode()).hexdigest()
