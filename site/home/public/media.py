"""Pictures of the site: renditions of Wagtail's images, from whatever storage holds them.

Only what the image library itself made is answered, never another folder of the media storage
(SEC-A5, B3); with S3 storage the pages point at the bucket and this address is not used.
"""

import posixpath

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
YEAR = 365 * 24 * 60 * 60


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """One rendition, as an image and nothing else. Its name changes with its content."""
    kind = TYPES.get(posixpath.splitext(name)[1].lower())
    if kind is None:
        raise Http404
    try:
        file = storages["default"].open(f"images/{name}")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'"
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
