"""The Member States and their institutions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.domain.institutions import members


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Each State with its ministry, its national institution where it has one, its group."""
    states, bodies = members()
    return render(request, "home/states.html", {"members": states, "bodies": bodies})
