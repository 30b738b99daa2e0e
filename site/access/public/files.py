"""The one address of private files: asked of the catalogue, written down, decrypted on the way."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from access.decorators import private
from access.domain import files
from access.domain.disclosure import Viewer, viewer_for
from access.models import PrivateFile, User


@private
@login_required
@require_GET
def download(request: HttpRequest, file_id: uuid.UUID) -> StreamingHttpResponse:
    """A file for an account. One that may not be read answers like one that does not exist."""
    file = PrivateFile.objects.select_related("vault").filter(pk=file_id).first()
    user = request.user
    if file is None or not isinstance(user, User):
        raise Http404
    return response(viewer_for(user, file.vault), file, user)


def response(viewer: Viewer, file: PrivateFile, actor: User | str) -> StreamingHttpResponse:
    """The answer with a file, for this and for a person's own page. Raises Http404.

    Never shown in the browser: whatever it is, it is saved (SEC-B3).
    """
    try:
        name, chunks = files.read(viewer, file, actor)
    except PermissionError:
        raise Http404 from None
    answer = StreamingHttpResponse(chunks, content_type=file.content_type)
    answer["Content-Length"] = str(file.size)
    answer["Content-Disposition"] = str(content_disposition_header(True, name or str(file)))
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.is_private = True  # type: ignore[attr-defined]  # access.middleware
    return answer
