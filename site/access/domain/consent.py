"""What people agreed to: recorded in their words, withdrawn at any time, off by default."""

import uuid
from collections.abc import Iterable, Mapping

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.models import Consent, Vault


class Naming(models.TextChoices):
    """How a person appears in one output; the most protective answer holds by default."""

    NONE = "none", _("Not at all: I am only counted")
    ORGANISATION = "organisation", _("By organisation only")
    OTHER_NAME = "other_name", _("By another name")
    NAME = "name", _("By my name and organisation")


class Output(models.TextChoices):
    """Where people can appear. Each has a switch of its own."""

    BADGE = "badge", _("On my badge")
    PROGRAMME = "programme", _("In the programme")
    LIST = "list", _("In the list that participants receive")
    PROCEEDINGS = "proceedings", _("In the published proceedings")
    HOST = "host", _("To the host organisers")


def purpose_of(output: Output) -> str:
    """The purpose under which the choice for one output is stored."""
    return f"named:{output.value}"


@transaction.atomic
def give(
    vault: Vault,
    subject: uuid.UUID,
    purpose: str,
    choice: str,
    *,
    text_version: str,
    language: str,
) -> Consent:
    """Record a choice; the one before it is withdrawn at the same moment."""
    withdraw(subject, purpose)
    return Consent.objects.create(
        vault=vault,
        subject=subject,
        purpose=purpose,
        choice=choice,
        text_version=text_version,
        language=language,
    )


def give_first(
    vault: Vault,
    subject: uuid.UUID,
    choices: Mapping[str, str],
    *,
    text_version: str,
    language: str,
) -> None:
    """Record the choices, by purpose, of a person who has none yet: one statement for all."""
    given = {"vault": vault, "subject": subject, "text_version": text_version, "language": language}
    Consent.objects.bulk_create(
        Consent(purpose=purpose, choice=choice, **given) for purpose, choice in choices.items()
    )


def withdraw(subject: uuid.UUID, purpose: str) -> None:
    """End the choice in force, if there is one. The record of it stays, with its date."""
    Consent.objects.filter(subject=subject, purpose=purpose, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )


def naming(subjects: Iterable[uuid.UUID], output: Output) -> dict[uuid.UUID, Naming]:
    """How each person chose to appear in one output, in one query; who chose nothing is absent."""
    rows = Consent.objects.filter(
        subject__in=list(subjects), purpose=purpose_of(output), withdrawn_at=None
    ).values_list("subject", "choice")
    return {subject: Naming(choice) for subject, choice in rows}
