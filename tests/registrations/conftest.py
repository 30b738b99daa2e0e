"""What the tests of registration share."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from correspondence.domain import messages
from correspondence.models import MailMessage
from events.models import WorkshopPage
from registrations.models import Registration
from tests.factories.events import WorkshopFactory
from tests.factories.registrations import QuotaFactory, RegistrationPageFactory


@pytest.fixture
def workshop(db: Any) -> WorkshopPage:
    """A workshop with an open registration and three places."""
    workshop = WorkshopFactory()
    RegistrationPageFactory(parent=workshop)
    QuotaFactory(workshop=workshop, places=3)
    return workshop


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers do not wait for a full step of time."""
    monkeypatch.setattr("registrations.public.doors.STEP_SECONDS", 0.001)


def picture() -> SimpleUploadedFile:
    """A small picture, as a person would send one."""
    content = io.BytesIO()
    Image.new("RGB", (30, 20), "navy").save(content, "PNG")
    return SimpleUploadedFile("my cat.png", content.getvalue(), "image/png")


def occasions(registration: Registration) -> list[str]:
    """The mails written to one person, in order."""
    return list(
        MailMessage.objects.filter(subject_key=registration.person_id).values_list(
            "occasion", flat=True
        )
    )


def last_token(registration: Registration) -> str:
    """The secret in the newest mail to one person, as they would read it."""
    mail = MailMessage.objects.filter(subject_key=registration.person_id).last()
    assert mail is not None
    found = re.search(r"/me/(?:confirm/)?([A-Za-z0-9_-]{43})/", messages.build(mail).body)
    assert found is not None
    return found[1]
