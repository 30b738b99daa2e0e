"""Times and counts of the delivery of mail; `settings.CORRESPONDENCE` overrides any of them."""

import datetime
from typing import Any

from django.conf import settings

DEFAULTS: dict[str, Any] = {
    # A claim on a mail ends after this time: longer than the connection's own timeout.
    "LEASE_SECONDS": 300,
    # How long an uncertain mail waits for a word of the provider before it is sent again.
    "GRACE_SECONDS": 900,
    # After so many attempts an uncertain mail stays uncertain, for staff to look at.
    "UNCERTAIN_ATTEMPTS": 5,
    # Waits between attempts: a provider may be away for two days and nothing is given up.
    "BACKOFF_SECONDS": [60, 120, 300, 600, 1800, 3600, 7200, 14400, 28800, 43200, 86400],
    # Seconds after which a task that is still "running" has lost its worker, by queue.
    "QUEUE_SECONDS": {"mail": 360, "default": 1800, "typesetting": 7200},
    "TASK_ATTEMPTS": 5,
    "TASK_BACKOFF_SECONDS": 60,
    # How often the ledger and the tasks are swept.
    "SWEEP_SECONDS": 300,
    # Address and body of a mail are erased after this time.
    "BODY_DAYS": 14,
    # Without a sign of life for so long the workers count as silent.
    "SILENT_SECONDS": 300,
}


def limit(name: str) -> Any:
    """The value in force of one of DEFAULTS. Raises KeyError for an unknown name."""
    return getattr(settings, "CORRESPONDENCE", {}).get(name, DEFAULTS[name])


def seconds(name: str) -> datetime.timedelta:
    """A limit given in seconds, as a time span."""
    return datetime.timedelta(seconds=limit(name))
