"""Importing the conclusions of a past workshop (issue 10, what it must show, line 2)."""

import io
import zipfile

import docx
import pytest

from publications.domain.recommendations_import import (
    LARGEST_FILE,
    Unreadable,
    items_of,
    put_into_drafting,
    read_docx,
    read_text,
)
from publications.models import Recommendation
from tests.factories.access import secretariat
from tests.factories.events import WorkshopFactory
from tests.factories.outcomes import RecommendationFactory


def as_bytes(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def texts(items):
    return [(item.number, item.text) for item in items]


EXPECTED = [(1, "That States name a contact."), (2, "That the AICHR publish a summary.")]


@pytest.mark.parametrize(
    "pasted",
    [
        "CONCLUSIONS\n\n1. That States name a contact.\n2. That the AICHR publish a summary.",
        "1) That States\nname a contact.\n\n2) That the AICHR publish\na summary.",
        "(a) That States name a contact.\n(b) That the AICHR publish a summary.",
        "i. That States name a contact.\nii. That the AICHR publish a summary.",
        "Recommendation 1: That States name a contact.\r\n"
        "Recommendation 2: That the AICHR publish a summary.",
        "• That States name a contact.\n• That the AICHR publish a summary.",
        "- That States name a contact.\n- That the AICHR publish a summary.",
        "That States name a contact.\n\nThat the AICHR publish a summary.",
    ],
)
def test_pasted_conclusions_become_numbered_recommendations(pasted):
    assert texts(items_of(read_text(pasted))) == EXPECTED


@pytest.mark.parametrize("style", ["List Number", "List Bullet"])
def test_a_docx_list_becomes_numbered_recommendations(style):
    document = docx.Document()
    document.add_heading("Conclusions", 1)
    document.add_paragraph("The participants recommend as follows:")
    for _number, text in EXPECTED:
        document.add_paragraph(text, style=style)
    assert texts(items_of(read_docx(as_bytes(document)))) == EXPECTED


def test_typed_numbers_in_a_table_are_read_too():
    document = docx.Document()
    table = document.add_table(rows=2, cols=1)
    for row, (number, text) in zip(table.rows, EXPECTED, strict=True):
        row.cells[0].text = f"{number}. {text}"
    assert texts(items_of(read_docx(as_bytes(document)))) == EXPECTED


def test_headings_are_made_of_the_first_words():
    (item,) = items_of(
        read_text("1. that each Member State name one public contact point; and more")
    )
    assert item.title == "Each Member State name one public contact point"


@pytest.mark.parametrize(
    "content", [b"", b"not a zip", b"PK\x03\x04broken", b"x" * (LARGEST_FILE + 1)]
)
def test_what_is_not_a_docx_is_refused_in_words(content):
    with pytest.raises(Unreadable):
        read_docx(content)


def test_a_zip_that_is_no_document_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(Unreadable):
        read_docx(file.getvalue())


def test_a_file_that_unpacks_to_far_more_is_refused():
    """SEC group B: a bomb is refused before it is unpacked."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (21 * 1024 * 1024))
    with pytest.raises(Unreadable, match="20 MB"):
        read_docx(file.getvalue())


def test_entities_of_a_document_are_not_resolved(tmp_path):
    """SEC-C1: no file of the server gets into a text by an XML entity."""
    secret = tmp_path / "secret"
    secret.write_text("CANARY")
    document = docx.Document()
    document.add_paragraph("1. PLACE")
    source = io.BytesIO(as_bytes(document))
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "word/document.xml":
                head, body = content.split(b"?>", 1)
                doctype = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>'.encode()
                content = head + b"?>" + doctype + body.replace(b"PLACE", b"&x;")
            new.writestr(part.filename, content)
    try:
        found = read_docx(target.getvalue())
    except Unreadable:
        return
    assert "CANARY" not in repr(found)


@pytest.mark.django_db
def test_what_is_imported_waits_for_review():
    workshop = WorkshopFactory()
    RecommendationFactory(workshop=workshop, number=4)
    rows = put_into_drafting(
        workshop,
        items_of(read_text("1. That A be done.\n2. That B be done.")),
        origin="pasted",
        actor=secretariat(),
        source="Summary of Proceedings",
    )
    assert [(r.number, r.text, r.standing, r.certainty) for r in rows] == [
        (5, "That A be done.", "draft", "verify"),
        (6, "That B be done.", "draft", "verify"),
    ]
    assert Recommendation.objects.get(number=5).versions.get().origin == "pasted"
