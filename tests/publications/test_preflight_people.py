"""Before a build: consent that is missing, comments that are open, notes that nobody took."""

import pytest
from django.urls import reverse

from access.domain.consent import Naming, Output
from events.domain.releases import release
from publications.domain import editing, notes, preflight, proofs
from publications.models import EditorialStep
from tests.factories.access import proceedings_staff, secretariat
from tests.factories.events import (
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)
from tests.factories.publications import (
    ChapterPageFactory,
    EditorialStepFactory,
    PaperFactory,
    ParagraphCommentFactory,
    ProceedingsPageFactory,
)
from tests.publications.way import edited, rewrite

pytestmark = pytest.mark.django_db
NAME = "Zzyxwvut Canaryname"
IMPRINT = 3  # findings of the volume itself: licence, publisher, disclaimer


@pytest.fixture
def volume():
    return ProceedingsPageFactory(parent=WorkshopFactory())


def words(volume, **kwargs):
    return [row.words for row in preflight.findings(volume, **kwargs)[IMPRINT:]]


def test_open_comments_and_a_chapter_that_is_not_cleared(volume):
    chapter = ChapterPageFactory(parent=volume)
    ParagraphCommentFactory(chapter=chapter)
    EditorialStepFactory(chapter=chapter, kind=EditorialStep.Kind.EDITED)
    way = reverse("publications_editing_chapter", args=[volume.pk, chapter.pk])
    found = preflight.findings(volume)[IMPRINT:]
    assert [(row.words, row.url, row.stops) for row in found] == [
        ("1 comment is open.", way, False),
        ("It is not cleared: Edited.", way, False),
    ]


def test_a_clean_volume_has_no_finding(volume):
    ChapterPageFactory(parent=volume)
    assert words(volume) == []


def test_speakers_and_people_of_the_text_without_consent(volume):
    session = SessionFactory(workshop=volume.workshop)
    silent = PersonFactory(workshop=volume.workshop)
    named = PersonFactory(
        workshop=volume.workshop, naming={Output.PROCEEDINGS: Naming.NAME}, values={"name": "A B"}
    )
    for person in (silent, named):
        SessionRoleFactory(session=session, person=person, label="", role="speaker")
    release(volume.workshop, secretariat(), "")
    ChapterPageFactory(
        parent=volume,
        session_key=session.pk,
        html=f"<p>{{{{person:{silent.pk}}}}} and {{{{person:{named.pk}}}}}.</p>",
    )
    assert words(volume) == [
        "1 person referred to in the text has not agreed to be named; “a participant” is printed.",
        "1 speaker of the session has not agreed to be named in the proceedings.",
    ]


@pytest.mark.parametrize("typed", ["O’Brien &amp; Sons", "O&#x27;BRIEN &amp; <b>Sons</b>"])
def test_a_name_is_found_however_it_is_written_in_the_text(volume, typed):
    PersonFactory(workshop=volume.workshop, values={"name": "O'Brien & Sons"})
    ChapterPageFactory(parent=volume, html=f"<p>So said {typed}.</p>")
    told = ["The text names somebody who has not agreed to be named."]
    assert words(volume, reads_names=True) == told


def test_a_name_in_a_text_is_told_to_the_secretariat_alone(client, volume):
    """To others the finding would say that somebody of this name took part."""
    PersonFactory(workshop=volume.workshop, values={"name": NAME})
    ChapterPageFactory(parent=volume, html=f"<p>So said <b>{NAME}</b>.</p>")
    told = "The text names somebody who has not agreed to be named."
    assert (words(volume), words(volume, reads_names=True)) == ([], [told])
    url = reverse("publications_check", args=[volume.pk])
    for account, is_told in ((proceedings_staff(), False), (secretariat(), True)):
        client.force_login(account)
        text = client.get(url).content.decode()
        assert (told in text, NAME in text) == (is_told, False)


def test_a_paper_that_cannot_be_shown_or_read_aloud(volume):
    chapter = ChapterPageFactory(parent=volume)
    paper = PaperFactory(chapter=chapter, is_personal=True)
    assert words(volume) == ["The author’s PDF is left out: its author has not agreed to be named."]
    paper.is_personal = False
    paper.save()
    found = preflight.findings(volume)[IMPRINT:]
    assert [(row.words, row.stops) for row in found] == [("The author’s PDF is gone.", True)]


def test_notes_that_wait(volume):
    session = SessionFactory(workshop=volume.workshop)
    note = notes.open_note(volume.workshop, session.pk)
    notes.save(note, {"issues": "One."}, {}, based_on=0, hand_in=True)
    ChapterPageFactory(parent=volume)
    assert words(volume) == ["The notes of 1 session are handed in and stand in no chapter."]


def test_a_chapter_that_was_cleared_without_the_approval_of_its_author(volume):
    """Approved, edited again and cleared: nobody but the author approves other words."""
    chapter = edited(volume)
    proofs.answer(proofs.make_link(chapter, proceedings_staff()).split("/")[-2], True)
    editing.advance(chapter, "cleared", proceedings_staff())
    assert words(volume) == []
    editing.advance(chapter, "edited", proceedings_staff())
    rewrite(chapter, "<p>Other words.</p>")
    chapter.get_latest_revision().publish()
    chapter.refresh_from_db()
    editing.advance(chapter, "cleared", proceedings_staff())
    assert words(volume) == ["Its author got a proof and has not approved the text as it is."]


def test_a_name_and_a_person_without_consent_are_shown_at_their_place(volume):
    person = PersonFactory(workshop=volume.workshop, values={"name": NAME})
    chapter = ChapterPageFactory(
        parent=volume,
        body=[("text", "<p>One.</p>"), ("text", f"<p>{NAME} and {{{{person:{person.pk}}}}}</p>")],
    )
    edit = reverse("wagtailadmin_pages:edit", args=[chapter.pk])
    found = preflight.findings(volume, reads_names=True)[IMPRINT:]
    assert [row.url for row in found] == 2 * [f"{edit}#block-{chapter.body[1].id}-section"]
