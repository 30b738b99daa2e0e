"""To whom letters of a workshop can be written, and what they say about each; read at one door."""

import datetime
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from access.catalogue import Track
from access.domain import disclosure, locks, tokens
from events.models import Person, WorkshopPage
from publications.domain import letters_paper, letters_texts
from publications.domain.dates import period_in_words
from publications.domain.letters_kinds import KINDS, Kind
from registrations.domain import answers, delegations, invitations, queries, visa
from registrations.models import Delegation, Invitation, Registration

State = Registration.State
# To these a letter of invitation is written while it can still be of use.
INVITED = (State.SUBMITTED, State.WAITLISTED, State.OFFERED, State.ACCEPTED)

Values = Callable[[], Mapping[str, str]]


@dataclass(frozen=True)
class Addressee:
    """One for whom a letter is: the key, how the others see it, and its values in a language.

    `agreed` is the letter as the person read and let go, with `language`, where they wanted that:
    it is printed word for word, whatever the texts say today.
    """

    key: uuid.UUID
    label: str
    track: Track
    values: Values
    agreed: str = ""
    language: str = ""


def people(workshop: WorkshopPage) -> "QuerySet[Person]":
    """Registered people to whom a letter of invitation can be written; locked ones left out."""
    return (
        Person.objects.select_related("registration", "category")
        .filter(workshop=workshop, registration__state__in=INVITED)
        .exclude(pk__in=locks.hidden(workshop.vault))
        .order_by("category__sort_order", "pk")
    )


def guests(workshop: WorkshopPage) -> "QuerySet[Invitation]":
    """People whom staff invited personally and who have not registered."""
    now = timezone.now()
    return workshop.invitations.filter(
        delegation=None, used_at=None, revoked_at=None, expires_at__gt=now
    ).exclude(sealed=None)


def open_delegations(workshop: WorkshopPage) -> "QuerySet[Delegation]":
    """Delegations that can still nominate, of a ministry or an institution."""
    rows = workshop.delegations.select_related("institution__state", "state", "category")
    return rows.filter(revoked_at=None, expires_at__gt=timezone.now()).prefetch_related(
        "institution__names"
    )


def travellers(workshop: WorkshopPage, kind: Kind) -> dict[Person, dict[str, str]]:
    """Those with a place who asked for a visa letter, with what goes into it.

    Whoever wanted to see it first, and has not yet let it go, is not among them.
    """
    found = list(queries.participants(workshop).select_related("registration"))
    hidden = set(locks.hidden(workshop.vault))
    rows = {person.pk: person for person in found if person.pk not in hidden}
    tracks = {key: person.track for key, person in rows.items()}
    codes = [*answers.PASSPORT, "visa_letter_choice", "visa_letter"]
    seen = disclosure.visible_to(kind.viewer, workshop.vault, tracks, codes)
    return {
        rows[key]: texts
        for key, texts in seen.items()
        if texts.get("visa_letter_choice") == "me"
        or (texts.get("visa_letter_choice") == visa.SEND and texts.get("visa_letter"))
    }


_FIELDS_OF_INVITATION = ("name", "form_of_address", "position", "organisation")
_DAYS = {"passport_expiry", "date_of_birth"}


def labels(workshop: WorkshopPage, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """For whom letters are, in the words of a desk: a reference, an institution, an invitation.

    Of somebody whose record is locked there are none.
    """
    found = {row.pk: str(row) for row in Invitation.objects.filter(pk__in=keys)}
    rows = workshop.delegations.select_related("institution", "state", "category")
    found |= {row.pk: str(row) for row in rows.filter(pk__in=keys)}
    people = Registration.objects.filter(workshop=workshop, person__in=keys).exclude(
        person__in=locks.hidden(workshop.vault)
    )
    return found | {row.person_id: row.reference for row in people if row.person_id}


def addressees(
    workshop: WorkshopPage, kind: Kind, keys: Collection[uuid.UUID]
) -> dict[uuid.UUID, Addressee]:
    """Those of the keys to whom a letter can be written now, by key."""
    make = {"invitation": _invited, "note_verbale": _notes, "visa": _visa}[kind.code]
    return {one.key: one for one in make(workshop, kind, set(keys))}


def _invited(workshop: WorkshopPage, kind: Kind, keys: set[uuid.UUID]) -> list[Addressee]:
    rows = list(people(workshop).filter(pk__in=keys))
    tracks = {person.pk: person.track for person in rows}
    seen = disclosure.visible_to(kind.viewer, workshop.vault, tracks, _FIELDS_OF_INVITATION)
    found = [
        Addressee(p.pk, p.registration.reference, p.track, _with(workshop, seen[p.pk]))
        for p in rows
        if seen[p.pk].get("name")
    ]
    invited = list(guests(workshop).filter(pk__in=keys))
    named = invitations.names(workshop, invited) if invited else []
    return found + [
        Addressee(row.pk, str(row), Track.DIRECT, _with(workshop, {"name": guest.name}))
        for row, guest in named
        if guest.name
    ]


def _notes(workshop: WorkshopPage, kind: Kind, keys: set[uuid.UUID]) -> list[Addressee]:
    return [
        Addressee(row.pk, str(row), Track.OFFICIAL, _note(workshop, row))
        for row in open_delegations(workshop)
        if row.pk in keys
    ]


def _note(workshop: WorkshopPage, row: Delegation) -> Values:
    """The values of a note: made when it is printed, because its link is a new secret."""
    link: list[str] = []
    today = timezone.localdate()

    def values() -> dict[str, str]:
        if not link:  # one link for all the languages of a note
            lifetime = row.expires_at - timezone.now()
            raw = tokens.issue(delegations.PURPOSE, workshop.vault, row.pk, lifetime)
            with override(settings.LANGUAGE_CODE):
                path = reverse("registrations:delegation", args=[raw])
            link.append(settings.BASE_URL.rstrip("/") + path)
        state = row.state.formal_name if row.state else ""
        name = row.institution.name_on(today).text if row.institution else state
        return {
            **of_workshop(workshop),
            "institution": name or str(row),
            "state": state,
            "places": str(row.places),
            "nominations_until": date_format(timezone.localtime(row.expires_at), "j F Y"),
            "link": link[0],
        }

    return values


def _visa(workshop: WorkshopPage, kind: Kind, keys: set[uuid.UUID]) -> list[Addressee]:
    return [
        Addressee(
            person.pk,
            person.registration.reference,
            person.track,
            _with(workshop, texts),
            agreed=texts.get("visa_letter", "") if texts["visa_letter_choice"] == visa.SEND else "",
            language=person.registration.language,
        )
        for person, texts in travellers(workshop, kind).items()
        if person.pk in keys and texts.get("legal_name") and texts.get("passport_number")
    ]


def visa_words(workshop: WorkshopPage, texts: Mapping[str, str], language: str) -> list[str]:
    """A visa letter as it would be printed, for the person to read before it is sent."""
    written = letters_texts.languages(workshop.vault, KINDS["visa"])
    language = language if language in written else settings.LANGUAGE_CODE
    with override(language):
        words = letters_texts.in_force(workshop.vault, KINDS["visa"], language)
        return letters_paper.paragraphs(words, _with(workshop, texts)())


def _with(workshop: WorkshopPage, texts: Mapping[str, str]) -> Values:
    """Values of a person with those of the workshop, in the language that holds when called."""
    every = dict.fromkeys((*_FIELDS_OF_INVITATION, *answers.PASSPORT), "")

    def values() -> dict[str, str]:
        days = {code: _day(texts[code]) for code in _DAYS & texts.keys()}
        return {**of_workshop(workshop), **every, **texts, **days}

    return values


def of_workshop(workshop: WorkshopPage) -> dict[str, str]:
    """What every letter may say about the workshop, in the language that holds now."""
    place = ", ".join(part for part in (workshop.venue, workshop.city) if part)
    first = workshop.starts_on
    return {
        "workshop": workshop.official_title or workshop.title,
        "dates": period_in_words(first, workshop.ends_on) if first else str(workshop.year),
        "place": place,
        "host": workshop.host_state.formal_name if workshop.host_state else "",
    }


def _day(text: str) -> str:
    """A stored day in words; anything else as it was typed."""
    try:
        return str(date_format(datetime.date.fromisoformat(text), "j F Y"))
    except ValueError:
        return text
