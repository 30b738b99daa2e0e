"""A workshop with people who can be written to, for the tests of mail to many."""

from typing import Any

from django.utils import timezone

from events.models import WorkshopPage
from registrations.models import Registration
from tests.factories.events import PersonFactory, WorkshopFactory
from tests.factories.registrations import RegistrationFactory

State = Registration.State


def workshop() -> WorkshopPage:
    """One with words that no mail may hold."""
    return WorkshopFactory(title="Tenth Workshop", theme="Remedies", city="Kuala Lumpur")


def person(workshop: WorkshopPage, state: str = State.ACCEPTED, **fields: Any) -> Registration:
    """A registration with a confirmed address; `values` are those of the person."""
    values = fields.pop("values", {})
    person = PersonFactory(workshop=workshop, values=values)
    fields = {"confirmed_at": timezone.now(), **fields}
    return RegistrationFactory(workshop=workshop, person=person, state=state, **fields)
