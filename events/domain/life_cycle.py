"""The life of a workshop as a list of steps, computed from facts where facts tell.

The steps and their times are those of the domain study (3.1); what no row tells is said by hand
(`StepDone`). Upper apps register their facts at start-up; each provider is asked once for all the
workshops shown, so that a list costs the same with one and with ten.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.models import User
from events.models import AgendaRelease, Document, SessionRole, StepDone, WorkshopPage

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Step:
    """One step: its number, a code that never changes, the days from the first day (before: < 0).

    `is_said` marks a step that somebody may say is done: what happens outside this system no fact
    tells. Where a fact tells it, nobody need say it.
    """

    number: str
    code: str
    label: "str | _StrPromise"
    days: int
    actor: "str | _StrPromise"
    is_said: bool = False


@dataclass(frozen=True)
class Item:
    """A step of one workshop. `by_hand`: somebody said that it is done, no fact tells it."""

    step: Step
    due_on: datetime.date | None
    is_done: bool
    is_late: bool
    by_hand: bool = False


SECRETARIAT, HOST, BOTH = _("Secretariat"), _("Host"), _("Host and Secretariat")
STAFF, SYSTEM = _("Staff"), _("This system")
STEPS = (
    Step("1", "agreement", _("Host agreement with data annex signed"), -270, BOTH),
    Step("2", "dates", _("Days, venue and dates checked against holidays"), -240, HOST),
    Step("3", "save_the_date", _("Save-the-date page published"), -180, SECRETARIAT),
    Step("4", "concept_note", _("Concept note agreed"), -150, BOTH),
    Step("5a", "invited_states", _("Governments invited by note verbale"), -120, HOST, True),
    Step("5b", "invited_bodies", _("Institutions and bodies invited by letter"), -120, SECRETARIAT,
         True),
    Step("5c", "registration_open", _("Registration open"), -120, SECRETARIAT),
    Step("6", "nominations", _("Nominations received"), -60, HOST, True),
    Step("7", "sponsorship", _("Travel support decided"), -75, SECRETARIAT, True),
    Step("8", "visa_letters", _("Visa letters sent"), -42, SECRETARIAT, True),
    Step("9", "arrangements", _("Access, food and interpretation ordered as counts"), -30,
         SECRETARIAT, True),
    Step("5d", "registration_closed", _("Registration closed"), -25, SECRETARIAT),
    Step("10", "agenda", _("Agenda released"), -14, BOTH),
    Step("11", "speakers", _("Speakers confirmed"), -42, SECRETARIAT, True),
    Step("12", "statements", _("Statements filed"), -7, SECRETARIAT),
    Step("13", "protocol", _("Opening arranged with protocol"), -7, HOST, True),
    Step("14", "badges", _("Badges printed"), -1, SECRETARIAT, True),
    Step("15", "held", _("Workshop held"), 3, BOTH),
    Step("16", "notes", _("Rapporteurs' notes in"), 5, STAFF, True),
    Step("17", "adopted", _("Conclusions adopted"), 3, BOTH),
    Step("18", "press", _("Press told"), 4, SECRETARIAT, True),
    Step("19", "certificates", _("Certificates and evaluation done"), 14, SECRETARIAT, True),
    Step("20", "draft_summary", _("Draft summary with the co-organisers"), 30, STAFF),
    Step("21", "transmitted", _("Conclusions sent to the Senior Officials"), 60, SECRETARIAT),
    Step("22", "published", _("Proceedings published"), 105, STAFF),
    Step("23", "erased", _("Personal data erased"), 190, SYSTEM),
    Step("24", "followed_up", _("Follow-up recorded"), 365, STAFF),
)  # fmt: skip
BY_CODE = {step.code: step for step in STEPS}

Done = dict[int, set[str]]
Provider = Callable[[Sequence[WorkshopPage]], Done]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Ask `provider` which steps its rows tell; call it in `AppConfig.ready`."""
    if provider not in _providers:
        _providers.append(provider)


def checklists(workshops: Sequence[WorkshopPage]) -> dict[int, list[Item]]:
    """The steps of each workshop by its key, in order of time; statements as for one."""
    done: Done = {workshop.pk: set() for workshop in workshops}
    for provider in (_own_facts, *_providers):
        for key, codes in provider(workshops).items():
            done[key] |= codes
    said, today = _said(workshops), timezone.now().date()
    return {
        workshop.pk: _items(workshop, done[workshop.pk], said.get(workshop.pk, set()), today)
        for workshop in workshops
    }


def _items(
    workshop: WorkshopPage, told: set[str], said: set[str], today: datetime.date
) -> list[Item]:
    items = []
    for step in sorted(STEPS, key=lambda step: step.days):
        first = workshop.starts_on
        due_on = first + datetime.timedelta(days=step.days) if first else None
        by_hand = step.code in said - told
        is_done = by_hand or step.code in told
        is_late = bool(due_on and not is_done and due_on < today)
        items.append(Item(step, due_on, is_done, is_late, by_hand))
    return items


def next_item(items: Iterable[Item]) -> Item | None:
    """The first step that is not done; None where all are."""
    return next((item for item in items if not item.is_done), None)


def say_done(workshop: WorkshopPage, code: str, user: User) -> None:
    """Note that a step is done which no fact tells. Raises KeyError, ValueError for others."""
    if not BY_CODE[code].is_said:
        raise ValueError(code)
    StepDone.objects.get_or_create(workshop=workshop, step=code, defaults={"said_by": user})


def take_back(workshop: WorkshopPage, code: str) -> None:
    """Note that a step is not done after all."""
    StepDone.objects.filter(workshop=workshop, step=code).delete()


def _said(workshops: Sequence[WorkshopPage]) -> Done:
    found: Done = {}
    rows = StepDone.objects.filter(workshop__in=workshops).values_list("workshop", "step")
    for key, code in rows:
        found.setdefault(key, set()).add(code)
    return found


def _own_facts(workshops: Sequence[WorkshopPage]) -> Done:
    today = timezone.now().date()
    released = set(
        AgendaRelease.objects.filter(workshop__in=workshops).values_list("workshop", flat=True)
    )
    papers: dict[int, set[str]] = {}
    for key, kind in Document.objects.filter(workshop__in=workshops).values_list(
        "workshop", "kind"
    ):
        papers.setdefault(key, set()).add(kind)
    answers: dict[int, set[str]] = {}
    parts = SessionRole.objects.filter(session__workshop__in=workshops, person__isnull=False)
    for key, answer in parts.values_list("session__workshop", "answer").distinct():
        answers.setdefault(key, set()).add(answer)
    return {
        row.pk: {code for code, holds in _facts(row, papers.get(row.pk, set()), today) if holds}
        | ({"agenda"} if row.pk in released else set())
        | ({"speakers"} if answers.get(row.pk) == {SessionRole.Answer.ACCEPTED} else set())
        for row in workshops
    }


def _facts(row: WorkshopPage, papers: set[str], today: datetime.date) -> Iterable[tuple[str, bool]]:
    yield "agreement", row.data_annex_signed_on is not None
    yield "dates", bool(row.starts_on and row.ends_on and row.venue)
    yield "save_the_date", row.live
    yield "concept_note", bool(row.concept_note) or Document.Kind.CONCEPT_NOTE in papers
    yield "statements", Document.Kind.STATEMENT in papers
    cancelled = row.standing == WorkshopPage.Standing.CANCELLED
    yield "held", bool(row.starts_on) and today > row.last_day and not cancelled
