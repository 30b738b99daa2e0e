"""The page of one workshop: everything it prints, as plain values."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from events.domain import documents
from events.domain.languages import Words, foreign, words_of
from events.domain.names import dates_in_words, moment_in_words, zone_in_words
from events.domain.related import Group, related_to
from events.domain.releases import latest_release
from events.domain.workshops import CoOrganiserRow, co_organisers_of, place_of
from events.models import CoOrganiser, Document, Session, WorkshopPage

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# What a public glance at the agenda names; breaks and social items are left out.
GLANCE_KINDS = {
    Session.Kind.OPENING,
    Session.Kind.PLENARY,
    Session.Kind.PANEL,
    Session.Kind.ADOPTION,
    Session.Kind.CLOSING,
}


_PRINTED_OF_DOCUMENTS = (
    "workshop",
    "kind",
    "title",
    "language",
    "author",
    "check_against_delivery",
    "size",
)


@dataclass(frozen=True)
class Fact:
    """One row beside the heading: a label, and one or more values, each with a small line."""

    label: "str | _StrPromise"
    values: tuple[tuple[str, str], ...]
    # What it is about: "host", the role of co-organisers, "venue", "languages", "closes", "zone".
    about: str = ""
    # That of the values where it is not the reader's.
    language: str = ""


@dataclass(frozen=True)
class GlanceDay:
    """A day of the released agenda in one line."""

    day: datetime.date
    titles: tuple[str, ...]


@dataclass(frozen=True)
class Logo:
    """The logo of a co-organiser, with its words."""

    image: Any
    alternative: str


@dataclass(frozen=True)
class WorkshopView:
    """What the page of a workshop prints."""

    heading: str
    # The language of the heading where it is not the reader's.
    heading_language: str
    words: dict[str, Words]
    kicker: str
    kicker_language: str
    dates: str
    place: str
    facts: tuple[Fact, ...]
    is_past: bool
    sources: tuple[str, ...]
    parts: dict[str, Page]
    glance: tuple[GlanceDay, ...]
    release_number: int | None
    opens_at: str
    can_register: bool
    is_closed: bool
    zone: str
    logos: tuple[Logo, ...]
    documents: tuple[Document, ...]
    related: tuple[Group, ...]


def workshop_view(
    workshop: WorkshopPage, now: datetime.datetime | None = None, *, in_full: bool = True
) -> WorkshopView:
    """Everything the public page of a workshop prints, in a fixed number of statements.

    Arguments: the page (a preview too); the moment asked for (default: this one); whether
    agenda, documents and what belongs to it are wanted, which costs a statement each.
    """
    now = now or timezone.now()
    parts = {page.slug: page for page in _live_parts(workshop)}
    registration: Any = parts.get("registration")
    is_past = timezone.localtime(now, ZoneInfo(workshop.time_zone)).date() > workshop.last_day
    release = latest_release(workshop) if in_full and "agenda" in parts else None
    closes_at = registration and registration.closes_at
    is_closed = bool(registration and (is_past or (closes_at and now >= closes_at)))
    is_early = bool(registration and registration.opens_at and now < registration.opens_at)
    running = workshop.standing != WorkshopPage.Standing.CANCELLED
    zone = zone_in_words(workshop.time_zone, workshop.last_day, workshop.host_state)
    organisers = co_organisers_of(workshop)
    words = words_of(workshop)
    title = workshop.official_title or workshop.title
    return WorkshopView(
        heading=words["theme"].text or title,
        heading_language=words["theme"].language if words["theme"] else foreign(),
        words=words,
        kicker=_kicker(workshop),
        kicker_language=foreign() if workshop.theme and workshop.official_title else "",
        dates=dates_in_words(workshop.starts_on, workshop.ends_on),
        place=place_of(workshop),
        facts=tuple(_facts(workshop, organisers, registration, zone, is_past)),
        is_past=is_past,
        sources=tuple(line.strip() for line in workshop.sources.splitlines() if line.strip()),
        parts=parts,
        glance=_glance(release.document) if release else (),
        release_number=release.number if release else None,
        opens_at=moment_in_words(registration.opens_at, workshop.time_zone) if is_early else "",
        can_register=bool(registration and running and not is_closed and not is_early),
        is_closed=is_closed,
        zone=zone,
        logos=tuple(_logos(organisers)),
        documents=_documents(workshop) if in_full else (),
        related=tuple(related_to(workshop)) if in_full and workshop.pk else (),
    )


def _logos(organisers: Iterable[CoOrganiserRow]) -> Iterable[Logo]:
    for row in organisers:
        if row.logo is not None:
            yield Logo(row.logo, row.logo_alternative)


def _documents(workshop: WorkshopPage) -> tuple[Document, ...]:
    if not workshop.pk:
        return ()
    return tuple(documents.public(workshop).only(*_PRINTED_OF_DOCUMENTS))


def _live_parts(workshop: WorkshopPage) -> Iterable[Page]:
    if workshop.pk is None or not workshop.path:
        return ()
    kinds = {model._meta.model_name: model for model in WorkshopPage.allowed_subpage_models()}
    children = workshop.get_children().live().select_related(*kinds)
    return [getattr(page, page.cached_content_type.model, page) for page in children]


def _kicker(workshop: WorkshopPage) -> str:
    if workshop.theme and workshop.official_title:
        return workshop.official_title
    if not workshop.is_certain:
        return _("Annual workshop")
    return _("Annual workshop %(year)s") % {"year": workshop.year}


def _facts(
    workshop: WorkshopPage,
    organisers: list[CoOrganiserRow],
    registration: Any,
    zone: str,
    is_past: bool,
) -> Iterable[Fact]:
    if workshop.host_state:
        yield Fact(_("Host State"), ((workshop.host_state.list_name, ""),), "host", foreign())
    yield from _co_organiser_facts(organisers)
    if workshop.venue:
        yield Fact(_("Venue"), ((workshop.venue, workshop.venue_address),), "venue", foreign())
    if is_past:
        return
    if workshop.working_languages:
        small = workshop.interpretation and _("Interpretation: %(languages)s") % {
            "languages": workshop.interpretation
        }
        yield Fact(_("Working languages"), ((workshop.working_languages, small),), "languages")
    if registration and registration.closes_at:
        closes = moment_in_words(registration.closes_at, workshop.time_zone)
        yield Fact(_("Registration closes"), ((closes, zone),), "closes")
    elif workshop.starts_on:
        yield Fact(_("Local time"), ((zone, ""),), "zone")


def _co_organiser_facts(rows: list[CoOrganiserRow]) -> Iterable[Fact]:
    """One fact a role, in the order in which protocol first names it."""
    labels = {
        CoOrganiser.Role.HOST_MINISTRY: _("Foreign ministry"),
        CoOrganiser.Role.SUPPORTING_MINISTRY: _("With the support of"),
        CoOrganiser.Role.NHRI: _("National human rights institution"),
        CoOrganiser.Role.CO_HOST: _("Hosted by"),
        CoOrganiser.Role.ORGANISER: _("Organised with"),
        CoOrganiser.Role.FUNDER: _("Funded by"),
    }
    by_role: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        by_role.setdefault(row.role, []).append(_name_and_small_line(row))
    for role, names in by_role.items():
        yield Fact(labels[CoOrganiser.Role(role)], tuple(names), role, foreign())


def _name_and_small_line(row: CoOrganiserRow) -> tuple[str, str]:
    """An institution known by its short name leads with it; a ministry never does."""
    if row.role == CoOrganiser.Role.NHRI and row.short:
        return row.short, "; ".join(filter(None, (row.full_name, row.note)))
    return row.full_name, row.note


def _glance(document: dict[str, Any]) -> tuple[GlanceDay, ...]:
    """The days of a release with the titles of its open sessions; it holds no names of people."""
    zone = ZoneInfo(document["time_zone"])
    by_day: dict[datetime.date, list[str]] = {
        datetime.date.fromisoformat(day): [] for day in document["days"]
    }
    for session in document["sessions"]:
        if not session["starts_at"] or not session["is_public"]:
            continue
        if session["kind"] not in GLANCE_KINDS:
            continue
        day = datetime.datetime.fromisoformat(session["starts_at"]).astimezone(zone).date()
        by_day.setdefault(day, []).append(session["title"])
    return tuple(GlanceDay(day, tuple(titles)) for day, titles in sorted(by_day.items()))
