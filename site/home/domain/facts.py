"""What the upper apps know of the life of workshops, asked once for all that are shown."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Q, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from access.domain import inventory
from events.domain import copying, life_cycle, related
from events.domain.life_cycle import Done, Item
from events.domain.related import Group, Link
from events.models import AgendaChange, AgendaRelease, ConsultationPage, WorkshopPage
from events.models.reference import Certainty
from home.domain import preparation
from publications.domain.recommendations import PUBLIC_STANDINGS, address, public, wording
from publications.models import Edition, Engagement, Recommendation, Step, Transmission
from publications.models.editions import Audience
from registrations.domain import described
from registrations.models import (
    PLACE_HOLDING,
    WHOLE,
    FormVersion,
    Quota,
    Registration,
    RegistrationPage,
)

# What a limit is for and how it binds; its version counts this year's changes.
OF_A_LIMIT = (
    "category_id",
    "state_id",
    "institution_id",
    "item",
    "places",
    "reserved",
    "by_selection",
)
# Links under one heading.
MOST = 20


@dataclass(frozen=True)
class Standing:
    """A workshop on the first page of the administration."""

    workshop: WorkshopPage
    next_step: Item | None
    late: int
    taken: int
    places: int | None
    has_unpublished_changes: bool
    has_unreleased_agenda: bool


def open_workshops() -> list[Standing]:
    """The workshops that are not over for the Secretariat, the next one first.

    Over is a workshop half a year after its last day. The number of statements is constant.
    """
    since = timezone.now().date() - datetime.timedelta(days=190)
    rows = list(
        WorkshopPage.objects.filter(ends_on__gte=since)
        .exclude(standing=WorkshopPage.Standing.CANCELLED)
        .select_related("host_state", "vault")
        .order_by("starts_on")
    )
    lists = life_cycle.checklists(rows)
    taken = dict(
        Registration.objects.filter(workshop__in=rows, state__in=PLACE_HOLDING)
        .values_list("workshop")
        .annotate(Count("pk"))
    )
    places = dict(
        Quota.objects.filter(workshop__in=rows, **WHOLE).values_list("workshop", "places")
    )
    unreleased = _with_unreleased_agenda(rows)
    return [
        Standing(
            workshop=row,
            next_step=life_cycle.next_item(lists[row.pk]),
            late=sum(item.is_late for item in lists[row.pk]),
            taken=taken.get(row.pk, 0),
            places=places.get(row.pk),
            has_unpublished_changes=row.has_unpublished_changes,
            has_unreleased_agenda=row.pk in unreleased,
        )
        for row in rows
    ]


def _with_unreleased_agenda(workshops: Sequence[WorkshopPage]) -> set[int]:
    """The workshops whose draft of the agenda was changed since its last release. Two statements.

    A change that was taken back is none; nor is one before anything was released.
    """
    released = dict(
        AgendaRelease.objects.filter(workshop__in=workshops)
        .values_list("workshop")
        .annotate(Max("released_at"))
    )
    # Taking back is a change of its own, which undoes another one.
    standing = AgendaChange.objects.filter(
        workshop__in=workshops, undone_by=None, undoes__isnull=True
    ).order_by()
    changed = standing.values_list("workshop").annotate(Max("at"))
    return {key for key, at in changed if key in released and at > released[key]}


def steps_done(workshops: Sequence[WorkshopPage]) -> Done:
    """The steps that registrations, outcomes and proceedings tell; nine statements."""
    found: Done = {row.pk: set() for row in workshops}
    by_path = {row.path: row.pk for row in workshops}
    today, now = timezone.now().date(), timezone.now()
    for page in RegistrationPage.objects.filter(_below(workshops), live=True):
        key = by_path[page.path[: -Page.steplen]]
        if not page.is_not_open_yet(now):
            found[key].add("registration_open")
        if page.is_closed(now):
            found[key].add("registration_closed")
    _add(found, "adopted", Recommendation.objects.filter(
        standing=Recommendation.Standing.ADOPTED, workshop__in=workshops))  # fmt: skip
    _add(found, "transmitted", Transmission.objects.filter(workshop__in=workshops))
    followed = Step.objects.filter(recommendation__workshop__in=workshops)
    for key in followed.values_list("recommendation__workshop", flat=True):
        found[key].add("followed_up")
    for path in Edition.objects.filter(audience=Audience.PUBLIC).values_list(
        "proceedings__path", flat=True
    ):
        if (owner := by_path.get(path[: -Page.steplen])) is not None:
            found[owner] |= {"published", "draft_summary"}
    kept = inventory.not_empty([row.vault_id for row in workshops])
    for row in workshops:
        if row.vault_id not in kept and row.starts_on and row.last_day < today:
            found[row.pk].add("erased")
    return found


def _below(workshops: Sequence[WorkshopPage]) -> Q:
    condition = Q(pk__in=[])
    for row in workshops:
        condition |= Q(path__startswith=row.path)
    return condition


def _add(found: Done, code: str, rows: object) -> None:
    for key in rows.values_list("workshop", flat=True):  # type: ignore[attr-defined]
        found[key].add(code)


def copy_places(source: WorkshopPage, new: WorkshopPage, delta: datetime.timedelta) -> None:
    """Every limit of places of last year, moments moved along, without anybody in them."""
    Quota.objects.bulk_create(
        Quota(
            workshop=new,
            **{name: getattr(row, name) for name in OF_A_LIMIT},
            reserved_until=row.reserved_until + delta if row.reserved_until else None,
        )
        for row in Quota.objects.filter(workshop=source)
    )


def copy_form(source: WorkshopPage, new: WorkshopPage, delta: datetime.timedelta) -> None:
    """The form of last year, where staff described one; its deadlines are left out."""
    if FormVersion.objects.filter(workshop=source).exists():
        described.copy(source, new, None)


def what_belongs_to(page: Page) -> list[Group]:
    """The recommendations of a workshop, and those that a meeting took up."""
    if isinstance(page, WorkshopPage):
        return [Group(_("Recommendations"), tuple(_of_workshop(page)))]
    if isinstance(page, ConsultationPage):
        return [Group(_("Recommendations it took up"), tuple(_of_meeting(page)))]
    return []


def _of_workshop(page: WorkshopPage) -> Iterator[Link]:
    """As `public()`, whose questions about the workshop its own page has answered already.

    One statement; two where a text may stand in the reader's language too.
    """
    rows = Recommendation.objects.filter(
        workshop=page, standing__in=PUBLIC_STANDINGS, certainty=Certainty.SEEN
    )
    shown = list(
        rows.only("number", "title", "language", "text", "state").order_by("number")[:MOST]
    )
    if any(row.language != get_language() for row in shown):
        prefetch_related_objects(shown, "translations")
    place = reverse("recommendation", args=[page.slug, 0]).removesuffix("0/")
    for row in shown:
        words = wording(row)
        state = str(Recommendation.State(row.state).label)
        yield Link(words.title, f"{place}{row.number}/", state, words.language)
    if shown:
        url = reverse("recommendations-of-workshop", args=[page.slug])
        yield Link(_("All of them with their texts and what followed"), url)


def _of_meeting(page: ConsultationPage) -> Iterator[Link]:
    if page.starts_on is None:
        return
    meetings = Engagement.objects.filter(starts_on=page.starts_on, title=page.official_title)
    rows = public().filter(engagements__in=meetings.values("pk")).distinct()
    rows = rows.select_related("workshop").prefetch_related("translations").order_by("number")
    for row in rows[:MOST]:
        words = wording(row)
        yield Link(words.title, address(row), str(row.get_state_display()), words.language)


def by_theme(workshops: Sequence[WorkshopPage]) -> list[Group]:
    """Each theme of the recommendations, with the workshops that made them. Two statements."""
    shown = {row.pk: row for row in workshops}
    themes: dict[str, dict[int, int]] = {}
    rows = public().filter(workshop__in=shown, themes__isnull=False)
    for name, key in rows.values_list("themes__name", "workshop"):
        counts = themes.setdefault(name, {})
        counts[key] = counts.get(key, 0) + 1
    return [
        Group(
            name,
            tuple(
                Link(shown[key].title, shown[key].get_url() or "/", str(shown[key].year))
                for key in sorted(counts, key=lambda key: -shown[key].year)
            ),
        )
        for name, counts in sorted(themes.items())
    ]


def register() -> None:
    """Tell the floors below; called once at start-up."""
    life_cycle.register(steps_done)
    life_cycle.register(preparation.told)
    copying.also(copy_places)
    copying.also(copy_form)
    related.register(what_belongs_to)
    related.register_themes(by_theme)
