"""Factories of recommendations, their steps, studies and meetings."""

import datetime

import factory
from django.utils import timezone

from publications.domain.drafting import digest
from publications.models import (
    Addressee,
    Amendment,
    DraftVersion,
    Engagement,
    Instrument,
    Participation,
    Recommendation,
    RecommendationTranslation,
    Reservation,
    Step,
    Study,
    Theme,
    Transmission,
)
from tests.factories.events import WorkshopFactory


class ThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Theme
        django_get_or_create = ["slug"]

    slug = factory.Sequence(lambda n: f"theme-{n}")
    name = factory.Sequence(lambda n: f"Theme {n}")


class AddresseeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Addressee
        django_get_or_create = ["code"]

    code = "SOM"
    kind = Addressee.Kind.ASEAN_BODY
    short = "SOM"
    name = "ASEAN Senior Officials’ Meeting"


class InstrumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Instrument

    slug = factory.Sequence(lambda n: f"instrument-{n}")
    kind = Instrument.Kind.DECLARATION
    title = factory.Sequence(lambda n: f"Invented declaration {n}")
    date = datetime.date(2010, 9, 1)
    certainty = "seen"
    source = "Invented source"


class DraftFactory(factory.django.DjangoModelFactory):
    """A text in first reading, with its first version."""

    class Meta:
        model = Recommendation
        skip_postgeneration_save = True

    workshop = factory.SubFactory(WorkshopFactory)
    number = factory.Sequence(lambda n: n % 30_000 + 1)
    title = factory.Sequence(lambda n: f"Invented recommendation {n}")
    text = factory.Sequence(lambda n: f"That something invented be done, number {n}.")
    first_version = factory.RelatedFactory(
        "tests.factories.outcomes.DraftVersionFactory",
        factory_related_name="recommendation",
        text=factory.SelfAttribute("..text"),
    )


class RecommendationFactory(factory.django.DjangoModelFactory):
    """An adopted recommendation that everybody may read."""

    class Meta:
        model = Recommendation

    workshop = factory.SubFactory(WorkshopFactory)
    number = factory.Sequence(lambda n: n % 30_000 + 1)
    title = factory.Sequence(lambda n: f"Invented recommendation {n}")
    text = factory.Sequence(lambda n: f"That something invented be done, number {n}.")
    standing = Recommendation.Standing.ADOPTED
    adopted_at = factory.LazyFunction(timezone.now)
    sha256 = factory.LazyAttribute(lambda row: digest(row.text))
    certainty = "seen"
    source = "Adopted by the workshop"


class RecommendationTranslationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RecommendationTranslation

    recommendation = factory.SubFactory(RecommendationFactory)
    language = "id"
    title = "Rekomendasi contoh"
    text = "Agar sesuatu dilakukan."


class DraftVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DraftVersion

    recommendation = factory.SubFactory(DraftFactory, first_version=None)
    number = 1
    reading = 1
    text = "That something invented be done."
    origin = DraftVersion.Origin.TYPED


class AmendmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Amendment

    recommendation = factory.SubFactory(DraftFactory)
    based_on = 1
    text = "That something else be done."


class ReservationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reservation

    recommendation = factory.SubFactory(RecommendationFactory)


class TransmissionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Transmission

    workshop = factory.SubFactory(WorkshopFactory)
    addressee = factory.SubFactory(AddresseeFactory)
    sent_on = datetime.date(2026, 8, 1)
    letter = factory.Sequence(lambda n: f"WG/{n}")


class StepFactory(factory.django.DjangoModelFactory):
    """A step that everybody may see."""

    class Meta:
        model = Step

    recommendation = factory.SubFactory(RecommendationFactory)
    kind = Step.Kind.FOLLOWED_BY
    date = datetime.date(2010, 4, 7)
    what = factory.Sequence(lambda n: f"Invented programme {n}")
    certainty = "seen"
    source = "Invented source"


class StudyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Study
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"study-{n}")
    title = factory.Sequence(lambda n: f"Invented study {n}")
    body = factory.SubFactory(AddresseeFactory, code="AICHR", short="AICHR", name="AICHR")
    certainty = "seen"
    source = "Invented source"


class EngagementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Engagement

    slug = factory.Sequence(lambda n: f"meeting-{n}")
    kind = Engagement.Kind.MEETING
    title = factory.Sequence(lambda n: f"Invented meeting {n}")
    starts_on = datetime.date(2014, 3, 2)
    certainty = "seen"
    source = "Invented source"


class ParticipationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participation

    workshop = factory.SubFactory(WorkshopFactory)
    by_category = factory.LazyFunction(
        lambda: {"shown": {"Civil society": 21}, "merged": ["Media", "NHRI"], "merged_count": 9}
    )
    by_state = factory.LazyFunction(
        lambda: {
            "shown": {"Malaysia": 12, "Philippines": 8},
            "merged": ["A", "B"],
            "merged_count": 10,
        }
    )
