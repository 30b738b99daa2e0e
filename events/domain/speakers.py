"""Speakers confirm: by their private link they take or decline each part and choose their names.

A link is the person's own to their registration page; what they answer here nobody else sets.
"""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from access.domain import audit, consent, tokens
from access.domain.consent import Naming, Output
from access.models import Token, User, Vault
from correspondence.domain import mail, recipients
from correspondence.models import MailMessage
from events.models import Person, SessionRole, WorkshopPage

Answer = SessionRole.Answer
# The purpose of the link to the registration page (registrations.domain.links.STATUS).
LINK = "registration_status"
OCCASION = "speaker_confirmation"
# Where a speaker chooses how to be named; the other outputs are on the registration page.
OUTPUTS = (Output.PROGRAMME, Output.PROCEEDINGS)


@dataclass(frozen=True)
class Speaker:
    """A person with parts in the agenda, come by a private link."""

    person: Person
    parts: tuple[SessionRole, ...]
    naming: dict[Output, Naming]

    @property
    def workshop(self) -> WorkshopPage:
        return self.person.workshop


def find(raw: str) -> Speaker:
    """The speaker of a link; changes nothing. Raises tokens.BadToken, also without any part."""
    token: Token = tokens.find(raw, LINK)
    person = (
        Person.objects.select_related("workshop__vault", "workshop__host_state", "category")
        .filter(pk=token.subject, workshop__vault=token.vault)
        .first()
    )
    parts = tuple(_parts(token.subject)) if person else ()
    if person is None or not parts:
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
        heading = recipients.heading(letter)
        mail.queue(
            vault=workshop.vault,
            subject_key=letter.subject_key,
            occasion=OCCASION,
            dedup_key=keys[letter.subject_key],
            address=letter.address,
            language=letter.language,
            context={**heading, "link": heading["link"].replace("/me/", "/me/speaker/", 1)},
        )
        written += 1
    audit.record("agenda.ask_speakers", obj=workshop, actor=actor, vault=workshop.vault)
    return written
