"""The way to the demo volume: a paper as PDF, rapporteurs' notes, chapters on their way."""

import datetime
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.html import escape

from access.models import User
from access.role_matrix import GROUP_OF_ROLE, Role
from access.roles import current_grants
from events.models import Session, WorkshopPage
from publications.domain import commenting, editing, notes, paper_desk, round_desk
from publications.domain.badges import typeset
from publications.models import ChapterPage, EditorialStep, ProceedingsPage

AGREED_ON = datetime.date(2026, 11, 2)
STYLE = """
@page { size: A4; margin: 25mm 30mm }
body { font: 11pt/1.5 "Text Serif" } h1 { font-size: 18pt; line-height: 1.2 }
h2 { font-size: 13pt; margin-top: 8mm; break-before: page } p { margin: 0 0 3mm }
"""
WORDS = {
    "issues": "Offices answer in the language of the capital; people ask in their own.\n"
    "Where an answer comes late, the works have begun.",
    "proposals": "A sheet of one page, in the languages of the place, before any consultation.",
    "outcome": "The panel agreed on the sheet and left the period of notice to the drafting.",
    "quote1": "Nobody asked us before the water rose.",
}
REMARK = "Please say which year this figure is of."


def load(page: ProceedingsPage) -> None:
    """Add what happens before a volume; does nothing where it is there already."""
    workshop = page.workshop
    editor = User.objects.filter(groups__name=GROUP_OF_ROLE[Role.PROCEEDINGS]).first()
    chapters = list(ChapterPage.objects.child_of(page).order_by("path"))
    if editor is None or EditorialStep.objects.filter(chapter__in=chapters).exists():
        return
    with_paper = [row for row in chapters if row.subtitle == "Paper submitted to the workshop"]
    for chapter in with_paper[:1]:
        _attach(chapter, editor)
    for chapter in with_paper[:4]:
        editing.advance(chapter, EditorialStep.Kind.SUBMITTED, editor)
    for chapter in with_paper[:3]:
        editing.advance(chapter, EditorialStep.Kind.EDITED, editor, "House style, two notes added.")
    for chapter in with_paper[1:2]:
        editing.advance(chapter, EditorialStep.Kind.CLEARED, editor)
    _open_for_comments(page, workshop)
    host = _host(workshop)
    if host is not None and with_paper:
        fresh = ChapterPage.objects.get(pk=with_paper[0].pk)
        commenting.comment(fresh, "p3", REMARK, host)
    _write_notes(workshop)


def _attach(chapter: ChapterPage, editor: User) -> None:
    html = f"<h1>{escape(chapter.title)}</h1><p>{escape(chapter.lede)}</p>"
    html += "".join(
        f"<h2>Part {number}</h2><p>An invented paper, from the first word to the last. "
        "It stands here as its author sent it.</p>"
        for number in (1, 2)
    )
    file = SimpleUploadedFile("paper.pdf", typeset(chapter.title, html, STYLE), "application/pdf")
    paper_desk.attach(chapter, editor, file, title=chapter.title, author=None, agreed_on=AGREED_ON)


def _open_for_comments(page: ProceedingsPage, workshop: WorkshopPage) -> None:
    """Until two months after the workshop, at five in its own time."""
    day = (workshop.ends_on or timezone.now().date()) + datetime.timedelta(days=60)
    zone = ZoneInfo(workshop.time_zone)
    until = datetime.datetime.combine(day, datetime.time(17), zone)
    if until > timezone.now():
        round_desk.set_day(page, until, "system")


def _host(workshop: WorkshopPage) -> User | None:
    users = User.objects.filter(is_active=True, grants__vault=workshop.vault).distinct()
    for user in users.order_by("pk"):
        if current_grants(user, Role.HOST_ORGANISER).filter(vault=workshop.vault).exists():
            return user
    return None


def _write_notes(workshop: WorkshopPage) -> None:
    """The first panel is handed in; the next one is being written."""
    panels = Session.objects.filter(workshop=workshop, kind=Session.Kind.PANEL)
    for place, session in enumerate(panels.order_by("starts_at", "pk")[:2]):
        note = notes.open_note(workshop, session.pk)
        notes.save(note, WORDS, {}, based_on=note.version, hand_in=place == 0)
