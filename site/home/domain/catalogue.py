"""The public facts as plain data, for the read-only API: nothing that no page prints."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from events.domain.releases import latest_release
from events.domain.workshops import co_organisers_of, public_workshops
from events.models import AgendaPage, State, WorkshopPage


def workshops(rows: Iterable[WorkshopPage] | None = None) -> list[dict[str, Any]]:
    """Every published workshop in short, the latest first. One statement."""
    return [_short(row) for row in (public_workshops() if rows is None else rows)]


def workshop(slug: str) -> dict[str, Any]:
    """One workshop with its co-organisers. Raises WorkshopPage.DoesNotExist."""
    page = public_workshops().get(slug=slug)
    organisers = [
        {"role": row.role, "name": row.name, "short": row.short, "state": row.state}
        for row in co_organisers_of(page)
    ]
    return {
        **_short(page),
        "theme": page.theme,
        "summary": page.summary,
        "venue": page.venue,
        "time_zone": page.time_zone,
        "working_languages": _split(page.working_languages),
        "interpretation": _split(page.interpretation),
        "co_organisers": organisers,
        "dates_as_stated_by": page.dates_as_stated_by,
        "sources": [line.strip() for line in page.sources.splitlines() if line.strip()],
        "calendar": _address(reverse("workshop_calendar", args=[page.slug]))
        if page.starts_on
        else None,
        "agenda": _address(reverse("agenda_data", args=[page.slug]))
        if AgendaPage.objects.live().public().child_of(page).exists() and latest_release(page)
        else None,
    }


def states() -> list[dict[str, Any]]:
    """The Member States by the names that this site prints. One statement."""
    return [
        {
            "code": state.code,
            "name": state.list_name,
            "formal_name": state.formal_name,
            "joined_on": state.joined_on.isoformat(),
        }
        for state in State.objects.all()
    ]


def _short(page: WorkshopPage) -> dict[str, Any]:
    return {
        "slug": page.slug,
        "title": page.official_title or page.title,
        "year": page.year,
        "starts_on": page.starts_on.isoformat() if page.starts_on else None,
        "ends_on": page.ends_on.isoformat() if page.ends_on else None,
        "city": page.city,
        "host_state": page.host_state.code if page.host_state else None,
        "standing": page.standing,
        "format": page.format,
        "is_certain": page.is_certain,
        "is_invented": page.is_demo,
        "url": _address(page.get_url() or "/"),
    }


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _address(path: str) -> str:
    return settings.BASE_URL + path
