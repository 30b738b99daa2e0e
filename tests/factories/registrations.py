"""Factories of registrations. `registered()` is one made by the domain functions themselves."""

import datetime
import uuid
from typing import Any

import factory
import wagtail_factories

from access.domain.consent import Naming, Output
from access.domain.crypto import blind_index
from events.models import Category, WorkshopPage
from registrations.domain import references, registering, sealing
from registrations.models import Evaluation, OnlineRoom, Quota, Registration, RegistrationPage
from tests.factories.events import CategoryFactory, PersonFactory, WorkshopFactory


class RegistrationPageFactory(wagtail_factories.PageFactory):
    """Open from publication on, without an end."""

    class Meta:
        model = RegistrationPage

    title = "Registration"
    slug = "registration"
    parent = factory.SubFactory(WorkshopFactory)


class QuotaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Quota
        django_get_or_create = ["workshop", "category", "state", "institution", "item"]

    workshop = factory.SubFactory(WorkshopFactory)
    category = None
    state = None
    institution = None
    item = ""
    places = 50


class RegistrationFactory(factory.django.DjangoModelFactory):
    """A submitted registration with sealed values; pass `state` for another one."""

    class Meta:
        model = Registration

    workshop = factory.SubFactory(WorkshopFactory)
    category = factory.SubFactory(CategoryFactory)
    person = factory.SubFactory(
        PersonFactory,
        workshop=factory.SelfAttribute("..workshop"),
        category=factory.SelfAttribute("..category"),
    )
    state = Registration.State.SUBMITTED
    reference = factory.LazyFunction(references.new_reference)
    email_index = factory.LazyAttribute(
        lambda r: blind_index(r.workshop.vault, f"{str(r.person.pk)[:8]}@example.org")
    )
    submission_key = factory.LazyFunction(uuid.uuid4)
    position = factory.Sequence(lambda n: n + 1)


class OnlineRoomFactory(factory.django.DjangoModelFactory):
    """A sealed room of a workshop."""

    class Meta:
        model = OnlineRoom

    workshop = factory.SubFactory(WorkshopFactory)
    address = "https://meet.example.org/room"
    words = ""

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> OnlineRoom:
        address, words = kwargs.pop("address"), kwargs.pop("words")
        row = model_class(**kwargs)
        sealing.seal(row, row.workshop.vault.pk, {"address": address, "words": words})
        row.save(force_insert=True)
        return row  # type: ignore[no-any-return]


class EvaluationFactory(factory.django.DjangoModelFactory):
    """An evaluation that is asked from now on, before anybody has answered."""

    class Meta:
        model = Evaluation

    workshop = factory.SubFactory(WorkshopFactory)
    closes_on = factory.LazyAttribute(lambda r: r.workshop.last_day + datetime.timedelta(days=14))


def registered(
    workshop: WorkshopPage, email: str = "maya@example.org", **changes: Any
) -> Registration:
    """One registration through the front door: awaiting the confirmation of its address."""
    arguments: dict[str, Any] = {
        "category": changes.pop("category", None) or CategoryFactory(),
        "values": {
            "name": "Invented Maya",
            "email": email,
            "organisation": "Invented Organisation",
            **changes.pop("values", {}),
        },
        "choices": {Output.LIST: Naming.ORGANISATION},
        "submission_key": uuid.uuid4(),
        "language": "en",
        "text_version": "test",
        **changes,
    }
    return registering.register(workshop, **arguments)


def category(code: str, channel: str = Category.Channel.DIRECT) -> Category:
    """A category of its own."""
    return CategoryFactory(code=code, label=f"Category {code}", channel=channel)
