"""Pictures that editors put on pages."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pixels
from wagtail.documents.models import Document
from wagtail.images.models import Image, Rendition

from events.domain.documents import words_of
from tests.access.test_photos import CANARY, SOURCES
from tests.events.test_documents import parts, pdf, word
from tests.factories.access import secretariat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
PNG = b"\x89PNG\r\n\x1a\n invented"


def test_a_rendition_is_served_as_an_image_and_nothing_else(client):
    """SEC-B3, SEC-F12: the type is fixed, scripts have no ground, the name is for ever."""
    name = storages["default"].save(Rendition().get_upload_to("cloth.png"), ContentFile(PNG))
    response = client.get(storages["default"].url(name))
    assert b"".join(response.streaming_content) == PNG
    for close in response._resource_closers:
        close()
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    [
        "/media/images/none.png",
        "/media/images/page.html",
        "/media/images/../../keys.env",
        "/media/images/..%2f..%2fkeys.png",
        "/media/original_images/x.png",
        "/media/documents/x.pdf",
    ],
)
def test_nothing_else_of_the_media_folder_is_answered(client, path):
    """SEC-A5: no other folder, no other type, no way up."""
    assert client.get(path).status_code in {400, 404}


@pytest.mark.parametrize(
    ("ending", "source"),
    [
        ("jpg", "exif, gps, maker note, comment"),
        ("png", "png text and exif"),
        ("webp", "webp exif and xmp"),
    ],
)
def test_a_picture_of_an_editor_is_made_anew_from_its_pixels(client, ending, source):
    """SEC-F5: no camera, no place, no author in the original nor in a rendition of it; and the
    name of the file, which would stand in the address of a public page, tells nothing."""
    client.force_login(secretariat())
    upload = SimpleUploadedFile(f"CANARY-NAME.{ending}", SOURCES[source])
    answer = client.post(reverse("wagtailimages:add"), {"title": "Hall", "file": upload})
    assert answer.status_code == 302, answer.context["form"].errors
    kept = Image.objects.get()
    with kept.file.open() as file:
        original = file.read()
    rendition = kept.get_rendition("width-30")
    with rendition.file.open() as file:
        smaller = file.read()
    for content in (original, smaller):
        assert CANARY not in content
    assert "CANARY" not in kept.file.name + rendition.url
    with Pixels.open(kept.file.path) as found:
        assert len(found.getexif()) == 0
        assert {found.width, found.height} == {60, 40}
        assert (kept.width, kept.height) == found.size
        assert kept.file_size == len(original)


def test_what_is_no_picture_is_refused_in_words(client):
    """SEC-F14."""
    client.force_login(secretariat())
    bomb = Pixels.new("1", (9_000, 9_000))
    name = storages["default"].path("bomb.png")
    bomb.save(name)
    with open(name, "rb") as file:
        upload = SimpleUploadedFile("bomb.png", file.read())
    answer = client.post(reverse("wagtailimages:add"), {"title": "Hall", "file": upload})
    assert "could not be read safely" in str(answer.context["form"].errors["file"])
    assert Image.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("CANARY.docx", word()), ("CANARY.pdf", pdf()), ("CANARY.txt", b"Rivers and rights")],
    ids=["docx", "pdf", "txt"],
)
def test_a_document_of_an_editor_loses_the_names_of_those_who_made_it(client, name, content):
    """SEC-F6: neither in the file nor in its address."""
    client.force_login(secretariat())
    upload = SimpleUploadedFile(name, content)
    answer = client.post(reverse("wagtaildocs:add"), {"title": "A note", "file": upload})
    assert answer.status_code == 302, answer.context["form"].errors
    kept = Document.objects.get()
    with kept.file.open() as file:
        found = file.read()
    said = found.decode("latin-1") + words_of(found)
    if name.endswith("docx"):
        said = " ".join(parts(found).values())
    assert ("Rivers and rights" in said, "CANARY" in said + kept.url) == (True, False)
    assert kept.file_size == len(found)


def test_a_document_that_cannot_be_read_is_refused_in_words(client):
    client.force_login(secretariat())
    upload = SimpleUploadedFile("a.pdf", b"%PDF-1.7 broken")
    answer = client.post(reverse("wagtaildocs:add"), {"title": "A note", "file": upload})
    assert "cannot be read safely" in str(answer.context["form"].errors["file"])
    assert Document.objects.count() == 0
