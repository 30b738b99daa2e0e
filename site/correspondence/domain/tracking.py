"""What a provider tells us by webhook: each event counts once, and a state never goes back."""

import contextlib
import hashlib
import json
import logging
import uuid
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from correspondence.models import MailMessage, TrackingEvent

logger = logging.getLogger(__name__)

State = MailMessage.State

# Which states an event may follow. A late "sent" therefore never downgrades "delivered", and
# "delivered" never hides that the message came back afterwards.
NOT_LEFT = [State.QUEUED, State.SENDING, State.UNCERTAIN, State.FAILED, State.DROPPED]
MAY_FOLLOW: dict[str, list[State]] = {
    State.SENT: NOT_LEFT,
    State.DELIVERED: [*NOT_LEFT, State.SENT],
    State.BOUNCED: [*NOT_LEFT, State.SENT, State.DELIVERED],
    State.COMPLAINED: [*NOT_LEFT, State.SENT, State.DELIVERED, State.BOUNCED],
}
STATE_OF = {
    EventType.QUEUED: State.SENT,
    EventType.SENT: State.SENT,
    EventType.DELIVERED: State.DELIVERED,
    EventType.BOUNCED: State.BOUNCED,
    EventType.REJECTED: State.BOUNCED,
    EventType.FAILED: State.BOUNCED,
    EventType.COMPLAINED: State.COMPLAINED,
}


def receive(sender: Any, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    """Handler of anymail's `tracking` signal. Unknown messages and kinds leave no row."""
    state = STATE_OF.get(event.event_type)
    mail = _mail_of(event)
    if state is None or mail is None:
        logger.info("webhook %s: event %s without effect", esp_name, event.event_type)
        return
    try:
        with transaction.atomic():
            TrackingEvent.objects.create(
                mail=mail,
                fingerprint=_fingerprint(event, esp_name),
                kind=event.event_type,
                happened_at=event.timestamp,
            )
            _advance(mail, state, event.reject_reason or "")
    except IntegrityError:
        logger.info("mail %s: the event %s came again", mail.pk, event.event_type)


def _advance(mail: MailMessage, state: State, reason: str) -> None:
    """Move the row forward, if forward it is."""
    failure = f"returned_{reason}"[:60] if state == State.BOUNCED else ""
    rows = MailMessage.objects.filter(pk=mail.pk)
    rows.filter(state__in=MAY_FOLLOW[state]).update(
        state=state, failure=failure, next_attempt_at=None
    )
    rows.filter(sent_at=None).update(sent_at=timezone.now())


def _mail_of(event: AnymailTrackingEvent) -> MailMessage | None:
    """The row an event is about: by our own id where the provider returns it, else by its id."""
    known = Q(pk=None)
    with contextlib.suppress(ValueError):
        known |= Q(pk=uuid.UUID(str((event.metadata or {}).get("mail"))))
    if event.message_id:
        known |= Q(provider_id=event.message_id)
    return MailMessage.objects.filter(known).first()


def _fingerprint(event: AnymailTrackingEvent, esp_name: str) -> str:
    """64 hex digits, equal for a replay; several providers give no id of their own."""
    parts = [
        esp_name,
        event.event_type,
        event.message_id,
        (event.recipient or "").casefold(),
        event.timestamp.isoformat() if event.timestamp else event.event_id,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
