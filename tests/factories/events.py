"""Factories of workshops, people and agendas. A person's values are sealed like real ones."""

import datetime
import uuid

import factory
import wagtail_factories
from django.conf import settings
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from access.domain import consent, values
from access.domain.consent import Naming, Output
from events.models import (
    Accreditation,
    AgendaChange,
    AgendaFollower,
    AgendaPage,
    AgendaRelease,
    Category,
    ChangeStep,
    ConflictReason,
    ConsultationPage,
    CoOrganiser,
    Document,
    FailedSignIn,
    Institution,
    InstitutionName,
    LoadedRow,
    NationalWorkingGroupPage,
    Person,
    ReleaseRequest,
    Room,
    Session,
    SessionDocument,
    SessionRole,
    SpeakerPaper,
    State,
    StepDone,
    TextProposal,
    WorkshopIndexPage,
    WorkshopPage,
    WorkshopText,
)
from events.models.reference import InstitutionKind
from home.models import HomePage, StandardPage
from tests.factories.access import PrivateFileFactory, UserFactory


def home_page() -> HomePage:
    """The home page at the root of the default site; `tests/conftest.py` makes it for all tests."""
    home = HomePage.objects.first()
    if home is None:
        Page.objects.filter(depth=2).delete()
        # A database kept by --reuse-db may be one that an interrupted run left empty.
        Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
        root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
        home = root.add_child(instance=HomePage(title="Home", slug="home"))
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home


def as_migrated() -> None:
    """Instead of the home page what Wagtail's migrations leave: a page of welcome, and its site."""
    Page.objects.filter(depth=2).delete()
    welcome = Page(title="Welcome to your new Wagtail site!", slug="home")
    Page.get_first_root_node().add_child(instance=welcome)
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)


def workshop_index() -> WorkshopIndexPage:
    """The list of workshops under the home page."""
    index = WorkshopIndexPage.objects.first()
    return index or home_page().add_child(
        instance=WorkshopIndexPage(title="Workshops", slug="workshops")
    )


class StateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = State
        django_get_or_create = ["code"]

    code = "MY"
    list_name = "Malaysia"
    running_name = "Malaysia"
    formal_name = "Malaysia"
    joined_on = datetime.date(1967, 8, 8)


class InstitutionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Institution
        skip_postgeneration_save = True

    key = factory.Sequence(lambda n: f"institution-{n}")
    kind = InstitutionKind.MINISTRY
    state = factory.SubFactory(StateFactory)
    name = factory.RelatedFactory(
        "tests.factories.events.InstitutionNameFactory", factory_related_name="institution"
    )


class InstitutionNameFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InstitutionName

    institution = factory.SubFactory(InstitutionFactory, name=None)
    text = "Ministry of Foreign Affairs"
    short = "MFA"


class AccreditationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Accreditation

    institution = factory.SubFactory(InstitutionFactory, kind=InstitutionKind.NHRI)
    status = "A"
    as_of = "June 2021"


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Category
        django_get_or_create = ["code"]

    code = "CSO"
    label = "Civil society and human rights defenders"
    speaker_label = "Civil society speaker"
    channel = Category.Channel.DIRECT


class WorkshopIndexPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = WorkshopIndexPage

    title = "Workshops"
    slug = factory.Sequence(lambda n: f"workshops-{n}")
    parent = factory.LazyFunction(home_page)


class WorkshopFactory(wagtail_factories.PageFactory):
    """A published workshop of 15-17 June 2027 in Kuala Lumpur."""

    class Meta:
        model = WorkshopPage

    parent = factory.LazyFunction(workshop_index)
    title = factory.Sequence(lambda n: f"Workshop {n}")
    slug = factory.Sequence(lambda n: f"workshop-{n}")
    official_title = factory.Sequence(lambda n: f"Workshop {n} on an ASEAN Mechanism")
    number = factory.Sequence(lambda n: n + 100)
    starts_on = datetime.date(2027, 6, 15)
    ends_on = datetime.date(2027, 6, 17)
    year = 2027
    time_zone = "Asia/Kuala_Lumpur"
    city = "Kuala Lumpur"
    host_state = factory.SubFactory(StateFactory)


class CoOrganiserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CoOrganiser

    workshop = factory.SubFactory(WorkshopFactory)
    institution = factory.SubFactory(InstitutionFactory)
    role = CoOrganiser.Role.HOST_MINISTRY


class WorkshopTextFactory(factory.django.DjangoModelFactory):
    workshop = factory.SubFactory(WorkshopFactory)
    language = "id"
    theme = "Dari deklarasi ke pelaksanaan"
    summary = "Tiga hari tentang perubahan yang dibawa deklarasi."

    class Meta:
        model = WorkshopText


class PersonFactory(factory.django.DjangoModelFactory):
    """A person with sealed values.

    `PersonFactory(values={"name": "CANARY"}, naming={Output.PROGRAMME: Naming.NAME})` has that name
    beside an invented organisation and address, and agrees to the programme and to nothing else.
    """

    class Meta:
        model = Person

    workshop = factory.SubFactory(WorkshopFactory)
    category = factory.SubFactory(CategoryFactory)

    @classmethod
    def _create(cls, model_class: type[Person], *args: object, **kwargs: object) -> Person:
        texts: dict[str, str] = kwargs.pop("values", {})  # type: ignore[assignment]
        naming: dict[Output, Naming] = kwargs.pop("naming", {})  # type: ignore[assignment]
        person: Person = super()._create(model_class, *args, **kwargs)
        short = str(person.pk)[:8]
        texts = {
            "name": f"Invented Participant {short}",
            "organisation": f"Invented Organisation {short}",
            "email": f"{short}@example.org",
            **texts,
        }
        vault = person.workshop.vault
        values.store(vault, person.pk, texts, person.workshop.ends_on)
        for output, choice in naming.items():
            consent.give(
                vault,
                person.pk,
                consent.purpose_of(output),
                choice,
                text_version="test",
                language="en",
            )
        return person


class RoomFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Room

    workshop = factory.SubFactory(WorkshopFactory)
    name = factory.Sequence(lambda n: f"Hall {n}")


class SessionFactory(factory.django.DjangoModelFactory):
    """A panel on the first morning, 09:00 in Kuala Lumpur."""

    class Meta:
        model = Session

    workshop = factory.SubFactory(WorkshopFactory)
    kind = Session.Kind.PANEL
    title = factory.Sequence(lambda n: f"Invented session {n}")
    starts_at = datetime.datetime(2027, 6, 15, 1, 0, tzinfo=datetime.UTC)
    minutes = 60


class SessionRoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SessionRole

    session = factory.SubFactory(SessionFactory)
    role = SessionRole.Role.SPEAKER
    label = "Representative of an invented body"


class AgendaPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = AgendaPage

    title = "Agenda"
    slug = "agenda"
    parent = factory.SubFactory(WorkshopFactory)


class AgendaReleaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgendaRelease

    workshop = factory.SubFactory(WorkshopFactory)
    number = factory.Sequence(lambda n: n + 1)
    document = factory.LazyFunction(dict)


class ReleaseRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReleaseRequest

    workshop = factory.SubFactory(WorkshopFactory)
    requested_by = factory.SubFactory(UserFactory)


class AgendaChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgendaChange

    workshop = factory.SubFactory(WorkshopFactory)
    code = "move"


class ChangeStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ChangeStep

    change = factory.SubFactory(AgendaChangeFactory)
    session = factory.LazyFunction(uuid.uuid4)
    version = 1


class ConflictReasonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConflictReason

    workshop = factory.SubFactory(WorkshopFactory)
    conflict = factory.Sequence(lambda n: f"{n:064x}")
    reason = "Both are short."


class FailedSignInFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FailedSignIn

    mark = factory.Sequence(lambda n: f"{n:064x}")
    failures = 1
    since = factory.LazyFunction(timezone.now)


class LoadedRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LoadedRow

    model = "events.state"
    key = factory.Sequence(lambda n: f"row-{n}")


class StepDoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StepDone

    workshop = factory.SubFactory(WorkshopFactory)
    step = factory.Sequence(lambda n: f"step-{n}")


class TextProposalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TextProposal

    workshop = factory.SubFactory(WorkshopFactory)
    field = TextProposal.Field.values[0]
    text = "The hall is reached without steps."


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Document

    workshop = factory.SubFactory(WorkshopFactory)
    kind = Document.Kind.CONCEPT_NOTE
    title = "Invented concept note"
    file = factory.django.FileField(data=b"%PDF-1.7", filename="note.pdf")
    suffix = "pdf"


class SessionDocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SessionDocument

    document = factory.SubFactory(DocumentFactory)
    session = factory.LazyFunction(uuid.uuid4)


class SpeakerPaperFactory(factory.django.DjangoModelFactory):
    """A paper whose content was never written; `papers.take_in` makes whole ones."""

    class Meta:
        model = SpeakerPaper

    person = factory.SubFactory(PersonFactory)
    session = factory.LazyFunction(uuid.uuid4)
    kind = SpeakerPaper.Kind.STATEMENT
    file = factory.SubFactory(PrivateFileFactory, purpose="statement")


class AgendaFollowerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgendaFollower

    person = factory.SubFactory(PersonFactory)


def standard_page() -> StandardPage:
    """A page of text under the home page, made once per test: what meetings hang under."""
    page = StandardPage.objects.first()
    return page or home_page().add_child(instance=StandardPage(title="Meetings", slug="meetings"))


class ConsultationPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ConsultationPage

    parent = factory.LazyFunction(standard_page)
    title = factory.Sequence(lambda n: f"Invented roundtable {n}")
    official_title = factory.Sequence(lambda n: f"Invented Roundtable {n}")
    kind = ConsultationPage.Kind.values[0]
    year = 2026


class NationalWorkingGroupPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = NationalWorkingGroupPage

    parent = factory.LazyFunction(standard_page)
    title = factory.Sequence(lambda n: f"Invented working group {n}")
    institution = factory.SubFactory(InstitutionFactory)
