"""The agenda as the public sees it: the last release, older ones, what changed, calendar, session.

Every name is looked up at this moment; no release holds one.
"""

import datetime
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from access.domain.consent import Output
from events.domain import agenda_calendar, agenda_feed, documents, placeholders, speakers
from events.domain.agenda_changes import changed_sessions
from events.domain.programme import Programme, ProgrammeSession, resolve
from events.domain.releases import latest_release
from events.models import AgendaPage, AgendaRelease, Document, WorkshopPage
from events.public.agenda_html import DayWriter

NOTHING = {"sessions": [], "rooms": []}


@dataclass(frozen=True)
class Published:
    """A published agenda page with its workshop."""

    page: AgendaPage
    workshop: WorkshopPage

    def context(self, **more: Any) -> dict[str, Any]:
        """What every page of the agenda shows."""
        return {"page": self.page, "workshop": self.workshop, **more}


def _find(slug: str) -> Published:
    """The agenda of a workshop by its slug. Raises Http404 unless both pages are published."""
    pages = WorkshopPage.objects.live().public().select_related("vault", "host_state")
    # One page in every language: that of the site.
    workshop = get_object_or_404(
        pages.filter(slug=slug, locale__language_code=settings.LANGUAGE_CODE)
    )
    page = get_object_or_404(AgendaPage.objects.live().public().child_of(workshop))
    return Published(page, workshop)


def _release(published: Published, number: int | None = None) -> AgendaRelease:
    releases = AgendaRelease.objects.filter(workshop=published.workshop)
    if number is not None:
        return get_object_or_404(releases, number=number)
    release = releases.order_by("-number").first()
    if release is None:
        raise Http404
    return release


def published_release(slug: str) -> tuple[AgendaPage, WorkshopPage, AgendaRelease]:
    """The agenda page, the workshop and the last release. Raises Http404 unless all are public."""
    published = _find(slug)
    return published.page, published.workshop, _release(published)


def current(request: HttpRequest, page: AgendaPage) -> HttpResponse:
    """The last release, at the address of the agenda page."""
    parent = WorkshopPage.objects.live().parent_of(page).select_related("vault", "host_state")
    published = Published(page, get_object_or_404(parent))
    release = latest_release(published.workshop)
    if release is None:
        return render(request, "events/agenda_none.html", published.context())
    return _show(request, published, release, latest=release)


def old(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Any release at its own address, for ever."""
    published = _find(slug)
    return _show(request, published, _release(published, number), latest=_release(published))


def _show(
    request: HttpRequest, published: Published, release: AgendaRelease, latest: AgendaRelease
) -> HttpResponse:
    known = placeholders.as_now(release.document, latest.document, Output.PROGRAMME)
    programme = resolve(published.workshop, known, Output.PROGRAMME)
    writer = DayWriter(published.workshop.slug, is_latest=release.number == latest.number)
    context = published.context(
        release=release,
        latest=latest,
        programme=programme,
        days=[(day, writer.day(day)) for day in programme.days],
    )
    return render(request, "events/agenda.html", context)


def changes(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """What a release (the last one by default) changed against the one before it."""
    published = _find(slug)
    release = _release(published, number)
    earlier = AgendaRelease.objects.filter(workshop=published.workshop, number__lt=release.number)
    before = earlier.order_by("-number").first()
    rows = []
    if before:
        latest = release if number is None else _release(published)
        older, newer = (
            placeholders.as_now(one.document, latest.document, Output.PROGRAMME)
            for one in (before, release)
        )
        rows = changed_sessions(published.workshop, older, newer, Output.PROGRAMME, is_html=True)
    context = published.context(
        release=release, before=before, changes=rows, numbers=range(release.number, 1, -1)
    )
    return render(request, "events/agenda_changes.html", context)


def session(request: HttpRequest, slug: str, short_id: str) -> HttpResponse:
    """The page of one session of the last release. A closed meeting has none."""
    published = _find(slug)
    programme = resolve(published.workshop, _release(published).document, Output.PROGRAMME)
    item = _session(programme, short_id)
    beside = [
        other
        for day in programme.days
        for slot in day.slots
        if item in slot.sessions
        for other in slot.sessions
        if other is not item and other.is_public
    ]
    named = [role.person for role in item.roles if role.person]
    about = speakers.biographies(published.workshop, named)
    context = published.context(
        programme=programme,
        session=item,
        people=[(role, about.get(role.person, "")) for role in item.roles],
        papers=_papers(published.workshop, item, request.user),
        beside=beside,
    )
    return render(request, "events/session.html", context)


def _papers(
    workshop: WorkshopPage, session: ProgrammeSession, reader: object
) -> list[tuple[Document, str]]:
    """The documents of a session for one reader, each with its author as they are named there."""
    names = {role.person: role.name for role in session.roles if role.person}
    return [
        (row, names.get(str(row.person_id), row.author))
        for row in documents.at_session(workshop, session.id, reader)
    ]


def _session(programme: Programme, short_id: str) -> ProgrammeSession:
    found = [s for s in programme.sessions if s.short_id == short_id and s.is_public]
    if not found:
        raise Http404
    return found[0]


def calendar(request: HttpRequest, slug: str, day: str = "") -> HttpResponse:
    """Every public session, or those of one day, those that were called off as cancelled."""
    published = _find(slug)
    choice = None
    if day:
        choice = agenda_calendar.of_day(_day(day), ZoneInfo(published.workshop.time_zone))
    releases = AgendaRelease.objects.filter(workshop=published.workshop).order_by("-number")
    content = agenda_calendar.calendar(
        published.workshop, list(releases), published.page.full_url, choice
    )
    return _file(content, f"agenda-{day or slug}.ics")


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def session_calendar(request: HttpRequest, slug: str, short_id: str) -> HttpResponse:
    """One public session as a calendar file, as cancelled once it is called off."""
    published = _find(slug)
    releases = AgendaRelease.objects.filter(workshop=published.workshop).order_by("-number")
    content = agenda_calendar.calendar(
        published.workshop,
        list(releases),
        published.page.full_url,
        agenda_calendar.of_session(short_id),
    )
    return _file(content, f"session-{short_id}.ics")


def _file(content: bytes | None, name: str) -> HttpResponse:
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def data(request: HttpRequest, slug: str) -> HttpResponse:
    """The last release for machines. It may be read from other sites: it is public."""
    published = _find(slug)
    release = _release(published)
    values = agenda_feed.as_json(published.workshop, release, published.page.full_url)
    response = JsonResponse(values, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The releases and what each changed, as Atom."""
    published = _find(slug)
    releases = list(
        AgendaRelease.objects.filter(workshop=published.workshop).order_by("-number")[
            : agenda_feed.TOLD + 1
        ]
    )
    if not releases:
        raise Http404
    content = agenda_feed.atom(published.workshop, releases, published.page.full_url)
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
