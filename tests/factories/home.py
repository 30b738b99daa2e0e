"""Factories of the highest floor."""

from typing import Any

import factory
from django.utils import timezone

from home.models import Incident
from registrations.domain import sealing
from tests.factories.events import WorkshopFactory


class IncidentFactory(factory.django.DjangoModelFactory):
    """A worksheet that has just begun."""

    class Meta:
        model = Incident

    workshop = factory.SubFactory(WorkshopFactory)
    kind = Incident.Kind.MAIL
    learned_at = factory.LazyFunction(timezone.now)
    words = "An invented list went to the wrong office."

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Incident:
        words = kwargs.pop("words")
        row = model_class(**kwargs)
        sealing.seal(row, row.workshop.vault_id, {"words": words})
        row.save(force_insert=True)
        return row  # type: ignore[no-any-return]
