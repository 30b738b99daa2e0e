"""A portrait: sent from the private page or put in at the desk, printed only where wanted."""

import io
from typing import Any

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from access.domain import disclosure, files, locks
from access.domain.consent import Naming, Output
from access.models import AuditEntry, Consent, PrivateFile
from events.models import WorkshopPage
from publications.domain import badges
from registrations.domain import portraits, registering
from registrations.domain.states import State
from registrations.models import Registration
from tests.factories.access import UserFactory, host_organiser, proceedings_staff, secretariat
from tests.factories.registrations import registered
from tests.registrations.conftest import last_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_storage")]
SECRET = b"GPSLatitude CANARY"


def photo(name: str = "DSC-CANARY.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    if content is None:
        stream = io.BytesIO()
        Image.new("RGB", (60, 80), "#5E1D4B").save(stream, "JPEG", comment=SECRET)
        content = stream.getvalue()
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


@pytest.fixture
def registration(workshop: WorkshopPage) -> Registration:
    """Somebody with a place who is on the badge by name."""
    made = registered(workshop, values={"name": "Ví Dụ"}, choices={Output.BADGE: Naming.NAME})
    registering.address_is_confirmed(made)
    Registration.objects.update(state=State.ACCEPTED)
    made.refresh_from_db()
    return made


@pytest.fixture
def page(registration: Registration) -> str:
    return f"/me/{last_token(registration)}/portrait/"


def send(client: Client, page: str, **data: Any) -> Any:
    return client.post(page, {"upload": photo(), **data})


def test_a_portrait_is_sent_looked_at_and_erased(
    client: Client, registration: Registration, page: str
) -> None:
    """SEC-F5: nothing of the camera is kept; the person gets back what we have; a record each."""
    assert page in client.get(page.removesuffix("portrait/")).content.decode()
    assert send(client, page).status_code == 302
    response = client.get(f"{page}file/")
    content = b"".join(response.streaming_content)
    assert (response.status_code, content[:3]) == (200, b"\xff\xd8\xff")
    assert SECRET not in content
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "no-store, private"
    assert client.post(page, {"remove": "1"}).status_code == 302
    assert PrivateFile.objects.count() == 0
    assert client.get(f"{page}file/").status_code == 404
    done = AuditEntry.objects.filter(action="registration.file").values_list("detail", flat=True)
    assert list(done) == [{"fields": ["portrait"]}] * 2


def test_the_wish_is_a_record_and_off_by_default(
    client: Client, registration: Registration, page: str
) -> None:
    """Issue 7, 10: words, language and time; withdrawn without a second photograph."""
    send(client, page)
    assert portraits.on_badge([registration.person_id]) == set()
    for tick, wanted in (({"on_badge": "on"}, {registration.person_id}), ({}, set())):
        assert client.post(page, tick).status_code == 302
        assert portraits.on_badge([registration.person_id]) == wanted
    row = Consent.objects.get(purpose="portrait:badge")
    assert (row.choice, row.language, row.text_version != "") == ("yes", "en", True)
    assert row.withdrawn_at is not None


@pytest.mark.parametrize(
    ("upload", "says"),
    [
        (photo("x.jpg", b"no photograph"), "This kind of file is not taken here"),
        (photo("x.pdf", b"%PDF-1.7 x"), "This kind of file is not taken here"),
        (photo("x.jpg", b"\xff\xd8\xff broken"), "There is a problem"),
        (None, "Choose a photograph"),
    ],
)
def test_what_is_no_photograph_is_refused_in_words(
    client: Client, page: str, upload: Any, says: str
) -> None:
    """SEC-F14: and nothing is kept."""
    response = client.post(page, {"upload": upload} if upload else {})
    assert says in response.content.decode()
    assert PrivateFile.objects.count() == 0


def test_only_who_holds_a_live_link_and_a_place_in_the_line(
    client: Client, registration: Registration, page: str
) -> None:
    """SEC-F3."""
    assert client.get(f"/me/{'x' * 43}/portrait/").status_code == 404
    Registration.objects.update(state=State.DECLINED)
    assert client.get(page).status_code == 404
    assert send(client, page).status_code == 404


@pytest.mark.parametrize(
    ("wants", "badge", "is_locked", "printed"),
    [
        (True, Naming.NAME, False, True),
        (True, Naming.OTHER_NAME, False, True),
        (False, Naming.NAME, False, False),
        (True, Naming.NONE, False, False),
        (True, Naming.ORGANISATION, False, False),
        (True, Naming.NAME, True, False),
    ],
)
def test_whose_face_is_on_the_badge(
    registration: Registration, wants: bool, badge: Naming, is_locked: bool, printed: bool
) -> None:
    """Only where the person wants it, and never beside a badge without their name."""
    workshop, person = registration.workshop, registration.person_id
    portraits.send(registration, photo(), wants_badge=wants, text_version="1")
    choices = dict.fromkeys(Output, Naming.NONE) | {Output.BADGE: badge}
    registering.change_appearance(registration, choices, "Other", text_version="1")
    if is_locked:
        locks.lock(workshop.vault, person, UserFactory())
    found = badges.pictures(workshop, UserFactory())
    assert list(found) == ([badges.key_of(person)] if printed else [])
    [made] = badges.badges(workshop, found)
    assert ("<img" in badges.html_of(workshop, [made])) is printed
    assert AuditEntry.objects.filter(action="file.read").count() == printed


def test_the_portrait_is_in_the_pdf(client: Client, registration: Registration) -> None:
    """Real typesetting: the picture in its place, the name beside it."""
    portraits.send(registration, photo(), wants_badge=True, text_version="1")
    client.force_login(secretariat())
    pdf = client.get(f"/admin/registrations/{registration.workshop.pk}/badges/").content
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    assert len(page.images) == 1
    assert "Ví Dụ" in page.extract_text()


def test_the_desk_puts_in_what_came_on_another_way(
    client: Client, registration: Registration
) -> None:
    """A note verbale and a portrait; the wish to print stays the person's."""
    address = f"/admin/registrations/{registration.workshop.pk}/{registration.pk}/"
    client.force_login(secretariat())
    assert f"{address}files/" in client.get(address).content.decode()
    for kind in ("portrait", "note_verbale"):
        data = {"kind": kind, "upload": photo()}
        assert client.post(f"{address}files/", data).status_code == 302
    assert portraits.on_badge([registration.person_id]) == set()
    detail = client.get(address).content.decode()
    kept = {file.purpose: file for file in PrivateFile.objects.all()}
    assert set(kept) == {"portrait", "note_verbale"}
    assert all(f"/files/{file.pk}/" in detail for file in kept.values())
    name, _chunks = files.read(disclosure.SECRETARIAT, kept["portrait"], "system")
    assert name == "DSC-CANARY.jpg"
    wrong = client.post(f"{address}files/", {"kind": "visa_letter", "upload": photo()})
    assert wrong.status_code == 422
    wrong = client.post(f"{address}files/", {"kind": "portrait", "upload": photo(content=b"x")})
    assert "This kind of file is not taken here" in wrong.content.decode()


def test_who_opens_a_portrait(client: Client, registration: Registration) -> None:
    """SEC-A1, A5: the Secretariat, with an entry; nobody else, whatever their account."""
    portraits.send(registration, photo(), wants_badge=True, text_version="1")
    address = f"/files/{PrivateFile.objects.get().pk}/"
    assert client.get(address).status_code == 302
    for account in (host_organiser(registration.workshop), proceedings_staff()):
        client.force_login(account)
        assert client.get(address).status_code == 404
    client.force_login(secretariat())
    assert client.get(address).status_code == 200
    assert AuditEntry.objects.filter(action="file.read").count() == 1
