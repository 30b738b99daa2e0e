"""The audit chain: every decision and every reading of personal data is an entry.

An entry's digest is HMAC-SHA256 over the digest before it and the entry as canonical JSON, so that
changing, removing or re-ordering an entry breaks every digest after it.
"""

import hashlib
import hmac
import json
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from access.domain.crypto import audit_key
from access.models import AuditChain, AuditEntry, User, Vault


# No savepoint: an act whose record fails must not be committed either.
@transaction.atomic(savepoint=False)
def record(
    action: str,
    *,
    obj: models.Model,
    actor: User | str,
    vault: Vault | None = None,
    **detail: Any,
) -> AuditEntry:
    """Append an entry in the caller's transaction.

    Arguments: what was done ("registration.accept"); the object (its type and key are stored,
    nothing else); who (an account, "participant" or "system"); the vault whose chain it joins;
    details without any personal value (ids, states, counts, a reason's code).
    """
    chain = _lock(vault)
    entry = AuditEntry(
        chain=chain,
        number=chain.length + 1,
        at=timezone.now(),
        actor=actor if isinstance(actor, str) else str(actor.pk),
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        detail=detail,
        previous=chain.head,
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    AuditChain.objects.filter(pk=chain.pk).update(length=entry.number, head=entry.digest)
    return entry


def _lock(vault: Vault | None) -> AuditChain:
    """The chain's head, held until the caller commits: the write comes first, then the read."""
    held = AuditChain.objects.filter(vault=vault)
    if not held.update(length=models.F("length")):
        AuditChain.objects.get_or_create(vault=vault)
        held.update(length=models.F("length"))
    return held.get()


def digest_of(entry: AuditEntry) -> str:
    """The digest an entry must carry."""
    body = {
        "number": entry.number,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "object": [entry.object_type, entry.object_id],
        "detail": entry.detail,
        "previous": entry.previous,
    }
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(audit_key(), canonical.encode(), hashlib.sha256).hexdigest()


def first_broken(chain: AuditChain) -> int | None:
    """The number of the first entry that does not fit the one before it, or None."""
    previous = "0" * 64
    number = 0
    for entry in chain.entries.order_by("number").iterator():
        number += 1
        if entry.number != number or entry.previous != previous:
            return number
        if not hmac.compare_digest(entry.digest, digest_of(entry)):
            return number
        previous = entry.digest
    return None if (number, previous) == (chain.length, chain.head) else number + 1
