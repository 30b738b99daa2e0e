"""What stands on the private page beside one's own data: papers, files, online room, calendar."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from access.models import AuditEntry, PrivateFile
from correspondence.domain import messages
from correspondence.models import MailMessage
from events.models import Document, WorkshopPage
from registrations.domain import links, online, registering
from registrations.models import OnlineRoom, Registration
from tests.factories.access import secretariat
from tests.factories.events import DocumentFactory, PersonFactory, WorkshopFactory
from tests.factories.registrations import OnlineRoomFactory, RegistrationFactory
from tests.registrations.conftest import picture
from tests.registrations.test_described import described_form, question

pytestmark = pytest.mark.django_db

ROOM = "https://meet.example.org/CANARY-ROOM"


def person(workshop: WorkshopPage, state: str = "accepted", **values: str) -> Registration:
    return RegistrationFactory(
        workshop=workshop,
        state=state,
        person=PersonFactory(
            workshop=workshop, values={"name": "Invented Maya", "email": "m@example.org", **values}
        ),
    )


def shown(client: Client, registration: Registration) -> list[str]:
    """The sections of the page by their templates."""
    page = client.get(links.status(registration))
    return [part.template.rpartition("/")[2] for part in page.context["parts"]]


def test_papers_for_participants_and_for_nobody_else(
    client: Client, workshop: WorkshopPage
) -> None:
    """SB-R12, SEC-A1: by their own link, accepted people alone; others get 404."""
    paper = DocumentFactory(workshop=workshop, audience=Document.Audience.PARTICIPANTS)
    internal = DocumentFactory(workshop=workshop, audience=Document.Audience.INTERNAL)
    elsewhere = DocumentFactory(workshop=WorkshopFactory(), audience=Document.Audience.PARTICIPANTS)
    mine = links.status(person(workshop))
    page = client.get(mine).content.decode()
    assert page.count(f"{mine}paper/{paper.pk}/") == 1
    assert str(internal.pk) not in page
    answer = client.get(f"{mine}paper/{paper.pk}/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert answer["Cache-Control"] == "no-store, private"
    for hidden in (internal.pk, elsewhere.pk, uuid.uuid4()):
        assert client.get(f"{mine}paper/{hidden}/").status_code == 404
    for state in ("submitted", "waitlisted", "declined", "withdrawn"):
        other = links.status(person(workshop, state))
        assert client.get(f"{other}paper/{paper.pk}/").status_code == 404
        assert str(paper.pk) not in client.get(other).content.decode()


@pytest.mark.parametrize(
    ("form", "state", "participation", "sees"),
    [
        ("hybrid", "accepted", "online", True),
        ("hybrid", "attended", "online", True),
        ("hybrid", "accepted", "", False),
        ("hybrid", "submitted", "online", False),
        ("online", "accepted", "", True),
        ("in_person", "accepted", "online", False),
    ],
)
def test_the_way_into_the_meeting(
    client: Client, form: str, state: str, participation: str, sees: bool
) -> None:
    """SB-R12: the link stands on the pages of accepted remote participants."""
    workshop = WorkshopFactory(format=form)
    OnlineRoomFactory(workshop=workshop, address=ROOM)
    registration = person(workshop, state, participation=participation)
    page = client.get(links.status(registration)).content.decode()
    assert page.count(ROOM) == int(sees)


def test_the_room_is_in_no_mail_no_calendar_and_not_in_clear(
    client: Client, workshop: WorkshopPage
) -> None:
    """US-P12: sealed in the database, said on the page, and nowhere else."""
    WorkshopPage.objects.filter(pk=workshop.pk).update(format="online")
    client.force_login(secretariat())
    address = f"/admin/registrations/{workshop.pk}/online/"
    assert client.post(address, {"address": ROOM, "words": "Opens at 8"}).status_code == 302
    bad = client.post(address, {"address": "http://meet.example.org"})
    assert bad.context["form"].errors == {"address": ["Enter an address that begins with https://"]}
    client.logout()
    assert b"CANARY" not in bytes(OnlineRoom.objects.get().sealed)
    assert "CANARY" not in str(list(AuditEntry.objects.values()))
    registration = person(WorkshopPage.objects.get(pk=workshop.pk))
    registering.decline(registration, "system")
    registering.accept(registration, "system")
    assert MailMessage.objects.count() == 2
    assert all("CANARY" not in messages.build(m).body for m in MailMessage.objects.all())
    mine = links.status(registration)
    assert "CANARY" not in client.get(f"{mine}days.ics").content.decode()
    assert client.get(mine).content.decode().count(ROOM) == 1
    online.set_room(registration.workshop, None, secretariat())
    assert ROOM not in client.get(mine).content.decode()


def test_the_calendar_file_betrays_nothing(client: Client, workshop: WorkshopPage) -> None:
    """US-P12: the days and the reference; no title, no place, no link."""
    registration = person(workshop)
    mine = links.status(registration)
    text = client.get(f"{mine}days.ics").content.decode()
    lines = dict(line.split(":", 1) for line in text.splitlines())
    assert lines["SUMMARY"] == registration.reference
    assert lines["DTSTART;VALUE=DATE"] == f"{workshop.starts_on:%Y%m%d}"
    assert {"LOCATION", "URL", "DESCRIPTION", "ORGANIZER"} & set(lines) == set()
    for betrayed in (workshop.title, workshop.city, "ASEAN", "Maya"):
        assert betrayed not in text
    assert client.get(links.status(person(workshop, "submitted")) + "days.ics").status_code == 404


def test_an_answer_about_access(client: Client, workshop: WorkshopPage) -> None:
    """SB-R12, US-P8: arranged, a question, not possible; the mail does not say which."""
    registration = person(workshop, access_needs="A ramp")
    mine = links.status(registration)
    assert "as soon as we know" in client.get(mine).content.decode()
    client.force_login(secretariat())
    desk = f"/admin/registrations/{workshop.pk}/{registration.pk}/"
    assert client.post(f"{desk}access/", {"kind": "perhaps"}).status_code == 302
    assert MailMessage.objects.count() == 0
    client.post(f"{desk}access/", {"kind": "arranged", "words": "CANARY: at the side door"})
    assert "Arranged: CANARY: at the side door" in client.get(desk).content.decode()
    client.logout()
    page = client.get(mine)
    part = next(p for p in page.context["parts"] if p.template.endswith("_access.html"))
    assert (part.values["answer"].kind, part.values["answer"].words) == (
        "arranged",
        "CANARY: at the side door",
    )
    mail = MailMessage.objects.get()
    assert mail.occasion == "page_news"
    assert "CANARY" not in messages.build(mail).body
    nobody = person(workshop)
    assert "_access.html" not in shown(client, nobody)


@pytest.fixture
def asked(workshop: WorkshopPage) -> Any:
    asked = question(workshop, type="file", label={"en": "Your paper"}, required=True)
    described_form(workshop, asked)
    return asked


def test_a_file_is_asked_for_on_the_private_page(
    client: Client, workshop: WorkshopPage, asked: Any
) -> None:
    """SB-R1: type by content, cleaned, sealed, replaced, erased; readers by the audience."""
    registration = person(workshop)
    mine = links.status(registration)
    assert "_files.html" in shown(client, registration)
    address = f"{mine}files/{asked.code}/"
    missing = client.post(address, {})
    assert missing.context["form"].errors == {"upload": ["Choose a file"]}
    wrong = SimpleUploadedFile("paper.pdf", b"MZ\x90 not a PDF", "application/pdf")
    refused = client.post(address, {"upload": wrong})
    assert refused.context["form"].errors["upload"][0].startswith("This kind of file is not taken")
    assert PrivateFile.objects.count() == 0
    for _twice in range(2):
        assert client.post(address, {"upload": picture()}).status_code == 302
    kept = PrivateFile.objects.get()
    assert (kept.subject, kept.purpose) == (registration.person_id, asked.code)
    own = client.get(f"{mine}file/{kept.pk}/")
    assert b"".join(own.streaming_content)[:3] == b"\xff\xd8\xff"
    held = client.get(f"{mine}data.json").json()["files"]
    assert [(each["what"], each["name"], each["type"]) for each in held] == [
        ("Your paper", "my cat.png", "image/jpeg")
    ]
    stranger = links.status(person(workshop))
    assert client.get(f"{stranger}file/{kept.pk}/").status_code == 404
    client.force_login(secretariat())
    desk = f"/admin/registrations/{workshop.pk}/{registration.pk}/"
    assert f"/files/{kept.pk}/" in client.get(desk).content.decode()
    assert client.get(f"/files/{kept.pk}/").status_code == 200
    client.logout()
    client.post(address, {"remove": "1"})
    assert PrivateFile.objects.count() == 0


def test_a_file_is_read_by_its_audience_alone(client: Client, workshop: WorkshopPage) -> None:
    """SEC-A1: a file for the travel desk is not there for the Secretariat's list."""
    asked = question(workshop, type="file", audience="travel")
    described_form(workshop, asked)
    registration = person(workshop)
    client.post(f"{links.status(registration)}files/{asked.code}/", {"upload": picture()})
    kept = PrivateFile.objects.get()
    client.force_login(secretariat())
    desk = f"/admin/registrations/{workshop.pk}/{registration.pk}/"
    assert client.get(desk).context["files"] == []
    assert client.get(f"/files/{kept.pk}/").status_code == 404


def test_a_file_that_is_not_asked_of_somebody_is_not_there(
    client: Client, workshop: WorkshopPage, asked: Any
) -> None:
    for state in ("declined", "withdrawn"):
        mine = links.status(person(workshop, state))
        address = f"{mine}files/{asked.code}/"
        assert client.post(address, {"upload": picture()}).status_code == 404
    mine = links.status(person(workshop))
    assert client.get(f"{mine}files/q.{workshop.pk}.deadbeef/").status_code == 404
    assert PrivateFile.objects.count() == 0


def test_the_form_says_which_file_comes_later(
    client: Client, workshop: WorkshopPage, asked: Any
) -> None:
    """SB-R1: no file before the address is confirmed; nothing is lost between two steps."""
    form = f"/workshops/{workshop.slug}/registration/form/"
    page = client.post(form, {"step": "needs", "name": "", "email": ""})
    assert asked.name not in page.context["form"].fields
    paper = client.get(f"/workshops/{workshop.slug}/registration/paper/")
    assert paper.context["files"] == ["Your paper"]
