"""What we could arrange for somebody: arranged, a question, not possible; told on their page."""

from dataclasses import dataclass
from typing import Any

from access.domain import audit, values
from access.models import User
from registrations.domain import notices, places
from registrations.domain.choices import ACCESS
from registrations.domain.registering import last_day
from registrations.domain.states import State, WrongState
from registrations.models import Registration

FIELD = "access_answer"
ASKED = ("access_needs", "support_person")
KINDS = ACCESS


@dataclass(frozen=True)
class AccessAnswer:
    """One of KINDS, and words for the person."""

    kind: str
    words: str

    @property
    def label(self) -> Any:
        """The kind as people read it."""
        return KINDS[self.kind]


def read(stored: str) -> AccessAnswer | None:
    """The answer from the value that is stored; None where there is none."""
    kind, _line, words = stored.partition("\n")
    return AccessAnswer(kind, words) if kind in KINDS else None


def give(registration: Registration, answer: AccessAnswer, actor: User) -> None:
    """Keep the answer for the person and mail them that there is news; never which.

    Raises WrongState where the registration is over, KeyError for a kind that is none, Busy.
    """
    label = KINDS[answer.kind]
    with places.passing(registration) as current:
        if current.state in {State.WITHDRAWN, State.ERASED, State.DECLINED}:
            raise WrongState(f"{current.state}: {label}")
        assert current.person_id is not None  # noqa: S101 - only an erased one has no person
        vault = current.workshop.vault
        text = f"{answer.kind}\n{answer.words}"
        values.store(vault, current.person_id, {FIELD: text}, last_day(current.workshop))
        entry = audit.record("registration.access", obj=current, actor=actor, vault=vault)
        notices.send(current, "page_news", once=f"access:{entry.pk}")
