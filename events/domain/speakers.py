"""Speakers confirm: by their private link they take or decline each part and choose their names.

A link is the person's own to their registration page; what they answer here nobody else sets.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from access.catalogue import Reader
from access.domain import audit, consent, disclosure, tokens, values
from access.domain.consent import Naming, Output
from access.models import Token, User, Vault
from correspondence.domain import mail, recipients
from correspondence.models import MailMessage
from events.models import Person, SessionRole, SpeakerPaper, WorkshopPage

Answer = SessionRole.Answer
# The purpose of the link to the registration page (registrations.domain.links.STATUS).
LINK = "registration_status"
OCCASION = "speaker_confirmation"
# Where a speaker chooses how to be named; the other outputs are on the registration page.
OUTPUTS = (Output.PROGRAMME, Output.PROCEEDINGS)
# What a speaker tells beside the registration: fields of the catalogue.
ABOUT = ("biography", "speaking_needs")


@dataclass(frozen=True)
class Speaker:
    """A person with parts in the agenda, come by a private link."""

    person: Person
    parts: tuple[SessionRole, ...]
    naming: dict[Output, Naming]

    @property
    def workshop(self) -> WorkshopPage:
        return self.person.workshop


def person_of(raw: str) -> Person:
    """The person of a private link; changes nothing. Raises tokens.BadToken."""
    token: Token = tokens.find(raw, LINK)
    person = (
        Person.objects.select_related("workshop__vault", "workshop__host_state", "category")
        .filter(pk=token.subject, workshop__vault=token.vault)
        .first()
    )
    if person is None:
        raise tokens.BadToken
    return person


def find(raw: str) -> Speaker:
    """The speaker of a link; changes nothing.

    Raises tokens.BadToken, also without any part; who sent a paper comes in to take it back.
    """
    person = person_of(raw)
    parts = tuple(_parts(person.pk))
    if not parts and not SpeakerPaper.objects.filter(person=person).exists():
        raise tokens.BadToken
    naming = {
        output: consent.naming([person.pk], output).get(person.pk, Naming.NONE)
        for output in OUTPUTS
    }
    return Speaker(person, parts, naming)


def _parts(person: uuid.UUID) -> list[SessionRole]:
    rows = SessionRole.objects.filter(person=person).select_related("session__room")
    return list(rows.order_by("session__starts_at", "pk"))


@transaction.atomic
def answer(speaker: Speaker, part: int, accepts: bool) -> None:
    """Take or decline one part. Raises SessionRole.DoesNotExist for a part that is not theirs."""
    row = SessionRole.objects.get(pk=part, person=speaker.person)
    given = Answer.ACCEPTED if accepts else Answer.DECLINED
    SessionRole.objects.filter(pk=row.pk).update(answer=given, answered_at=timezone.now())
    audit.record(
        "agenda.part_accepted" if accepts else "agenda.part_declined",
        obj=row,
        actor="participant",
        vault=speaker.workshop.vault,
    )


@transaction.atomic
def choose_names(
    speaker: Speaker, choices: dict[Output, Naming], *, text_version: str, language: str
) -> None:
    """Record how the speaker wants to be named; it holds everywhere from this moment."""
    for output, choice in choices.items():
        if speaker.naming[output] is not choice:
            consent.give(
                speaker.workshop.vault,
                speaker.person.pk,
                consent.purpose_of(output),
                choice,
                text_version=text_version,
                language=language,
            )
            audit.record(
                "consent.change",
                obj=speaker.person,
                actor="participant",
                vault=speaker.workshop.vault,
                output=str(output),
            )


def about(speaker: Speaker) -> dict[str, str]:
    """What a speaker told of themselves and of what they need, by field, for their own page."""
    person = speaker.person
    viewer = disclosure.Viewer(Reader.PERSON, subject=person.pk)
    vault = speaker.workshop.vault
    return disclosure.visible_to(viewer, vault, {person.pk: person.track}, ABOUT)[person.pk]


@transaction.atomic
def tell_about(speaker: Speaker, texts: dict[str, str]) -> None:
    """Keep what a speaker tells of themselves; an empty text takes it back."""
    workshop = speaker.workshop
    kept = {code: texts.get(code, "") for code in ABOUT}
    values.store(workshop.vault, speaker.person.pk, kept, workshop.last_day)
    audit.record(
        "agenda.speaker_about", obj=speaker.person, actor="participant", vault=workshop.vault
    )


def biographies(workshop: WorkshopPage, people: Collection[str]) -> dict[str, str]:
    """What may stand in the programme about people named there (keys), by key."""
    rows = Person.objects.filter(workshop=workshop, pk__in=people).only("pk", "is_nominated")
    tracks = {row.pk: row.track for row in rows}
    if not tracks:
        return {}
    found = disclosure.visible_to(
        disclosure.PUBLIC, workshop.vault, tracks, ABOUT[:1], Output.PROGRAMME
    )
    return {str(key): own["biography"] for key, own in found.items() if "biography" in own}


# --- Asking -------------------------------------------------------------------------------------


def unanswered(vault: Vault) -> set[uuid.UUID]:
    """The people with a part that they have not answered yet. One statement."""
    rows = SessionRole.objects.filter(session__workshop__vault=vault, person__isnull=False)
    return set(rows.filter(answer="").values_list("person", flat=True))


@transaction.atomic
def ask(workshop: WorkshopPage, *, actor: User) -> int:
    """Write to everybody who has a part and has not answered; each once for the same parts.

    Returns how many mails were written now. The mail's link leads straight to their parts.
    """
    rows = SessionRole.objects.filter(
        Q(answer=""), session__workshop=workshop, person__isnull=False
    ).values_list("person", "pk")
    parts: dict[uuid.UUID, list[int]] = {}
    for person, part in rows.order_by("pk"):
        parts.setdefault(person, []).append(part)
    keys = {person: f"{OCCASION}:part {max(own)}:{person}" for person, own in parts.items()}
    known = MailMessage.objects.filter(dedup_key__in=keys.values())
    asked = set(known.values_list("subject_key", flat=True))
    written = 0
    for letter in recipients.letters(workshop.vault, [key for key in keys if key not in asked]):
        mail.queue(
            vault=workshop.vault,
            subject_key=letter.subject_key,
            occasion=OCCASION,
            dedup_key=keys[letter.subject_key],
            address=letter.address,
            language=letter.language,
            context=recipients.heading(letter, "speaker"),
        )
        written += 1
    audit.record("agenda.ask_speakers", obj=workshop, actor=actor, vault=workshop.vault)
    return written
