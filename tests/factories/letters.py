"""Factories of letters and certificates."""

import datetime
import uuid

import factory

from publications.models import Certificate, Letter, LetterBatch, Letterhead, LetterText
from tests.factories.access import VaultFactory


class LetterheadFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Letterhead

    vault = factory.SubFactory(VaultFactory)
    sender = "Working Group for an ASEAN Human Rights Mechanism\nSecretariat\nInvented Street 1"
    place = "Manila"
    signed_by = "Invented Signatory"
    signed_as = "Secretary-General"
    prefix = "WGS"


class LetterTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LetterText

    vault = factory.SubFactory(VaultFactory)
    kind = "invitation"
    language = "en"
    version = factory.Sequence(lambda n: n + 1)
    text = "Dear {name}"


class LetterBatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LetterBatch

    vault = factory.SubFactory(VaultFactory)
    kind = "invitation"
    languages = factory.LazyFunction(lambda: ["en"])


class LetterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Letter

    batch = factory.SubFactory(LetterBatchFactory)
    vault = factory.SelfAttribute("batch.vault")
    subject_key = factory.LazyFunction(uuid.uuid4)
    number = factory.Sequence(lambda n: n + 1)
    reference = factory.LazyAttribute(lambda letter: f"WGS/2027/{letter.number:03}")


class CertificateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Certificate

    vault = factory.SubFactory(VaultFactory)
    code_digest = factory.Sequence(lambda n: f"{n:064x}")
    subject_key = factory.LazyFunction(uuid.uuid4)
    valid_until = datetime.date(2032, 1, 1)
