"""Public figures beside what readers know: the protocol list of hosts, the names in the volume."""

import pytest

from access.domain.consent import Naming, Output
from access.domain.suppression import suppress, suppress_beside
from publications.domain.participation import take
from registrations.domain.states import State
from tests.factories.events import CategoryFactory, PersonFactory, StateFactory, WorkshopFactory
from tests.factories.registrations import RegistrationFactory


def test_those_whom_nobody_knows_decide():
    """SB-P2: six of whom five are known would name the sixth."""
    counts, others = {"MM": 6, "LA": 9, "TH": 8}, {"MM": 1, "LA": 9, "TH": 8}
    table = suppress_beside(counts, others)
    assert (table.shown, table.merged, table.merged_count) == ({"LA": 9}, ["MM", "TH"], 14)
    assert suppress_beside(counts, counts) == suppress(counts)
    assert suppress_beside({"A": 9}, {"A": 3}).is_withheld


@pytest.mark.django_db
@pytest.mark.parametrize("known", ["official", "named"])
def test_figures_less_whom_readers_know_tell_nobody(known):
    """SB-P2: neither the list of officials nor the names in the volume, taken off a figure."""
    workshop = WorkshopFactory()
    category = CategoryFactory()
    myanmar, laos, thailand = (
        StateFactory(code=code, list_name=code) for code in ("MM", "LA", "TH")
    )
    for state, number, is_known in (
        (myanmar, 5, True),
        (myanmar, 1, False),
        (laos, 9, False),
        (thailand, 8, False),
    ):
        for _ in range(number):
            naming = {Output.PROCEEDINGS: Naming.NAME} if is_known and known == "named" else {}
            person = PersonFactory(
                workshop=workshop,
                category=category,
                state=state,
                is_nominated=is_known and known == "official",
                naming=naming,
            )
            RegistrationFactory(
                workshop=workshop, category=category, person=person, state=State.ATTENDED
            )
    CategoryFactory(code="B", label="Another kind")
    for _ in range(8):
        person = PersonFactory(workshop=workshop, category=CategoryFactory(code="B"), state=laos)
        RegistrationFactory(workshop=workshop, person=person, state=State.ATTENDED)
    figures = take(workshop)
    assert figures is not None
    assert figures.by_state["shown"] == {"LA": 17}
    assert (sorted(figures.by_state["merged"]), figures.by_state["merged_count"]) == (
        ["MM", "Malaysia", "TH"],
        14,
    )
