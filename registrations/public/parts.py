"""The sections that this app puts on the private page beside what is always there."""

from django.http import HttpRequest
from django.utils import timezone

from events.domain import agenda_personal, documents
from events.domain.releases import latest_release
from registrations.domain import (
    access_answers,
    answers,
    attachments,
    calendar,
    interpreters,
    online,
)
from registrations.domain.states import State
from registrations.models import Registration
from registrations.public.status_parts import Part, register_part

PRESENT = (State.ACCEPTED, State.ATTENDED)


def register() -> None:
    """Tell the page; called in `RegistrationsConfig.ready`."""
    register_part("agenda", _agenda, order=5)
    register_part("online", _online, order=10)
    register_part("access", _access, order=20)
    register_part("interpretation", _interpretation, order=25)
    register_part("files", _files, order=30)
    register_part("papers", _papers, order=40)
    register_part("calendar", _calendar, order=50)


def _agenda(request: HttpRequest, registration: Registration, token: str) -> Part | None:
    """The version of the agenda, and what the last ones changed for the person; two statements."""
    release = latest_release(registration.workshop)
    if release is None or registration.person_id is None:
        return None
    news = agenda_personal.for_person(registration.workshop, registration.person_id)[:1]
    return Part("registrations/me/_agenda.html", {"release": release, "news": news})


def _online(request: HttpRequest, registration: Registration, token: str) -> Part | None:
    room = online.for_person(registration)
    return Part("registrations/me/_online.html", {"room": room}) if room else None


def _access(request: HttpRequest, registration: Registration, token: str) -> Part | None:
    found = answers.everything_own(registration)
    if not {*access_answers.ASKED, access_answers.FIELD} & found.keys():
        return None
    answer = access_answers.read(found.get(access_answers.FIELD, ""))
    return Part("registrations/me/_access.html", {"answer": answer})


def _interpretation(request: HttpRequest, registration: Registration, token: str) -> Part | None:
    roster = interpreters.for_person(registration)
    return Part("registrations/me/_interpretation.html", {"roster": roster}) if roster else None


def _files(request: HttpRequest, registration: Registration, token: str) -> Part | None:
    if registration.state not in attachments.OPEN:
        return None
    asked = attachments.asked(registration)
    if not asked:
        return None
    kept, today = attachments.kept(registration), timezone.localdate()
    rows = [(question, kept.get(question.code), question.is_closed(today)) for question in asked]
    return Part("registrations/me/_files.html", {"rows": rows})


def _papers(request: HttpRequest, registration: Registration, token: str) -> Part | None:
    if registration.state not in PRESENT:
        return None
    papers = list(documents.for_participants(registration.workshop).defer("text"))
    return Part("registrations/me/_papers.html", {"papers": papers}) if papers else None


def _calendar(request: HttpRequest, registration: Registration, token: str) -> Part | None:
    return Part("registrations/me/_calendar.html") if calendar.of(registration) else None
