"""Private links: 256 bit, stored hashed, one purpose, expiring; reading changes nothing.

A mail scanner fetches links before their reader does, so a GET only calls `find`; `consume` is for
a POST.
"""

import datetime
import hashlib
import secrets
import uuid

from django.utils import timezone

from access.models import Token, Vault


class BadToken(Exception):
    """The link is unknown, expired, used, or made for another purpose. All four look alike."""


def issue(purpose: str, vault: Vault, subject: uuid.UUID, lifetime: datetime.timedelta) -> str:
    """Make a link's secret for one purpose and person; only its hash is stored.

    Returns 43 characters safe in an address.
    """
    raw = secrets.token_urlsafe(32)
    Token.objects.create(
        digest=digest(raw),
        purpose=purpose,
        vault=vault,
        subject=subject,
        expires_at=timezone.now() + lifetime,
    )
    return raw


def find(raw: str, purpose: str) -> Token:
    """The live token of a link; changes nothing. Raises BadToken."""
    token = (
        Token.objects.select_related("vault")
        .filter(digest=digest(raw), purpose=purpose, used_at=None, expires_at__gt=timezone.now())
        .first()
    )
    if token is None:
        raise BadToken
    return token


def consume(raw: str, purpose: str) -> Token:
    """Use up a link, once, whatever the number of clicks at the same moment. Raises BadToken."""
    token = find(raw, purpose)
    if not Token.objects.filter(digest=token.digest, used_at=None).update(used_at=timezone.now()):
        raise BadToken
    return token


def revoke(subject: uuid.UUID, purpose: str) -> None:
    """End every link of one purpose that a person holds."""
    Token.objects.filter(subject=subject, purpose=purpose).delete()


def digest(raw: str) -> str:
    """What is stored of a link: SHA-256 of its secret, 64 hex digits."""
    return hashlib.sha256(raw.encode()).hexdigest()
