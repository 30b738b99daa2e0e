"""The visa letter as the person sees it before anything is kept or sent (US-P11).

Letters are written on the floor above; it registers here how one reads.
"""

import hashlib
from collections.abc import Callable, Mapping

from django.utils import timezone

from access.domain import audit
from events.models import WorkshopPage
from registrations.domain import answers
from registrations.models import Registration

# Workshop, values by field code, language: the paragraphs of the letter.
Writer = Callable[[WorkshopPage, Mapping[str, str], str], list[str]]
_writers: list[Writer] = []
SEND = "send"


def register_writer(writer: Writer) -> None:
    """Say at start-up how a visa letter reads; the last one holds."""
    _writers[:] = [writer]


def words(registration: Registration, texts: Mapping[str, str]) -> list[str]:
    """The letter with these values, paragraph by paragraph, exactly as it would be sent.

    It is written in the language in which the person registered.
    """
    if not _writers:
        return []
    return _writers[0](registration.workshop, texts, registration.language)


def fingerprint(paragraphs: list[str]) -> str:
    """What the person's agreement is bound to: another word asks again."""
    return hashlib.sha256("\n\n".join(paragraphs).encode()).hexdigest()


def agree(registration: Registration, texts: Mapping[str, str], paragraphs: list[str]) -> None:
    """Keep the second step with the letter as it was seen. Raises WrongState, Busy."""
    answers.second_step(registration, {**texts, answers.LETTER: "\n\n".join(paragraphs)})
    audit.record(
        "registration.visa_letter",
        obj=registration,
        actor="participant",
        vault=registration.workshop.vault,
        words=fingerprint(paragraphs),
        on=timezone.localdate().isoformat(),
    )
