from events.models.agenda import (
    AgendaPage,
    AgendaRelease,
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
    "AgendaPage",
    "AgendaRelease",
    "BasePage",
    "Category",
    "CoOrganiser",
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
