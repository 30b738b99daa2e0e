"""What is kept about a person beside their answers: every table that knows them, in their export.

A floor above registers its own tables; `tests/registrations/test_own_data.py` walks all models and
fails for one that knows a person and is neither here nor named with the reason why not (US-P18).
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from access.models import ReleasedPerson, Token
from correspondence.domain import occasions
from correspondence.models import MailMessage
from events.models import AgendaFollower, Document, SessionRole, SpeakerPaper
from registrations.domain import links, sealing
from registrations.domain.states import State
from registrations.models import (
    EvaluationGiven,
    Invitation,
    ProtocolPlace,
    Reading,
    Registration,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PURPOSES = {
    links.STATUS: _("Your private page"),
    links.CONFIRM: _("Confirm your address"),
}
Row = Mapping[str, Any]
Rows = Callable[[Registration], Iterable[Row]]


@dataclass(frozen=True)
class Section:
    """Rows of one table about a person. `models`: the labels of the tables that it tells."""

    code: str
    label: "str | _StrPromise"
    models: tuple[str, ...]
    rows: Rows


_sections: dict[str, Section] = {}


def register(code: str, label: "str | _StrPromise", models: tuple[str, ...], rows: Rows) -> None:
    """Add a section to what a person takes with them; call it in `AppConfig.ready`.

    Arguments: a code, unique and lasting (a key of the JSON); words; the labels of the models; a
    function of the registration that gives plain rows, none of them about anybody else.
    """
    _sections[code] = Section(code, label, models, rows)


def sections(registration: Registration) -> list[tuple[Section, list[Row]]]:
    """The sections that hold something about this person."""
    found = ((section, list(section.rows(registration))) for section in _sections.values())
    return [(section, rows) for section, rows in found if rows]


def told() -> set[str]:
    """The labels of all models that some section tells."""
    return {model for section in _sections.values() for model in section.models}


def key_of(registration: Registration) -> uuid.UUID:
    """The key of the person, who is not erased: they came by their link."""
    assert registration.person_id is not None  # noqa: S101
    return registration.person_id


def at(moment: Any) -> str:
    """A moment or a day as text; nothing where there is none."""
    return moment.isoformat() if moment else ""


def _mails(registration: Registration) -> Iterable[Row]:
    for row in MailMessage.objects.filter(subject_key=key_of(registration)):
        yield {
            "at": at(row.queued_at),
            "what": str(occasions.label_of(row.occasion)),
            "state": str(row.get_state_display()),
        }


def _parts(registration: Registration) -> Iterable[Row]:
    rows = SessionRole.objects.filter(person=registration.person_id).select_related("session")
    for row in rows:
        yield {
            "session": row.session.title,
            "part": str(row.get_role_display()),
            "answer": str(row.get_answer_display()) if row.answer else "",
            "answered_at": at(row.answered_at),
        }


def _papers(registration: Registration) -> Iterable[Row]:
    sent = SpeakerPaper.objects.filter(person=registration.person_id).select_related("document")
    for row in sent:
        yield {
            "what": str(row.get_kind_display()),
            "sent_at": at(row.sent_at),
            "language": row.language,
            "shown_to": str(row.document.get_audience_display()) if row.document else "",
        }


def _follows(registration: Registration) -> Iterable[Row]:
    for row in AgendaFollower.objects.filter(person=registration.person_id):
        yield {"told_of_changes_since": at(row.since)}


def _invited(registration: Registration) -> Iterable[Row]:
    for row in Invitation.objects.filter(registration=registration):
        yield {
            "at": at(row.created_at),
            "used_at": at(row.used_at),
            "capacity": str(row.get_capacity_display()),
            "as_typed": sealing.unseal(row, registration.workshop.vault_id),
        }


def _readings(registration: Registration) -> Iterable[Row]:
    """What readers of a selection wrote, once it is decided; who wrote is about them."""
    if registration.state == State.SUBMITTED:
        return
    for row in Reading.objects.filter(registration=registration):
        yield {
            "verdict": str(row.get_verdict_display()),
            "reason": sealing.unseal(row, registration.workshop.vault_id),
        }


def _protocol(registration: Registration) -> Iterable[Row]:
    for row in ProtocolPlace.objects.filter(person=registration.person_id):
        yield {"number": row.number}


def _released(registration: Registration) -> Iterable[Row]:
    rows = ReleasedPerson.objects.filter(subject=key_of(registration)).select_related("release")
    for row in rows:
        yield {
            "at": at(row.release.made_at),
            "to": row.release.recipient,
            "for": row.release.purpose,
            "fields": list(row.release.fields),
            "until": at(row.release.expires_on),
        }


def _links(registration: Registration) -> Iterable[Row]:
    for row in Token.objects.filter(subject=key_of(registration)).order_by("created_at"):
        words = str(PURPOSES.get(row.purpose, row.purpose))
        yield {"for": words, "at": at(row.created_at), "until": at(row.expires_at)}


def _evaluated(registration: Registration) -> Iterable[Row]:
    if EvaluationGiven.objects.filter(registration=registration).exists():
        yield {"answered": True}


def register_own() -> None:
    """Tell of the tables of this floor and those below; called in `RegistrationsConfig.ready`."""
    for code, label, models, rows in (
        ("mails", _("Mails to you"), (MailMessage,), _mails),
        ("parts", _("Your parts in the agenda"), (SessionRole,), _parts),
        ("papers", _("Papers that you sent"), (SpeakerPaper, Document), _papers),
        ("agenda", _("Changes of the agenda"), (AgendaFollower,), _follows),
        ("invitation", _("How you were invited"), (Invitation,), _invited),
        ("readings", _("How your application was read"), (Reading,), _readings),
        ("protocol", _("Your number on the protocol list"), (ProtocolPlace,), _protocol),
        ("releases", _("What may be sent to a ministry"), (ReleasedPerson,), _released),
        ("links", _("Private links"), (Token,), _links),
        ("evaluation", _("Evaluation"), (EvaluationGiven,), _evaluated),
    ):
        register(code, label, tuple(model._meta.label for model in models), rows)
