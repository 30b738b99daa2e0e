"""A forgotten password: the way in again, written to the address of an account and to no other.

Whoever asks learns nothing: for every address the same page, the same status and the same work, a
fingerprint in the queue. Whether there is an account is looked up by the worker (SEC-F1).
"""

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from access.domain import audit
from access.domain.crypto import normal_address
from access.models import User
from correspondence.domain import installation, mail
from home.domain.invitations import FORGOTTEN as OCCASION
from home.domain.invitations import password_link
from registrations.domain.references import new_reference

# One mail at most in so many minutes, however often somebody asks.
REST_MINUTES = 15


def fingerprint(address: str) -> str:
    """What waits in the queue instead of an address: 64 hex digits, keyed, of no use elsewhere."""
    return salted_hmac(OCCASION, normal_address(address), algorithm="sha256").hexdigest()


def account_of(mark: str) -> User | None:
    """The account that may sign in and has this fingerprint; there are tens of them, no more."""
    for user in User.objects.filter(is_active=True):
        if constant_time_compare(fingerprint(user.email), mark):
            return user
    return None


@transaction.atomic
def write(mark: str) -> None:
    """Write to the account of a fingerprint, where there is one; it may run twice."""
    user = account_of(mark)
    if user is None:
        return
    now = timezone.now()
    row = mail.queue(
        vault=installation.vault(),
        subject_key=user.pk,
        occasion=OCCASION,
        dedup_key=f"forgotten:{user.pk}:{now:%Y%m%d%H}:{now.minute // REST_MINUTES}",
        address=user.email,
        language="en",
        context={"reference": new_reference(), "link": password_link(user)},
    )
    if row.queued_at >= now:
        audit.record("account.password_forgotten", obj=user, actor="system")
