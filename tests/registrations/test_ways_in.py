"""Drafts, invitations, nominations, and several people at one address."""

import datetime
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from access.domain import tokens
from access.models import PrivateFile
from correspondence.domain import messages
from correspondence.models import MailMessage
from events.models import WorkshopPage
from registrations.domain import delegations, drafts, holding, invitations, registering
from registrations.domain.invitations import Guest
from registrations.domain.states import State
from registrations.models import Delegation, Draft, Invitation, Registration
from tests.factories.access import secretariat
from tests.factories.events import CategoryFactory
from tests.factories.registrations import category, registered
from tests.registrations.conftest import last_token, picture
from tests.registrations.test_form import answers, errors_of

pytestmark = pytest.mark.django_db


def link(occasion: str) -> str:
    """The path in the newest mail of an occasion."""
    mail = MailMessage.objects.filter(occasion=occasion).order_by("queued_at").last()
    assert mail is not None
    found = re.search(r"(/me/\S+/)", messages.build(mail).body)
    assert found is not None
    return found[1]


@pytest.fixture
def address(workshop: WorkshopPage) -> str:
    CategoryFactory()
    return f"/workshops/{workshop.slug}/registration/form/"


def test_put_aside_and_taken_up_again(client: Client, workshop: WorkshopPage, address: str) -> None:
    """SB-R13: sealed, mailed, opened by a button, erased after seven days."""
    response = client.post(address, answers(step="later", name="Invented Draft"))
    assert (response.status_code, response["Location"]) == (
        302,
        f"/workshops/{workshop.slug}/registration/kept/",
    )
    assert client.get(response["Location"]).status_code == 200
    draft = Draft.objects.get()
    assert b"Invented" not in bytes(draft.sealed)
    path = link("resume_draft")
    shown = client.get(path).content.decode()
    assert "Invented Draft" not in shown
    page = client.post(path)
    assert page.context["form"]["name"].value() == "Invented Draft"
    assert ("organisation", "Invented Organisation") in page.context["carried"]
    assert Registration.objects.count() == 0
    Draft.objects.update(erase_at=timezone.now())
    holding.release_expired()
    assert (Draft.objects.count(), client.get(path).status_code) == (0, 404)


def test_a_draft_needs_an_address_and_nothing_else(client: Client, address: str) -> None:
    bad = client.post(address, {"step": "later", "name": "Only a name", "email": "nowhere"})
    assert errors_of(bad) == {"email": ["Enter an e-mail address in the form name@example.org"]}
    good = client.post(address, {"step": "later", "email": "a@example.org"})
    assert (good.status_code, Draft.objects.count()) == (302, 1)


def test_a_mailbox_is_not_flooded_with_drafts(client: Client, address: str) -> None:
    for _time in range(3):
        client.post(address, {"step": "later", "email": "a@example.org"})
    assert MailMessage.objects.filter(occasion="resume_draft").count() == 1


def test_another_person_at_this_address(client: Client, workshop: WorkshopPage) -> None:
    """SEC-D3: a second person only by the mailed token; the truth of the mail opens the way."""
    CategoryFactory()
    first = registered(workshop)
    registering.confirm(last_token(first))
    status = f"/me/{last_token(first)}/"
    assert "Register another person at this address" in client.get(status).content.decode()
    opened = client.post(f"{status}another/")
    path = opened["Location"]
    page = client.get(path)
    assert page.context["form"]["email"].value() == "maya@example.org"
    form = answers(name="Invented Colleague", email="elsewhere@example.org")
    assert client.post(path, form).status_code == 302
    second = Registration.objects.exclude(pk=first.pk).get()
    assert (second.number_at_address, second.state, second.email_index) == (
        2,
        State.SUBMITTED,
        first.email_index,
    )
    assert client.post(path, answers(name="Third")).status_code == 404
    assert Registration.objects.count() == 2


def test_twelve_delegates_at_one_address(client: Client, workshop: WorkshopPage) -> None:
    """Twelve registrations with twelve links of their own."""
    cso = CategoryFactory()
    for number in range(12):
        guest = Guest(f"Delegate {number}", "office@example.org")
        invitations.invite(workshop, guest, category=cso, actor="system")
        sent = client.post(link("invited"), answers(name=f"Delegate {number}"))
        assert sent.status_code == 302
    found = Registration.objects.order_by("number_at_address")
    assert [r.number_at_address for r in found] == list(range(1, 13))
    assert len({last_token(r) for r in found}) == 12


def test_an_invitation_fixes_address_and_capacity(client: Client, workshop: WorkshopPage) -> None:
    """SB-R9, SEC-A8: what an invitation decides cannot be posted away."""
    nwg = category("NWG")
    guest = Guest("Invented Guest", "guest@example.org")
    invitations.invite(workshop, guest, category=nwg, actor=secretariat())
    path = link("invited")
    assert client.get(path).context["form"]["name"].value() == "Invented Guest"
    client.post(path, answers(name="Changed Name", email="thief@example.org", category="CSO"))
    registration = Registration.objects.get()
    assert (registration.category, registration.state) == (nwg, State.SUBMITTED)
    assert registering.at_address(workshop, registration.email_index) == registration
    assert registered(workshop, email="guest@example.org") == registration


@pytest.mark.parametrize("ending", ["revoked", "expired", "foreign"])
def test_ended_invitations_look_alike(client: Client, workshop: WorkshopPage, ending: str) -> None:
    """SEC-F3: revoked, expired, made for something else."""
    guest = Guest("Invented Guest", "guest@example.org")
    row = invitations.invite(workshop, guest, category=None, actor="system")
    path = link("invited")
    if ending == "revoked":
        invitations.revoke(row, "system")
    if ending == "expired":
        Invitation.objects.update(expires_at=timezone.now())
    if ending == "foreign":
        path = path.replace("/invited/", "/draft/")
    assert client.get(path).status_code == 404
    assert client.post(path, answers()).status_code == 404
    assert Registration.objects.count() == 0


def test_unused_invitations_are_forgotten(workshop: WorkshopPage) -> None:
    guest = Guest("Invented Guest", "guest@example.org")
    invitations.invite(workshop, guest, category=None, actor="system")
    Invitation.objects.update(expires_at=timezone.now())
    holding.release_expired()
    assert Invitation.objects.get().sealed is None
    assert MailMessage.objects.get().sealed_address is None


def test_pasted_rows_are_looked_at_first() -> None:
    """Every row with its own mistake; a heading is left out."""
    lines = invitations.lines(
        "Name;Address\nPhạm Ví Dụ; a@example.org\nno address\nb@example.org\tWin\n"
        "Phạm Ví Dụ;A@example.org\n;c@example.org"
    )
    assert [(line.number, line.guest and line.guest.name, line.error) for line in lines] == [
        (2, "Phạm Ví Dụ", ""),
        (3, None, "An e-mail address in the form name@example.org is missing"),
        (4, "Win", ""),
        (5, None, "The same person stands further up"),
        (6, None, "A name is missing"),
    ]


def test_staff_invite_from_a_spreadsheet(client: Client, workshop: WorkshopPage) -> None:
    """SB-R9: XLSX with a preview; nothing is sent before the second look."""
    client.force_login(secretariat())
    book = Workbook()
    book.active.append(["Invented One", "one@example.org"])
    book.active.append(["Invented Two", "two@example.org"])
    stream = io.BytesIO()
    book.save(stream)
    desk = f"/admin/registrations/{workshop.pk}/invitations/"
    file = SimpleUploadedFile("people.xlsx", stream.getvalue())
    preview = client.post(desk, {"file": file})
    assert [line.guest.email for line in preview.context["lines"]] == [
        "one@example.org",
        "two@example.org",
    ]
    assert Invitation.objects.count() == 0
    rows = preview.context["form"].initial["rows"]
    client.post(desk, {"rows": rows, "sure": "1"})
    assert MailMessage.objects.filter(occasion="invited").count() == 2
    wrong = client.post(desk, {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04torn")})
    assert wrong.context["form"].errors["file"] == ["This is not a spreadsheet that can be read"]
    which = str(Invitation.objects.first().pk)  # type: ignore[union-attr]
    client.post(desk, {"revoke": which})
    assert Invitation.objects.filter(revoked_at=None).count() == 1


@pytest.fixture
def delegation(workshop: WorkshopPage) -> Delegation:
    return delegations.open_for(
        workshop,
        category=category("GOV"),
        places=2,
        expires_at=timezone.now() + datetime.timedelta(days=9),
        name="Invented Focal Point",
        email="focal@example.org",
        actor="system",
    )


def test_a_focal_point_nominates(client: Client, delegation: Delegation) -> None:
    """SB-R8: name and address only; the nominee gives the rest; three states and no more."""
    path = link("delegation")
    person = {"step": "add", "one-name": "Invented Delegate", "one-capacity": "head"}
    wrong = client.post(path, {**person, "one-email": "nowhere"})
    assert "Enter an e-mail address" in wrong.content.decode()
    client.post(path, {**person, "one-email": "delegate@example.org"})
    page = client.get(path)
    assert [(m.guest.name, str(m.state)) for m in page.context["members"]] == [
        ("Invented Delegate", "Nominated")
    ]
    assert "Rev. 1" in page.content.decode()
    client.post(link("nominated"), answers(name="Invented Delegate", message="SECRET-ANSWER"))
    registration = Registration.objects.get()
    assert registration.person is not None
    assert (registration.state, registration.category) == (State.SUBMITTED, delegation.category)
    registering.accept(registration, "system")
    html = client.get(path).content.decode()
    assert "Accepted" in html
    assert "SECRET-ANSWER" not in html


def test_a_delegation_is_never_larger_than_its_places(
    client: Client, delegation: Delegation
) -> None:
    path = link("delegation")
    rows = "A;a@example.org\nB;b@example.org\nC;c@example.org"
    preview = client.post(path, {"step": "rows", "many-rows": rows})
    assert preview.context["all_good"] is True
    full = client.post(path, {"step": "rows", "many-rows": rows, "sure": "1"})
    assert "fewer places" in full.content.decode()
    assert Invitation.objects.count() == 0
    two = "A;a@example.org\nB;b@example.org"
    client.post(path, {"step": "rows", "many-rows": two, "sure": "1"})
    assert Invitation.objects.count() == 2
    which = str(Invitation.objects.first().pk)  # type: ignore[union-attr]
    client.post(path, {"step": "back", "which": which})
    client.post(path, {"step": "add", "one-name": "C", "one-email": "c@example.org"})
    delegation.refresh_from_db()
    assert (delegation.revision, Invitation.objects.filter(revoked_at=None).count()) == (3, 2)


def test_the_task_is_handed_over(client: Client, delegation: Delegation) -> None:
    path = link("delegation")
    form = {"step": "hand", "hand-name": "Colleague", "hand-email": "colleague@example.org"}
    assert client.post(path, form).status_code == 302
    assert client.get(path).status_code == 404
    assert client.get(link("delegation")).status_code == 200
    assert client.post(link("delegation"), {"step": "back", "which": "x"}).status_code == 404


def test_staff_open_and_close_a_delegation(client: Client, workshop: WorkshopPage) -> None:
    client.force_login(secretariat())
    desk = f"/admin/registrations/{workshop.pk}/delegations/"
    day = timezone.localdate() + datetime.timedelta(days=5)
    form = {
        "category": category("NWG").pk,
        "places": "3",
        "until": day.isoformat(),
        "name": "Invented Focal Point",
        "email": "focal@example.org",
    }
    past = client.post(desk, {**form, "until": "2020-01-01"})
    assert past.context["form"].errors["until"] == ["Choose a day that is still to come"]
    client.post(desk, form)
    row = Delegation.objects.get()
    page = client.get(desk)
    assert [(r.places, r.nominated, r.accepted) for r, _letter in page.context["rows"]] == [
        (3, 0, 0)
    ]
    path = link("delegation")
    client.post(desk, {"close": str(row.pk)})
    assert client.get(path).status_code == 404


def test_a_used_invitation_raises(workshop: WorkshopPage) -> None:
    guest = Guest("Invented Guest", "guest@example.org")
    row = invitations.invite(workshop, guest, category=None, actor="system")
    registered(workshop, email="guest@example.org", invitation=row)
    with pytest.raises(tokens.BadToken):
        registered(workshop, email="guest@example.org", invitation=row)
    assert Registration.objects.count() == 1
    assert drafts.DAYS == 7


def test_counts_of_statements_do_not_grow(
    client: Client, delegation: Delegation, django_assert_max_num_queries: Any
) -> None:
    path = link("delegation")
    delegations.nominate(delegation, [Guest("A", "a@example.org"), Guest("B", "b@example.org")])
    with django_assert_max_num_queries(10):
        client.get(path)


def test_the_level_and_the_letter_of_a_delegation(client: Client, delegation: Delegation) -> None:
    """SB-R8: level of representation, credentials; the Secretariat opens the letter."""
    path = link("delegation")
    wrong = client.post(path, {"step": "level", "level-level": "king"})
    assert wrong.context["level"].errors == {"level": ["Choose one of the answers"]}
    bad = SimpleUploadedFile("letter.pdf", b"MZ not a PDF")
    refused = client.post(path, {"step": "level", "level-level": "minister", "level-letter": bad})
    assert set(refused.context["level"].errors) == {"letter"}
    for _twice in range(2):
        form = {"step": "level", "level-level": "deputy", "level-letter": picture()}
        assert client.post(path, form).status_code == 302
    delegation.refresh_from_db()
    letter = PrivateFile.objects.get()
    assert (delegation.level, letter.subject) == ("deputy", delegation.pk)
    client.force_login(secretariat())
    desk = client.get(f"/admin/registrations/{delegation.workshop_id}/delegations/")
    html = desk.content.decode()
    assert html.count("Deputy or vice-minister") == 1
    assert html.count(f"/files/{letter.pk}/") == 1
    assert client.get(f"/files/{letter.pk}/").status_code == 200


def test_staff_set_the_end_and_the_language_of_invitations(
    client: Client, workshop: WorkshopPage
) -> None:
    """SB-R11: the mail speaks the language, the link ends with the day."""
    client.force_login(secretariat())
    address = f"/admin/registrations/{workshop.pk}/invitations/"
    day = timezone.localdate() + datetime.timedelta(days=5)
    form = {"rows": "Maya; maya@example.org", "until": day.isoformat(), "language": "id"}
    past = client.post(address, {**form, "until": "2020-01-01"})
    assert past.context["form"].errors == {"until": ["Choose a day that is still to come"]}
    looked = client.post(address, form)
    assert looked.context["form"]["until"].value() == day.isoformat()
    assert looked.context["form"]["language"].value() == "id"
    client.post(address, {**form, "sure": "1"})
    row = Invitation.objects.get()
    assert row.expires_at.date() == day + datetime.timedelta(days=1)
    mail = MailMessage.objects.get()
    assert (mail.language, mail.occasion) == ("id", "invited")
