"""What stands before a participant's page: size of a form, dead links, a busy database."""

import functools
import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt

from access.decorators import private
from access.domain import tokens
from access.middleware import CsrfMiddleware
from registrations.domain.places import Busy

RETRY_SECONDS = 10
STEP_SECONDS = 0.25
logger = logging.getLogger(__name__)


def even_out(started: float) -> None:
    """Wait for the next full step of time since `started` (of `time.monotonic`, in seconds).

    What is done for a known address and for a new one differs by some statements; the step is far
    longer than that, so that the time of the answer tells nothing (SEC-F1).
    """
    time.sleep(STEP_SECONDS - (time.monotonic() - started) % STEP_SECONDS)


def bounded(view: Any) -> Any:
    """Answer a form that is too large in words, before anything reads it (SEC-D10).

    The CSRF check reads the form, so it runs inside (`view` is protected); it is not left out.
    """

    # Ours and not Django's: a page without Referer sends "Origin: null".
    protected = decorator_from_middleware(CsrfMiddleware)(view)

    @csrf_exempt
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            request.POST  # noqa: B018 - reading is what raises
        except RequestDataTooBig:
            return render(request, "registrations/too_large.html", status=413)
        except TooManyFieldsSent:
            return render(request, "registrations/too_large.html", status=400)
        response: HttpResponse = protected(request, *args, **kwargs)
        return response

    return wrapped


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A dead link of any kind gets one answer, a busy database another; neither loses anything."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except tokens.BadToken:
            return render(request, "registrations/me/dead_link.html", status=404)
        except (Busy, OperationalError, InterfaceError) as error:
            return busy(request, error)

    return private(wrapped)


def busy(request: HttpRequest, error: Exception) -> HttpResponse:
    """Too many at once, or the database restarts: the answers stay on the page, nothing is lost."""
    # The database's own words name a lock, a socket or a column, never a value.
    logger.error("busy: %s", error.__cause__ or error)
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    response = render(request, "registrations/busy.html", {"kept": kept}, status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response
