"""The agenda as a file to print: /workshops/<slug>/agenda/page.pdf and booklet.pdf."""

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from events.public.agenda import published_release
from publications.domain.agenda_pdf import FORMS, agenda_pdf
from publications.engine.errors import BuildError

# One paper at a time: typesetting is dear, and everybody gets the same one afterwards.
HELD_SECONDS = 60


@require_safe
def agenda(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The last release. While another request makes a paper: 503, come again in a few seconds."""
    if form not in FORMS:
        raise Http404
    page, workshop, release = published_release(slug)
    if not cache.add("agenda-pdf:busy", 1, HELD_SECONDS):
        return _busy()
    try:
        content = agenda_pdf(workshop, release, form, page.full_url)
    except BuildError:
        return _busy()
    finally:
        cache.delete("agenda-pdf:busy")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="agenda-{slug}-{form}.pdf"'
    return response


def _busy() -> HttpResponse:
    return HttpResponse(status=503, headers={"Retry-After": "5"})


urlpatterns = [path("workshops/<slug:slug>/agenda/<slug:form>.pdf", agenda, name="agenda_paper")]
