"""What the Secretariat's desk reads: rows with names, counts against limits, one registration."""

import re
import unicodedata
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet

from access import catalogue
from access.domain import audit, disclosure, files
from access.models import PrivateFile, User
from correspondence.models import MailMessage
from events.models import Category, Person, WorkshopPage
from registrations.domain import choices, described, sealing
from registrations.domain.references import normal_reference
from registrations.models import DECIDED, PLACE_HOLDING, Note, Quota, Registration

State = Registration.State
REFERENCE = re.compile(r"[2-9B-Z]{3}[\s-]?[2-9B-Z]{3}", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """One line of the list: the registration, and what the Secretariat may read of the person."""

    registration: Registration
    name: str
    organisation: str


@dataclass(frozen=True)
class Tally:
    """One line of the counts: a category (None: all) against its limit (None: none)."""

    category: Category | None
    holding: int
    accepted: int
    waiting: int
    places: int | None

    @property
    def is_full(self) -> bool:
        """Whether no place is left."""
        return self.places is not None and self.holding >= self.places

    @property
    def most(self) -> int:
        """The end of the bar: the limit, or more where more is given."""
        return max(self.places or 0, self.holding, 1)


def rows(workshop: WorkshopPage, registrations: list[Registration]) -> list[Row]:
    """The registrations of one page with names and organisations, in two statements."""
    values = _values(workshop, [r.person for r in registrations if r.person], NAMED)
    nothing: dict[str, str] = {}
    return [
        Row(r, found.get("name", ""), found.get("organisation", ""))
        for r in registrations
        for found in [values.get(r.person_id, nothing) if r.person_id else nothing]
    ]


NAMED = ("name", "organisation")


def search(
    workshop: WorkshopPage, registrations: QuerySet[Registration], text: str
) -> QuerySet[Registration]:
    """The registrations with this reference, or whose name or organisation holds the text.

    Names are encrypted, so a search by name opens those of this one workshop; the database never
    sees what was looked for.
    """
    text = text.strip()
    if REFERENCE.fullmatch(text):
        found = registrations.filter(reference=normal_reference(text))
        if found.exists():
            return found
    wanted = _plain(text)
    people = Person.objects.filter(workshop=workshop, registration__in=registrations)
    values = _values(workshop, list(people), NAMED)
    matching = [
        key for key, found_ in values.items() if any(wanted in _plain(v) for v in found_.values())
    ]
    return registrations.filter(person__in=matching)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _values(
    workshop: WorkshopPage, people: list[Person], fields: tuple[str, ...]
) -> dict[uuid.UUID, dict[str, str]]:
    tracks = {person.pk: person.track for person in people}
    return disclosure.visible_to(disclosure.SECRETARIAT, workshop.vault, tracks, fields)


def counts(workshop: WorkshopPage) -> list[Tally]:
    """The whole workshop, and every category with a limit or a registration: 3 statements."""
    numbers: dict[int | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    grouped = (
        Registration.objects.filter(workshop=workshop)
        .order_by()
        .values_list("category", "state", "by_selection")
        .annotate(n=Count("pk"))
    )
    for category_id, state, by_selection, number in grouped:
        holds = state in DECIDED or (state in PLACE_HOLDING and not by_selection)
        for key in (category_id, None):
            numbers[key][state] += number
            numbers[key]["holds"] += number if holds else 0
    limits: dict[int | None, int | None] = dict(
        Quota.objects.filter(workshop=workshop, state=None, institution=None, item="").values_list(
            "category", "places"
        )
    )
    categories = {c.pk: c for c in Category.objects.filter(pk__in=[*numbers, *limits])}
    return [
        Tally(
            category=None if key is None else categories[key],
            holding=numbers[key]["holds"],
            accepted=numbers[key][State.ACCEPTED] + numbers[key][State.ATTENDED],
            waiting=numbers[key][State.WAITLISTED],
            places=limits.get(key),
        )
        for key in [None, *categories]
    ]


def everything(registration: Registration) -> list[tuple[catalogue.PersonalField, str]]:
    """Every value of the person that the Secretariat may read, in the catalogue's order."""
    if registration.person is None:
        return []
    own = described.own_questions(registration.workshop)
    codes = (*(field.code for field in catalogue.all_fields()), *own)
    found = _values(registration.workshop, [registration.person], codes)[registration.person.pk]
    return [
        (
            catalogue.get(code),
            own[code].words(found[code]) if code in own else choices.in_words(code, found[code]),
        )
        for code in codes
        if code in found
    ]


def files_of(
    registration: Registration, viewer: disclosure.Viewer
) -> list[tuple[catalogue.PersonalField, PrivateFile]]:
    """The person's files that the viewer may open, each with its row of the catalogue."""
    if registration.person_id is None:
        return []
    kept = files.of_person(registration.workshop.vault, registration.person_id)
    return [(catalogue.get(f.purpose), f) for f in kept if files.may_read(viewer, f)]


def notes(registration: Registration) -> list[tuple[Note, str]]:
    """The notes of the Secretariat about one person, oldest first."""
    vault = registration.workshop.vault
    rows = list(Note.objects.select_related("author").filter(registration=registration))
    return [(note, sealing.unseal(note, vault.pk)) for note in rows]


@transaction.atomic
def write_note(registration: Registration, author: User, text: str) -> None:
    """Seal a note; the person gets it with their own data."""
    note = Note(registration=registration, author=author)
    sealing.seal(note, registration.workshop.vault.pk, text)
    note.save(force_insert=True)
    audit.record(
        "registration.note", obj=registration, actor=author, vault=registration.workshop.vault
    )


def mails(registration: Registration) -> QuerySet[MailMessage]:
    """The mails written to the person: occasion, state and time, never address or text."""
    if registration.person_id is None:
        return MailMessage.objects.none()
    return MailMessage.objects.filter(
        vault=registration.workshop.vault_id, subject_key=registration.person_id
    ).order_by("-queued_at")


def saw_list(workshop: WorkshopPage, actor: User, *, shown: int, searched: bool) -> None:
    """Write down that a page of the list was read."""
    audit.record(
        "registration.listed",
        obj=workshop,
        actor=actor,
        vault=workshop.vault,
        shown=shown,
        searched=searched,
    )


def saw_one(registration: Registration, actor: User) -> None:
    """Write down that one registration was read."""
    audit.record(
        "registration.viewed", obj=registration, actor=actor, vault=registration.workshop.vault
    )
