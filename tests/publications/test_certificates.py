"""Certificates: in the name their bearer chose, checked by a code, without a name anywhere."""

import datetime
import io
import re
import uuid

import pikepdf
import pytest
from django.utils import timezone
from pypdf import PdfReader

from access.domain import erasure
from access.models import AuditEntry, PersonalValue, PrivateFile
from publications.domain import certificates
from publications.models import Certificate
from registrations.domain import links
from registrations.models import Registration
from tests.factories.events import PersonFactory, WorkshopFactory
from tests.factories.letters import CertificateFactory, LetterheadFactory
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db
MAILS: set[str] = set()
State = Registration.State
CHOSEN = "Chosen Canary"


@pytest.fixture
def workshop():
    page = WorkshopFactory(
        official_title="Invented Workshop on Remedies",
        starts_on=datetime.date(2027, 6, 15),
        ends_on=datetime.date(2027, 6, 17),
    )
    LetterheadFactory(vault=page.vault)
    return page


def attendee(workshop, state=State.ATTENDED):
    person = PersonFactory(workshop=workshop, values={"name": "Registered Canary"})
    return RegistrationFactory(
        workshop=workshop, person=person, state=state, confirmed_at=timezone.now()
    )


def given_out(workshop, subject=None):
    """The code of a certificate that somebody has, without the paper."""
    code = certificates.new_code()
    until = timezone.localdate() + datetime.timedelta(days=30)
    CertificateFactory(
        vault=workshop.vault,
        code_digest=certificates.digest(code),
        subject_key=subject or uuid.uuid4(),
        valid_until=until,
    )
    return code


def text_of(pdf):
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(page.extract_text().split())


def code_in(pdf):
    return re.search(r"Number ([A-Z0-9]{4}(?:-[A-Z0-9]{4}){3})\.", text_of(pdf))[1]


def test_the_whole_way(client, workshop):
    """US-P16, SB-O3: asked for on the page, made in the chosen name, checked without a name."""
    person = attendee(workshop)
    mine = links.status(person)
    assert f"{mine}certificate/" in client.get(mine).content.decode()
    form = client.get(f"{mine}certificate/")
    assert form.context["form"]["name"].value() == "Registered Canary"
    answer = client.post(f"{mine}certificate/", {"name": CHOSEN})
    assert answer["Content-Type"] == "application/pdf"
    words = text_of(answer.content)
    assert CHOSEN in words
    assert "Registered Canary" not in words
    assert "Invented Workshop on Remedies" in words
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert document.Root.MarkInfo.Marked

    code = code_in(answer.content)
    for typed in (code, code.lower().replace("-", " "), f"  {code.replace('-', '')} "):
        page = client.post("/certificate/", {"code": typed}).content.decode()
        assert "Valid." in page
        assert "Invented Workshop on Remedies, 15–17 June 2027" in page
        assert "Canary" not in page
    # Nothing of it is kept: neither the name nor the paper nor the code.
    assert PrivateFile.objects.count() == 0
    assert PersonalValue.objects.filter(field="name").count() == 1
    row = Certificate.objects.get()
    assert code not in str(vars(row))
    assert (row.valid_until - timezone.localdate()).days in range(5 * 365 - 4, 5 * 366)
    kept = [str(entry.detail) for entry in AuditEntry.objects.filter(action="certificate.made")]
    assert ["Canary" in text or code in text for text in kept] == [False]


def test_a_wrong_code_is_not_valid_and_a_guesser_rests(client, workshop):
    """US-P16: rate limited; the same answer whatever the code was like."""
    good = given_out(workshop)
    for number in range(20):
        page = client.post("/certificate/", {"code": f"2222-2222-2222-{number:04}"})
        assert (page.status_code, "Not valid." in page.content.decode()) == (200, True)
    rests = client.post("/certificate/", {"code": good})
    assert (rests.status_code, "Valid." in rests.content.decode()) == (429, False)
    other = client.post("/certificate/", {"code": good}, REMOTE_ADDR="192.0.2.9")
    assert "Valid." in other.content.decode()


@pytest.mark.parametrize("state", [State.ACCEPTED, State.SUBMITTED, State.DECLINED])
def test_only_who_was_there_gets_one(client, workshop, state):
    person = attendee(workshop, state)
    mine = links.status(person)
    assert "certificate/" not in client.get(mine).content.decode()
    assert client.post(f"{mine}certificate/", {"name": CHOSEN}).status_code == 302
    assert Certificate.objects.count() == 0


def test_ten_are_enough(client, workshop, monkeypatch):
    monkeypatch.setattr(certificates, "MOST", 1)
    person = attendee(workshop)
    given_out(workshop, person.person_id)
    page = client.post(f"{links.status(person)}certificate/", {"name": CHOSEN})
    assert "You have made ten." in page.content.decode()
    assert Certificate.objects.count() == 1


def test_a_paper_stays_valid_when_its_bearer_is_erased_and_ends_after_five_years(client, workshop):
    """Domain: the code five years, no name; the key of the person goes with the person."""
    person = attendee(workshop)
    code = given_out(workshop, person.person_id)
    erasure.erase_person(workshop.vault, person.person_id)
    row = Certificate.objects.get()
    assert row.subject_key is None
    assert certificates.check(code) is not None
    today = timezone.localdate()
    Certificate.objects.update(valid_until=today - datetime.timedelta(days=1))
    assert certificates.check(code) is None
    assert certificates.forget_old() == 1


@pytest.mark.parametrize("name", ["สมชาย ใจดี <b>x</b>", "သီတာ " + "L" * 114])
def test_a_name_in_any_script_stays_on_one_page(workshop, name):
    pdf = certificates.make(attendee(workshop), name, "en")
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
