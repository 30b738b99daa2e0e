"""The page of promises."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.domain.promises import CHAPTERS


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is promised, in plain words, with the name of the proof beside each sentence."""
    return render(request, "home/promises.html", {"chapters": CHAPTERS})
