"""The periodic jobs of this floor: what is no longer needed goes."""

import datetime
import time

from django.conf import settings
from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone

from access.domain import erasure, tombstones, watch
from correspondence.domain import group
from correspondence.limits import limit
from correspondence.models import MailMessage, WorkerBeat

State = MailMessage.State

WAITING = (State.QUEUED, State.SENDING, State.UNCERTAIN, State.HELD)


def purge_mail() -> int:
    """Erase address and body of every mail that was done with BODY_DAYS ago; the fact stays.

    Returns the number of mails. The demo's outbox is emptied by the same rule.
    """
    end = timezone.now() - datetime.timedelta(days=limit("BODY_DAYS"))
    old = Q(sent_at__lt=end) | Q(sent_at=None, queued_at__lt=end)
    purged = (
        MailMessage.objects.filter(old, sealed_body__isnull=False)
        .exclude(state__in=WAITING)
        .update(sealed_address=None, sealed_body=None)
    )
    group.purge(end)
    for path in (settings.VAR / "outbox").glob("*.eml"):
        if path.stat().st_mtime < time.time() - limit("BODY_DAYS") * 86_400:
            path.unlink(missing_ok=True)
    return purged


def purge_values() -> None:
    """Erase every personal value whose day has come; finish tombstones that a kill left out."""
    erasure.run_retention(timezone.now().date())
    tombstones.write_missing()


def watch_audit() -> None:
    """Raise an alarm where somebody reads unusually much (access floor)."""
    watch.raise_alarms()


def send_audit_heads() -> None:
    """Send the heads of the audit chains to the second party (access floor)."""
    watch.send_heads()


def prune_tasks() -> None:
    """Delete finished tasks of yesterday and before, failed ones too: tracebacks may hold text."""
    call_command("prune_db_task_results", queue_name="*", min_age_days=1, verbosity=0)
    yesterday = timezone.now() - datetime.timedelta(days=1)
    WorkerBeat.objects.filter(beat_at__lt=yesterday).delete()
