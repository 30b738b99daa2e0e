"""Pure functions of documents: difference, conflicts, redaction, numbers."""

import copy
import uuid

from hypothesis import given
from hypothesis import strategies as st

from access.domain.consent import Output
from events.domain import placeholders
from events.domain.agenda_conflicts import Clash, conflicts
from events.domain.agenda_difference import What, apply, difference
from events.models import Session

KEYS = [str(uuid.UUID(int=n)) for n in range(1, 7)]
PEOPLE = [str(uuid.UUID(int=n)) for n in range(100, 104)]
ROOMS = [{"id": 1, "name": "Hall A"}, {"id": 2, "name": "Room 1"}]


def session(key: str = KEYS[0], start: str | None = "09:00", **changes: object) -> dict:
    """A session of 15 June, `start` by the clocks of UTC."""
    return {
        "id": key,
        "kind": "meeting",
        "title": "Panel",
        "description": "",
        "starts_at": f"2027-06-15T{start}:00+00:00" if start else None,
        "minutes": 60,
        "room": 1,
        "languages": [],
        "attribution": "on_record",
        "is_public": True,
        "roles": [],
        **changes,
    }


def document(*sessions: dict, rooms: list = ROOMS) -> dict:
    return {
        "schema": 1,
        "time_zone": "UTC",
        "days": ["2027-06-15", "2027-06-16"],
        "rooms": rooms,
        "sessions": list(sessions),
    }


def speaker(person: str | None = None, label: str = "", category: str = "CSO") -> dict:
    return {
        "role": "speaker",
        "person": person,
        "label": label,
        "category": category if person else None,
    }


roles = st.lists(
    st.one_of(st.sampled_from(PEOPLE).map(speaker), st.just(speaker(label="The host"))), max_size=3
)
sessions = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from(KEYS),
            "kind": st.sampled_from(Session.Kind.values),
            "title": st.sampled_from(["Panel", "Opening", "CANARY"]),
            "description": st.sampled_from(["", "Words."]),
            "starts_at": st.sampled_from(
                [None, "2027-06-15T09:00:00+00:00", "2027-06-15T09:30:00+00:00"]
            ),
            "minutes": st.sampled_from([5, 45, 90]),
            "room": st.sampled_from([None, 1, 2]),
            "languages": st.sampled_from([[], ["km"], ["km", "lo"]]),
            "attribution": st.sampled_from(Session.Attribution.values),
            "is_public": st.booleans(),
            "roles": roles,
        }
    ),
    max_size=6,
    unique_by=lambda s: s["id"],
)
documents = st.builds(lambda rows: document(*rows), sessions)


@given(a=documents, b=documents)
def test_the_difference_applied_to_the_one_gives_the_other(a, b):
    """SB-A1: a difference leaves nothing out."""
    assert apply(a, difference(a, b)) == {s["id"]: s for s in b["sessions"]}


@given(a=documents)
def test_equal_documents_have_no_difference(a):
    assert difference(a, copy.deepcopy(a)) == ()


def test_every_kind_of_change_is_named():
    a = document(session(), session(KEYS[1]))
    b = document(
        session(
            start="10:00",
            minutes=90,
            title="Other",
            room=2,
            roles=[speaker(PEOPLE[0])],
            languages=["km"],
            description="Words.",
            kind="plenary",
            attribution="chatham_house",
            is_public=False,
        ),
        session(KEYS[2]),
    )
    assert [change.what for change in difference(a, b)] == [
        What.MOVED,
        What.LENGTHENED,
        What.RENAMED,
        What.ROOM,
        What.ROLES,
        What.LANGUAGE,
        What.DESCRIPTION,
        What.KIND,
        What.RULE,
        What.OPENNESS,
        What.ADDED,
        What.CANCELLED,
    ]


def test_a_shortened_session_is_not_unchanged():
    """What the leading planner calls unchanged (KNOWLEDGE, Agenda)."""
    [change] = difference(document(session()), document(session(minutes=30)))
    assert (change.what, change.before, change.after) == (What.LENGTHENED, 60, 30)


def test_a_room_with_another_name_is_a_change():
    [change] = difference(
        document(session()), document(session(), rooms=[{"id": 1, "name": "Hall B"}])
    )
    assert (change.what, change.after["name"]) == (What.ROOM, "Hall B")


def test_a_room_and_a_person_twice_at_the_same_time_clash():
    """SB-A3."""
    first = session(roles=[speaker(PEOPLE[0])])
    second = session(KEYS[1], start="09:30", roles=[speaker(PEOPLE[0])])
    found = conflicts(document(first, second))
    assert [(c.clash, c.sessions, c.about) for c in found] == [
        (Clash.ROOM_TWICE, (KEYS[0], KEYS[1]), 1),
        (Clash.PERSON_TWICE, (KEYS[0], KEYS[1]), PEOPLE[0]),
    ]


def test_one_after_the_other_and_equal_labels_do_not_clash():
    label = [speaker(label="Nurul")]
    assert (
        conflicts(
            document(
                session(roles=label),
                session(KEYS[1], start="10:00", roles=label),
                session(KEYS[2], start="09:00", room=2, roles=label),
                session(KEYS[3], start=None),
            )
        )
        == ()
    )


def test_outside_the_days_clashes():
    late = session(start="23:30")
    before = session(KEYS[1], room=None)
    before["starts_at"] = "2027-06-14T09:00:00+00:00"
    assert [(c.clash, c.sessions) for c in conflicts(document(late, before))] == [
        (Clash.OUTSIDE_DAY, (KEYS[0],)),
        (Clash.OUTSIDE_DAY, (KEYS[1],)),
    ]


def test_a_closed_meeting_keeps_its_time_and_nothing_else():
    hidden = session(
        title="CANARY",
        description="CANARY",
        languages=["km"],
        roles=[speaker(PEOPLE[0])],
        is_public=False,
    )
    for output in (Output.PROGRAMME, Output.PROCEEDINGS, Output.HOST):
        [seen] = placeholders.redact(document(hidden), output)["sessions"]
        assert seen == session(
            title="", kind="meeting", room=None, attribution="closed", is_public=False
        )


def test_behind_closed_doors_room_languages_and_roles_are_withheld_from_all():
    closed = session(attribution="closed", languages=["km"], roles=[speaker(PEOPLE[0])])
    for output in (Output.PROGRAMME, Output.HOST):
        [seen] = placeholders.redact(document(closed), output)["sessions"]
        assert seen == session(attribution="closed", room=None)


def test_the_rule_names_nobody_outside_the_draft():
    """US-P15: a public roster of a session under the Rule would break it."""
    rule = session(attribution="chatham_house", roles=[speaker(PEOPLE[0]), speaker(label="Nurul")])
    [public] = placeholders.redact(document(rule), Output.PROGRAMME)["sessions"]
    [host] = placeholders.redact(document(rule), Output.HOST)["sessions"]
    assert (public["roles"], host["roles"]) == ([], rule["roles"])


def test_rooms_of_hidden_sessions_are_not_told():
    hidden = session(is_public=False, room=2)
    assert placeholders.redact(document(session(), hidden), Output.PROGRAMME)["rooms"] == ROOMS[:1]


@given(a=documents)
def test_redaction_changes_nothing_of_what_it_is_given(a):
    before = copy.deepcopy(a)
    placeholders.redact(a, Output.PROGRAMME)
    assert a == before


def test_numbers_run_by_category_and_do_not_depend_on_the_order_of_the_programme():
    one = session(roles=[speaker(PEOPLE[0]), speaker(PEOPLE[1], category="GOV")])
    two = session(KEYS[1], roles=[speaker(PEOPLE[2])])
    expected = {uuid.UUID(PEOPLE[0]): 1, uuid.UUID(PEOPLE[1]): 1, uuid.UUID(PEOPLE[2]): 2}
    assert placeholders.numbers(document(one, two)) == expected
    assert placeholders.numbers(document(two, one)) == expected


def test_an_older_document_beside_it_changes_no_number():
    newer = document(session(roles=[speaker(PEOPLE[1])]))
    older = document(session(roles=[speaker(PEOPLE[0])]))
    assert placeholders.numbers(newer, older) == {
        uuid.UUID(PEOPLE[1]): 1,
        uuid.UUID(PEOPLE[0]): 2,
    }
