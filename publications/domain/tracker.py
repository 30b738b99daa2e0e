"""The memory of the region: every public recommendation, filtered, with what followed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from events.domain.languages import marked
from events.models import WorkshopPage
from events.models.reference import Certainty
from publications.domain.dates import in_words
from publications.domain.recommendations import (
    address,
    public,
    public_steps,
    with_details,
    with_steps,
    wording,
)
from publications.models import Addressee, Instrument, Recommendation, Step, Theme

PER_PAGE = 20
State = Recommendation.State
Kind = Step.Kind
SAID_TO_FOLLOW = {Kind.TAKEN_UP, Kind.NEGOTIATED, Kind.FOLLOWED_BY, Kind.ADOPTED_AS, Kind.IN_FORCE}
# What readers look for first: where something followed.
FURTHEST = Case(
    When(state=State.REALISED, then=Value(0)),
    When(state=State.TAKEN_UP, then=Value(1)),
    When(state=State.SENT, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Filters:
    """What a reader chose. Anything that does not exist is as if it were not chosen."""

    theme: str = ""
    body: str = ""
    state: str = ""
    workshop: str = ""
    year: int | None = None
    words: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Filters":
        """From the query string of a request: theme, body, state, workshop, year, q."""
        year = query.get("year", "")
        state = query.get("state", "")
        return cls(
            theme=query.get("theme", "")[:60],
            body=query.get("body", "")[:20],
            state=state if state in State.values else "",
            workshop=query.get("workshop", "")[:255],
            year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
            words=query.get("q", "").replace("\x00", "")[:100].strip(),
        )

    @property
    def is_set(self) -> bool:
        """Whether anything was chosen."""
        return self != Filters()


def select(filters: Filters) -> QuerySet[Recommendation]:
    """The public recommendations that match, without their details.

    Those that something followed come first, among equals the newest workshop.
    """
    rows = public()
    if filters.theme:
        rows = rows.filter(themes__slug=filters.theme)
    if filters.body:
        rows = rows.filter(addressees__code=filters.body)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.workshop:
        rows = rows.filter(workshop__slug=filters.workshop)
    if filters.year:
        rows = rows.filter(workshop__year=filters.year)
    for word in filters.words.split():
        rows = rows.filter(
            Q(title__icontains=word) | Q(text__icontains=word) | Q(pk__in=_translated(word))
        )
    return rows.order_by(FURTHEST, "-workshop__year", "workshop__slug", "number")


def _translated(word: str) -> QuerySet[Any]:
    from publications.models import RecommendationTranslation

    return RecommendationTranslation.objects.filter(
        Q(title__icontains=word) | Q(text__icontains=word)
    ).values("recommendation")


def page_of(filters: Filters, number: str | int = 1, per_page: int = PER_PAGE) -> Page:
    """One page of the tracker with everything it shows; eight statements, whatever the number.

    Arguments: the filters, the number of the page as it came (anything odd is the first page, too
    high a number the last), how many to a page.
    """
    return Paginator(with_details(select(filters)), per_page).get_page(number)


@dataclass(frozen=True)
class Options:
    """What the filters offer: only what leads to at least one recommendation."""

    themes: list[Theme]
    bodies: list[Addressee]
    workshops: list[WorkshopPage]
    years: list[int]


def options() -> Options:
    """The choices of the filters; three statements."""
    visible = Q(
        recommendations__standing__in=(
            Recommendation.Standing.ADOPTED,
            Recommendation.Standing.RECORDED,
        ),
        recommendations__certainty=Certainty.SEEN,
    )
    there = visible & Q(recommendations__workshop__live=True)
    workshops = list(
        WorkshopPage.objects.live()
        .filter(visible)
        .distinct()
        .only("title", "slug", "year")
        .order_by("-year", "slug")
    )
    return Options(
        themes=list(Theme.objects.filter(there).distinct()),
        bodies=list(Addressee.objects.filter(there).distinct()),
        workshops=workshops,
        years=sorted({workshop.year for workshop in workshops}, reverse=True),
    )


def step_line(step: Step) -> str:
    """One step in words: 'Followed by: Vientiane Action Programme (November 2004)'."""
    what = step.what
    if step.answer:
        what = f"{what}, {step.get_answer_display().lower()}"
    return _("%(kind)s: %(what)s (%(date)s)") % {
        "kind": step.get_kind_display(),
        "what": what,
        "date": in_words(step.date, step.precision),
    }


def outcome(recommendation: Recommendation) -> SafeString:
    """What followed in one sentence, or '' where nothing is known. Needs `with_details`.

    'Followed by: Cebu Declaration (January 2007), ACMW (30 July 2007).'
    """
    parts = [
        escape(_("%(what)s (%(date)s)"))
        % {
            "what": marked(step.instrument or step.what),
            "date": in_words(step.date, step.precision),
        }
        for step in recommendation.public_steps
        if step.kind in SAID_TO_FOLLOW
    ]
    if not parts:
        return mark_safe("")
    return mark_safe(escape(_("Followed by: %(steps)s.")) % {"steps": ", ".join(parts)})


@dataclass(frozen=True)
class Highlight:
    """One recommendation for the home page. `sentence` says what followed, never what caused it."""

    year: int
    workshop: str
    title: str
    sentence: str
    state: str
    state_label: str
    url: str


def highlights(count: int = 3) -> list[Highlight]:
    """Up to `count` recommendations that something followed, the furthest and then oldest first.

    For the home page's section "What followed"; empty where nothing followed anything yet. Three
    statements, whatever the number of recommendations.
    """
    chosen = public().filter(state__in=(State.REALISED, State.TAKEN_UP))
    rows = with_steps(chosen).order_by(FURTHEST, "workshop__year", "number")[:count]
    return [
        Highlight(
            year=row.workshop.year,
            workshop=row.workshop.title,
            title=wording(row).title,
            sentence=outcome(row),
            state=row.state,
            state_label=str(row.get_state_display()),
            url=address(row),
        )
        for row in rows
    ]


def of_workshop(workshop: WorkshopPage) -> list[Recommendation]:
    """The public recommendations of one workshop with their details, by number."""
    return list(with_details(public().filter(workshop=workshop)).order_by("number"))


def public_instruments() -> QuerySet[Instrument]:
    """The instruments whose facts were seen in a source, with the number of lines back."""
    lines = Count(
        "steps__recommendation",
        filter=Q(
            steps__certainty=Certainty.SEEN,
            steps__recommendation__certainty=Certainty.SEEN,
            steps__recommendation__standing__in=("adopted", "recorded"),
            steps__recommendation__workshop__live=True,
        )
        & ~Q(steps__source=""),
        distinct=True,
    )
    return (
        Instrument.objects.filter(certainty=Certainty.SEEN).exclude(source="").annotate(lines=lines)
    )


def instruments_with_lines() -> QuerySet[Instrument]:
    """The public instruments, each with `lines_back`: the public steps that lead to it."""
    steps = public_steps().filter(recommendation__in=public().values("pk"))
    return public_instruments().prefetch_related(Prefetch("steps", steps, to_attr="lines_back"))


def line_back(instrument: Instrument) -> list[Recommendation]:
    """The public recommendations that came before an instrument, the oldest first."""
    named = Step.objects.filter(instrument=instrument, certainty=Certainty.SEEN).exclude(source="")
    rows = with_details(public().filter(pk__in=named.values("recommendation")))
    return list(rows.order_by("workshop__year", "number"))


def counts_by_theme() -> dict[str, dict[str, int]]:
    """Public recommendations by theme and state of progress, for the chart; one statement.

    Returns {name of the theme: {state: number}} with every state in each row.
    """
    rows = (
        public()
        .filter(themes__isnull=False)
        .order_by("themes__sort_order", "themes__name", "state")
        .values_list("themes__name", "state")
        .annotate(number=Count("pk"))
    )
    table: dict[str, dict[str, int]] = {}
    for theme, state, number in rows:
        table.setdefault(theme, dict.fromkeys(State.values, 0))[state] = number
    return table
