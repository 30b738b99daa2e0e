"""Watching the audit trail: its heads go to a second party, unusual reading raises an alarm."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Count
from django.utils import timezone

from access.domain import audit
from access.models import AuditChain, AuditEntry, Vault

READING = ("read", "view", "export", "search")


@dataclass(frozen=True)
class Alarm:
    """One account that read unusually much: its id, how often, since when."""

    actor: str
    count: int
    since: datetime.datetime


def heads() -> str:
    """The heads of all chains as text, a line each: chain, number of entries, last digest."""
    rows = AuditChain.objects.order_by("pk").values_list("pk", "length", "head")
    return "\n".join(f"{pk} {length} {head}" for pk, length, head in rows)


def send_heads() -> bool:
    """Send the heads to `AUDIT_ANCHOR_EMAIL`, a second party; False where none is set.

    A chain alone cannot show that its tail was cut; a head kept elsewhere can.
    """
    if not settings.AUDIT_ANCHOR_EMAIL:
        return False
    day = timezone.now().date().isoformat()
    EmailMessage(f"Heads {day}", heads(), to=[settings.AUDIT_ANCHOR_EMAIL]).send()
    return True


def first_mismatch(anchor: str) -> str | None:
    """Compare with heads kept elsewhere: what is wrong, in words, or None.

    `anchor` is the text of `heads` at an earlier time. Each chain must still hold the entry that
    was its head then, with the same digest. Raises ValueError for a line that is no head.
    """
    for line in anchor.split("\n"):
        if not line.strip():
            continue
        chain, length, head = line.split()
        if length == "0":
            continue
        entry = AuditEntry.objects.filter(chain_id=int(chain), number=int(length)).first()
        if entry is None:
            return f"Chain {chain}: entry {length} was there and is gone."
        if entry.digest != head:
            return f"Chain {chain}: entry {length} is another one than it was."
    return None


def unusual_readers(now: datetime.datetime | None = None) -> list[Alarm]:
    """Accounts that read personal data more often than `READS_PER_HOUR` in the last hour."""
    since = (now or timezone.now()) - datetime.timedelta(hours=1)
    reading = AuditEntry.objects.filter(at__gte=since, action__regex=rf"\.({'|'.join(READING)})")
    often = (
        reading.values("actor")
        .annotate(count=Count("pk"))
        .filter(count__gt=settings.READS_PER_HOUR)
        .order_by("actor")
    )
    return [Alarm(row["actor"], row["count"], since) for row in often]


def raise_alarms() -> int:
    """Tell `ALARM_EMAIL` of unusual reading, once an hour for each account; returns how many.

    The mail holds the account's id and a number. The alarm is an entry of the trail itself.
    """
    told = 0
    hour_ago = timezone.now() - datetime.timedelta(hours=1)
    for alarm in unusual_readers():
        already = AuditEntry.objects.filter(
            action="alarm.reading", at__gte=hour_ago, detail__account=alarm.actor
        )
        if already.exists():
            continue
        vault = Vault.objects.order_by("created_at").first()
        if vault is None:
            continue
        audit.record(
            "alarm.reading", obj=vault, actor="system", account=alarm.actor, count=alarm.count
        )
        if settings.ALARM_EMAIL:
            text = f"Account {alarm.actor} opened personal data {alarm.count} times in one hour."
            EmailMessage("Unusual reading", text, to=[settings.ALARM_EMAIL]).send()
        told += 1
    return told
