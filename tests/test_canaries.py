"""Canaries beyond the pages of the matrix: the other roles, and everything that leaves the house.

Everybody in both workshops has a text of their own in every field and agreed to nothing, but for
one control who is named everywhere. A canary stands only where the catalogue says so; the control's
name is found, so that finding nothing means something.
"""

import io
import re
import uuid
import zipfile
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from access import catalogue
from access.catalogue import Mark, Reader
from access.domain import consent
from access.domain.consent import Naming, Output
from access.models import User
from access.role_matrix import GROUP_OF_ROLE, INSTALLATION_ROLES, Role
from correspondence.domain import messages
from correspondence.models import MailMessage
from events.domain import releases
from events.domain.programme import resolve
from publications.domain import agenda_pdf, badges, people
from registrations.domain import registering
from registrations.models import Registration
from tests import matrix
from tests.factories import access as accounts
from tests.factories.events import SessionRoleFactory
from tests.resolver import Address, addresses
from tests.test_matrix import release_file, text_of
from tests.world import Place, build_common_rows, build_person, build_place, canary

pytestmark = pytest.mark.django_db
# tests/mails.py: what the world of the matrix and a withdrawal write.
MAILS = {"confirm_address", "withdrawn"}
READER = {
    Role.TRAVEL_DESK: Reader.TRAVEL_DESK,
    Role.FOCAL_POINT: Reader.FOCAL_POINT,
    Role.NHRI: Reader.NHRI,
    Role.DESK_VOLUNTEER: Reader.PARTICIPANTS,
    Role.RAPPORTEUR: Reader.PARTICIPANTS,
}
# What each of them does find: the control of the crawl.
FINDS = {
    Role.TRAVEL_DESK: {"passport_number", "itinerary", "legal_name", "name"},
    Role.FOCAL_POINT: set(),
    Role.NHRI: {"name", "organisation"},
    Role.DESK_VOLUNTEER: set(),
    Role.RAPPORTEUR: set(),
}


@pytest.fixture
def own() -> Place:
    return build_place("own")


@pytest.fixture
def other() -> Place:
    return build_place("other")


def account(role: Role, place: Place) -> User:
    """An account with one role, in the own workshop where the role is of one."""
    user: User = accounts.UserFactory(is_staff=role in INSTALLATION_ROLES)
    if role in INSTALLATION_ROLES:
        accounts.host_organiser(place.workshop)
        user.groups.add(Group.objects.get(name=GROUP_OF_ROLE[role]))
    else:
        accounts.GrantFactory(user=user, vault=place.workshop.vault, role=role)
    return user


def asked_of(role: Role) -> list[Address]:
    """Every address; of the administration only its door for those who do not come in."""
    outside = role not in INSTALLATION_ROLES
    return [a for a in addresses() if not (outside and a.route.startswith("admin/"))]


@pytest.mark.parametrize("role", list(READER))
def test_no_other_role_finds_what_its_column_does_not_say(
    role: Role, own: Place, other: Place, caplog: pytest.LogCaptureFixture
) -> None:
    """SEC-A1, A2, A4: every address, own and foreign workshop; nothing breaks; no log line."""
    user, client = account(role, own), Client(raise_request_exception=False)
    known = matrix.arguments(own, build_common_rows(), accounts.proceedings_staff())
    canaries = own.canaries() | other.canaries()
    leaks, seen, broken = set(), set(), set()
    for address in asked_of(role):
        client.force_login(user)
        response = client.get(matrix.fill(address, known))
        text = text_of(response)
        if response.status_code >= 500 and address.route != "admin/failwhale/":
            broken.add(address.route)
        if not address.route.startswith("me/"):
            for person, code in (canaries[found] for found in found_in(text, canaries)):
                seen.add(code)
                is_theirs = role in INSTALLATION_ROLES or person.workshop_id == own.workshop.pk
                mark = catalogue.get(code).mark(READER[role], person.track)
                if mark is not Mark.READS or not is_theirs:
                    leaks.add((address.route, code))
        release_file(response)
    assert (leaks, broken) == (set(), set())
    assert seen >= FINDS[role]
    assert [line for line in caplog.messages if "canary-" in line] == []


@pytest.fixture
def control(own: Place) -> str:
    """Somebody who wants to be named everywhere, as a speaker of a released agenda: their name."""
    person = build_person(own.workshop, is_nominated=False)
    for output in Output:
        consent.give(
            own.workshop.vault,
            person.pk,
            consent.purpose_of(output),
            Naming.NAME,
            text_version="1",
            language="en",
        )
    SessionRoleFactory(session=own.rows["session"], person=person, label="")
    Registration.objects.create(
        workshop=own.workshop,
        person=person,
        category=person.category,
        reference="CTR-222",
        submission_key=uuid.uuid4(),
        state=Registration.State.ACCEPTED,
        position=999,
    )
    own.rows["release"] = releases.release(own.workshop, accounts.secretariat(), "")
    return canary(person, "name")


def found_in(text: str, canaries: dict[str, Any]) -> set[str]:
    """The canaries that stand in a text whole: one may be the beginning of another."""
    words = set(re.findall(r"canary-[0-9a-f]{12}-[a-z-]+(?:@example\.org)?", text))
    return words & set(canaries)


def leaving(text: str, own: Place, other: Place) -> set[str]:
    """The fields of people who agreed to nothing that stand in a text."""
    canaries = own.canaries() | other.canaries()
    return {canaries[found][1] for found in found_in(text, canaries)}


def unpacked(content: bytes) -> str:
    """A file as text: the parts of an office document, or the bytes themselves."""
    if content[:2] != b"PK":
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return " ".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


PUBLIC = (
    "agenda/",
    "agenda.ics",
    "agenda.json",
    "agenda/v2/",
    "agenda/changes.atom",
    "agenda/s/{session}/",
    "agenda/s/{session}.ics",
)


def test_what_is_public_names_the_control_alone(own: Place, other: Place, control: str) -> None:
    """SB-P2: pages, calendar files, data and feeds; the search, of everybody and of staff."""
    client, texts = Client(), {}
    session = str(own.rows["session"].pk)[:8]
    for path in PUBLIC:
        response = client.get(f"/workshops/own/{path.format(session=session)}")
        assert response.status_code == 200, path
        texts[path] = text_of(response)
    assert {path: leaving(text, own, other) for path, text in texts.items()} == {
        path: set() for path in texts
    }
    named = {path for path, text in texts.items() if control in text}
    assert named >= {"agenda/", "agenda.json", "agenda/s/{session}/"}
    staff = Client()
    staff.force_login(accounts.administrator())
    for word in ("canary", control):
        for who, path in ((client, "/search/"), (staff, "/admin/pages/search/")):
            text = text_of(who.get(path, {"q": word})).replace(word, "")
            assert "canary-" not in text, path


def test_files_of_hosts_name_the_control_alone(own: Place, other: Place, control: str) -> None:
    """SB-P2: the agenda in every format and the sheet of the interpreters, own workshop."""
    client = Client()
    client.force_login(accounts.host_organiser(own.workshop))
    names = ["export.csv", "export.xlsx", "export.docx", "interpretation.xlsx"]
    texts = {}
    for name in names:
        response = client.get(f"/organise/own/agenda/{name}")
        assert response.status_code == 200, name
        content = b"".join(response.streaming_content) if response.streaming else response.content
        texts[name] = unpacked(content)
    # Officials whom their own government nominated are named to the host, and nobody else is.
    officials = {canary(p, code) for p in own.people if p.is_nominated for code in ("name",)}
    for text in texts.values():
        for name in officials:
            text = text.replace(name, "")
        assert leaving(text, own, other) <= {"organisation", "position"}
        assert not any(canary(p, "name") in text for p in own.people if not p.is_nominated)
    assert any(control in text for text in texts.values())


def test_the_export_holds_what_the_secretariat_reads(own: Place, other: Place) -> None:
    """SB-P2: every column on offer, as it is written; nothing of the other workshop."""
    from registrations.domain import exporting

    rows = Registration.objects.filter(workshop=own.workshop).order_by("pk")
    codes = [code for code, _label in exporting.columns(own.workshop)]
    text = " ".join(" ".join(row) for row in exporting.rows(own.workshop, rows, codes))
    for person in own.people:
        read = {row.code for row in catalogue.all_fields() if canary(person, row.code) in text}
        for code in read:
            assert catalogue.get(code).mark(Reader.SECRETARIAT, person.track) is Mark.READS
        assert read >= {"name", "email", "organisation"}
    assert not any(canary(person, "name") in text for person in other.people)


def test_paper_names_the_control_alone(own: Place, other: Place, control: str) -> None:
    """SB-P2, SEC-C5: badges, the list of the proceedings, the agenda that is typeset."""
    workshop, release = own.workshop, own.rows["release"]
    programme = resolve(workshop, release.document, Output.PROGRAMME)
    made = {
        "badges": badges.html_of(workshop, badges.badges(workshop)),
        "list": people.list_html(people.printed_list(workshop)),
        "agenda": agenda_pdf.html_of(workshop, release, programme, "https://example.org/"),
    }
    assert {name: leaving(text, own, other) for name, text in made.items()} == {
        name: set() for name in made
    }
    assert [control in text for text in made.values()] == [True, True, True]


def test_mails_tell_nothing_that_they_need_not(
    own: Place, other: Place, caplog: pytest.LogCaptureFixture
) -> None:
    """SEC-E7: no answer of anybody in subject or text; the address alone says to whom."""
    registration = own.rows["registration"]
    registering.withdraw(registration)
    row = MailMessage.objects.filter(subject_key=registration.person_id).latest("queued_at")
    mail = messages.build(row)
    assert mail.to == [canary(registration.person, "email")]
    said = f"{mail.subject} {mail.body} {mail.alternatives}"
    assert leaving(said, own, other) == set()
    assert "own" not in mail.subject.lower()
    assert [line for line in caplog.messages if "canary-" in line] == []
