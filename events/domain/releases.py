"""Releases: the Secretariat puts the draft before the public, numbered without a gap."""

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from access.domain import audit
from access.models import User
from access.roles import Role, has_role
from events.domain.agenda_conflicts import Conflict, conflicts
from events.domain.agenda_document import Draft, fingerprint, load
from events.models import AgendaRelease, ConflictReason, ReleaseRequest, WorkshopPage


class DraftChanged(Exception):
    """The draft is no longer the one that was reviewed: look again before releasing."""


class Blocked(Exception):
    """Clashes that must be resolved, or stand with a reason, before a release."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__(f"{len(conflicts)} clashes block the release.")
        self.conflicts = conflicts


def blocking(workshop: WorkshopPage, draft: Draft) -> tuple[Conflict, ...]:
    """The clashes of a draft that block a release: neither resolved nor with a reason."""
    musts = [c for c in conflicts(draft.document, draft.facts) if c.clash.is_must]
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
    workshop: WorkshopPage, actor: User | None, note: str, reviewed: str | None = None
) -> AgendaRelease:
    """Release the draft as the next number and answer the waiting request.

    Arguments: the workshop; the member of the Secretariat who releases (None where the system
    itself loads an agenda); the note for the public; the fingerprint of the draft that was
    reviewed, where one was. Where nothing changed since the last release, that one is returned
    and nothing is written, so that a second click does nothing. Raises PermissionDenied,
    DraftChanged, Blocked.
    """
    if actor is not None and not has_role(actor, Role.SECRETARIAT):
        raise PermissionDenied
    _hold(workshop)
    draft = load(workshop)
    document = draft.document
    if reviewed is not None and reviewed != fingerprint(document):
        raise DraftChanged
    last = latest_release(workshop)
    if last is not None and last.document == document:
        return last
    if actor is not None and (clashes := blocking(workshop, draft)):
        raise Blocked(clashes)
    new = AgendaRelease.objects.create(
        workshop=workshop,
        number=last.number + 1 if last else 1,
        document=document,
        note=note,
        author=actor,
    )
    ReleaseRequest.objects.filter(workshop=workshop, answered_at=None).update(
        answered_at=timezone.now()
    )
    audit.record(
        "agenda.release",
        obj=new,
        actor=actor or "system",
        vault=workshop.vault,
        number=new.number,
        sessions=len(document["sessions"]),
    )
    return new


def _hold(workshop: WorkshopPage) -> None:
    """Let one transaction at a time release a workshop: the write comes first, then the read."""
    WorkshopPage.objects.filter(pk=workshop.pk).update(year=models.F("year"))
