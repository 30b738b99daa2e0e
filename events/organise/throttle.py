"""Five failures to sign in, then a quarter of an hour of rest: per address and sender.

Only keyed fingerprints of both stand in the cache. What the sender says about where they come
from (X-Forwarded-For) is not believed (SEC-B9).
"""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from access.domain.crypto import normal_address

FAILURES = 5
SECONDS = 15 * 60


def is_resting(request: HttpRequest, address: str) -> bool:
    """Whether this sender has failed too often for this address, right or wrong."""
    return cache.get(_key(request, address), 0) >= FAILURES


def failed(request: HttpRequest, address: str) -> None:
    """Count one failure; the quarter of an hour runs from the first."""
    key = _key(request, address)
    if not cache.add(key, 1, SECONDS):
        try:
            cache.incr(key)
        except ValueError:
            cache.set(key, 1, SECONDS)


def succeeded(request: HttpRequest, address: str) -> None:
    """Forget the failures."""
    cache.delete(_key(request, address))


def _key(request: HttpRequest, address: str) -> str:
    sender = request.META.get("REMOTE_ADDR", "")
    mark = salted_hmac("organise.sign_in", f"{sender}|{normal_address(address)}").hexdigest()
    return f"sign-in:{mark}"
