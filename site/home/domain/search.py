"""Search of public pages and of the words of public papers, with filters.

Pages are found by Wagtail's search backend (SQLite's or PostgreSQL's full text, OpenSearch by one
setting); papers by title and extracted words (events.domain.full_text). What is restricted or under
embargo is in no index and in no result.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from wagtail.models import Page, Site

from events.domain import documents, full_text
from events.domain.languages import language_of, marked
from events.domain.workshops import public_workshops
from events.models import ConsultationPage, Document, State, WorkshopPage
from publications.domain import outcomes_search
from publications.domain.embargo import without_embargoed
from publications.domain.recommendations import public
from publications.models import ChapterPage, Engagement, ProceedingsPage, Theme

MOST = 60
KINDS: dict[str, tuple[type[Page], ...]] = {
    "workshops": (WorkshopPage,),
    "meetings": (ConsultationPage,),
    "proceedings": (ProceedingsPage, ChapterPage),
}
# What is found without the index of pages.
ROWS = ("documents", "recommendations", "instruments")


@dataclass(frozen=True)
class Question:
    """What a reader looks for. A value that does not exist is as if it were not chosen."""

    words: str = ""
    kind: str = ""
    workshop: str = ""
    state: str = ""
    year: int | None = None
    theme: str = ""
    language: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Question":
        """From the query string of a request: q, kind, workshop, state, year, theme, language."""
        year = query.get("year", "")
        kind, language = query.get("kind", ""), query.get("language", "")
        return cls(
            words=query.get("q", "").replace("\x00", "")[:100].strip(),
            kind=kind if kind in {*KINDS, *ROWS} else "",
            workshop=query.get("workshop", "")[:255],
            state=query.get("state", "")[:2],
            year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
            theme=query.get("theme", "")[:60],
            language=language if language in dict(settings.LANGUAGES) else "",
        )


@dataclass(frozen=True)
class Found:
    """One result. `language` is that of the title; without one, that of the site."""

    title: str
    url: str
    kind: str
    line: str
    language: str = ""


@dataclass(frozen=True)
class Answer:
    """The results and what the filters offer."""

    found: tuple[Found, ...] = ()
    workshops: list[WorkshopPage] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    # Code and name of those in which anything public is written.
    languages: list[tuple[str, str]] = field(default_factory=list)

    @property
    def years(self) -> list[int]:
        """The years in which there was a workshop, the latest first."""
        return sorted({workshop.year for workshop in self.workshops}, reverse=True)


def answer(question: Question) -> Answer:
    """Look for the words; without words nothing is found. Seventeen statements at most."""
    workshops = list(public_workshops())
    found: list[Found] = []
    if question.words:
        chosen = _chosen(question, workshops)
        if question.kind not in ROWS:
            found += _pages(question, chosen, workshops)
        found += _outcomes(question, chosen)
        if question.kind in {"", "documents"}:
            found += _documents(question, workshops if chosen is None else chosen)
    return Answer(
        tuple(found[:MOST]),
        workshops,
        list(State.objects.all()),
        list(Theme.objects.filter(recommendations__in=public()).distinct()),
        _languages(workshops),
    )


def _languages(workshops: list[WorkshopPage]) -> list[tuple[str, str]]:
    """The languages in which a page or a paper is published."""
    codes = {code for row in workshops for code in row.languages()}
    codes |= {root.language_code for root in Site.get_site_root_paths()}
    codes |= set(documents.public().order_by().values_list("language", flat=True).distinct())
    return [(code, name) for code, name in settings.LANGUAGES if code in codes]


def _chosen(question: Question, workshops: list[WorkshopPage]) -> list[WorkshopPage] | None:
    """The workshops that the filters leave; None where they name none."""
    if not (question.workshop or question.state or question.year or question.theme):
        return None
    of_theme: set[int] = set()
    if question.theme:
        rows = public().filter(themes__slug=question.theme)
        of_theme = set(rows.values_list("workshop", flat=True))
    return [
        row
        for row in workshops
        if question.workshop in {"", row.slug}
        and (not question.state or (row.host_state and row.host_state.code == question.state))
        and question.year in {None, row.year}
        and (not question.theme or row.pk in of_theme)
    ]


def _pages(
    question: Question, chosen: list[WorkshopPage] | None, workshops: list[WorkshopPage]
) -> list[Found]:
    pages = Page.objects.live().public().filter(depth__gt=1)
    if question.kind:
        pages = pages.type(*KINDS[question.kind])
    if question.language:
        pages = pages.filter(
            Q(locale__language_code=question.language, alias_of=None)
            | Q(workshoppage__further_languages__contains=question.language)
        )
    if chosen is not None:
        pages = pages.filter(_below(chosen) | Q(pk__in=_meetings(question)))
    # The backend refuses conditions that it does not index: the keys are asked for first.
    keys = list(without_embargoed(pages).values_list("pk", flat=True))
    if not keys:
        return []
    hits = Page.objects.filter(pk__in=keys).search(question.words, operator="and")[:MOST]
    above = {row.path: row for row in workshops}
    return [_found(page, above) for page in hits if page.get_url()]


def _below(chosen: list[WorkshopPage]) -> Q:
    condition = Q(pk__in=[])
    for row in chosen:
        condition |= Q(path__startswith=row.path)
    return condition


def _meetings(question: Question) -> list[int]:
    """The meetings of the chosen State, year and theme; none where a workshop was chosen."""
    if question.workshop:
        return []
    rows = ConsultationPage.objects.live()
    if question.state:
        rows = rows.filter(host_state__code=question.state)
    if question.year:
        rows = rows.filter(year=question.year)
    if question.theme:
        held = Engagement.objects.filter(themes__slug=question.theme)
        rows = rows.filter(official_title__in=held.values("title"))
    return list(rows.values_list("pk", flat=True))


def _found(page: Page, above: Mapping[str, WorkshopPage]) -> Found:
    step = page.steplen
    workshop = next(
        (
            above[page.path[:end]]
            for end in range(step, len(page.path), step)
            if page.path[:end] in above
        ),
        None,
    )
    model = page.specific_class
    own = above.get(page.path)
    return Found(
        title=(own.official_title if own else "") or page.title,
        url=page.get_url() or "/",
        kind=str(model._meta.verbose_name) if model else "",
        line=marked(workshop.official_title or workshop.title)
        if workshop
        else marked(page.search_description, language_of(page)),
        language=language_of(page),
    )


def _outcomes(question: Question, chosen: list[WorkshopPage] | None) -> list[Found]:
    """Recommendations; and instruments and studies, which belong to no workshop."""
    hits: list[outcomes_search.Hit] = []
    if question.kind in {"", "recommendations"}:
        hits += outcomes_search.find_recommendations(
            question.words,
            workshops=None if chosen is None else [row.pk for row in chosen],
            theme=question.theme,
            language=question.language,
            most=MOST,
        )
    if question.kind in {"", "instruments"} and chosen is None and not question.language:
        hits += outcomes_search.find_others(question.words, MOST)
    return [Found(hit.title, hit.url, hit.kind, hit.line, hit.language) for hit in hits]


def _documents(question: Question, chosen: list[WorkshopPage]) -> list[Found]:
    rows = documents.public().filter(workshop__in=[row.pk for row in chosen])
    if question.language:
        rows = rows.filter(language=question.language)
    rows = full_text.having(rows, question.words)
    return [
        Found(
            title=row.title,
            url=reverse("workshop_document", args=[row.workshop.slug, row.pk]),
            kind=str(Document._meta.verbose_name),
            line=marked(", ".join(filter(None, (row.workshop.title, row.author)))),
            language=row.language,
        )
        for row in rows.select_related("workshop").defer("text")[:MOST]
    ]
