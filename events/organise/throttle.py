"""Five failures to sign in, then a quarter of an hour of rest: per address and sender.

The count stands in the database, so that every process and host sees the same one. Only keyed
fingerprints of both are kept, a quarter of an hour. What the sender says about where they come
from (X-Forwarded-For) is not believed (SEC-B9).
"""

import datetime

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from access.domain.crypto import normal_address
from events.models import FailedSignIn

FAILURES = 5
REST = datetime.timedelta(minutes=15)


def is_resting(request: HttpRequest, address: str, most: int = FAILURES) -> bool:
    """Whether this sender has failed too often for this address, right or wrong."""
    marks = FailedSignIn.objects.filter(mark=_mark(request, address))
    return marks.filter(failures__gte=most, since__gt=timezone.now() - REST).exists()


def failed(request: HttpRequest, address: str) -> None:
    """Count one failure; the quarter of an hour runs from the first."""
    now = timezone.now()
    FailedSignIn.objects.filter(since__lte=now - REST).delete()
    row, _made = FailedSignIn.objects.get_or_create(
        mark=_mark(request, address), defaults={"since": now}
    )
    FailedSignIn.objects.filter(pk=row.pk).update(failures=models.F("failures") + 1)


def succeeded(request: HttpRequest, address: str) -> None:
    """Forget the failures."""
    FailedSignIn.objects.filter(mark=_mark(request, address)).delete()


def _mark(request: HttpRequest, address: str) -> str:
    sender = request.META.get("REMOTE_ADDR", "")
    seal = salted_hmac(
        "organise.sign_in", f"{sender}|{normal_address(address)}", algorithm="sha256"
    )
    return seal.hexdigest()
