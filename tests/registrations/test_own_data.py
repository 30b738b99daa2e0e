"""What a person takes with them is complete: every table that knows them is told or named here."""

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from correspondence.domain import mail
from events.models import Person, WorkshopPage
from registrations.domain import evaluation, links, own_data, selecting
from registrations.models import Registration
from tests.factories.access import secretariat
from tests.factories.events import PersonFactory, SessionFactory, SessionRoleFactory
from tests.factories.registrations import EvaluationFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

# Told by `answers.everything` itself, or kept from the person by the field table, and why.
OTHERWISE = {
    "access.PersonalValue": "the answers",
    "access.Consent": "what was agreed",
    "access.PrivateFile": "the files",
    "registrations.Registration": "the registration itself",
    "registrations.Note": "the notes",
    "access.RecordLock": "a lock is the focal point's alone: its trace would tell on the person",
}
KEYS = {"subject", "subject_key"}


def knowing_people() -> set[str]:
    """The models that point at a person or a registration, or hold the key of one."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            points = getattr(field, "related_model", None) in (Person, Registration)
            if (points and not field.auto_created) or field.name in KEYS:
                found.add(model._meta.label)
    return found


def test_every_table_that_knows_a_person_is_told() -> None:
    """US-P18: over all models; a new one fails until it has a section or a reason."""
    assert knowing_people() - own_data.told() - set(OTHERWISE) == set()
    assert set(OTHERWISE) & own_data.told() == set()


@pytest.fixture
def registration(workshop: WorkshopPage) -> Registration:
    person = PersonFactory(
        workshop=workshop, values={"name": "Invented Maya", "email": "m@example.org"}
    )
    return RegistrationFactory(workshop=workshop, state="accepted", person=person)


def more(client: Client, registration: Registration) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{links.status(registration)}data.json").json()["more"]
    return found


def test_what_is_kept_beside_the_answers(client: Client, registration: Registration) -> None:
    """US-P18: parts, mails, readings and the rest, each in its section; nothing of anybody else."""
    session = SessionFactory(workshop=registration.workshop, title="Panel one")
    SessionRoleFactory(session=session, person=registration.person, label="", answer="accepted")
    other = PersonFactory(workshop=registration.workshop, values={"name": "CANARY"})
    SessionRoleFactory(session=session, person=other, label="")
    selecting.read(registration, secretariat(), 3, "Speaks for many")
    mail.queue(
        vault=registration.workshop.vault,
        subject_key=registration.person_id,
        occasion="received",
        dedup_key="own",
        address="m@example.org",
        language="en",
        context={"reference": registration.reference, "link": "/me/x/"},
    )
    found = more(client, registration)
    assert set(found) == {"links", "mails", "parts", "readings"}
    assert found["parts"] == [
        {"session": "Panel one", "part": "Speaker", "answer": "Accepted", "answered_at": ""}
    ]
    assert found["readings"] == [{"verdict": "Yes", "reason": "Speaks for many"}]
    assert [row["state"] for row in found["mails"]] == ["Waiting"]
    paper = client.get(f"{links.status(registration)}data.pdf")
    assert paper.content.startswith(b"%PDF-")


def test_that_one_has_answered_and_not_what(client: Client, registration: Registration) -> None:
    """US-P17: the export knows no more than the table."""
    workshop = registration.workshop
    today = timezone.localdate()
    WorkshopPage.objects.filter(pk=workshop.pk).update(starts_on=today, ends_on=today)
    # At the venue the next day may have begun.
    EvaluationFactory(workshop=workshop, closes_on=today + datetime.timedelta(days=1))
    registration.workshop = WorkshopPage.objects.get(pk=workshop.pk)
    evaluation.answer(registration, {"voice": "4"}, {"keep": "CANARY"})
    assert more(client, registration)["evaluation"] == [{"answered": True}]
