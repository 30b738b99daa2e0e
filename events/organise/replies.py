"""One answer for two askers: a plain form gets a page, the board's script a few words.

The script sends the same forms and asks for JSON; whatever it cannot show it leaves to the page.
"""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from events.organise.doors import Door


def wants_words(request: HttpRequest) -> bool:
    """Whether the board's script asks."""
    return request.headers.get("Accept", "") == "application/json"


def done(
    request: HttpRequest, door: Door, said: str, session_id: uuid.UUID | str | None = None
) -> HttpResponse:
    """It is done: say so, on the board or after a redirect to it."""
    if wants_words(request):
        return JsonResponse({"said": said, "session": str(session_id or "")})
    messages.success(request, said)
    place = reverse("organise:agenda", args=[door.workshop.slug])
    return redirect(f"{place}#s{str(session_id)[:8]}" if session_id else place)


def refused(request: HttpRequest, door: Door, error: ValidationError | str) -> HttpResponse:
    """It cannot be done: say why; nothing was changed."""
    texts = [error] if isinstance(error, str) else error.messages
    if wants_words(request):
        return JsonResponse({"said": " ".join(texts)}, status=422)
    for text in texts:
        messages.error(request, text)
    return redirect("organise:agenda", door.workshop.slug)
