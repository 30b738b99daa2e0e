"""A person agrees, or not, that named values go to a ministry's protocol desk (US-P11, rule 6)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from access.domain import releases, tokens
from registrations.domain import links, registering
from registrations.public.doors import by_link


@by_link
@require_POST
def answer(request: HttpRequest, token: str, release: uuid.UUID) -> HttpResponse:
    """Record the answer to the words that the status page showed; where they changed, show anew."""
    registration = registering.of_token(tokens.find(token, links.STATUS))
    assert registration.person_id is not None  # noqa: S101 - `of_token` found it by its person
    wish = request.POST.get("answer")
    if wish in {releases.AGREED, releases.REFUSED}:
        releases.answer(
            registration.workshop.vault,
            registration.person_id,
            release,
            agrees=wish == releases.AGREED,
            fingerprint=request.POST.get("words", ""),
            language=get_language() or registration.language,
        )
    return redirect("registrations:status", token=token)
