"""Releases: the Secretariat puts the draft before the public, numbered without a gap."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from access.domain import audit
from access.models import User
from access.roles import Role, has_role
from events.domain import agenda_notices, documents, programme, times
from events.domain.agenda_conflicts import Conflict, conflicts
from events.domain.agenda_difference import Change, What, difference
from events.domain.agenda_document import Document, Draft, fingerprint, load
from events.domain.agenda_notices import Tell
from events.models import AgendaRelease, ConflictReason, ReleaseRequest, Session, WorkshopPage

# How far a host may shift a session alone, on the days of the workshop.
ALONE = datetime.timedelta(minutes=30)


class DraftChanged(Exception):
    """The draft is no longer the one that was reviewed: look again before releasing."""


class Blocked(Exception):
    """Clashes that must be resolved, or stand with a reason, before a release."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__(f"{len(conflicts)} clashes block the release.")
        self.conflicts = conflicts


def blocking(
    workshop: WorkshopPage, draft: Draft, *, is_secretariat: bool = True
) -> tuple[Conflict, ...]:
    """The clashes of a draft that block a release: neither resolved nor with a reason.

    A host is held up by what a host may know alone: whoever moved a session about and tried would
    learn else where a closed meeting is, and who is in it. The Secretariat sees such a clash on
    its board.
    """
    known = draft.document
    if not is_secretariat:
        [known], _name_of = programme.known_to_hosts(workshop, known)
    musts = [c for c in conflicts(known, draft.facts) if c.clash.is_must]
    if not musts:
        return ()
    reasons = ConflictReason.objects.filter(workshop=workshop).values_list("conflict", flat=True)
    reasoned = set(reasons)
    return tuple(conflict for conflict in musts if conflict.key not in reasoned)


@transaction.atomic
def give_reason(workshop: WorkshopPage, conflict: str, reason: str, *, actor: User) -> None:
    """Let a clash stand, with the reason; an empty reason takes it back.

    Arguments: the workshop, the key of the conflict, at most 300 characters, who.
    """
    rows = ConflictReason.objects.filter(workshop=workshop, conflict=conflict)
    if reason:
        row, _made = ConflictReason.objects.update_or_create(
            workshop=workshop, conflict=conflict, defaults={"reason": reason, "author": actor}
        )
    else:
        row = rows.first() or ConflictReason(workshop=workshop)
        rows.delete()
    audit.record(
        "agenda.clash_stands" if reason else "agenda.clash_counts",
        obj=row,
        actor=actor,
        vault=workshop.vault,
        conflict=conflict[:16],
    )


def latest_release(workshop: WorkshopPage) -> AgendaRelease | None:
    """The release the public sees, or None. One statement."""
    return AgendaRelease.objects.filter(workshop=workshop).order_by("-number").first()


def open_request(workshop: WorkshopPage) -> ReleaseRequest | None:
    """The request for release that waits for an answer, or None."""
    waiting = ReleaseRequest.objects.filter(workshop=workshop, answered_at=None)
    return waiting.select_related("requested_by").first()


@transaction.atomic
def request_release(workshop: WorkshopPage, actor: User, note: str) -> ReleaseRequest:
    """Ask the Secretariat to release the draft.

    One request waits at a time: asking again gives the waiting one the new note. Who may ask is
    decided where the request comes in.
    """
    _hold(workshop)
    request, _created = ReleaseRequest.objects.update_or_create(
        workshop=workshop, answered_at=None, defaults={"note": note, "requested_by": actor}
    )
    audit.record("agenda.request_release", obj=request, actor=actor, vault=workshop.vault)
    return request


@transaction.atomic
def release(
    workshop: WorkshopPage,
    actor: User | None,
    note: str,
    reviewed: str | None = None,
    *,
    tell: str = Tell.NOBODY,
    tell_at: datetime.datetime | None = None,
) -> AgendaRelease:
    """Release the draft as the next number and answer the waiting request.

    Arguments: the workshop; the member of the Secretariat who releases (None where the system
    itself loads an agenda); the note for the public; the fingerprint of the draft that was
    reviewed, where one was; whether those affected are told now, at `tell_at` together with other
    changes, or not. On the days of the workshop a host organiser may release alone what
    `is_minor`. Where nothing changed since the last release, that one is returned
    and nothing is written, so that a second click does nothing. Raises PermissionDenied,
    DraftChanged, Blocked.
    """
    is_secretariat = actor is None or has_role(actor, Role.SECRETARIAT)
    if not is_secretariat and not has_role(actor, Role.HOST_ORGANISER, workshop.vault_id):  # type: ignore[arg-type]
        raise PermissionDenied
    _hold(workshop)
    draft = load(workshop)
    document = draft.document
    if reviewed is not None and reviewed != fingerprint(document):
        raise DraftChanged
    last = latest_release(workshop)
    if not is_secretariat and not (is_running(workshop) and is_minor(last, document)):
        raise PermissionDenied
    if last is not None and last.document == document:
        return last
    if actor is not None and (clashes := blocking(workshop, draft, is_secretariat=is_secretariat)):
        raise Blocked(clashes)
    new = AgendaRelease.objects.create(
        workshop=workshop,
        number=last.number + 1 if last else 1,
        document=document,
        note=note,
        author=actor,
        tell_at=tell_at if tell == Tell.LATER else None,
    )
    ReleaseRequest.objects.filter(workshop=workshop, answered_at=None).update(
        answered_at=timezone.now()
    )
    documents.follow(workshop, document)
    audit.record(
        "agenda.release",
        obj=new,
        actor=actor or "system",
        vault=workshop.vault,
        number=new.number,
        sessions=len(document["sessions"]),
    )
    if tell == Tell.NOW:
        agenda_notices.tell(new, last.document if last else {**document, "sessions": []})
    return new


def is_running(workshop: WorkshopPage) -> bool:
    """Whether today is a day of the workshop, by the clocks of the venue."""
    return timezone.now().astimezone(times.zone_of(workshop)).date() in times.days_of(workshop)


def is_minor(last: AgendaRelease | None, document: Document) -> bool:
    """Whether a draft differs from the last release only in what a host may release alone.

    Those are rooms and shifts of at most half an hour (issue 5, 7), of sessions that are open to
    the host.
    """
    if last is None:
        return False
    changes = difference(last.document, document)
    closed = {s["id"] for s in document["sessions"] if not s["is_public"] or is_closed(s)}
    return bool(changes) and all(
        change.session not in closed
        and (change.what is What.ROOM or (change.what is What.MOVED and _is_near(change)))
        for change in changes
    )


def _is_near(change: Change) -> bool:
    if change.before is None or change.after is None:
        return False
    before, after = map(datetime.datetime.fromisoformat, (change.before, change.after))
    return abs(after - before) <= ALONE


def is_closed(session: dict[str, Any]) -> bool:
    """Whether a session of a document is held behind closed doors."""
    return bool(session["attribution"] == Session.Attribution.CLOSED)


def _hold(workshop: WorkshopPage) -> None:
    """Let one transaction at a time release a workshop: the write comes first, then the read."""
    WorkshopPage.objects.filter(pk=workshop.pk).update(year=models.F("year"))
