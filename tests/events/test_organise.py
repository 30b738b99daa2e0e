"""Behind the sign-in: who comes in, what they may do, what they never meet."""

import datetime
import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from access.domain.consent import Naming, Output
from access.models import AuditEntry, Grant
from events.models import Session
from tests.events.conftest import SIGN_IN, address, signed_in
from tests.factories.access import (
    UserFactory,
    administrator,
    host_organiser,
    proceedings_staff,
    secretariat,
)
from tests.factories.events import (
    PersonFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db


def of_workshop(session: Session) -> list[str]:
    """Every address of one workshop under /organise/."""
    parts = "add review ask release quick undo history reason rooms versions import interpretation"
    names = ["workshop", "agenda", *(f"agenda_{part}" for part in parts.split())]
    parts = "move edit remove copy swap shift documents check"
    of_session = [f"agenda_{part}" for part in parts.split()]
    return [
        *(address(name) for name in [*names, "agenda_check_new"]),
        *(address(name, session.pk) for name in of_session),
        *(address("agenda_export", ending) for ending in ("csv", "xlsx", "docx")),
        address("agenda_interpretation_file", "xlsx"),
    ]


POST_ONLY = (
    *("/ask/", "/release/", "/quick/", "/undo/", "/reason/", "/copy/", "/swap/", "/shift/"),
    *("/restore/", "/check/"),
)
READ_ONLY = (
    *("/kl/", "/agenda/", "/review/", "/history/", "/versions/", "/interpretation/"),
    *(".csv", ".xlsx", ".docx"),
)


def try_all(client: Client, session: Session) -> list[tuple[int, bytes]]:
    """Knock at every address of a workshop, by GET and by POST."""
    answers = []
    for where in of_workshop(session):
        if not where.endswith(POST_ONLY):
            answers.append(client.get(where))
        if not where.endswith(READ_ONLY):
            answers.append(client.post(where, {"version": 1}))
    return [(answer.status_code, answer.content) for answer in answers]


def without_token(content: bytes) -> str:
    return re.sub(r'value="[^"]*"|nonce="[^"]*"', "", content.decode())


# --- Who comes in -------------------------------------------------------------------------------


def test_without_an_account_every_address_asks_to_sign_in(client, session):
    for where in ("/organise/", *of_workshop(session), "/organise/not-there/agenda/"):
        method = client.post if where.endswith(POST_ONLY) else client.get
        response = method(where)
        assert (response.status_code, response["Location"]) == (302, f"{SIGN_IN}?next={where}")


def test_the_host_of_another_workshop_gets_what_is_not_found(session):
    """SEC-A2: by every address and method, word for word as for a workshop that is not there."""
    stranger = signed_in(host_organiser(WorkshopFactory()))
    answers = try_all(stranger, session)
    assert {status for status, _body in answers} == {404}
    missing = stranger.get("/organise/not-there/agenda/")
    bodies = {without_token(body) for _status, body in answers}
    assert bodies == {without_token(missing.content)}


@pytest.mark.parametrize("make", [proceedings_staff, UserFactory])
def test_staff_without_the_role_get_what_is_not_found(session, make):
    assert {status for status, _body in try_all(signed_in(make()), session)} == {404}


def test_an_ended_grant_ends_with_the_next_request(host, session):
    """SEC-A9."""
    assert host.get(address("agenda")).status_code == 200
    ended = timezone.now() - datetime.timedelta(seconds=1)
    Grant.objects.update(starts_at=ended - datetime.timedelta(days=1), ends_at=ended)
    assert {status for status, _body in try_all(host, session)} == {404}
    assert "Kuala Lumpur 2027" not in host.get("/organise/").content.decode()


def test_a_switched_off_account_is_out_with_the_next_request(workshop):
    """SEC-A9."""
    user = host_organiser(workshop)
    client = signed_in(user)
    assert client.get(address("agenda")).status_code == 200
    user.is_active = False
    user.save()
    assert client.get(address("agenda")).status_code == 302


def test_a_session_of_another_workshop_is_not_reached_through_ones_own(host):
    """SEC-A2."""
    foreign = SessionFactory()
    for name in ("agenda_move", "agenda_edit", "agenda_remove"):
        assert host.get(address(name, foreign.pk)).status_code == 404
        assert host.get(address(name, uuid.uuid4())).status_code == 404


def test_the_list_holds_ones_own_workshops_the_secretariat_sees_all(host, desk, workshop):
    other = WorkshopFactory(title="Vientiane 2026")
    assert list(host.get("/organise/").context["workshops"]) == [workshop]
    assert set(desk.get("/organise/").context["workshops"]) == {workshop, other}
    assert signed_in(administrator()).get(address("agenda")).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_more_workshops(count, django_assert_num_queries):
    desk = signed_in(secretariat())
    for _ in range(count):
        WorkshopFactory()
    with django_assert_num_queries(6):
        desk.get("/organise/")


# --- The draft ----------------------------------------------------------------------------------


def move(client: Client, session: Session, **changes: object):
    data = {"version": session.version, "day": "2027-06-16", "start": "10:15", "minutes": 45}
    return client.post(address("agenda_move", session.pk), {**data, **changes})


def test_a_host_moves_a_session_in_the_draft(host, session):
    """US-H2."""
    room = RoomFactory(workshop=session.workshop)
    response = move(host, session, room=room.pk)
    assert response["Location"] == f"/organise/kl/agenda/#s{str(session.pk)[:8]}"
    session.refresh_from_db()
    assert session.starts_at == datetime.datetime(2027, 6, 16, 2, 15, tzinfo=datetime.UTC)
    assert (session.minutes, session.room, session.version) == (45, room, 2)
    assert AuditEntry.objects.filter(action="agenda.move").count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"start": "10:17"}, "start", "Times go in steps of five minutes: 09:00, 09:05."),
        ({"start": ""}, "start", "Enter when it starts, for example 09:30"),
        ({"minutes": 62}, "minutes", "Give the duration in steps of five minutes"),
        ({"day": "2027-06-20"}, "day", "valid choice"),
    ],
)
def test_what_does_not_fit_is_said_at_the_field_and_kept(host, session, changes, field, message):
    response = move(host, session, **changes)
    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert message in form.errors[field][0]
    assert form["minutes"].value() == str(changes.get("minutes", 45))
    session.refresh_from_db()
    assert session.version == 1


def test_a_session_is_added_edited_and_taken_out_by_plain_forms(host, workshop):
    data = {
        "title": "Opening",
        "kind": "opening",
        "day": "2027-06-15",
        "start": "09:00",
        "minutes": 45,
        "attribution": "on_record",
        "languages": ["ms", "sign"],
        "role_chair": "The Co-chairperson\n",
        "role_speaker": "The host\nThe Secretary-General",
    }
    assert host.post(address("agenda_add"), data).status_code == 302
    session = Session.objects.get()
    assert list(session.roles.values_list("role", "label")) == [
        ("chair", "The Co-chairperson"),
        ("speaker", "The host"),
        ("speaker", "The Secretary-General"),
    ]
    shown = host.get(address("agenda_edit", session.pk)).context["form"]
    assert shown["role_speaker"].value() == "The host\nThe Secretary-General"
    data |= {"title": "Opening ceremony", "version": 1, "role_chair": ""}
    assert host.post(address("agenda_edit", session.pk), data).status_code == 302
    session.refresh_from_db()
    assert (session.title, session.version) == ("Opening ceremony", 2)
    assert host.post(address("agenda_remove", session.pk), {"version": 2}).status_code == 302
    assert Session.objects.count() == 0
    actions = AuditEntry.objects.filter(action__startswith="agenda.").order_by("number")
    assert [entry.action for entry in actions] == ["agenda.add", "agenda.edit", "agenda.remove"]


def test_a_late_change_shows_both_versions_and_overwrites_only_when_told_so(host, desk, session):
    """US-H3, SB-A4."""
    stale = session.version
    move(desk, session, start="14:00")
    response = move(host, session, start="16:00")
    text = response.content.decode()
    assert response.status_code == 409
    assert "Nothing was overwritten." in text
    assert response.context["stale"].who.full_name in text
    differing = {
        row.label: (row.theirs, row.mine) for row in response.context["rows"] if row.differs
    }
    assert differing == {"Start": ("Wed 16 June, 14:00", "Wed 16 June, 16:00")}
    session.refresh_from_db()
    assert session.version == stale + 1
    again = {field.html_name: field.value() for field in response.context["form"]}
    assert again["version"] == stale + 1
    again["room"] = again["room"] or ""
    assert host.post(address("agenda_move", session.pk), again).status_code == 302
    session.refresh_from_db()
    assert (session.starts_at.hour, session.version) == (8, stale + 2)


@pytest.mark.parametrize("name", ["agenda_edit", "agenda_remove"])
def test_editing_and_removing_collide_too(host, session, name):
    data = {
        "version": 1,
        "title": "Mine",
        "kind": "panel",
        "minutes": 75,
        "attribution": "on_record",
    }
    move(host, session)
    response = host.post(address(name, session.pk), data)
    assert response.status_code == 409
    session.refresh_from_db()
    assert (session.title, session.version) == ("Panel one", 2)


def test_every_change_needs_a_post_and_the_token(workshop, session):
    """SEC-A7."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(host_organiser(workshop))
    for where in of_workshop(session):
        assert client.post(where, {"version": 1}).status_code in (403, 405)
        for method in ("put", "delete", "patch"):
            assert getattr(client, method)(where).status_code in (403, 405)
        if not where.endswith(POST_ONLY):
            assert client.head(where).status_code == 200
    session.refresh_from_db()
    assert session.version == 1
    assert AuditEntry.objects.exclude(action="agenda.export").count() == 0


def test_fields_that_are_not_in_the_form_are_ignored(host, session):
    """SEC-A8: a host cannot close a session, nor put it into another workshop."""
    data = {
        "version": 1,
        "title": "T",
        "kind": "panel",
        "minutes": 60,
        "attribution": "on_record",
        "is_public": "",
        "workshop": WorkshopFactory().pk,
    }
    assert host.post(address("agenda_edit", session.pk), data).status_code == 302
    session.refresh_from_db()
    assert (session.is_public, session.workshop.slug) == (True, "kl")
    data |= {"version": 2, "attribution": "closed"}
    assert host.post(address("agenda_edit", session.pk), data).status_code == 422


# --- What a host never meets --------------------------------------------------------------------


def test_a_host_never_meets_a_withheld_name(host, session):
    """US-H5: list, forms and review show the placeholder."""
    for naming, name in (({}, "CANARY"), ({Output.HOST: Naming.NAME}, "Kartini")):
        person = PersonFactory(
            workshop=session.workshop,
            values={"name": name, "organisation": f"{name} network"},
            naming={Output.PROGRAMME: Naming.NAME, **naming},
        )
        SessionRoleFactory(session=session, person=person, label="")
    text = "".join(
        host.get(where).content.decode(errors="replace")
        for where in of_workshop(session)
        if not where.endswith(POST_ONLY)
    )
    assert "CANARY" not in text
    assert text.count("Kartini") > 1
    assert "Civil society speaker" in text


@pytest.mark.parametrize("closing", [{"is_public": False}, {"attribution": "closed"}])
def test_a_closed_session_is_the_secretariats(host, desk, workshop, closing):
    room = RoomFactory(workshop=workshop, name="Hidden room")
    session = SessionFactory(workshop=workshop, title="Preparatory", room=room, **closing)
    SessionRoleFactory(session=session, label="CANARY speaker")
    for name in ("agenda_move", "agenda_edit", "agenda_remove"):
        assert host.get(address(name, session.pk)).status_code == 404
        assert host.post(address(name, session.pk), {"version": 1}).status_code == 404
        assert desk.get(address(name, session.pk)).status_code == 200
    pages = ("agenda", "agenda_review", "workshop")
    text = "".join(host.get(address(name)).content.decode() for name in pages)
    assert "CANARY" not in text
    # The room may be chosen for another session; nothing tells that this one uses it.
    assert "Hidden room" not in re.sub(r"<option.*?</option>", "", text)
    assert "Hidden room" in desk.get(address("agenda")).content.decode()


def musts(client: Client) -> list:
    """What blocks a release, as one organiser sees it."""
    problems = client.get(address("agenda")).context["board"].problems
    return [problem for problem in problems if problem.is_must]


def test_a_clash_with_a_closed_session_is_not_told_to_the_host(host, desk, workshop):
    """The clash would tell the room."""
    room = RoomFactory(workshop=workshop)
    SessionFactory(workshop=workshop, room=room, is_public=False)
    SessionFactory(workshop=workshop, room=room)
    assert musts(host) == []
    [problem] = musts(desk)
    assert problem.text == f"{room.name} is used twice"
