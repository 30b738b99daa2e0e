"""Answers after registration: change them until their day, the second step, one's own data."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from access import catalogue
from access.catalogue import Reader
from access.domain import audit, consent, disclosure, files, values
from access.models import Consent
from registrations.domain import choices, described, own_data, places, queries, sealing
from registrations.domain.described import Description, Question
from registrations.domain.registering import PHOTOGRAPHS, last_day
from registrations.domain.states import State, WrongState
from registrations.models import Note, Registration

# Asked of accepted people only; read by the travel desk, erased a fortnight after the workshop.
PASSPORT = (
    "legal_name",
    "nationality",
    "passport_number",
    "passport_expiry",
    "passport_issuer",
    "date_of_birth",
)
SECOND_STEP = ("visa_letter_choice", *PASSPORT, "itinerary", "hotel", "sponsorship_need")
# The words that the person saw and let us send; nothing where they chose otherwise.
LETTER = "visa_letter"
CHANGEABLE = (
    State.AWAITING_EMAIL,
    State.SUBMITTED,
    State.WAITLISTED,
    State.OFFERED,
    State.ACCEPTED,
)


def form_of(registration: Registration) -> Description:
    """The form that the person answered; the newest where they came in without one."""
    if registration.form is None:
        return described.current(registration.workshop)
    return described.read(registration.form.description, registration.form_id)


def codes_of(registration: Registration) -> list[str]:
    """Every field that may hold a value of the person: the catalogue's, and own questions'."""
    own = described.own_questions(registration.workshop)
    return [*(field.code for field in catalogue.all_fields()), *own]


def own(registration: Registration, codes: list[str] | tuple[str, ...]) -> dict[str, str]:
    """The person's own values, by field code, through the one door."""
    person = registration.person
    assert person is not None  # noqa: S101 - whoever comes by their link is not erased
    viewer = disclosure.Viewer(Reader.PERSON, subject=person.pk)
    vault = registration.workshop.vault
    return disclosure.visible_to(viewer, vault, {person.pk: person.track}, codes)[person.pk]


def everything_own(registration: Registration) -> dict[str, str]:
    """All values of the person, by field code; read once for each registration at hand."""
    kept: dict[str, str] | None = registration.__dict__.get("_everything_own")
    if kept is None:
        kept = registration.__dict__["_everything_own"] = own(registration, codes_of(registration))
    return kept


def words(code: str, question: Question | None, stored: str) -> str:
    """A stored answer as people read it."""
    return question.words(stored) if question else choices.in_words(code, stored)


def open_questions(description: Description) -> Description:
    """The description without the questions whose day is over."""
    today = timezone.localdate()
    left = tuple(q for q in description.questions if not q.is_closed(today))
    return Description(description.blocks, left, (), description.version_id)


def change(registration: Registration, texts: Mapping[str, str], *, text_version: str) -> None:
    """Change answers; an empty text removes the answer. Raises WrongState, Busy.

    `text_version` is that of the words that the person saw: kept with an agreement to photographs.
    """
    with places.passing(registration) as current:
        if current.state not in CHANGEABLE:
            raise WrongState(current.state)
        assert current.person_id is not None  # noqa: S101
        workshop = current.workshop
        values.store(workshop.vault, current.person_id, texts, last_day(workshop))
        if "photo_wish" in texts:
            _agree_to_photographs(current, texts["photo_wish"] or "none", text_version)
        audit.record(
            "registration.answers",
            obj=current,
            actor="participant",
            vault=workshop.vault,
            fields=sorted(texts),
        )


def _agree_to_photographs(registration: Registration, choice: str, text_version: str) -> None:
    """Record the wish about photographs as an agreement, where it is another than before."""
    subject = registration.person_id
    assert subject is not None  # noqa: S101
    given = Consent.objects.filter(subject=subject, purpose=PHOTOGRAPHS, withdrawn_at=None)
    if choice != (given.values_list("choice", flat=True).first() or "none"):
        consent.give(
            registration.workshop.vault,
            subject,
            PHOTOGRAPHS,
            choice,
            text_version=text_version,
            language=registration.language,
        )


def second_step(registration: Registration, texts: Mapping[str, str]) -> None:
    """Keep travel, room and visa data of an accepted person; without a letter no passport.

    Raises WrongState (not accepted), Busy.
    """
    kept = {code: texts.get(code, "") for code in (*SECOND_STEP, LETTER)}
    if kept["visa_letter_choice"] in {"", "none"}:
        kept.update(dict.fromkeys(PASSPORT, ""))
    with places.passing(registration) as current:
        if current.state != State.ACCEPTED:
            raise WrongState(current.state)
        assert current.person_id is not None  # noqa: S101
        workshop = current.workshop
        values.store(workshop.vault, current.person_id, kept, last_day(workshop))
        audit.record(
            "registration.second_step", obj=current, actor="participant", vault=workshop.vault
        )


def everything(registration: Registration) -> dict[str, Any]:
    """All that is held about the person, for them to take away (US-P8)."""
    vault = registration.workshop.vault
    assert registration.person_id is not None  # noqa: S101
    found = own(registration, codes_of(registration))
    questions = described.own_questions(registration.workshop)
    held = files.of_person(vault, registration.person_id)
    names = files.names(held)
    notes = [
        {"at": note.created_at.isoformat(), "text": sealing.unseal(note, vault.pk)}
        for note in Note.objects.filter(registration=registration)
    ]
    return {
        "workshop": registration.workshop.title,
        "reference": registration.reference,
        "state": registration.state,
        "category": registration.category.code,
        "items": places.codes_of(registration.items),
        "registered_at": registration.created_at.isoformat(),
        "answers": {
            str(catalogue.get(code).label): words(code, questions.get(code), text)
            for code, text in found.items()
        },
        "agreed": list(
            Consent.objects.filter(subject=registration.person_id)
            .order_by("given_at", "pk")
            .values("purpose", "choice", "text_version", "withdrawn_at")
        ),
        "notes": notes,
        "files": [
            {
                "what": str(catalogue.get(file.purpose).label),
                "name": names[file.pk],
                "type": file.content_type,
                "bytes": file.size,
                "kept_at": file.created_at.isoformat(),
            }
            for file in held
        ],
        "more": {section.code: rows for section, rows in own_data.sections(registration)},
        "history": [
            {"at": entry.at.isoformat(), "what": entry.action}
            for entry in queries.history(registration)
        ],
    }
