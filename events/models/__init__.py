from events.models.agenda import (
    AgendaChange,
    AgendaPage,
    AgendaRelease,
    ChangeStep,
    ConflictReason,
    FailedSignIn,
    ReleaseRequest,
    Room,
    Session,
    SessionRole,
)
from events.models.base import BasePage
from events.models.consultation import ConsultationPage, NationalWorkingGroupPage
from events.models.documents import Document
from events.models.papers import AgendaFollower, SessionDocument, SpeakerPaper
from events.models.people import Person
from events.models.preparation import StepDone, TextProposal
from events.models.reference import (
    Accreditation,
    Category,
    Institution,
    InstitutionName,
    LoadedRow,
    State,
)
from events.models.texts import WorkshopText
from events.models.workshop import CoOrganiser, WorkshopIndexPage, WorkshopPage

__all__ = [
    "Accreditation",
    "AgendaChange",
    "AgendaFollower",
    "AgendaPage",
    "AgendaRelease",
    "BasePage",
    "Category",
    "ChangeStep",
    "CoOrganiser",
    "ConflictReason",
    "ConsultationPage",
    "Document",
    "FailedSignIn",
    "Institution",
    "InstitutionName",
    "LoadedRow",
    "NationalWorkingGroupPage",
    "Person",
    "ReleaseRequest",
    "Room",
    "Session",
    "SessionDocument",
    "SessionRole",
    "SpeakerPaper",
    "State",
    "StepDone",
    "TextProposal",
    "WorkshopIndexPage",
    "WorkshopPage",
    "WorkshopText",
]
