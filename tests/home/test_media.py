"""Pictures that editors put on pages."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from wagtail.images.models import Rendition

pytestmark = pytest.mark.django_db
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
