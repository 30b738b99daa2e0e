"""The editorial way: steps, the author's proof, co-organisers' comments, who did what when."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from access.domain import tokens
from access.domain.consent import Naming, Output
from access.models import AuditEntry
from correspondence.models import MailMessage
from events.domain.releases import release
from publications.domain import commenting, editing, editorial_work, proofs, round_desk
from publications.domain.masking import Names, masked
from publications.models import ChapterPage, ParagraphComment
from tests.factories.access import host_organiser, proceedings_staff, secretariat, travel_desk
from tests.factories.events import (
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)
from tests.factories.publications import (
    ChapterPageFactory,
    EditorialStepFactory,
    ParagraphCommentFactory,
    SessionNoteFactory,
)
from tests.publications import way
from tests.publications.way import NAME, Kind, rewrite, speaker_of

pytestmark = pytest.mark.django_db
AGREED = "Aini binti Agreed"


@pytest.fixture
def volume():
    return way.volume()


@pytest.fixture
def chapter(volume):
    """A chapter on its way, edited once since its author sent it."""
    page = ChapterPageFactory(parent=volume, html="<p>The dam was build.</p><p>Second.</p>")
    page.save_revision()
    editing.advance(page, Kind.SUBMITTED, proceedings_staff())
    rewrite(page, "<p>The dam was built.</p><p>Second.</p>")
    return page


def test_each_step_in_its_order_with_who_and_when(chapter):
    editor = proceedings_staff()
    for wrong in (Kind.CLEARED, Kind.APPROVED, Kind.PROOF_SENT, "other"):
        with pytest.raises(ValidationError):
            editing.advance(chapter, wrong, editor)
    assert editing.standing(chapter).is_changed
    editing.advance(chapter, Kind.EDITED, editor, "House style.")
    editing.advance(chapter, Kind.CLEARED, editor)
    steps = list(chapter.editorial_steps.values_list("number", "kind", "by", "note"))
    assert [row[:2] for row in steps] == [(1, "submitted"), (2, "edited"), (3, "cleared")]
    assert steps[1][2:] == (editor.pk, "House style.")
    with pytest.raises(ValidationError):
        chapter.editorial_steps.last().save()
    trail = AuditEntry.objects.filter(action__startswith="chapter.").order_by("pk")
    assert list(trail.values_list("action", flat=True)) == [
        "chapter.submitted", "chapter.edited", "chapter.cleared"
    ]  # fmt: skip


def test_nothing_is_cleared_with_an_open_comment_or_after_a_change(chapter):
    editor = proceedings_staff()
    editing.advance(chapter, Kind.EDITED, editor)
    remark = ParagraphCommentFactory(chapter=chapter)
    with pytest.raises(ValidationError, match="comments"):
        editing.advance(chapter, Kind.CLEARED, editor)
    commenting.settle(remark, editor, "taken_up", "Done.")
    raw = proofs.make_link(chapter, editor).split("/")[-2]
    proofs.answer(raw, True)
    rewrite(chapter, "<p>Another text.</p>")
    with pytest.raises(ValidationError, match="after its author approved"):
        editing.advance(chapter, Kind.CLEARED, editor)


def test_the_author_sees_a_clean_proof_and_the_changes(client, chapter):
    """A GET changes nothing; the answer counts once and is told to the editor."""
    editing.advance(chapter, Kind.EDITED, proceedings_staff())
    path = proofs.make_link(chapter, proceedings_staff())
    text = client.get(path).content.decode()
    assert '<p class="para" id="p1"><a class="no" href="#p1">1.</a> The dam was built.</p>' in text
    assert ("<del>build.</del>" in text, "<ins>built.</ins>" in text) == (True, True)
    assert "since your answer" not in text
    assert editing.standing(chapter).kind == Kind.PROOF_SENT
    assert client.post(path, {"change": "1", "note": " "}).status_code == 422
    assert client.post(path, {"change": "1", "note": "Dam, not dams."}).status_code == 302
    assert "The editor has your wishes" in client.get(path).content.decode()
    assert client.post(path, {"approve": "1"}).status_code == 422
    step = chapter.editorial_steps.order_by("-number").first()
    assert (step.kind, step.note, step.by) == ("changes_wanted", "Dam, not dams.", None)
    editing.advance(chapter, Kind.EDITED, proceedings_staff())
    second = proofs.make_link(chapter, proceedings_staff())
    client.post(second, {"approve": "1"})
    assert (editing.standing(chapter).kind, editing.standing(chapter).is_changed) == (
        "approved",
        False,
    )
    old = tokens.issue("session_notes", chapter.volume.workshop.vault, step.pk, proofs.PROOF_LIFE)
    assert client.get(reverse("author_proof", args=[old])).status_code == 404


def test_the_proof_is_the_text_that_was_sent(client, chapter):
    """An edit after the mail is not slipped under an approval."""
    editing.advance(chapter, Kind.EDITED, proceedings_staff())
    path = proofs.make_link(chapter, proceedings_staff())
    rewrite(chapter, "<p>Slipped in.</p>")
    assert "Slipped in" not in client.get(path).content.decode()
    client.post(path, {"approve": "1"})
    assert editing.standing(chapter).is_changed


def test_the_mail_goes_to_an_author_whom_the_editor_need_not_know(client, volume):
    """Staff choose a speaker as the proceedings name them; the mail holds no word of it."""
    person = speaker_of(volume.workshop)
    chapter = ChapterPageFactory(parent=volume)
    chapter.save_revision()
    for kind in (Kind.SUBMITTED, Kind.EDITED):
        editing.advance(chapter, kind, proceedings_staff())
    url = reverse("publications_editing_chapter", args=[volume.pk, chapter.pk])
    client.force_login(proceedings_staff())
    text = client.get(url).content.decode()
    assert (f'value="{person.pk}"' in text, NAME in text) == (True, False)
    client.post(url, {"action": "proof", "author": str(person.pk)})
    mail = MailMessage.objects.get()
    assert (mail.occasion, mail.subject_key) == ("author_proof", person.pk)
    assert editing.standing(chapter).kind == Kind.PROOF_SENT
    client.post(url, {"action": "proof", "author": str(PersonFactory().pk)})
    client.post(url, {"action": "proof", "author": "nobody"})
    assert MailMessage.objects.count() == 1


def test_staff_pages(client, volume, chapter):
    board = reverse("publications_editing", args=[volume.pk])
    url = reverse("publications_editing_chapter", args=[volume.pk, chapter.pk])
    client.force_login(host_organiser(volume.workshop))
    assert (client.get(board).status_code, client.get(url).status_code) == (302, 302)
    client.force_login(proceedings_staff())
    assert "Submitted" in client.get(board).content.decode()
    client.post(url, {"action": "edited", "note": "Cut by half."})
    assert "Cut by half." in client.get(url).content.decode()
    remark = ParagraphCommentFactory(chapter=chapter, text="Too short.")
    settled = {"action": "settle", "comment": remark.pk, "verdict": "not_taken_up"}
    assert "Say why" in client.post(url, settled, follow=True).content.decode()
    client.post(url, {**settled, "answer": "It is long enough."})
    remark.refresh_from_db()
    assert (remark.verdict, remark.answer, remark.settled_at is None) == (
        "not_taken_up",
        "It is long enough.",
        False,
    )
    shown = client.post(url, {"action": "link"}).content.decode()
    assert (shown.count("/me/proof/"), "/me/proof/" in client.get(url).content.decode()) == (1, 0)
    assert client.post(url, {"action": "burn"}).status_code == 404
    other = ChapterPageFactory()
    missing = reverse("publications_editing_chapter", args=[volume.pk, other.pk])
    assert client.get(missing).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_first_page_of_staff_says_what_waits(client, django_assert_num_queries, number):
    """Answers of authors, proofs past their day, open comments, notes; nothing to anybody else."""
    for _ in range(number):
        page = way.volume()
        approved, late, commented, ready = (way.edited(page) for _ in range(4))
        proofs.answer(proofs.make_link(approved, proceedings_staff()).split("/")[-2], True)
        proofs.make_link(late, proceedings_staff())
        past = timezone.now() - proofs.PROOF_LIFE - datetime.timedelta(days=1)
        late.editorial_steps.filter(kind=Kind.PROOF_SENT).update(at=past)
        ParagraphCommentFactory(chapter=commented)
        proofs.make_link(ready, proceedings_staff())
        SessionNoteFactory(workshop=page.workshop, state="handed_in")
    with django_assert_num_queries(4):
        rows = editorial_work.waiting()
    assert [(row.answers, row.overdue, row.comments, row.notes) for row in rows] == number * [
        (1, 1, 1, 1)
    ]
    home = reverse("wagtailadmin_home")
    client.force_login(proceedings_staff())
    text = client.get(home).content.decode()
    assert text.count("1 author has answered") == text.count("1 comment of co-org") == number
    client.force_login(travel_desk())
    assert "author has answered" not in client.get(home).content.decode()


# --- Co-organisers ----------------------------------------------------------------------------


@pytest.fixture
def open_volume(volume, chapter):
    """Edited, and open for comments until tomorrow."""
    round_desk.set_day(volume, timezone.now() + datetime.timedelta(days=1), secretariat())
    chapter.refresh_from_db()
    editing.advance(chapter, Kind.EDITED, proceedings_staff())
    return volume


def test_co_organisers_comment_by_paragraph_until_a_day(client, open_volume, chapter):
    host = host_organiser(open_volume.workshop)
    slug = open_volume.workshop.slug
    client.force_login(host)
    hidden = ChapterPageFactory(parent=open_volume, title="Not edited yet")
    start = client.get(reverse("organise:workshop", args=[slug])).content.decode()
    assert reverse("comments:chapters", args=[slug]) in start
    listed = client.get(reverse("comments:chapters", args=[slug])).content.decode()
    assert (chapter.title in listed, "Not edited yet" in listed) == (True, False)
    url = reverse("comments:chapter", args=[slug, chapter.pk])
    answer = client.post(url, {"anchor": "p2", "text": "Third, not second."})
    row = ParagraphComment.objects.get()
    assert answer["Location"] == f"{url}#c{row.pk}"
    assert (row.anchor, row.by, row.text) == ("p2", host, "Third, not second.")
    places = commenting.passages(chapter, [row], Names())
    assert [(place.anchor, len(place.comments)) for place in places] == [
        ("", 0), ("p1", 0), ("p2", 1)
    ]  # fmt: skip
    assert "Third, not second." in client.get(url).content.decode()
    assert client.post(url, {"anchor": "p1", "text": " "}).status_code == 422
    missing = reverse("comments:chapter", args=[slug, hidden.pk])
    assert client.get(missing).status_code == 404
    open_volume.comments_until = timezone.now() - datetime.timedelta(minutes=1)
    open_volume.save()
    assert client.post(url, {"anchor": "p1", "text": "Late."}).status_code == 404
    with pytest.raises(ValidationError, match="over"):
        commenting.comment(ChapterPage.objects.get(pk=chapter.pk), "p1", "Late.", host)
    client.force_login(host_organiser(WorkshopFactory()))
    assert client.get(url).status_code == 404


def test_co_organisers_see_no_withheld_name(client, open_volume, chapter):
    """Issue 9, 4: neither by the byline nor by a slip of the editor; who agreed is named."""
    workshop = open_volume.workshop
    PersonFactory(workshop=workshop, values={"name": NAME, "name_own_script": "กนกวรรณ"})
    named = PersonFactory(
        workshop=workshop, values={"name": AGREED}, naming={Output.PROCEEDINGS: Naming.NAME}
    )
    session = SessionFactory(workshop=workshop)
    SessionRoleFactory(session=session, person=named, label="", role="speaker")
    release(workshop, secretariat(), "")
    rewrite(
        chapter,
        f"<p>{AGREED} agreed with ZZYXWVUT  canaryname (กนกวรรณ).</p>"
        f"<p>As {{{{person:{named.pk}}}}} said to {{{{person:{PersonFactory().pk}}}}}.</p>",
    )
    client.force_login(host_organiser(workshop))
    url = reverse("comments:chapter", args=[workshop.slug, chapter.pk])
    text = client.get(url).content.decode()
    assert f"{AGREED} agreed with [name withheld]" in text
    assert f"As {AGREED} said to a participant." in text
    assert ("canaryname" in text.lower(), "กนกวรรณ" in text) == (False, False)


def test_a_heading_goes_with_the_paragraph_below_it():
    one, two = '<p class="para" id="p1">A</p>', '<p class="para" id="p2">B</p>'
    html = f"<p>Lead</p>\n<h3>Why</h3>\n{one}\n<ul><li>x</li></ul><h3>How</h3><h4>Then</h4>{two}"
    assert commenting._pieces(html) == [
        "<p>Lead</p>",
        f"<h3>Why</h3>\n{one}\n<ul><li>x</li></ul>",
        f"<h3>How</h3><h4>Then</h4>{two}",
    ]


def test_a_name_is_found_in_pieces_too():
    """US-ST10: emphasis, a link or a note number do not hide a name; neither does a block."""
    names = Names(["Ali bin Abu"])
    for html, expected in (
        ("<p>By <em>Ali</em> bin Abu.</p>", "<p>By <em>[name withheld]</em>.</p>"),
        ("<p>A<b>li</b> bin <i>Abu</i></p>", "<p>[name withheld]<b></b><i></i></p>"),
        ('<p>Ali <a href="#">bin Abu</a></p>', '<p>[name withheld]<a href="#"></a></p>'),
        ("<p>Ali bin Abu<sup>1</sup></p>", "<p>[name withheld]<sup>1</sup></p>"),
        ("<p>said</p><p>Ali bin Abu</p>", "<p>said</p><p>[name withheld]</p>"),
        ('<img alt="Ali bin Abu speaks">', '<img alt="[name withheld] speaks">'),
        (
            "<b>Ali bin Abu</b> and <b>Ali</b> bin Abu",
            "<b>[name withheld]</b> and <b>[name withheld]</b>",
        ),
        ("<p>Salali <b>bin</b> Abuja</p>", "<p>Salali <b>bin</b> Abuja</p>"),
    ):
        assert masked(html, names) == expected


def test_a_title_names_nobody_either(client, open_volume, chapter):
    """US-ST10: a session may be called by its speaker; the title itself stays as it is."""
    workshop = open_volume.workshop
    PersonFactory(workshop=workshop, values={"name": NAME})
    type(chapter).objects.filter(pk=chapter.pk).update(title=f"Statement of {NAME}", lede=NAME)
    client.force_login(host_organiser(workshop))
    for url in (
        reverse("comments:chapters", args=[workshop.slug]),
        reverse("comments:chapter", args=[workshop.slug, chapter.pk]),
    ):
        text = client.get(url).content.decode()
        assert ("Statement of [name withheld]" in text, NAME in text) == (True, False)
    chapter.refresh_from_db()
    assert chapter.title == f"Statement of {NAME}"


@pytest.mark.parametrize("number", [1, 3])
def test_the_board_costs_the_same_for_each_chapter(volume, django_assert_num_queries, number):
    for _ in range(number):
        page = ChapterPageFactory(parent=volume)
        page.save_revision()
        EditorialStepFactory(chapter=page)
    with django_assert_num_queries(4):
        assert len(editing.board(volume)) == number
