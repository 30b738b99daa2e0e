"""Answers that are files: sealed under the question's row of the catalogue, which says who reads.

They are asked for on the private page and not in the form: nobody without a confirmed address can
put a file on our disks, and nothing is lost between two steps.
"""

import uuid

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from access.domain import audit, files
from access.domain.cleaning import Refused
from access.models import PrivateFile
from registrations.domain import answers
from registrations.domain.described import Question
from registrations.domain.registering import last_day
from registrations.domain.states import State, WrongState
from registrations.models import Registration

TYPES = (files.PDF, *files.PHOTOS)
MAX_BYTES = 5_000_000
OPEN = (State.SUBMITTED, State.WAITLISTED, State.OFFERED, State.ACCEPTED)

__all__ = ["Refused", "asked", "kept", "remove", "take"]


def asked(registration: Registration) -> list[Question]:
    """The questions with a file that are asked of this person, by their own answers."""
    description = answers.form_of(registration)
    if not description.files:
        return []
    given: dict[str, object] = dict(answers.everything_own(registration))
    state = registration.person and registration.person.state
    given["category"], given["state"] = registration.category.code, state.code if state else ""
    for question in description.questions:
        stored = str(given.get(question.code, ""))
        given[question.name] = stored.split("\n") if question.type == "many" else stored
    names = description.asked(given)
    return [question for question in description.files if question.name in names]


def kept(registration: Registration) -> dict[str, PrivateFile]:
    """The files of the person, by code of the question."""
    assert registration.person_id is not None  # noqa: S101 - whoever comes by link is not erased
    rows = files.of_person(registration.workshop.vault, registration.person_id)
    return {row.purpose: row for row in rows if row.purpose.startswith("q.")}


def take(registration: Registration, code: str, upload: UploadedFile) -> PrivateFile:
    """Keep a file as the answer to a question; it replaces the one before.

    Raises WrongState (not asked of this person, its day is over), Refused with words for the
    person.
    """
    question = _open(registration, code)
    person = registration.person
    assert person is not None  # noqa: S101
    files.accept(question.code, TYPES, MAX_BYTES)
    row = files.store(
        registration.workshop.vault,
        person.pk,
        question.code,
        upload,
        track=person.track,
        last_day=last_day(registration.workshop),
    )
    _record(registration, question.code)
    return row


def remove(registration: Registration, code: str) -> None:
    """Erase the file of a question. Raises WrongState where its day is over."""
    question = _open(registration, code)
    if row := kept(registration).get(question.code):
        files.remove(row)
        _record(registration, question.code)


def find(registration: Registration, key: uuid.UUID) -> PrivateFile | None:
    """A file of the person that answers a question; None for all else."""
    return next((row for row in kept(registration).values() if row.pk == key), None)


def _open(registration: Registration, code: str) -> Question:
    question = next((q for q in asked(registration) if q.code == code), None)
    if question is None or question.is_closed(timezone.localdate()):
        raise WrongState(code)
    if registration.state not in OPEN:
        raise WrongState(registration.state)
    return question


def _record(registration: Registration, code: str) -> None:
    audit.record(
        "registration.answers",
        obj=registration,
        actor="participant",
        vault=registration.workshop.vault,
        fields=[code],
    )
