"""Documents that somebody may need in another format, by kind and key.

A document is found only where its reader finds it too. What is kept of a request is kind and key;
the title is looked up where it is shown, so that no title outlives its document.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from events.domain import documents
from events.domain.languages import marked
from events.domain.releases import latest_release
from events.models import AgendaPage, Document, WorkshopPage
from publications.domain import papers
from publications.models import Audience, ChapterPage, Edition, Paper, ProceedingsPage


@dataclass(frozen=True)
class Askable:
    """A document as the form names it: `document` is what is kept of it, `url` where it stands.

    `title` is safe HTML, what was typed of it marked with its language.
    """

    document: str
    title: SafeString
    workshop: WorkshopPage
    url: str


Finder = Callable[[str], "tuple[str, WorkshopPage, str] | None"]


def find(kind: str, key: str) -> Askable | None:
    """The document of an address, or None: unknown, not public, kept back and gone look alike."""
    finder = FINDERS.get(kind)
    plain = _plain(kind, key)
    found = finder(plain) if finder is not None and plain else None
    if found is None:
        return None
    title, workshop, url = found
    return Askable(f"{kind}-{plain}", conditional_escape(title), workshop, url)


def _plain(kind: str, key: str) -> str:
    """A key in the one form in which it is kept; empty for one of another form."""
    if kind == "document":
        try:
            return str(uuid.UUID(key))
        except ValueError:
            return ""
    # No database counts further.
    return str(int(key)) if key.isdecimal() and len(key) <= 18 else ""


def _volume(key: str) -> "tuple[str, WorkshopPage, str] | None":
    page = ProceedingsPage.objects.live().public().filter(pk=int(key)).first()
    workshop = _live_workshop(page)
    return (marked(page.volume_title), workshop, page.url) if page and workshop else None


def _live_workshop(page: ProceedingsPage | None) -> WorkshopPage | None:
    """The workshop above the proceedings where it is published."""
    if page is None:
        return None
    found: WorkshopPage | None = WorkshopPage.objects.live().parent_of(page).first()
    return found


def _edition(key: str) -> "tuple[str, WorkshopPage, str] | None":
    row = Edition.objects.filter(pk=int(key), audience=Audience.PUBLIC).first()
    volume = _volume(str(row.proceedings_id)) if row is not None else None
    if row is None or volume is None:
        return None
    title, workshop, url = volume
    return _numbered(title, row.number), workshop, url


def _numbered(title: str, number: int) -> str:
    """Safe HTML where the title is."""
    words = _("%(title)s, edition %(number)d") % {"title": title, "number": number}
    return mark_safe(words) if isinstance(title, SafeString) else words


def _chapter(key: str) -> "tuple[str, WorkshopPage, str] | None":
    chapters = ChapterPage.objects.live().public().filter(audience=Audience.PUBLIC)
    page = chapters.filter(pk=int(key)).first()
    volume = ProceedingsPage.objects.live().parent_of(page).first() if page else None
    workshop = _live_workshop(volume)
    return (marked(page.title), workshop, page.url) if page and workshop else None


def _paper(key: str) -> "tuple[str, WorkshopPage, str] | None":
    chapter = _chapter(key)
    paper = papers.allowed(chapter[1]).get(int(key)) if chapter is not None else None
    return (marked(paper.title), chapter[1], chapter[2]) if paper and chapter else None


def _agenda(key: str) -> "tuple[str, WorkshopPage, str] | None":
    workshop = WorkshopPage.objects.live().filter(pk=int(key)).first()
    page = AgendaPage.objects.live().public().child_of(workshop).first() if workshop else None
    if workshop is None or page is None or latest_release(workshop) is None:
        return None
    title = format_html("{}, {}", _("Agenda"), marked(workshop.title))
    return title, workshop, page.url


def _of_workshop(what: str, workshop: str) -> str:
    return f"{what}, {workshop}"


def _document(key: str) -> "tuple[str, WorkshopPage, str] | None":
    """A paper of a workshop. One for participants alone is named by its kind: the address of it
    is known to those who can read it, its title need not be known to more."""
    row = Document.objects.select_related("workshop").filter(pk=key).first()
    if row is None or not row.workshop.live:
        return None
    if documents.public(row.workshop).filter(pk=row.pk).exists():
        url = reverse("workshop_document", args=[row.workshop.slug, row.pk])
        return marked(row.title, row.language), row.workshop, url
    if documents.for_participants(row.workshop).filter(pk=row.pk).exists():
        return str(row.get_kind_display()), row.workshop, row.workshop.url
    return None


FINDERS: dict[str, Finder] = {
    "volume": _volume,
    "edition": _edition,
    "chapter": _chapter,
    "paper": _paper,
    "agenda": _agenda,
    "document": _document,
}


def titles(kept: Iterable[str]) -> dict[str, str]:
    """The titles of documents as staff read them; those that are gone have none.

    Arguments: what requests keep (`Askable.document`). One statement a kind that occurs.
    """
    keys: dict[str, list[str]] = {}
    for document in set(kept):
        kind, _dash, key = document.partition("-")
        keys.setdefault(kind, []).append(key)
    return {
        f"{kind}-{key}": title
        for kind, wanted in keys.items()
        if kind in TITLES
        for key, title in TITLES[kind](wanted)
    }


def _titles_of_pages(keys: list[str]) -> Iterable[tuple[object, str]]:
    return ChapterPage.objects.filter(pk__in=keys).values_list("pk", "title")


def _titles_of_volumes(keys: list[str]) -> Iterable[tuple[object, str]]:
    return ProceedingsPage.objects.filter(pk__in=keys).values_list("pk", "volume_title")


def _titles_of_editions(keys: list[str]) -> Iterable[tuple[object, str]]:
    rows = Edition.objects.filter(pk__in=keys)
    for key, title, number in rows.values_list("pk", "proceedings__volume_title", "number"):
        yield key, _numbered(title, number)


def _titles_of_papers(keys: list[str]) -> Iterable[tuple[object, str]]:
    return Paper.objects.filter(chapter__in=map(int, keys)).values_list("chapter_id", "title")


def _titles_of_agendas(keys: list[str]) -> Iterable[tuple[object, str]]:
    for key, title in WorkshopPage.objects.filter(pk__in=keys).values_list("pk", "title"):
        yield key, _of_workshop(_("Agenda"), title)


def _titles_of_documents(keys: list[str]) -> Iterable[tuple[object, str]]:
    return Document.objects.filter(pk__in=keys).values_list("pk", "title")


TITLES: dict[str, Callable[[list[str]], Iterable[tuple[object, str]]]] = {
    "volume": _titles_of_volumes,
    "edition": _titles_of_editions,
    "chapter": _titles_of_pages,
    "paper": _titles_of_papers,
    "agenda": _titles_of_agendas,
    "document": _titles_of_documents,
}
