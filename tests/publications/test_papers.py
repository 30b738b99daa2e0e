"""Authors' PDFs: attached beside their abstract, merged for print, gone with a name taken back."""

import datetime
import hashlib
import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from access.domain import consent
from access.domain.consent import Naming, Output
from events.domain.releases import release
from publications.domain import building, corrections, paper_desk, papers, preflight
from publications.domain.assemble import assemble
from publications.domain.epub import epub
from publications.domain.uploading import NotAVolume
from publications.engine.build import PRINT, Built, build
from publications.engine.source import Attachment, Kind, Part
from publications.models import Paper
from tests.factories.access import host_organiser, proceedings_staff, secretariat
from tests.factories.events import (
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkshopFactory,
)
from tests.factories.publications import (
    ChapterPageFactory,
    EditionFactory,
    PaperFactory,
    ProceedingsPageFactory,
    small_volume,
)
from tests.publications.validator import validate

DAY = datetime.date(2027, 8, 1)
NAME = "Zzyxwvut Canaryname"


def pdf_of(*texts: str) -> bytes:
    """An untagged PDF with a line on each page, and a script that must not survive."""
    with pikepdf.new() as pdf:
        for text in texts:
            page = pdf.add_blank_page(page_size=(300, 300))
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
            )
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            words = f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET"
            page.obj.Contents = pdf.make_stream(words.encode())
        pdf.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
        )
        pdf.docinfo["/Author"] = "A secret author"
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def upload(*texts: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("paper.pdf", pdf_of(*texts), "application/pdf")


# --- The engine -------------------------------------------------------------------------------


def volume_with_paper(data: bytes):
    return small_volume(
        Part("c1", Kind.CHAPTER, "Opening", "<p>It was opened.</p>", "I"),
        Part("c2", Kind.CHAPTER, "A paper", "<p>The abstract.</p>", "II"),
        Part("c3", Kind.CHAPTER, "Closing", "<p>It was closed.</p>", "III"),
        resources={"paper-2": data},
        attachments=(Attachment("paper-2", "c2", "paper.pdf", "On dams"),),
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("papers")
    volume = volume_with_paper(pdf_of("Paper page one", "Paper page two"))
    return build(volume, cache_folder=folder / "cache", out=folder / "volume.pdf", with_pieces=True)


@pytest.mark.processes
def test_the_paper_is_attached_and_both_profiles_still_hold(built):
    """SB-B5: PDF/A-3a and PDF/UA-1, volume and chapter; only its own chapter carries the paper."""
    paths = [built.path, built.pieces["c2"]]
    assert [verdict.failed for verdict in validate(*paths)] == [()] * 4
    for path, names in ((built.path, ["paper.pdf"]), (built.pieces["c2"], ["paper.pdf"])):
        with pikepdf.open(path) as pdf:
            assert list(pdf.attachments) == names
            assert pdf.attachments["paper.pdf"].description == "On dams"
            assert pdf.Root.AF[0].AFRelationship == "/Supplement"
            assert pdf.attachments["paper.pdf"].get_file().read_bytes().startswith(b"%PDF-")
    with pikepdf.open(built.pieces["c1"]) as pdf:
        assert list(pdf.attachments) == []


@pytest.mark.processes
def test_the_print_edition_has_its_pages_behind_the_chapter_and_claims_nothing(built):
    plain, printed = PdfReader(built.path), PdfReader(built.pieces[PRINT])
    texts = [page.extract_text() for page in printed.pages]
    place = next(index for index, text in enumerate(texts) if "Paper page one" in text)
    assert "The abstract." in texts[place - 1]
    assert "Paper page two" in texts[place + 1]
    assert "It was closed." in texts[place + 2]
    assert len(texts) == len(plain.pages) + 2
    labels = printed.page_labels
    assert labels[place : place + 2] == ["P1-1", "P1-2"]
    assert labels[:place] + labels[place + 2 :] == plain.page_labels
    with pikepdf.open(built.pieces[PRINT]) as pdf:
        assert not {"/StructTreeRoot", "/MarkInfo", "/Metadata", "/AF"} & set(pdf.Root.keys())
        assert list(pdf.attachments) == []


@pytest.mark.processes
def test_another_paper_is_another_volume(built, tmp_path):
    """The bytes of a paper belong to the source; the same ones give the same file again."""
    volume = volume_with_paper(pdf_of("Paper page one", "Paper page two"))
    again = build(volume, cache_folder=tmp_path / "c", out=tmp_path / "v.pdf", with_pieces=True)
    assert again.sha256 == built.sha256
    assert again.pieces[PRINT].read_bytes() == built.pieces[PRINT].read_bytes()
    assert volume_with_paper(pdf_of("Another")).digest() != volume.digest()
    assert {path.name for path in Path(tmp_path / "c" / "papers").iterdir()} == {
        f"{hashlib.sha256(pdf_of('Paper page one', 'Paper page two')).hexdigest()}.pdf"
    }


# --- The pages of staff and readers -----------------------------------------------------------


@pytest.fixture
def chapter(db):
    volume = ProceedingsPageFactory(parent=WorkshopFactory())
    return ChapterPageFactory(parent=volume, title="On dams")


@pytest.fixture
def author(chapter):
    person = PersonFactory(
        workshop=chapter.volume.workshop,
        values={"name": NAME},
        naming={Output.PROCEEDINGS: Naming.NAME},
    )
    session = SessionFactory(workshop=person.workshop)
    SessionRoleFactory(session=session, person=person, label="", role="speaker")
    release(person.workshop, secretariat(), "")
    return person


def take_back(person):
    consent.give(
        person.workshop.vault,
        person.pk,
        consent.purpose_of(Output.PROCEEDINGS),
        Naming.NONE,
        text_version="1",
        language="en",
    )


def test_staff_put_a_paper_beside_a_chapter(client, chapter, author):
    page = chapter.volume
    url = reverse("publications_editing_paper", args=[page.pk, chapter.pk])
    client.force_login(host_organiser(page.workshop))
    assert client.get(url).status_code == 302
    client.force_login(proceedings_staff())
    given = {"title": "Dams", "author": str(author.pk), "agreed_on": "2027-08-01"}
    bad = SimpleUploadedFile("paper.pdf", b"MZ no pdf", "application/pdf")
    assert "The file is not a PDF." in client.post(url, {**given, "file": bad}).content.decode()
    assert client.post(url, {**given, "file": upload("One")}).status_code == 302
    paper = Paper.objects.get()
    assert (paper.pages, paper.author, paper.is_personal) == (1, author, True)
    data = papers.data_of(paper)
    assert (b"app.alert" in data, b"A secret author" in data) == (False, False)
    client.post(url, {**given, "file": upload("One", "Two")})
    assert Paper.objects.get().pages == 2
    client.post(url, {"remove": "1"})
    assert not Paper.objects.exists()


def test_the_file_of_a_paper_goes_with_it(chapter, django_capture_on_commit_callbacks):
    given = {"title": "Dams", "author": None, "agreed_on": DAY}
    paper = paper_desk.attach(chapter, secretariat(), upload("One"), **given)
    with django_capture_on_commit_callbacks(execute=True):
        paper_desk.remove(paper, secretariat())
    assert not storages["private"].exists(paper.file)
    with pytest.raises(NotAVolume):
        paper_desk.attach(chapter, secretariat(), SimpleUploadedFile("x", b"%PDF-1.7 x"), **given)


def test_readers_get_the_paper_until_its_author_takes_their_name_back(client, chapter, author):
    """The address, the chapter, the volume: at once, in each."""
    volume, workshop = chapter.volume, chapter.volume.workshop
    paper = paper_desk.attach(
        chapter, secretariat(), upload("One"), title="Dams", author=author.pk, agreed_on=DAY
    )
    url = reverse("publications_paper", args=[workshop.slug, chapter.pk])
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == papers.data_of(paper)
    assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert url in client.get(chapter.url).content.decode()
    made = assemble(volume)
    assert [item.part for item in made.volume.attachments] == [f"c{chapter.pk}"]
    with zipfile.ZipFile(io.BytesIO(epub(made.volume))) as archive:
        assert not [name for name in archive.namelist() if "paper" in name]
    assert made.appearing == {str(author.pk): "name"}
    edition = EditionFactory(proceedings=volume, appearing=made.appearing)
    assert not corrections.is_outdated(edition)
    take_back(author)
    assert corrections.is_outdated(edition)
    assert client.get(url).status_code == 404
    assert url not in client.get(chapter.url).content.decode()
    assert (assemble(volume).volume.attachments, assemble(volume).appearing) == ((), {})


def test_a_paper_of_an_erased_author_never_comes_back(client, chapter, author):
    paper_desk.attach(
        chapter, secretariat(), upload("One"), title="Dams", author=author.pk, agreed_on=DAY
    )
    author.session_roles.all().delete()
    author.delete()
    assert papers.allowed(chapter.volume.workshop) == {}


def test_a_chapter_that_is_not_public_has_no_paper(client, chapter):
    PaperFactory(chapter=chapter)
    url = reverse("publications_paper", args=[chapter.volume.workshop.slug, chapter.pk])
    chapter.audience = "internal"
    chapter.save()
    assert client.get(url).status_code == 404


def test_a_paper_that_is_gone_is_named(chapter):
    PaperFactory(chapter=chapter, file="proceedings/nowhere.pdf")
    with pytest.raises(building.BuildError, match="PDF is gone"):
        assemble(chapter.volume)
    found = preflight.findings(chapter.volume)
    assert ("The author’s PDF is gone.", True) in [(row.words, row.stops) for row in found]


# --- Pages of authors, and the deposit ----------------------------------------------------------


def test_every_author_who_agreed_has_a_page_until_they_take_it_back(client, chapter, author):
    """Issue 9, 9: by key, never by name in the address; gone at once."""
    workshop = chapter.volume.workshop
    paper_desk.attach(
        chapter, secretariat(), upload("One"), title="Dams", author=author.pk, agreed_on=DAY
    )
    listed = reverse("publications_authors", args=[workshop.slug])
    url = reverse("publications_author", args=[workshop.slug, author.pk])
    assert url in client.get(listed).content.decode()
    assert f'<a href="{url}">{NAME}</a>' in client.get(chapter.url).content.decode()
    text = client.get(url).content.decode()
    assert (f"<h1>{NAME}</h1>" in text, chapter.url in text) == (True, True)
    silent = PersonFactory(workshop=workshop, values={"name": "Silent Person"})
    other = reverse("publications_author", args=[workshop.slug, silent.pk])
    assert client.get(other).status_code == 404
    take_back(author)
    assert client.get(url).status_code == 404
    assert NAME not in client.get(chapter.url).content.decode()
    assert NAME not in client.get(listed).content.decode()


def test_staff_download_the_deposit_and_nothing_is_sent(client, chapter, author):
    volume = chapter.volume
    paper_desk.attach(
        chapter, secretariat(), upload("One"), title="Dams", author=author.pk, agreed_on=DAY
    )
    url = reverse("publications_crossref", args=[volume.pk])
    client.force_login(proceedings_staff())
    given = {"prefix": "10.5555", "depositor": "House", "email": "a@example.org"}
    bad = client.post(url, {**given, "prefix": "5555/x"}).content.decode()
    assert "A prefix is 10. and four digits." in bad
    answer = client.post(url, given)
    assert answer["Content-Disposition"].startswith('attachment; filename="crossref-')
    text = answer.content.decode()
    assert (f"<surname>{NAME}</surname>" in text, "<doi>10.5555/wg-" in text) == (True, True)
    take_back(author)
    assert NAME not in client.post(url, given).content.decode()
