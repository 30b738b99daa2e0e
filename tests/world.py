"""The world of the matrix: two workshops, a page and a row of everything, an account of each role.

`own` is the workshop of the host organiser `host`; `other` is the one of `stranger`.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Page, Site, Workflow

from access import catalogue
from access.domain import tokens, values
from access.models import User
from events.domain import releases
from events.models import Person, WorkshopPage
from publications.models import FormatRequest
from publications.person_fields import FORMAT_FIELDS
from registrations.domain import links
from registrations.models import Registration
from tests.factories import access as accounts
from tests.factories import events as made
from tests.factories import letters, outcomes, publications
from tests.factories import registrations as entries
from tests.factories.correspondence import queue_mail

DAY = datetime.timedelta(days=1)
# The columns of the matrix, in its order.
ROLES = ("anonymous", "host", "stranger", "proceedings", "secretariat", "administrator")


@dataclass
class Place:
    """One workshop with something of everything under it."""

    workshop: WorkshopPage
    rows: dict[str, Any] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)

    def canaries(self) -> dict[str, tuple[Person, str]]:
        """The text planted in every personal field of everybody here: whose, and in which field."""
        asked = self.rows["format_request"]
        return {
            canary(person, row.code): (person, row.code)
            for person in self.people
            for row in catalogue.all_fields()
        } | {canary(asked, code): (self.people[0], code) for code in FORMAT_FIELDS}


def canary(person: Person | FormatRequest, code: str) -> str:
    """A text that stands nowhere but in one field of one person; an address where one is due."""
    text = f"canary-{person.pk.hex[:12]}-{code.replace('_', '-')}"
    return f"{text}@example.org" if code == "email" else text


def build_person(workshop: WorkshopPage, *, is_nominated: bool) -> Person:
    """Somebody who agreed to nothing, with a canary in every field that the catalogue knows."""
    person = made.PersonFactory(workshop=workshop, is_nominated=is_nominated, values={})
    texts = {row.code: canary(person, row.code) for row in catalogue.all_fields()}
    values.store(workshop.vault, person.pk, texts, workshop.ends_on)
    return person


def build_place(slug: str) -> Place:
    """A published workshop with agenda, release, registration, proceedings, people and mail."""
    workshop = made.WorkshopFactory(
        slug=slug, title=f"Workshop {slug}", data_annex_signed_on=datetime.date(2026, 10, 1)
    )
    place = Place(workshop)
    rows = place.rows
    rows["agenda"] = made.AgendaPageFactory(parent=workshop)
    rows["registration_page"] = entries.RegistrationPageFactory(parent=workshop)
    rows["proceedings"] = publications.ProceedingsPageFactory(
        parent=workshop, comments_until=timezone.now() + DAY
    )
    rows["chapter"] = publications.ChapterPageFactory(parent=rows["proceedings"])
    publications.EditorialStepFactory(chapter=rows["chapter"], kind="edited")
    file = storages["private"].save(f"proceedings/{slug}.pdf", ContentFile(b"%PDF-1.7 test"))
    rows["edition"] = publications.EditionFactory(proceedings=rows["proceedings"], file=file)
    rows["session"] = made.SessionFactory(workshop=workshop)
    for is_nominated in (False, True):
        person = build_person(workshop, is_nominated=is_nominated)
        place.people.append(person)
        rows["part"] = made.SessionRoleFactory(session=rows["session"], person=person, label="")
        rows["registration"] = entries.RegistrationFactory(
            workshop=workshop,
            person=person,
            category=person.category,
            state=Registration.State.ACCEPTED,
        )
    person = rows["registration"].person
    rows["status_token"] = tokens.issue(links.STATUS, workshop.vault, person.pk, DAY)
    rows["mail"] = queue_mail(vault=workshop.vault, subject_key=person.pk)
    letters.LetterheadFactory(vault=workshop.vault)
    rows["release"] = releases.release(workshop, accounts.secretariat(), "")
    asked = publications.FormatRequestFactory(
        vault=workshop.vault, document=f"chapter-{rows['chapter'].pk}"
    )
    held = {code: canary(asked, code) for code in FORMAT_FIELDS}
    values.store(workshop.vault, asked.pk, held, timezone.localdate())
    rows["format_request"] = asked
    rows["recommendation"] = outcomes.RecommendationFactory(workshop=workshop, number=1)
    return place


def build_accounts(own: Place, other: Place) -> dict[str, User | None]:
    """One account for each column of the matrix."""
    return {
        "anonymous": None,
        "host": accounts.host_organiser(own.workshop),
        "stranger": accounts.host_organiser(other.workshop),
        "proceedings": accounts.proceedings_staff(),
        "secretariat": accounts.secretariat(),
        "administrator": accounts.administrator(),
    }


def build_common_rows() -> dict[str, Any]:
    """One row of everything that belongs to no workshop, reference data and Wagtail's own."""
    collection = Collection.get_first_root_node()
    return {
        "category": made.CategoryFactory(),
        "institution": made.InstitutionFactory(),
        "state": made.StateFactory(),
        "group": Group.objects.first(),
        "theme": outcomes.ThemeFactory(),
        "addressee": outcomes.AddresseeFactory(),
        "instrument": outcomes.InstrumentFactory(),
        "step": outcomes.StepFactory(),
        "study": outcomes.StudyFactory(),
        "engagement": outcomes.EngagementFactory(),
        "collection": collection,
        "document": Document.objects.create(
            title="Document", file=ContentFile(b"text", "document.txt"), collection=collection
        ),
        "image": Image.objects.create(title="Image", file=get_test_image_file()),
        "workflow": Workflow.objects.first() or Workflow.objects.create(name="Workflow"),
        "redirect": Redirect.objects.create(old_path="/old", redirect_link="/"),
        "site": Site.objects.get(),
        "locale": Locale.objects.first(),
        "root": Page.objects.get(depth=1),
    }
