"""From the pages and people of a workshop to the volume that readers get."""

import io
import zipfile

import pikepdf
import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.urls import reverse
from pypdf import PdfReader

from access.domain.consent import Naming
from access.models import AuditEntry
from events.domain.releases import release
from events.models import Person
from publications.domain import building, people
from publications.domain.assemble import assemble, introduction
from publications.domain.chapters import chapter_html
from publications.engine.errors import BuildError
from publications.engine.limits import Limits
from publications.models import BuildJob, ChapterPage, Edition
from publications.tasks import run_build
from tests.factories.access import proceedings_staff, secretariat
from tests.factories.events import (
    CategoryFactory,
    CoOrganiserFactory,
    SessionFactory,
    SessionRoleFactory,
)
from tests.factories.publications import ChapterPageFactory
from tests.publications.conftest import CANARY, CANARY_ORGANISATION, participant

pytestmark = pytest.mark.django_db


# --- What goes in ---------------------------------------------------------------------------


def test_paragraphs_are_numbered_within_their_chapter(volume):
    chapter = ChapterPage.objects.get(title="Opening")
    assert chapter_html(chapter, ["Given & first."]) == (
        '<p class="para" id="p1"><span class="no">1.</span> Given &amp; first.</p>\n'
        '<p class="para" id="p2"><span class="no">2.</span> It began.</p>'
        '<p class="para" id="p3"><span class="no">3.</span> It went on.</p>'
    )


def test_the_first_paragraphs_are_filled_from_data(volume):
    """US-ST9: with and without co-organisers."""
    workshop = volume.workshop
    assert introduction(workshop, ()) == [
        f"The {workshop.official_title} was held in Kuala Lumpur, Malaysia, 15–17 June 2027."
    ]
    CoOrganiserFactory(workshop=workshop)
    first, second = introduction(workshop, ("Civil society", "NHRI staff"))
    assert first.endswith("It was co-organised by Ministry of Foreign Affairs, Malaysia.")
    assert second == "It was attended by participants of these kinds: civil society and NHRI staff."


def test_the_list_has_three_parts_and_follows_each_choice(volume):
    """Design criterion 27: named, organisation only, counted."""
    workshop = volume.workshop
    participant(workshop, Naming.NAME, name="Ada Named", organisation="House A")
    participant(workshop, Naming.ORGANISATION, name="Bo Hidden", organisation="House B")
    for _ in range(6):
        participant(workshop, name="Cy Counted", organisation="House C")
    printed = people.printed_list(workshop)
    assert [[p.name for p in group.people] for group in printed.named] == [["Ada Named"]]
    assert printed.organisations == ("House B",)
    assert printed.has_few_more is False or printed.counts == ()
    html = people.list_html(printed)
    assert "Ada Named" in html
    assert "House B" in html
    for hidden in ("Bo Hidden", "Cy Counted", "House C"):
        assert hidden not in html


def test_no_count_below_five_is_printed(volume):
    media = CategoryFactory(code="MED", label="Media", sort_order=9)
    workshop = volume.workshop
    for _ in range(3):
        participant(workshop)
    person = participant(workshop)
    Person.objects.filter(pk=person.pk).update(category=media)
    printed = people.printed_list(workshop)
    assert (printed.counts, printed.has_few_more) == ((), True)
    assert printed.kinds == ()
    some = {"A": 7, "B": 2, "C": 4}
    assert people.counted(some, some) == ((("A", 7), ("Other categories", 6)), False)
    assert people.counted({"A": 0}, {"A": 0}) == ((), False)
    # Hosts know five of B from the protocol list: seven would tell them of the two others.
    assert people.counted({"A": 9, "B": 7, "C": 7}, {"A": 9, "B": 2, "C": 7}) == (
        (("A", 9), ("Other categories", 14)),
        False,
    )


def test_a_name_in_its_own_script_is_marked_with_its_language():
    assert people.name_html("Sok", "សុខ") == 'Sok <span lang="km">សុខ</span>'
    assert people.name_html("陈示例") == '<span lang="zh-Hans">陈示例</span>'
    assert people.name_html("<b>", "") == "&lt;b&gt;"


def test_drafts_do_not_go_in(volume):
    """SEC-C5: only published chapters; the draft text of a published one stays out too."""
    ChapterPageFactory(parent=volume, title="Secret draft", live=False)
    chapter = ChapterPage.objects.get(title="Opening")
    chapter.body = [("text", f"<p>{CANARY}</p>")]
    chapter.save_revision()
    made = assemble(volume)
    text = "".join(part.title + part.html for part in made.volume.parts)
    assert "Secret draft" not in text
    assert CANARY not in text


@pytest.mark.parametrize("more", [1, 3])
def test_assembling_takes_the_same_number_of_statements(volume, more, django_assert_num_queries):
    for _ in range(more):
        participant(volume.workshop, Naming.NAME)
        ChapterPageFactory(parent=volume)
    with django_assert_num_queries(ASSEMBLE_STATEMENTS):
        assemble(volume)


ASSEMBLE_STATEMENTS = 10


# --- The build ------------------------------------------------------------------------------


@pytest.mark.processes
def test_a_build_publishes_what_the_pages_and_people_say(volume, client, tmp_path, settings):
    """SEC-C5, SB-B1, B3, B9: the real child process, opened again; a withheld name is nowhere."""
    settings.VAR = tmp_path
    workshop = volume.workshop
    session = SessionFactory(workshop=workshop, title="The session just edited")
    named = participant(workshop, Naming.NAME, name="Ada Named", organisation="House A")
    hidden = participant(workshop, name=CANARY, organisation=CANARY_ORGANISATION)
    for person in (named, hidden):
        SessionRoleFactory(session=session, person=person, label="")
    release(workshop, secretariat(), "First")
    job = building.run(building.request_build(volume, secretariat()).pk)
    assert (job.state, job.error) == ("done", "")
    edition = job.edition
    response = client.get(reverse("publications_volume", args=[workshop.slug]))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["ETag"] == f'"{edition.sha256}"'
    assert response["Cache-Control"] == "public, no-cache"
    assert "inline" in response["Content-Disposition"]
    data = b"".join(response.streaming_content)
    reader = PdfReader(io.BytesIO(data))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert "The session just edited" in text
    assert "Ada Named" in text
    assert edition.appearing == {str(named.pk): "name"}
    everything = _everything(data)
    for secret in (CANARY, "Canaryname", CANARY_ORGANISATION, str(hidden.pk)):
        assert secret not in text
        assert secret.encode() not in everything
        assert secret.encode("utf-16-be") not in everything
    # Nor in any other file of the edition: chapters, front matter, EPUB, the words for comparing.
    assert {"front", "epub", "text"} < set(edition.pieces)
    for name in edition.pieces.values():
        with storages["private"].open(name) as file:
            piece = file.read()
        assert CANARY not in _readable(name, piece), name
    # Nothing changed: no new edition, the same file.
    again = building.run(building.request_build(volume, None).pk)
    assert again.edition == edition
    assert Edition.objects.count() == 1
    # Something changed and the disk is full: told in words, the edition before is served.
    ChapterPageFactory(parent=volume, title="Closing")
    failed = building.run(building.request_build(volume, None).pk, Limits(file_bytes=2_000))
    assert failed.state == "failed"
    assert "could not be written" in failed.error
    response = client.get(reverse("publications_volume", args=[workshop.slug]))
    assert b"".join(response.streaming_content) == data


def _readable(name: str, data: bytes) -> str:
    """What a file says, whatever its kind."""
    if name.endswith(".pdf"):
        return _everything(data).decode("latin-1")
    if name.endswith(".epub"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "".join(archive.read(part).decode("latin-1") for part in archive.namelist())
    return data.decode()


def _everything(data: bytes) -> bytes:
    """Every string and stream of a PDF, decompressed."""
    parts = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            parts.append(item.unparse())
            if isinstance(item, pikepdf.Stream):
                try:
                    parts.append(item.read_bytes())
                except pikepdf.PdfError:
                    parts.append(item.read_raw_bytes())
    return b"\n".join(parts)


def test_two_requests_are_one_job(volume, quick, django_capture_on_commit_callbacks):
    """SEC-C4: two members of staff press the button together."""
    with django_capture_on_commit_callbacks() as callbacks:
        first = building.request_build(volume, secretariat())
        second = building.request_build(volume, proceedings_staff())
    assert first == second
    assert len(callbacks) == 1
    actions = AuditEntry.objects.filter(action="proceedings.build_requested")
    assert actions.count() == 1


def test_the_task_takes_the_key_and_may_run_twice(volume, quick):
    """SEC-C3, C4: run again after a kill; one edition."""
    job = building.request_build(volume, None)
    run_build.call(str(job.pk))
    run_build.call(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.notes, job.edition.number) == ("done", "Look here", 1)
    interrupted = building.request_build(volume, None)
    BuildJob.objects.filter(pk=interrupted.pk).update(state=BuildJob.State.RUNNING)
    assert building.run(interrupted.pk).state == "done"
    assert Edition.objects.count() == 1
    assert len(quick) == 1


def test_a_new_text_makes_a_new_edition_and_keeps_the_old_file(volume, quick):
    first = building.run(building.request_build(volume, None).pk).edition
    ChapterPageFactory(parent=volume)
    second = building.run(building.request_build(volume, None).pk).edition
    assert (first.number, second.number) == (1, 2)
    assert first.file != second.file
    assert storages["private"].exists(first.file)


def test_a_failure_names_the_part_and_keeps_the_edition(volume, quick, monkeypatch):
    edition = building.run(building.request_build(volume, None).pk).edition
    ChapterPageFactory(parent=volume)

    def fail(*_arguments, **_keywords):
        raise BuildError("It needs more time.", "II. Opening")

    monkeypatch.setattr(building, "build", fail)
    job = building.run(building.request_build(volume, None).pk)
    assert (job.state, job.error) == ("failed", "II. Opening: It needs more time.")
    assert building.newest_edition(volume) == edition


def test_an_unexpected_failure_tells_its_kind_and_not_its_message(
    volume, monkeypatch, caplog, tmp_path, settings
):
    settings.VAR = tmp_path

    def fail(*_arguments, **_keywords):
        raise ValueError(CANARY)

    monkeypatch.setattr(building, "build", fail)
    job = building.run(building.request_build(volume, None).pk)
    assert job.error == "Something unexpected happened (ValueError)."
    assert CANARY not in caplog.text


def test_the_command_builds_and_says_what_it_did(volume, quick, capsys):
    call_command("build_proceedings", volume.workshop.slug)
    assert "Edition 1: 3 pages" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no workshop “nowhere”"):
        call_command("build_proceedings", "nowhere")
