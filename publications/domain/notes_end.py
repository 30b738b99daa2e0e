"""Raw notes do not stay: what was said behind the Chatham House Rule is in them word for word.

Source: field table, rapporteurs' notes: until the summary is out and thirty days more. What never
came into a chapter goes with the answers of the participants, half a year after the workshop.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from access.domain import audit, tokens
from publications.domain.notes import PURPOSE
from publications.models import Audience, Edition, ProceedingsPage, SessionNote

AFTER_EDITION, AFTER_WORKSHOP = datetime.timedelta(days=30), datetime.timedelta(days=183)


def forget_old() -> int:
    """Erase the notes whose time is over, with the links to them; a job of the timetable."""
    today, gone = timezone.localdate(), 0
    for note in SessionNote.objects.select_related("workshop__vault"):
        if today > _last_day(note):
            with transaction.atomic():
                vault = note.workshop.vault
                audit.record("notes.erased", obj=note, actor="system", vault=vault)
                tokens.revoke(note.pk, PURPOSE)
                note.delete()
            gone += 1
    return gone


def _last_day(note: SessionNote) -> datetime.date:
    """Until when a note is kept: the newest edition since it was taken decides."""
    latest = note.workshop.last_day + AFTER_WORKSHOP
    if note.state != SessionNote.State.TAKEN or note.taken_at is None:
        return latest
    editions = Edition.objects.filter(
        proceedings__in=ProceedingsPage.objects.child_of(note.workshop),
        audience=Audience.PUBLIC,
        published_at__gte=note.taken_at,
    )
    first = editions.order_by("published_at").values_list("published_at", flat=True).first()
    if first is None:
        return latest
    return min(latest, first.date() + AFTER_EDITION)
