"""Certificates of attendance: made when their bearer asks, in the name they choose, kept nowhere.

A certificate has a code; its fingerprint is all that stays. Whoever has the code learns that it is
valid, and for which workshop, and never a name (US-P16).
"""

import datetime
import hashlib
import secrets
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from access.domain import audit
from access.models import Vault
from events.models import WorkshopPage
from publications.domain import letters_kinds, letters_texts
from publications.domain.letters import letterhead_of, sender_of
from publications.domain.letters_paper import Press, Sender, Sheet, certificate_html
from publications.domain.letters_people import of_workshop
from publications.models import Certificate
from registrations.models import Registration

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
GROUPS, IN_GROUP = 4, 4
YEARS = 5
# A person may try several names, and then it is enough.
MOST = 10


class TooMany(Exception):
    """The person made as many certificates as anybody may."""


class NotYet(Exception):
    """Only who was there can have a certificate."""


@dataclass(frozen=True)
class Answer:
    """What the page for checking may tell: the workshop and its days."""

    workshop: str
    dates: str


def may_have(registration: Registration) -> bool:
    """Whether the person was there."""
    return registration.state == Registration.State.ATTENDED


def make(registration: Registration, name: str, language: str) -> bytes:
    """A certificate in the name that its bearer chose, as a tagged PDF.

    The name is printed and forgotten. Arguments: the registration of somebody who was there; the
    name in one line; a language of the site. Raises NotYet, TooMany, BuildError.
    """
    workshop, subject = registration.workshop, registration.person_id
    if not may_have(registration) or subject is None:
        raise NotYet
    vault = workshop.vault
    if Certificate.objects.filter(vault=vault, subject_key=subject).count() >= MOST:
        raise TooMany
    today = timezone.localdate()
    code, until = new_code(), today.replace(year=today.year + YEARS, day=min(today.day, 28))
    pdf = _typeset(workshop, name, language, code, until)
    with transaction.atomic():
        row = Certificate.objects.create(
            vault=vault, code_digest=digest(code), subject_key=subject, valid_until=until
        )
        audit.record("certificate.made", obj=row, actor="participant", vault=vault)
    return pdf


def preview(workshop: WorkshopPage, name: str, language: str, words: str) -> bytes:
    """A certificate of an invented person in words that may not be saved yet, for staff.

    Its code is valid nowhere. Raises BuildError.
    """
    until = timezone.localdate() + datetime.timedelta(days=365)
    return _typeset(workshop, name, language, "XXXX-XXXX-XXXX-XXXX", until, words)


def _typeset(
    workshop: WorkshopPage,
    name: str,
    language: str,
    code: str,
    until: datetime.date,
    words: str = "",
) -> bytes:
    kind = letters_kinds.get(letters_kinds.CERTIFICATE)
    if not words:
        if language not in letters_texts.languages(workshop.vault, kind):
            language = settings.LANGUAGE_CODE
        words = letters_texts.in_force(workshop.vault, kind, language)
    head = letterhead_of(workshop.vault)
    sender = (
        sender_of(head) if head else Sender((str(settings.SITE_NAME),), "", "", _("Secretariat"))
    )
    sheet = Sheet(
        language,
        lambda: str(kind.heading),
        words,
        lambda: {**of_workshop(workshop), "name": name},
    )
    with override(language):
        in_words = date_format(until, "j F Y")
        title = str(kind.label)
        address = settings.BASE_URL.rstrip("/") + reverse("certificate_check")
    html = certificate_html(
        sheet, sender, timezone.localdate(), code=code, address=address, until=in_words
    )
    with Press() as press:
        return press.pdf(title, language, html)


def check(typed: str) -> Answer | None:
    """What is known about a code as somebody typed it; None where it is not valid."""
    row = (
        Certificate.objects.filter(
            code_digest=digest(normal(typed)), valid_until__gte=timezone.localdate()
        )
        .only("vault_id")
        .first()
    )
    workshop = WorkshopPage.objects.filter(vault=row.vault_id).first() if row else None
    if workshop is None:
        return None
    values = of_workshop(workshop)
    return Answer(values["workshop"], values["dates"])


def new_code() -> str:
    """A random code of 76 bits, as it is printed."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _letter in range(IN_GROUP)) for _group in range(GROUPS)
    )


def normal(typed: str) -> str:
    """A typed code in the printed form, whatever stands between its groups."""
    letters = "".join(char for char in typed.upper() if char in ALPHABET)
    return "-".join(letters[at : at + IN_GROUP] for at in range(0, len(letters), IN_GROUP))


def digest(code: str) -> str:
    """What is stored of a code."""
    return hashlib.sha256(f"certificate|{code}".encode()).hexdigest()


def sweep(vault: Vault, subject: uuid.UUID) -> int:
    """When a person is erased the key goes; a paper once given out stays valid."""
    rows = Certificate.objects.filter(vault=vault, subject_key=subject)
    return rows.update(subject_key=None)


def forget_old() -> int:
    """Erase codes whose time is over; a job of the timetable."""
    return Certificate.objects.filter(valid_until__lt=timezone.localdate()).delete()[0]
