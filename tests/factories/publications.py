"""Factories of proceedings. Recommendations have their own module."""

import datetime
import uuid

import factory
import wagtail_factories
from django.utils import timezone

from access.domain import values
from publications import person_fields
from publications.domain import sealed_notes
from publications.engine.source import Edition as SourceEdition
from publications.engine.source import Kind, Part, Volume
from publications.models import (
    BuildJob,
    ChapterPage,
    CommentRound,
    Edition,
    EditorialStep,
    FormatRequest,
    Paper,
    ParagraphComment,
    ProceedingsPage,
    Quotation,
    RoundAnswer,
    RoundText,
    SessionNote,
)
from tests.factories.access import UserFactory, VaultFactory
from tests.factories.events import WorkshopFactory


class ProceedingsPageFactory(wagtail_factories.PageFactory):
    """A published volume of an invented workshop."""

    class Meta:
        model = ProceedingsPage

    title = "Proceedings"
    slug = "proceedings"
    parent = factory.SubFactory(WorkshopFactory)
    volume_title = "Workshop on an ASEAN Mechanism (invented)"


class ChapterPageFactory(wagtail_factories.PageFactory):
    """A published chapter with one paragraph; `html` gives another text."""

    class Meta:
        model = ChapterPage
        exclude = ["html"]

    parent = factory.SubFactory(ProceedingsPageFactory)
    title = factory.Sequence(lambda n: f"Invented chapter {n}")
    html = "<p>The participants met.</p>"
    body = factory.LazyAttribute(lambda page: [("text", page.html)])


class BuildJobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BuildJob

    proceedings = factory.SubFactory(ProceedingsPageFactory)


class EditionFactory(factory.django.DjangoModelFactory):
    """The row of an edition; its file is written by `published` in the tests that need one."""

    class Meta:
        model = Edition

    proceedings = factory.SubFactory(ProceedingsPageFactory)
    number = 1
    file = "proceedings/test.pdf"
    sha256 = "a" * 64
    source_sha256 = "b" * 64
    pages = 3
    size = 1000
    published_on = datetime.date(2027, 9, 1)


class SessionNoteFactory(factory.django.DjangoModelFactory):
    """An empty note of a session; `words` are sealed into it."""

    class Meta:
        model = SessionNote
        skip_postgeneration_save = True

    workshop = factory.SubFactory(WorkshopFactory)
    session_key = factory.LazyFunction(uuid.uuid4)
    title = "Invented session"

    @classmethod
    def _create(cls, model_class, *args, words=None, **kwargs):
        row = model_class(*args, **kwargs)
        sealed_notes.seal(row, row.workshop.vault_id, words or {})
        row.save()
        return row


class QuotationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Quotation

    note = factory.SubFactory(SessionNoteFactory)
    place = 1


class EditorialStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EditorialStep

    chapter = factory.SubFactory(ChapterPageFactory)
    number = factory.Sequence(lambda n: n + 1)
    kind = EditorialStep.Kind.SUBMITTED
    sha256 = "a" * 64


class ParagraphCommentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ParagraphComment

    chapter = factory.SubFactory(ChapterPageFactory)
    anchor = "p1"
    text = "An invented comment."


class CommentRoundFactory(factory.django.DjangoModelFactory):
    """A round that began yesterday and ends tomorrow."""

    class Meta:
        model = CommentRound

    volume = factory.SubFactory(ProceedingsPageFactory)
    number = factory.Sequence(lambda n: n + 1)
    opened_at = factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=1))
    until = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=1))


class RoundTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoundText

    round = factory.SubFactory(CommentRoundFactory)
    chapter = factory.SubFactory(ChapterPageFactory)
    sha256 = "a" * 64


class RoundAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoundAnswer

    round = factory.SubFactory(CommentRoundFactory)
    by = factory.SubFactory(UserFactory)


class PaperFactory(factory.django.DjangoModelFactory):
    """The row of an author's PDF; its file is written by the tests that need one."""

    class Meta:
        model = Paper

    chapter = factory.SubFactory(ChapterPageFactory)
    title = "An invented paper"
    file = "proceedings/paper.pdf"
    sha256 = "c" * 64
    pages = 2
    size = 900
    agreed_on = datetime.date(2027, 8, 1)


class FormatRequestFactory(factory.django.DjangoModelFactory):
    """A request that waits; `sealed` gives other values than an address and large print."""

    class Meta:
        model = FormatRequest

    vault = factory.SubFactory(VaultFactory)
    document = "volume-1"
    reference = factory.Sequence(lambda n: f"FMT-{n:03d}")
    language = "en"
    kept_until = factory.LazyFunction(
        lambda: timezone.localdate() + datetime.timedelta(days=person_fields.KEPT_DAYS)
    )

    @classmethod
    def _create(cls, model_class, *args, sealed=None, **kwargs):
        row = super()._create(model_class, *args, **kwargs)
        held = sealed or {
            person_fields.EMAIL: "asked@example.org",
            person_fields.WANTED: "large_print",
        }
        values.store(row.vault, row.pk, held, timezone.localdate())
        return row


def small_volume(*chapters: Part, **fields: object) -> Volume:
    """A volume of plain data: cover, imprint, contents and the given chapters."""
    parts = chapters or (
        Part("c1", Kind.CHAPTER, "Opening", "<p>The workshop was opened.</p>", "I"),
    )
    values: dict[str, object] = {
        "title": "An invented workshop",
        "subtitle": "",
        "place": "Kuala Lumpur, 15–17 June 2027",
        "year": 2027,
        "author": "Working Group",
        "address": "https://example.org/p/1-",
        "parts": (
            Part("cover", Kind.COVER, "Cover"),
            Part("imprint", Kind.IMPRINT, "Imprint", "<p>Cite: {address}</p>"),
            Part("contents", Kind.CONTENTS, "Contents"),
            *parts,
        ),
        "edition": SourceEdition(1, "2027-09-01", "1 September 2027", 2027),
        "cloth_dark": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        "cloth_light": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        **fields,
    }
    return Volume(**values)  # type: ignore[arg-type]
