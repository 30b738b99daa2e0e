"""Whose names are made unreadable for co-organisers: of those who take part, and of nobody else."""

import pytest

from publications.domain.withheld import withheld_names
from registrations.domain.states import State
from tests.factories.events import (
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [s for s in State if s != State.ERASED])
@pytest.mark.parametrize("speaks", [True, False])
def test_who_does_not_take_part_is_not_looked_for(state: State, speaks: bool) -> None:
    """3.3: "[name withheld]" in place of an author's name would tell that they asked to come."""
    workshop = WorkshopFactory()
    person = PersonFactory(workshop=workshop, values={"name": "Canary Suharti"})
    RegistrationFactory(workshop=workshop, person=person, state=state)
    if speaks:
        session = SessionFactory(workshop=workshop)
        SessionRoleFactory(session=session, person=person, label="")
    names = withheld_names(workshop)
    is_masked = names.stand_in("Canary Suharti wrote it.")
    takes_part = state in {State.ACCEPTED, State.ATTENDED}
    assert is_masked == (takes_part or speaks)
