"""The draft agenda: every change names the version it was based on, so nobody overwrites anybody.

A change is one compare-and-set statement; the loser gets `StaleVersion` with what is there now.
"""

import datetime
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.domain import audit
from access.models import User
from events.domain import times
from events.domain.agenda_document import Document, draft_document, fingerprint
from events.domain.agenda_languages import LANGUAGES
from events.domain.releases import latest_release, open_request, release, request_release
from events.models import Session, SessionRole, WorkshopPage

__all__ = [
    "Document",
    "StaleVersion",
    "add_session",
    "draft_document",
    "edit_session",
    "fingerprint",
    "latest_release",
    "move_session",
    "open_request",
    "release",
    "remove_session",
    "request_release",
]

# A role as typed: (a value of SessionRole.Role, the label).
Label = tuple[str, str]
TITLE_LENGTH = 250
LABEL_LENGTH = 200


class StaleVersion(Exception):
    """The session was changed since; `current` is how it stands now (who, when, every value)."""

    def __init__(self, current: Session) -> None:
        super().__init__(f"Session {current.pk} is at version {current.version}.")
        self.current = current

    @property
    def who(self) -> User | None:
        """Whose change came first, if the account still exists."""
        return self.current.changed_by

    @property
    def when(self) -> datetime.datetime:
        """The moment of that change."""
        return self.current.changed_at


def find(session_id: uuid.UUID) -> Session:
    """A session with its workshop, room and last editor. Raises Session.DoesNotExist."""
    return Session.objects.select_related("workshop__vault", "room", "changed_by").get(
        pk=session_id
    )


@transaction.atomic
def add_session(
    workshop: WorkshopPage,
    *,
    actor: User | None,
    title: str,
    kind: str,
    starts_at: datetime.datetime | None = None,
    minutes: int = 60,
    room_id: int | None = None,
    description: str = "",
    languages: Sequence[str] = (),
    attribution: str = Session.Attribution.ON_RECORD,
    is_public: bool = True,
    labels: Sequence[Label] = (),
) -> Session:
    """Put a session into the draft; without a start it waits in the tray.

    Arguments: as the fields of `Session`; `starts_at` aware, `minutes` the duration, `labels` the
    roles as typed; `actor` None where the system itself loads an agenda. Raises ValidationError by
    field.
    """
    session = Session(
        workshop=workshop,
        kind=kind,
        title=title,
        description=description,
        starts_at=starts_at,
        minutes=minutes,
        room_id=room_id,
        languages=list(languages),
        attribution=attribution,
        is_public=is_public,
        changed_by=actor,
    )
    _check(session, labels)
    session.save(force_insert=True)
    _add_labels(session, labels)
    _record("agenda.add", session, actor)
    return session


def move_session(
    session_id: uuid.UUID,
    *,
    based_on: int,
    actor: User | None,
    starts_at: datetime.datetime | None,
    minutes: int,
    room_id: int | None,
) -> Session:
    """Give a session another start, duration or room; without a start it goes to the tray.

    Arguments: the session, the version the change is based on, who, the start (aware), the
    duration in minutes, the room. Returns the session as it stands. Raises StaleVersion,
    ValidationError by field, Session.DoesNotExist.
    """
    session = find(session_id)
    before = {"starts_at": _iso(session), "minutes": session.minutes, "room": session.room_id}
    session.starts_at, session.minutes, session.room_id = starts_at, minutes, room_id
    _check(session, ())
    after = {"starts_at": _iso(session), "minutes": minutes, "room": room_id}
    with transaction.atomic():
        _write(session, based_on, actor, starts_at=starts_at, minutes=minutes, room_id=room_id)
        _record("agenda.move", session, actor, before=before, after=after)
    return find(session_id)


def edit_session(
    session_id: uuid.UUID,
    *,
    based_on: int,
    actor: User | None,
    title: str,
    kind: str,
    description: str,
    room_id: int | None,
    minutes: int,
    languages: Sequence[str],
    attribution: str,
    labels: Sequence[Label],
    removed_roles: Collection[int] = (),
    is_public: bool | None = None,
) -> Session:
    """Change what a session is: its words, room, duration, languages, rule and roles.

    Arguments: as `add_session`; `labels` replace the roles that were typed before, roles of people
    stay but for those in `removed_roles` (keys of SessionRole); `is_public` None leaves it.
    Raises as `move_session`.
    """
    session = find(session_id)
    values: dict[str, Any] = {
        "title": title,
        "kind": kind,
        "description": description,
        "room_id": room_id,
        "minutes": minutes,
        "languages": list(languages),
        "attribution": attribution,
        "is_public": session.is_public if is_public is None else is_public,
    }
    changed = sorted(name for name, value in values.items() if getattr(session, name) != value)
    for name, value in values.items():
        setattr(session, name, value)
    _check(session, labels)
    with transaction.atomic():
        _write(session, based_on, actor, **values)
        if _replace_roles(session, labels, removed_roles):
            changed.append("roles")
        _record("agenda.edit", session, actor, fields=changed)
    return find(session_id)


def remove_session(session_id: uuid.UUID, *, based_on: int, actor: User | None) -> None:
    """Take a session out of the draft; releases keep it. Raises StaleVersion, DoesNotExist."""
    session = find(session_id)
    with transaction.atomic():
        _write(session, based_on, actor)
        _record("agenda.remove", session, actor)
        Session.objects.filter(pk=session_id).delete()


def _write(session: Session, based_on: int, actor: User | None, **values: Any) -> None:
    """The compare-and-set: only who knows the present version changes anything."""
    changed = Session.objects.filter(pk=session.pk, version=based_on).update(
        **values,
        version=models.F("version") + 1,
        changed_by=actor,
        changed_at=timezone.now(),
    )
    if not changed:
        raise StaleVersion(find(session.pk))


def _check(session: Session, labels: Sequence[Label]) -> None:
    """Raise ValidationError by field unless the session may stand in the draft."""
    if not session.title.strip() or len(session.title) > TITLE_LENGTH:
        raise ValidationError({"title": _("Give a title of at most 250 characters.")})
    if session.kind not in Session.Kind.values:
        raise ValidationError({"kind": _("Choose a kind from the list.")})
    if session.attribution not in Session.Attribution.values:
        raise ValidationError({"attribution": _("Choose a rule from the list.")})
    if not set(session.languages) <= set(LANGUAGES):
        raise ValidationError({"languages": _("Choose languages from the list.")})
    if (
        session.room_id is not None
        and not session.workshop.rooms.filter(pk=session.room_id).exists()
    ):
        raise ValidationError({"room": _("Choose a room of this workshop.")})
    if session.starts_at is None:
        times.check_length(session.minutes)
    else:
        times.check_placed(session.workshop, session.starts_at, session.minutes)
    for role, label in labels:
        if role not in SessionRole.Role.values or not label.strip() or len(label) > LABEL_LENGTH:
            raise ValidationError(
                {"labels": _("Write who it is in at most 200 characters, and choose what they do.")}
            )


def _replace_roles(session: Session, labels: Sequence[Label], removed: Collection[int]) -> bool:
    """Make the typed roles of a session `labels`; returns whether anything changed."""
    gone = session.roles.filter(pk__in=removed, person__isnull=False).delete()[0] if removed else 0
    typed = session.roles.filter(person=None)
    if list(typed.values_list("role", "label")) == list(labels):
        return bool(gone)
    typed.delete()
    _add_labels(session, labels)
    return True


def _add_labels(session: Session, labels: Sequence[Label]) -> None:
    SessionRole.objects.bulk_create(
        SessionRole(session=session, role=role, label=label, sort_order=number)
        for number, (role, label) in enumerate(labels)
    )


def _record(action: str, session: Session, actor: User | None, **detail: Any) -> None:
    vault = session.workshop.vault
    audit.record(action, obj=session, actor=actor or "system", vault=vault, **detail)


def _iso(session: Session) -> str | None:
    return session.starts_at.isoformat() if session.starts_at else None
