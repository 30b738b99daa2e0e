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
from events.models.people import Person
from events.models.reference import (
    Accreditation,
    Category,
    Institution,
    InstitutionName,
    LoadedRow,
    State,
)
from events.models.workshop import CoOrganiser, WorkshopIndexPage, WorkshopPage

__all__ = [
    "Accreditation",
    "AgendaChange",
    "AgendaPage",
    "AgendaRelease",
    "BasePage",
    "Category",
    "ChangeStep",
    "CoOrganiser",
    "ConflictReason",
    "FailedSignIn",
    "Institution",
    "InstitutionName",
    "LoadedRow",
    "Person",
    "ReleaseRequest",
    "Room",
    "Session",
    "SessionRole",
    "State",
    "WorkshopIndexPage",
    "WorkshopPage",
]
