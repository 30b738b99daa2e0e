"""Chapters for the demo volume: clearly invented texts around the data of the demo workshop."""

import json
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils.html import escape

from events.domain.names import dates_in_words
from events.domain.reference import read
from events.domain.releases import latest_release
from events.models import WorkshopPage
from publications.domain import another_format, askable, demo_editorial
from publications.domain.another_format import Format, Wish
from publications.domain.demo_papers import papers
from publications.models import ChapterPage, ProceedingsPage

Block = tuple[str, Any]

INDEX_TERMS = """\
access to information
AICHR
ASEAN Secretariat
children, pupils
compensation
consent
dams, dam
disabilities, accessible
fishers, fish
haze, smoke
interpretation, interpreter
national institution
participation
privacy
recommendation
remedy, redress
supply chain
women
workers, migrant"""


@transaction.atomic
def load(workshop: WorkshopPage) -> ProceedingsPage:
    """Fill the proceedings of the demo workshop and publish them; chapters that exist are kept.

    Arguments: the demo workshop. Returns its proceedings page. Run it as often as you like.
    """
    demo = read("demo_workshop.json")["demo"]
    page = ProceedingsPage.objects.child_of(workshop).first()
    if page is None:
        page = workshop.add_child(instance=ProceedingsPage.new_part(workshop))
    if ChapterPage.objects.child_of(page).exists():
        return page
    page.title = "Proceedings"
    page.volume_title = workshop.official_title or workshop.title
    page.subtitle = workshop.theme
    page.summary = (
        "Three days on information, participation and remedy, and twelve recommendations adopted "
        "without a vote. An invented volume, made from the data of an invented workshop."
    )
    page.publisher = "Manila: Secretariat"
    page.licence = "CC BY 4.0"
    page.disclaimer = demo["demo_notice"]
    page.index_terms = INDEX_TERMS
    page.save_revision().publish()
    for given in json.loads(files("publications").joinpath("data/demo_chapters.json").read_text()):
        body = [block for raw in given.pop("body") for block in _blocks(raw, demo, workshop)]
        if given["title"] == "Closing":
            _add_papers(page)
        _add(page, **given, body=body, slug=None)
    page.refresh_from_db()
    demo_editorial.load(page)
    _ask_for_another_format(page)
    return page


def _ask_for_another_format(page: ProceedingsPage) -> None:
    """A request that waits for the Secretariat, where the volume is published."""
    found = askable.find("volume", str(page.pk))
    if found is not None:
        wish = Wish(Format.LARGE_PRINT, words="Letters of 24 points, please: chapter II first.")
        another_format.ask(found, wish, "reader@example.org", "en")


def _add_papers(page: ProceedingsPage) -> None:
    sessions = _panels(page)
    for number, paper in enumerate(papers()):
        key = sessions[number % len(sessions)] if sessions and number % 2 == 0 else None
        _add(page, **paper, session_key=key)


def _panels(page: ProceedingsPage) -> list[str]:
    """The panels of the released agenda, whose speakers stand below the papers."""
    release = latest_release(page.workshop)
    rows = release.document["sessions"] if release is not None else []
    return [str(row["id"]) for row in rows if row["kind"] == "panel"]


def _add(page: ProceedingsPage, **fields: Any) -> None:
    chapter = ChapterPage(**fields)
    page.add_child(instance=chapter)
    chapter.save_revision().publish()


def _blocks(raw: list[str], demo: dict[str, Any], workshop: WorkshopPage) -> list[Block]:
    kind, *texts = raw
    match kind:
        case "terms":
            return [("terms", {"rows": texts[0]})]
        case "heading":
            return [("heading", {"text": texts[0], "is_inner": False})]
        case "text":
            return [_text(texts[0])]
        case "quotation":
            return [("quotation", {"text": texts[0], "source": texts[1]})]
        case "table":
            return [("table", {"caption": texts[0], "rows": texts[1], "source": ""})]
        case "adoption":
            return _adoption(demo, workshop)
        case "recommendations":
            return [("recommendations", {"has_themes": True})]
        case "closing":
            return [_text(demo["adoption_text"]["closing"])]
    return [block for section in demo["concept_note"]["sections"] for block in _section(section)]


def _text(text: str) -> Block:
    return ("text", f"<p>{escape(text)}</p>")


def _adoption(demo: dict[str, Any], workshop: WorkshopPage) -> list[Block]:
    text = demo["adoption_text"]
    chapeau = text["chapeau"].format(
        ordinal=demo["ordinal_words"],
        city=workshop.city,
        dates=dates_in_words(workshop.starts_on, workshop.ends_on),
    )
    recitals = [("recital", {"text": recital}) for recital in text["recitals"]]
    return [_text(chapeau), *recitals, _text(text["operative_lead"])]


def _section(section: dict[str, Any]) -> list[Block]:
    blocks: list[Block] = [("heading", {"text": section["heading"], "is_inner": False})]
    blocks += [_text(text) for text in section.get("paragraphs", [])]
    if "list" in section:
        items = "".join(f"<li>{escape(text)}</li>" for text in section["list"])
        blocks.append(("text", f"<ul>{items}</ul>"))
    return blocks
