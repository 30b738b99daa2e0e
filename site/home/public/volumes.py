"""The list of publications: every published volume, the newest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.domain.front import latest_volumes


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All volumes with their newest public edition; withdrawn files are left out."""
    return render(request, "home/volumes.html", {"volumes": latest_volumes(None)})
