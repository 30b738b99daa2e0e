"""How to cite a volume and its chapters: BibTeX, RIS, CSL-JSON, Crossref, tags for the head.

Sources: BibTeX manual (btxdoc, Patashnik 1988); RIS by Research Information Systems; CSL-JSON
schema 1.0.2; Crossref deposit schema 5.3.1 (written, never sent); Highwire tags as Google Scholar's
inclusion guidelines list them; Dublin Core (DCMI terms); schema.org ScholarlyArticle.
"""

import json
import uuid
from dataclasses import dataclass, replace
from html import escape

from django.conf import settings
from django.utils.translation import override

from access.domain.consent import Output
from access.domain.disclosure import appearances
from events.domain.releases import latest_release
from events.models.base import in_readers_language
from publications.domain import papers
from publications.domain.assemble import citation_title, numbered_chapters, part_key
from publications.domain.building import newest_edition
from publications.domain.citation import _escaped, _one_line
from publications.models import ChapterPage, ProceedingsPage


@dataclass(frozen=True)
class Work:
    """A volume or one of its chapters, as it is cited. `authors` are organisations or persons."""

    key: str
    title: str
    authors: tuple[str, ...]
    url: str
    year: int
    date: str
    publisher: str
    isbn: str
    lang: str
    volume: str = ""  # the title of the volume, of a chapter only
    pages: str = ""
    pdf: str = ""
    abstract: str = ""
    author_keys: tuple[str, ...] = ()  # of the persons among the authors, in their order

    @property
    def persons(self) -> "tuple[tuple[str, str], ...]":
        """(key, name) of the persons who have a page; none for an organisation."""
        return tuple(zip(self.author_keys, self.authors, strict=False))


def works(page: ProceedingsPage) -> list[Work]:
    """The volume and then its public chapters; names as each person chose, at this moment.

    Cited in the language of the volume, in whatever language its page is read.
    """
    with override(page.locale.language_code):
        return _works(page)


def _works(page: ProceedingsPage) -> list[Work]:
    edition = newest_edition(page)
    day = edition.published_on if edition is not None else page.workshop.starts_on
    year = day.year if day is not None else page.workshop.year
    common = {
        "year": year,
        "date": day.isoformat() if day is not None else str(year),
        "publisher": page.publisher or str(settings.SITE_NAME),
        "isbn": page.isbn,
        "lang": page.locale.language_code,
    }
    slug = page.workshop.slug
    base = settings.BASE_URL.rstrip("/")
    url = f"{base}/p/{page.pk}-{edition.number}" if edition else f"{base}{page.url}"
    title = citation_title(page)
    house = (str(settings.SITE_NAME),)
    pdf = f"{base}/workshops/{slug}/proceedings/volume.pdf" if edition else ""
    found = [Work(f"wg-{slug}", title, house, url, pdf=pdf, abstract=page.summary, **common)]
    speakers = _authors(page)
    first = edition.first_pages if edition else {}
    starts = sorted(first.values())
    for chapter, _number in numbered_chapters(page):
        key = part_key(chapter)
        pages = ""
        if edition is not None and key in first:
            later = [start for start in starts if start > first[key]]
            pages = f"{first[key]}-{max(first[key], (later[0] if later else first[key] + 1) - 1)}"
        persons = speakers.get(chapter.pk, ())
        has_piece = edition is not None and key in edition.pieces
        found.append(
            Work(
                f"wg-{slug}-{key}",
                chapter.title,
                tuple(name for _key, name in persons) or house,
                f"{base}{page.url}{chapter.slug}/",
                volume=title,
                pages=pages,
                pdf=f"{base}/workshops/{slug}/proceedings/{key}.pdf" if has_piece else "",
                abstract=chapter.lede,
                author_keys=tuple(author for author, _name in persons),
                **common,
            )
        )
    return found


@dataclass(frozen=True)
class Author:
    """Somebody who agreed to be named, with the chapters of a volume that are theirs."""

    key: str
    name: str
    works: tuple[Work, ...]


def by_author(page: ProceedingsPage) -> list[Author]:
    """Everybody who is named as an author, in the order of names.

    Their works lead to the pages in the reader's language.
    """
    base = settings.BASE_URL.rstrip("/")
    names: dict[str, str] = {}
    found: dict[str, list[Work]] = {}
    for work in works(page)[1:]:
        for key, name in zip(work.author_keys, work.authors, strict=False):
            names[key] = name
            url = in_readers_language(work.url.removeprefix(base))
            found.setdefault(key, []).append(replace(work, url=url))
    authors = [Author(key, name, tuple(found[key])) for key, name in names.items()]
    return sorted(authors, key=lambda author: (author.name.casefold(), author.key))


def work_of(chapter: ChapterPage) -> Work:
    """One chapter as it is cited."""
    key = part_key(chapter)
    return next(work for work in works(chapter.volume) if work.key.endswith(f"-{key}"))


Persons = tuple[tuple[str, str], ...]  # (key, name)


def _authors(page: ProceedingsPage) -> dict[int, Persons]:
    """By chapter, the persons who agreed to be named: the author of its paper, else its speakers.

    No speaker where the rule of the session forbids it.
    """
    workshop = page.workshop
    release = latest_release(workshop)
    speaking: dict[str, list[uuid.UUID]] = {}
    for row in release.document["sessions"] if release is not None else []:
        if row["attribution"] == "on_record":
            people = [uuid.UUID(str(r["person"])) for r in row["roles"] if r["person"]]
            speaking[str(row["id"])] = people
    by_paper = {key: paper.author_id for key, paper in papers.allowed(workshop).items()}
    chapters = [chapter for chapter, _number in numbered_chapters(page)]
    keys = {key for people in speaking.values() for key in people}
    keys |= {key for key in by_paper.values() if key is not None}
    seen = appearances(workshop.vault, keys, Output.PROCEEDINGS) if keys else {}
    found = {}
    for chapter in chapters:
        author = by_paper.get(chapter.pk)
        people = [author] if author is not None else speaking.get(str(chapter.session_key), [])
        named = {str(key): seen[key].name for key in people if key in seen and seen[key].name}
        if named:
            found[chapter.pk] = tuple(named.items())
    return found


def bibtex(work: Work) -> str:
    """@book for the volume, @incollection for a chapter, UTF-8."""
    fields = {
        "author": " and ".join("{" + _escaped(name) + "}" for name in work.authors),
        "title": "{" + _escaped(work.title) + "}",
        "booktitle": _escaped(work.volume),
        "year": str(work.year),
        "publisher": _escaped(work.publisher),
        "pages": work.pages.replace("-", "--"),
        "isbn": work.isbn,
        "url": work.url,
    }
    kind = "incollection" if work.volume else "book"
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{kind}{{{work.key},\n" + ",\n".join(lines) + "\n}\n"


def ris(work: Work) -> str:
    """TY BOOK or CHAP, CRLF at the end of each line, UTF-8."""
    first, _dash, last = work.pages.partition("-")
    fields = [
        ("TY", "CHAP" if work.volume else "BOOK"),
        *(("AU", name) for name in work.authors),
        ("TI", work.title),
        ("T2", work.volume),
        ("PY", str(work.year)),
        ("PB", work.publisher),
        ("SP", first),
        ("EP", last),
        ("SN", work.isbn),
        ("AB", work.abstract),
        ("LA", work.lang),
        ("UR", work.url),
        ("ID", work.key),
    ]
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl(work: Work) -> dict[str, object]:
    """The work as an item of CSL-JSON; names of persons are one field, so they are literal."""
    item: dict[str, object] = {
        "id": work.key,
        "type": "chapter" if work.volume else "book",
        "title": work.title,
        "author": [{"literal": name} for name in work.authors],
        "issued": {"date-parts": [[int(part) for part in work.date.split("-")]]},
        "publisher": work.publisher,
        "URL": work.url,
        "language": work.lang,
    }
    more = {"container-title": work.volume, "page": work.pages, "ISBN": work.isbn}
    return item | {name: value for name, value in more.items() if value}


def head_tags(work: Work) -> list[tuple[str, str]]:
    """(name, content) of the meta elements of a page: Highwire and Dublin Core."""
    tags = [
        ("citation_title", work.title),
        *(("citation_author", name) for name in work.authors),
        ("citation_publication_date", work.date.replace("-", "/")),
        ("citation_publisher", work.publisher),
        ("citation_inbook_title", work.volume),
        ("citation_isbn", work.isbn),
        ("citation_firstpage", work.pages.partition("-")[0]),
        ("citation_lastpage", work.pages.partition("-")[2]),
        ("citation_language", work.lang),
        ("citation_pdf_url", work.pdf),
        ("DC.title", work.title),
        *(("DC.creator", name) for name in work.authors),
        ("DC.date", work.date),
        ("DC.publisher", work.publisher),
        ("DC.language", work.lang),
        ("DC.identifier", work.url),
        ("DC.isPartOf", work.volume),
    ]
    return [(name, value) for name, value in tags if value]


def json_ld(work: Work) -> str:
    """The work for search engines, safe inside a script element."""
    house = {"@type": "Organization", "name": str(settings.SITE_NAME)}
    authors = [
        house if name == house["name"] else {"@type": "Person", "name": name}
        for name in work.authors
    ]
    item: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle" if work.volume else "Book",
        "headline" if work.volume else "name": work.title,
        "author": authors,
        "datePublished": work.date,
        "inLanguage": work.lang,
        "publisher": house,
        "url": work.url,
    }
    if work.volume:
        item["isPartOf"] = {"@type": "Book", "name": work.volume}
    if work.pages:
        item["pagination"] = work.pages
    if work.isbn and not work.volume:
        item["isbn"] = work.isbn
    text = json.dumps(item, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def crossref(page: ProceedingsPage, prefix: str, depositor: str, email: str, stamp: str) -> str:
    """A deposit of the volume and its chapters for Crossref; it is written, not sent.

    Arguments: the page; the DOI prefix of the house; who deposits and their address; a time stamp
    of digits that grows with each deposit.
    """
    volume, *chapters = works(page)
    isbn = '<noisbn reason="archive_volume"/>'
    if volume.isbn:
        isbn = f"<isbn>{escape(volume.isbn)}</isbn>"
    items = "".join(
        f'<content_item component_type="chapter"><contributors>{_contributors(work)}'
        f"</contributors><titles><title>{escape(work.title)}</title></titles>{_pages(work)}"
        f"{_doi(prefix, work)}</content_item>"
        for work in chapters
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<doi_batch version="5.3.1" xmlns="http://www.crossref.org/schema/5.3.1">'
        f"<head><doi_batch_id>{escape(volume.key)}-{stamp}</doi_batch_id>"
        f"<timestamp>{stamp}</timestamp><depositor><depositor_name>{escape(depositor)}"
        f"</depositor_name><email_address>{escape(email)}</email_address></depositor>"
        f"<registrant>{escape(depositor)}</registrant></head><body>"
        f'<book book_type="edited_book"><book_metadata language="{volume.lang}">'
        f"<contributors>{_contributors(volume)}</contributors>"
        f"<titles><title>{escape(volume.title)}</title></titles>"
        f'<publication_date media_type="online"><year>{volume.year}</year></publication_date>'
        f"{isbn}<publisher><publisher_name>{escape(volume.publisher)}</publisher_name></publisher>"
        f"{_doi(prefix, volume)}</book_metadata>{items}</book></body></doi_batch>\n"
    )


def _contributors(work: Work) -> str:
    found = []
    for place, name in enumerate(work.authors):
        order = "additional" if place else "first"
        text = escape(name)
        if name == settings.SITE_NAME:
            tag = f'organization sequence="{order}" contributor_role="author"'
            found.append(f"<{tag}>{text}</organization>")
        else:
            tag = f'person_name sequence="{order}" contributor_role="author"'
            found.append(f"<{tag}><surname>{text}</surname></person_name>")
    return "".join(found)


def _pages(work: Work) -> str:
    first, _dash, last = work.pages.partition("-")
    if not first:
        return ""
    return f"<pages><first_page>{first}</first_page><last_page>{last}</last_page></pages>"


def _doi(prefix: str, work: Work) -> str:
    return (
        f"<doi_data><doi>{escape(prefix)}/{escape(work.key)}</doi>"
        f"<resource>{escape(work.url)}</resource></doi_data>"
    )
