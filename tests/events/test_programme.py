"""Names at the moment of display: by choice, by catalogue, or a numbered placeholder."""

import pytest

from access.domain import consent
from access.domain.consent import Naming, Output
from events.domain.agenda import draft_document
from events.domain.programme import resolve
from events.models import Session
from tests.factories.events import (
    CategoryFactory,
    PersonFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db


def role_of(session: Session, **person: object) -> None:
    SessionRoleFactory(
        session=session, person=PersonFactory(workshop=session.workshop, **person), label=""
    )


def shown(session: Session, output: Output) -> list[str]:
    """The names of the roles of the first session."""
    programme = resolve(session.workshop, draft_document(session.workshop), output)
    return [role.name for role in programme.sessions[0].roles]


def test_a_person_is_named_where_they_agreed_and_nowhere_else():
    """SB-P9: programme, list and proceedings have a switch each."""
    session = SessionFactory()
    role_of(session, values={"name": "Suharti"}, naming={Output.PROGRAMME: Naming.NAME})
    assert shown(session, Output.PROGRAMME) == ["Suharti"]
    assert shown(session, Output.PROCEEDINGS) == ["Civil society speaker 1"]
    assert shown(session, Output.HOST) == ["Civil society speaker 1"]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Naming.NONE, "Civil society speaker 1"),
        (Naming.ORGANISATION, "A representative of Rivers Network"),
        (Naming.OTHER_NAME, "K7"),
        (Naming.NAME, "Suharti"),
    ],
)
def test_each_choice_prints_what_it_says(choice, expected):
    session = SessionFactory()
    values = {"name": "Suharti", "other_name": "K7", "organisation": "Rivers Network"}
    role_of(session, values=values, naming={Output.PROGRAMME: choice})
    assert shown(session, Output.PROGRAMME) == [expected]


def test_the_form_of_address_stands_before_the_name():
    session = SessionFactory()
    values = {"name": "Sok Utearhor", "form_of_address": "H.E.", "name_own_script": "សុខ"}
    role_of(session, values=values, naming={Output.PROGRAMME: Naming.NAME})
    programme = resolve(session.workshop, draft_document(session.workshop), Output.PROGRAMME)
    [role] = programme.sessions[0].roles
    assert (role.name, role.own_script, role.is_withheld) == ("H.E. Sok Utearhor", "សុខ", False)


def test_the_host_sees_officials_by_the_catalogue_and_others_by_their_choice():
    """US-H5."""
    session = SessionFactory()
    gov = CategoryFactory(code="GOV", label="Government", speaker_label="Government speaker")
    role_of(session, category=gov, is_nominated=True, values={"name": "Sutarno"})
    role_of(session, values={"name": "CANARY"})
    role_of(session, values={"name": "Kartini"}, naming={Output.HOST: Naming.NAME})
    names = shown(session, Output.HOST)
    assert (names[0], names[2]) == ("Sutarno", "Kartini")
    assert names[1] in ("Civil society speaker 1", "Civil society speaker 2")


def test_an_official_is_not_named_to_the_public_without_their_own_choice():
    session = SessionFactory()
    gov = CategoryFactory(code="GOV", label="Government", speaker_label="Government speaker")
    role_of(session, category=gov, is_nominated=True, values={"name": "CANARY"})
    assert shown(session, Output.PROGRAMME) == ["Government speaker 1"]


def test_unknown_and_undisclosed_people_look_alike():
    """A person erased after a release reads as one who was never named."""
    session = SessionFactory()
    role_of(session)
    document = draft_document(session.workshop)
    before = resolve(session.workshop, document, Output.HOST)
    session.roles.get().person.delete()
    assert resolve(session.workshop, document, Output.HOST) == before


def test_opening_a_name_changes_no_other_number():
    session = SessionFactory()
    people = [PersonFactory(workshop=session.workshop) for _ in range(3)]
    for number, person in enumerate(people):
        SessionRoleFactory(session=session, person=person, label="", sort_order=number)
    before = shown(session, Output.PROGRAMME)
    assert sorted(before) == [f"Civil society speaker {n}" for n in (1, 2, 3)]
    consent.give(
        session.workshop.vault,
        people[1].pk,
        consent.purpose_of(Output.PROGRAMME),
        Naming.NAME,
        text_version="test",
        language="en",
    )
    after = shown(session, Output.PROGRAMME)
    assert (after[0], after[2]) == (before[0], before[2])


def test_a_name_withdrawn_today_is_gone_from_an_old_document():
    session = SessionFactory()
    role_of(session, values={"name": "CANARY"}, naming={Output.PROGRAMME: Naming.NAME})
    assert shown(session, Output.PROGRAMME) == ["CANARY"]
    person = session.roles.get().person
    consent.withdraw(person.pk, consent.purpose_of(Output.PROGRAMME))
    assert shown(session, Output.PROGRAMME) == ["Civil society speaker 1"]


def test_a_label_is_printed_as_typed():
    session = SessionFactory()
    SessionRoleFactory(session=session, label="The Co-chairperson", role="chair")
    assert shown(session, Output.PROGRAMME) == ["The Co-chairperson"]


def test_days_slots_and_parallel_sessions():
    workshop = WorkshopFactory()
    rooms = [RoomFactory(workshop=workshop, name=f"Room {n}", sort_order=n) for n in (1, 2, 3)]
    for room in reversed(rooms):
        SessionFactory(workshop=workshop, title=f"In {room.name}", room=room)
    SessionFactory(workshop=workshop, title="Waiting", starts_at=None)
    programme = resolve(workshop, draft_document(workshop), Output.PROGRAMME)
    assert [day.date.isoformat() for day in programme.days] == [
        "2027-06-15",
        "2027-06-16",
        "2027-06-17",
    ]
    [slot] = programme.days[0].slots
    assert slot.starts_at.isoformat() == "2027-06-15T09:00:00+08:00"
    assert [session.title for session in slot.sessions] == ["In Room 1", "In Room 2", "In Room 3"]
    assert [session.title for session in programme.unplaced] == ["Waiting"]


def test_a_closed_meeting_stands_last_so_that_its_place_tells_no_room():
    workshop = WorkshopFactory()
    rooms = [RoomFactory(workshop=workshop, sort_order=n) for n in (1, 2)]
    SessionFactory(workshop=workshop, room=rooms[0], is_public=False, title="CANARY")
    SessionFactory(workshop=workshop, room=rooms[1], title="Open")
    programme = resolve(workshop, draft_document(workshop), Output.PROGRAMME)
    assert [s.title for s in programme.days[0].slots[0].sessions] == ["Open", "Closed meeting"]


def test_the_secretariat_sees_closed_sessions_with_the_names_of_the_output():
    session = SessionFactory(is_public=False, title="Preparatory meeting")
    role_of(session, values={"name": "CANARY"})
    document = draft_document(session.workshop)
    programme = resolve(session.workshop, document, Output.HOST, all_sessions=True)
    [seen] = programme.sessions
    assert seen.title == "Preparatory meeting"
    assert [role.name for role in seen.roles] == ["Civil society speaker 1"]


@pytest.mark.parametrize(("output", "statements"), [(Output.PROGRAMME, 5), (Output.HOST, 5)])
@pytest.mark.parametrize("count", [1, 3, 40])
def test_names_cost_the_same_whatever_the_size(
    count, output, statements, django_assert_num_queries
):
    workshop = WorkshopFactory()
    for _ in range(count):
        session = SessionFactory(workshop=workshop)
        role_of(session, naming={output: Naming.NAME})
    document = draft_document(workshop)
    with django_assert_num_queries(statements):
        resolve(workshop, document, output)
