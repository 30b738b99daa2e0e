"""Every change of the draft goes through here: compared, checked, written, kept for undo.

A change is a list of steps, one a session, all or none. A step names the version it stands on; the
compare-and-set of each row lets nobody overwrite anybody. What stood before and after is kept, so
that a change can be undone and a late change be merged with the one that came first.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.domain import audit
from access.models import User
from events.domain import agenda_check
from events.domain.agenda_errors import StaleVersion
from events.domain.agenda_states import State, columns, put_roles, state_of
from events.models import AgendaChange, ChangeStep, Session, SessionRole, WorkshopPage

CODES = {
    "add": _("Added"),
    "move": _("Moved"),
    "edit": _("Edited"),
    "remove": _("Taken out"),
    "swap": _("Swapped"),
    "copy": _("Copied"),
    "shift": _("Shifted"),
    "undo": _("Undone"),
    "import": _("Imported"),
    "restore": _("Restored from a release"),
    "link": _("Person linked"),
}
# What is not undone: an undoing itself, and words that were taken away (`agenda_people.link`).
FOR_GOOD = ("undo", "link")
# Enough for the history of a board; older changes stay in the audit.
KEPT = 400


@dataclass(frozen=True)
class Step:
    """What becomes of one session. `session` is None for a new one, `after` for one that goes."""

    key: uuid.UUID
    session: Session | None
    based_on: int
    before: State | None
    after: State | None


def new_step(after: State, key: uuid.UUID | None = None) -> Step:
    """A step that makes a session."""
    return Step(key or uuid.uuid4(), None, 0, None, after)


@transaction.atomic
def carry_out(
    workshop: WorkshopPage,
    code: str,
    steps: Sequence[Step],
    *,
    actor: User | None,
    **detail: Any,
) -> AgendaChange:
    """Write every step or none, with one entry of history and one of the audit.

    Arguments: the workshop, a code of `CODES`, the steps, who (None: the system itself), details
    for the audit without a name. Raises StaleVersion, ValidationError by field.
    """
    agenda_check.check_all(workshop, [s.after for s in steps if s.after], steps_people(steps))
    for one in steps:
        _write(workshop, one, actor)
    change = AgendaChange.objects.create(workshop=workshop, code=code, actor=actor)
    ChangeStep.objects.bulk_create(
        ChangeStep(
            change=change, session=one.key, version=one.based_on, before=one.before, after=one.after
        )
        for one in steps
    )
    obj: models.Model = change
    if len(steps) == 1:
        obj = steps[0].session or Session(pk=steps[0].key)
    audit.record(f"agenda.{code}", obj=obj, actor=actor or "system", vault=workshop.vault, **detail)
    return change


def steps_people(steps: Iterable[Step]) -> set[str]:
    """The people that a change brings into a session where they were not before."""
    return {
        role["person"]
        for one in steps
        if one.after
        for role in one.after["roles"]
        if role["person"] and role["person"] not in _people(one.before)
    }


def _people(state: State | None) -> set[str]:
    return {role["person"] for role in state["roles"]} if state else set()


def _write(workshop: WorkshopPage, one: Step, actor: User | None) -> None:
    if one.session is None or one.before is None:
        if one.after is None:
            return
        session = Session(pk=one.key, workshop=workshop, changed_by=actor, **columns(one.after))
        session.save(force_insert=True)
        put_roles(session, [], one.after["roles"])
        return
    values = columns(one.after) if one.after else {}
    changed = Session.objects.filter(pk=one.key, version=one.based_on).update(
        **values,
        version=models.F("version") + 1,
        changed_by=actor,
        changed_at=timezone.now(),
    )
    if not changed:
        raise StaleVersion(find(one.key))
    if one.after is None:
        Session.objects.filter(pk=one.key).delete()
    else:
        put_roles(one.session, one.before["roles"], one.after["roles"])


def find(session_id: uuid.UUID) -> Session:
    """A session with its workshop, room and last editor. Raises Session.DoesNotExist."""
    return Session.objects.select_related("workshop__vault", "room", "changed_by").get(
        pk=session_id
    )


def states(
    workshop: WorkshopPage, keys: Iterable[uuid.UUID] | None = None
) -> dict[uuid.UUID, tuple[Session, State]]:
    """Sessions of a workshop (of these keys) with their states. Two statements."""
    rows = Session.objects.filter(workshop=workshop)
    roles = SessionRole.objects.filter(session__workshop=workshop)
    if keys is not None:
        wanted = list(keys)
        rows, roles = rows.filter(pk__in=wanted), roles.filter(session__in=wanted)
    by_session: dict[uuid.UUID, list[SessionRole]] = {}
    for row in roles.order_by("sort_order", "pk"):
        by_session.setdefault(row.session_id, []).append(row)
    return {row.pk: (row, state_of(row, by_session.get(row.pk, []))) for row in rows}


# --- Undo ---------------------------------------------------------------------------------------


class CannotUndo(Exception):
    """Something else happened to these sessions since, or the change is undone already."""


def last_of(workshop: WorkshopPage, actor: User) -> AgendaChange | None:
    """The last change of an editor that can be undone and is not. One statement."""
    changes = AgendaChange.objects.filter(workshop=workshop, actor=actor, undone_by=None)
    return changes.exclude(code__in=FOR_GOOD).order_by("-pk").first()


def history(workshop: WorkshopPage, limit: int = 60) -> list[AgendaChange]:
    """The last changes with their editors and steps, newest first. Two statements."""
    changes = AgendaChange.objects.filter(workshop=workshop).select_related("actor")
    return list(changes.prefetch_related("steps").order_by("-pk")[:limit])


@transaction.atomic
def undo(change: AgendaChange, *, actor: User) -> AgendaChange:
    """Make what a change did undone, if everything it touched still stands as it left it.

    Returns the change that did it. Raises CannotUndo, ValidationError by field.
    """
    held = AgendaChange.objects.filter(pk=change.pk, undone_by=None)
    if not held.update(code=models.F("code")) or change.code in FOR_GOOD:
        raise CannotUndo
    steps = list(change.steps.all())
    now = states(change.workshop, [one.session for one in steps])
    back = []
    for one in reversed(steps):
        session, state = now.get(one.session, (None, None))
        if state != one.after:
            raise CannotUndo
        if session is None:
            back.append(new_step(one.before, one.session))  # type: ignore[arg-type]
        else:
            back.append(Step(session.pk, session, session.version, state, one.before))
    undoing = carry_out(change.workshop, "undo", back, actor=actor, undoes=change.pk)
    held.update(undone_by=undoing)
    return undoing


# --- Merging ------------------------------------------------------------------------------------


def base_of(session: Session, based_on: int) -> State | None:
    """The state of a session at the version a late change was based on, or None if not kept."""
    kept = ChangeStep.objects.filter(session=session.pk, version=based_on)
    found = kept.order_by("-pk").first()
    return found.before if found else None


def merged(base: State, theirs: State, mine: State) -> State | None:
    """Both changes of one base together, or None where they touch the same value differently.

    Pure. Start and duration are one value (a session that was moved was not lengthened for that),
    roles are one value.
    """
    result = dict(theirs)
    for names in GROUPS:
        changed = [name for name in names if mine[name] != base[name]]
        if not changed:
            continue
        if any(theirs[name] != base[name] for name in names) and any(
            mine[name] != theirs[name] for name in names
        ):
            return None
        for name in names:
            result[name] = mine[name]
    return result


GROUPS = (
    ("starts_at", "minutes"),
    ("room",),
    ("title",),
    ("kind",),
    ("description",),
    ("languages",),
    ("attribution", "is_public"),
    ("roles",),
)


def change(
    session: Session,
    code: str,
    based_on: int,
    wish: Callable[[State], State],
    *,
    actor: User | None,
    describe: Callable[[State, State], dict[str, Any]] = lambda before, after: {},
) -> AgendaChange:
    """Give one session another state; a change that came first is merged where nothing clashes.

    Arguments: the session as read now, a code, the version the change is based on, what the wish
    makes of the state at that version, who, what the audit says of it (no word of the state).
    Raises StaleVersion where both touch the same value, ValidationError by field.
    """
    theirs = state_of(session)
    base = theirs if session.version == based_on else base_of(session, based_on)
    if base is None:
        raise StaleVersion(session)
    mine = wish(base)
    detail = describe(base, mine)
    after: State | None = mine
    if base is not theirs:
        after, detail = merged(base, theirs, mine), {**detail, "merged": True}
    if after is None:
        raise StaleVersion(session)
    step = Step(session.pk, session, session.version, theirs, after)
    return carry_out(session.workshop, code, [step], actor=actor, **detail)
