"""A second look: what changed since the author's answer, since the round of comments before."""

import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image as PillowImage
from wagtail.images import get_image_model

from access.models import AuditEntry
from access.role_matrix import Role
from publications.domain import (
    commenting,
    demo_editorial,
    editing,
    proofs,
    round_desk,
    rounds,
    versions,
)
from publications.models import ParagraphComment, ProceedingsPage, RoundText
from tests.factories.access import (
    GrantFactory,
    UserFactory,
    host_organiser,
    proceedings_staff,
    secretariat,
)
from tests.factories.events import PersonFactory, WorkshopFactory
from tests.factories.publications import ChapterPageFactory
from tests.publications import way
from tests.publications.way import NAME, Kind, edit_again, edited, rewrite

pytestmark = pytest.mark.django_db
FIRST = "<p>It began.</p><p>It went on.</p><p>It ended.</p>"
SECOND = "<p>It began.</p><p>New here.</p><p>It went on for long.</p><p>It ended.</p>"


@pytest.fixture
def volume():
    return way.volume()


@pytest.fixture
def chapter(volume):
    return edited(volume, FIRST)


def in_days(number):
    return timezone.now() + datetime.timedelta(days=number)


def kinds(changes):
    return [(row.kind, row.anchor) for row in changes]


def over(volume):
    """The time of the round that runs has passed."""
    past = timezone.now() - datetime.timedelta(minutes=1)
    volume.comment_rounds.update(until=past)
    ProceedingsPage.objects.filter(pk=volume.pk).update(comments_until=past)
    volume.refresh_from_db()


# --- Two texts ------------------------------------------------------------------------------


def numbered(*texts):
    return "".join(
        f'<p class="para" id="p{n}"><span class="no">{n}.</span> {text}</p>'
        for n, text in enumerate(texts, start=1)
    )


def test_a_paragraph_put_in_does_not_change_all_that_follow():
    """The numbers of paragraphs only count: they are no words."""
    before = numbered("One a b c.", "Two a b c.", "Three a b c.")
    after = numbered("One a b c.", "Quite other words here.", "Two a b d.", "Three a b c.")
    found = versions.differences(before, after)
    assert kinds(found) == [("new", "p2"), ("changed", "p3")]
    assert [(p.kind, p.text) for p in found[1].pieces] == [
        ("same", "Two a b "), ("gone", "c."), ("new", "d.")
    ]  # fmt: skip
    assert versions.moved(before, after) == {"p1": "p1", "p2": "p3", "p3": "p4"}


def test_what_is_gone_and_what_a_picture_shows():
    before = numbered("One.", "Two words that go.") + '<figure><img src="x" alt="A dam"></figure>'
    after = numbered("One.") + '<figure><img src="x" alt="A dam at night"></figure>'
    found = versions.differences(before, after)
    assert kinds(found) == [("gone", ""), ("changed", "")]
    assert versions.differences(after, after) == []


def test_long_texts_are_compared_in_bounded_steps():
    """A paragraph of thousands of words is not laid side by side, word by word."""
    long, other = "one two three " * 400, "three one two " * 400
    pieces = versions.word_by_word(long, other)
    assert [(p.kind, len(p.text)) for p in pieces] == [("gone", len(long)), ("new", len(other))]


def test_a_script_without_spaces_is_compared_by_word():
    """Thai: one word of a run changed, the others stand."""
    pieces = versions.word_by_word("ประชาชนในหุบเขา", "ประชาชนในเมือง")
    assert [(p.kind, p.text) for p in pieces] == [
        ("same", "ประชาชนใน"),
        ("gone", "หุบเขา"),
        ("new", "เมือง"),
    ]


# --- The author's second proof --------------------------------------------------------------


def ask(chapter):
    return proofs.make_link(chapter, proceedings_staff())


def seen(path):
    return proofs.proof(path.split("/")[-2])


def test_a_second_proof_shows_what_changed_since_the_answer(client, chapter):
    """Issue 9, 4: first since the answer, then on request since the submission."""
    rewrite(chapter, "<p>It began well.</p><p>It went on.</p><p>It ended.</p>")
    first = ask(chapter)
    assert (seen(first).since_seen, kinds(seen(first).since_submission.changes)) == (
        None,
        [("changed", "p1")],
    )
    client.post(first, {"approve": "1"})
    edit_again(chapter, "<p>It began well.</p><p>It went on for long.</p><p>It ended.</p>")
    second = ask(chapter)
    proof = seen(second)
    assert proof.since_seen.was_approved
    assert kinds(proof.since_seen.changes) == [("changed", "p2")]
    assert kinds(proof.since_submission.changes) == [("changed", "p1"), ("changed", "p2")]
    text = client.get(second).content.decode()
    assert "What changed since you approved it on" in text
    assert text.count('href="#p1"') == 2  # the number itself, and in what is shown on request
    assert text.index("What changed since you") < text.index("<details>")


def test_a_proof_that_nobody_answered_counts_as_not_seen(chapter):
    ask(chapter)
    edit_again(chapter, SECOND)
    proof = seen(ask(chapter))
    assert (proof.since_seen, len(proof.since_submission.changes)) == (None, 2)


def test_the_answer_of_another_author_is_not_mine(volume):
    workshop = volume.workshop
    chapter = edited(volume, FIRST)
    one, other = way.speaker_of(workshop), way.speaker_of(workshop, "other@example.org")
    for person, is_known in ((one, False), (other, False), (one, True)):
        step = proofs.send_proof(chapter, person.pk, proceedings_staff())
        proof = seen(proofs.path_of(step))
        assert (proof.since_seen is not None) == is_known
        proofs.answer(proofs.path_of(step).split("/")[-2], False, "Shorter.")
        edit_again(chapter, f"<p>For {person.pk}.</p>")


def test_an_answer_after_the_day_still_counts_and_says_so(client, chapter):
    path = ask(chapter)
    step = editing.standing(chapter).last
    moment = timezone.now() - proofs.PROOF_LIFE - datetime.timedelta(hours=1)
    type(step).objects.filter(pk=step.pk).update(at=moment)
    assert "You can still answer" in client.get(path).content.decode()
    assert client.post(path, {"approve": "1"}).status_code == 302
    assert editing.standing(chapter).kind == Kind.APPROVED


def test_a_proof_shows_its_pictures_and_what_they_show(client, volume):
    """As it would be printed; another alternative text is a change too."""
    data = io.BytesIO()
    PillowImage.new("RGB", (40, 30)).save(data, "PNG")
    image = get_image_model().objects.create(
        title="Dam", file=ImageFile(io.BytesIO(data.getvalue()), "dam.png")
    )
    figure = {"image": image, "alt": "A dam by day", "caption": "The dam", "source": ""}
    chapter = ChapterPageFactory(parent=volume, body=[("figure", figure)])
    editing.advance(chapter, Kind.SUBMITTED, proceedings_staff())
    text = editing.latest_text(chapter)
    text.body = [("figure", {**figure, "alt": "A dam at night"})]
    text.save_revision()
    chapter.refresh_from_db()
    editing.advance(chapter, Kind.EDITED, proceedings_staff())
    page = client.get(ask(chapter)).content.decode()
    assert ('alt="A dam at night"' in page, 'src="/media/images/' in page) == (True, True)
    assert ("<del>by day] </del>" in page, "asset:" in page) == (True, False)


# --- Rounds of comments ---------------------------------------------------------------------


def test_a_day_opens_a_round_moves_it_and_ends_it(volume, chapter):
    actor = secretariat()
    with pytest.raises(ValidationError, match="still to come"):
        round_desk.set_day(volume, timezone.now(), actor)
    first = round_desk.set_day(volume, in_days(3), actor)
    moved = round_desk.set_day(volume, in_days(5), actor)
    assert (first.number, moved.pk, commenting.is_open(volume)) == (1, first.pk, True)
    assert list(first.texts.values_list("chapter", "revision")) == [
        (chapter.pk, chapter.latest_revision_id)
    ]
    round_desk.set_day(volume, None, actor)
    assert (commenting.is_open(volume), rounds.running(volume)) == (False, None)
    assert round_desk.set_day(volume, in_days(3), actor).number == 2
    trail = AuditEntry.objects.filter(action="proceedings.comments_until")
    assert trail.count() == 4


def test_the_day_is_no_part_of_a_version_of_the_page(volume):
    """A page that waits for its embargo is open for comments, and no old draft closes it."""
    draft = volume.save_revision()
    round_desk.set_day(volume, in_days(3), secretariat())
    draft.publish()
    assert commenting.is_open(ProceedingsPage.objects.get(pk=volume.pk))


def test_a_chapter_that_is_edited_later_joins_the_round(volume):
    round_desk.set_day(volume, in_days(3), secretariat())
    late = edited(volume)
    assert list(RoundText.objects.values_list("chapter", flat=True)) == [late.pk]
    edit_again(late, SECOND)
    assert RoundText.objects.get().revision_id != late.latest_revision_id


def test_the_second_round_shows_what_changed(client, volume, chapter):
    """Issue 9, 4: by chapter, by paragraph, and where a comment belongs now."""
    host = host_organiser(volume.workshop)
    same = edited(volume, "<p>Nothing happens.</p>")
    round_desk.set_day(volume, in_days(3), secretariat())
    list_url = reverse("comments:chapters", args=[volume.workshop.slug])
    url = reverse("comments:chapter", args=[volume.workshop.slug, chapter.pk])
    client.force_login(host)
    assert "Since the last round" not in client.get(list_url).content.decode()
    client.post(url, {"anchor": "p2", "text": "How long?"})
    over(volume)
    edit_again(chapter, SECOND)
    round_desk.set_day(volume, in_days(3), secretariat())
    new = edited(volume, "<p>A chapter more.</p>")
    assert round_desk.changed_chapters(volume) == {
        chapter.pk: "changed", same.pk: "same", new.pk: "new"
    }  # fmt: skip
    assert "This is round 2" in client.get(list_url).content.decode()
    text = client.get(url).content.decode()
    assert "2 paragraphs changed since round 1" in text
    assert ("<ins>New here.</ins>" in text, "New since the last round" in text) == (True, True)
    (row,) = round_desk.placed(chapter, ParagraphComment.objects.all())
    assert (row.anchor, row.round_number) == ("p3", 1)
    assert round_desk.paragraph(ParagraphComment.objects.get()) == "It went on."
    other = reverse("comments:chapter", args=[volume.workshop.slug, same.pk])
    assert "Nothing changed since round 1" in client.get(other).content.decode()


def test_neither_version_shows_a_withheld_name(client, volume):
    """What an editor took out is not told by the comparison."""
    PersonFactory(workshop=volume.workshop, values={"name": NAME})
    chapter = edited(volume, f"<p>So said {NAME} at noon.</p>")
    round_desk.set_day(volume, in_days(3), secretariat())
    over(volume)
    edit_again(chapter, "<p>So said somebody at noon.</p>")
    round_desk.set_day(volume, in_days(3), secretariat())
    client.force_login(host_organiser(volume.workshop))
    url = reverse("comments:chapter", args=[volume.workshop.slug, chapter.pk])
    text = client.get(url).content.decode()
    assert ("1 paragraph changed" in text, "Canaryname" in text) == (True, False)


def test_a_co_organiser_says_that_there_is_nothing_more(client, volume, chapter):
    host = host_organiser(volume.workshop)
    round_desk.set_day(volume, in_days(3), secretariat())
    url = reverse("comments:chapters", args=[volume.workshop.slug])
    client.force_login(host)
    assert "Nothing more from me" in client.get(url).content.decode()
    client.post(url)
    client.post(url)
    assert list(rounds.running(volume).answers.values_list("by", flat=True)) == [host.pk]
    assert "You have told us" in client.get(url).content.decode()
    over(volume)
    assert client.post(url).status_code == 404
    with pytest.raises(ValidationError, match="over"):
        round_desk.say_done(volume, host)


def test_an_institution_that_organises_with_the_host_is_asked_too(volume):
    """Whoever may comment is told and reminded: the roles that open the same rooms, now."""
    host = host_organiser(volume.workshop)
    body, ended, elsewhere = UserFactory(), UserFactory(), host_organiser(WorkshopFactory())
    vault, day = volume.workshop.vault, datetime.timedelta(days=1)
    GrantFactory(user=body, vault=vault, role=Role.NHRI)
    past = timezone.now() - day
    GrantFactory(
        user=ended, vault=vault, role=Role.HOST_ORGANISER, starts_at=past - day, ends_at=past
    )
    assert set(round_desk.co_organisers(vault)) == {host, body} - {ended, elsewhere}


def test_afterwards_they_read_what_became_of_the_comments(client, volume, chapter):
    """ST10: taken up or not, with the reason; the chapters themselves are closed."""
    PersonFactory(workshop=volume.workshop, values={"name": NAME})
    host = host_organiser(volume.workshop)
    round_desk.set_day(volume, in_days(3), secretariat())
    row = commenting.comment(chapter, "p1", "Too short.", host)
    commenting.settle(row, proceedings_staff(), "not_taken_up", f"{NAME} wants it so.")
    over(volume)
    client.force_login(host)
    start = client.get(reverse("organise:workshop", args=[volume.workshop.slug]))
    assert "What became of the comments" in start.content.decode()
    text = client.get(reverse("comments:chapters", args=[volume.workshop.slug])).content.decode()
    assert ("Not taken up" in text, "[name withheld] wants it so." in text) == (True, True)
    assert (chapter.title in text, NAME in text) == (True, False)
    url = reverse("comments:chapter", args=[volume.workshop.slug, chapter.pk])
    assert client.get(url).status_code == 404


def test_the_staff_page_opens_moves_and_ends_a_round(client, volume, chapter):
    url = reverse("publications_comments", args=[volume.pk])
    client.force_login(host_organiser(volume.workshop))
    assert client.get(url).status_code == 302
    client.force_login(proceedings_staff())
    assert "Open the first round" in client.get(url).content.decode()
    day = in_days(10).strftime("%Y-%m-%dT09:30")
    assert "Enter a valid" in client.post(url, {"action": "day", "until": "x"}).content.decode()
    assert client.post(url, {"action": "day", "until": day}).status_code == 302
    volume.refresh_from_db()
    there = timezone.localtime(volume.comments_until, timezone.get_fixed_timezone(0))
    assert rounds.running(volume).until == volume.comments_until
    assert there.strftime("%H:%M") != "09:30"  # it is the time of the workshop
    past = client.post(url, {"action": "day", "until": "2001-01-01T00:00"}).content.decode()
    assert "still to come" in past
    assert "Round 1 runs until" in client.get(url).content.decode()
    client.post(url, {"action": "end"})
    assert "Open the next round" in client.get(url).content.decode()
    assert client.post(url, {"action": "burn"}).status_code == 404


def test_a_day_from_before_there_were_rounds_gets_its_round(volume, chapter):
    ProceedingsPage.objects.filter(pk=volume.pk).update(comments_until=in_days(3))
    assert (round_desk.open_missing(), round_desk.open_missing()) == (1, 0)
    assert rounds.running(volume).texts.get().chapter == chapter


@pytest.mark.parametrize("number", [1, 3])
def test_what_changed_costs_the_same_for_each_chapter(volume, django_assert_num_queries, number):
    for _ in range(number):
        ChapterPageFactory(parent=volume)
    round_desk.set_day(volume, in_days(1), secretariat())
    over(volume)
    round_desk.set_day(volume, in_days(1), secretariat())
    with django_assert_num_queries(6):
        round_desk.changed_chapters(volume)


def test_the_demo_shows_a_second_look(volume, monkeypatch):
    """A proof that was answered and asked for again, a round that is over and one that runs."""
    monkeypatch.setattr(demo_editorial, "_attach", lambda *given: None)
    proceedings_staff()
    host_organiser(volume.workshop)
    papers = [
        ChapterPageFactory(parent=volume, subtitle="Paper submitted to the workshop", html=FIRST)
        for _ in range(4)
    ]
    demo_editorial.load(volume)
    standing = editing.standing(papers[2])
    assert (standing.kind, rounds.newest(volume).number) == (Kind.PROOF_SENT, 2)
    assert kinds(seen(proofs.path_of(standing.last)).since_seen.changes) == [("changed", "p1")]
    assert round_desk.changed_chapters(volume)[papers[2].pk] == "changed"
    assert ParagraphComment.objects.filter(verdict="taken_up").count() == 1
