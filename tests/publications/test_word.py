"""Chapters from Word: what is kept, what is said to be lost, what is refused."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.oxml import parse_xml
from PIL import Image

from publications.domain.word import NotAWordFile, read
from publications.models import ChapterPage
from tests.factories.access import host_organiser, secretariat
from tests.factories.events import WorkshopFactory
from tests.factories.publications import (
    ChapterPageFactory,
    ProceedingsPageFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def volume():
    page = ProceedingsPageFactory(
        parent=WorkshopFactory(), publisher="Manila: Secretariat", isbn="978-3-16-148410-0"
    )
    ChapterPageFactory(parent=page, title="Opening", html="<p>It began.^[A note.]</p><p>On.</p>")
    ChapterPageFactory(parent=page, title="Closing", html="<p>See {{opening#p2}}.</p>")
    return page


def word_file() -> bytes:
    document = Document()
    document.add_heading("Findings", 1)
    paragraph = document.add_paragraph("Plain, ")
    paragraph.add_run("bold").bold = True
    document.add_paragraph("One", style="List Bullet")
    document.add_paragraph("Table 1. Places")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "State", "Places"
    table.cell(1, 0).text, table.cell(1, 1).text = "A|B", "3"
    picture = io.BytesIO()
    Image.new("RGB", (1_000, 500), "red").save(picture, "PNG")
    document.add_picture(picture)
    document.sections[0].header.paragraphs[0].text = "A running head"
    deleted = (
        '<w:del xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:r><w:delText>gone</w:delText></w:r></w:del>"
    )
    paragraph._p.append(parse_xml(deleted))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_file_keeps_its_structure_and_says_what_it_lost():
    """Issue 9, 1: headings, tables, images; what was dropped is named."""
    imported = read(word_file())
    kinds = [kind for kind, _value in imported.blocks]
    assert kinds == ["heading", "text", "table", "figure"]
    assert imported.blocks[1][1] == "<p>Plain, <b>bold</b></p><ul><li>One</li></ul>"
    assert imported.blocks[2][1] == {
        "caption": "Places", "rows": "State | Places\nA/B | 3", "source": "",
    }  # fmt: skip
    assert sorted(imported.dropped) == [
        "Deleted text of tracked changes: 1",
        "Pictures whose description must be written: 1",
        "Running heads and feet: 1",
    ]


def test_a_bomb_or_another_file_is_refused_by_name():
    """SEC-C2: measured before it is opened."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 210 * 1024 * 1024)
    with pytest.raises(NotAWordFile, match="unpacks to more"):
        read(bomb.getvalue())
    with pytest.raises(NotAWordFile, match="not a Word file"):
        read(b"%PDF-1.7")


def test_staff_bring_in_a_word_file_and_a_host_does_not(volume, client):
    url = reverse("publications_word", args=[volume.pk])
    client.force_login(host_organiser(volume.workshop))
    assert client.get(url).status_code in {302, 403}
    client.force_login(secretariat())
    file = SimpleUploadedFile("chapter.docx", word_file())
    page = client.post(url, {"file": file, "title": "From Word"})
    assert "Running heads and feet: 1" in page.content.decode()
    assert not ChapterPage.objects.get(title="From Word").live
