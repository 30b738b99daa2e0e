"""The file of a document, for those who may read it now; for all others it does not exist."""

import mimetypes
import uuid

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from events.domain.documents import may_read
from events.models import Document


@require_safe
def file(request: HttpRequest, slug: str, document_id: uuid.UUID) -> FileResponse:
    """Raises Http404, the same for a document that is kept back and one that is not there."""
    rows = Document.objects.select_related("workshop").defer("text")
    document = get_object_or_404(rows, pk=document_id, workshop__slug=slug)
    if not may_read(document, request.user):
        raise Http404
    return answer_with(document)


def answer_with(document: Document) -> FileResponse:
    """The file as a download that no cache keeps; whoever calls has asked who reads."""
    try:
        content = document.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    kind = mimetypes.guess_type(f"x{document.suffix}")[0] or "application/octet-stream"
    name = f"{slugify(document.title)[:80] or 'document'}{document.suffix}"
    response = FileResponse(content, content_type=kind, filename=name, as_attachment=True)
    patch_cache_control(response, no_store=True, private=True)
    response["X-Robots-Tag"] = "noindex"
    return response
