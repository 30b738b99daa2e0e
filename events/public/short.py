"""Short addresses, for print and text messages: /2027/ is the workshop of that year."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponsePermanentRedirect
from django.views.decorators.http import require_safe

from events.domain.workshops import of_year
from events.models import WorkshopIndexPage


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """The workshop of a year for good; the list while the year has more than one.

    Raises Http404 for a year without a published workshop.
    """
    workshops = of_year(year)
    if not workshops:
        raise Http404
    if len(workshops) == 1:
        return HttpResponsePermanentRedirect(workshops[0].get_url(request) or "/")
    index = WorkshopIndexPage.objects.live().first()
    if index is None:
        raise Http404
    return HttpResponseRedirect(f"{index.get_url(request)}#y{year}")
