"""The way to the demo volume: a paper as PDF, rapporteurs' notes, chapters on their way."""

import datetime
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.html import escape
from wagtail.blocks.stream_block import StreamValue

from access.models import User
from access.role_matrix import GROUP_OF_ROLE, Role
from access.roles import current_grants
from events.models import Session, WorkshopPage
from publications.domain import commenting, editing, notes, paper_desk, proofs, round_desk
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
EARLIER = "Please say how many people were asked."
WISH = "Please add that the figure is an estimate."
SENTENCE = "The figure is an estimate of the author, made from twelve conversations."
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
    host = _host(workshop)
    for chapter in with_paper[2:3]:
        _second_look(page, chapter, editor, host)
    _open_for_comments(page, workshop)
    if host is not None and with_paper and commenting.is_open(page):
        fresh = ChapterPage.objects.get(pk=with_paper[0].pk)
        commenting.comment(fresh, "p3", REMARK, host)
    _write_notes(workshop)


def _second_look(
    page: ProceedingsPage, chapter: ChapterPage, editor: User, host: User | None
) -> None:
    """A round that is over and a proof that was answered: the next ones show what changed."""
    now = timezone.now()
    first = round_desk.set_day(page, now + datetime.timedelta(days=1), editor)
    if host is not None:
        remark = commenting.comment(ChapterPage.objects.get(pk=chapter.pk), "p1", EARLIER, host)
        commenting.settle(remark, editor, "taken_up", "A sentence says so now.")
    round_desk.set_day(page, None, editor)
    if first is not None:
        first.opened_at, first.until = now - datetime.timedelta(days=21), now
        first.save()
    link = proofs.make_link(chapter, editor)
    proofs.answer(link.split("/")[-2], False, WISH)
    _add_a_sentence(chapter)
    fresh = ChapterPage.objects.get(pk=chapter.pk)
    editing.advance(fresh, EditorialStep.Kind.EDITED, editor, "As the author wished.")
    proofs.make_link(fresh, editor)


def _add_a_sentence(chapter: ChapterPage) -> None:
    """A draft in which the first paragraph goes on; what is published stays as it is."""
    text = editing.latest_text(chapter)
    raw = text.body.get_prep_value()
    for block in raw:
        if block["type"] == "text" and "</p>" in block["value"]:
            block["value"] = block["value"].replace("</p>", f" {SENTENCE}</p>", 1)
            break
    text.body = StreamValue(text.body.stream_block, raw, is_lazy=True)
    text.save_revision()


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
