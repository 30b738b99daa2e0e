"""The form in two steps on one address: fill in, check, send. Nothing is kept between them."""

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import decorator_from_middleware
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from access import catalogue
from access.decorators import private
from access.middleware import CsrfMiddleware
from events.models import State
from registrations.domain import queries
from registrations.domain.places import Busy
from registrations.domain.registering import register
from registrations.domain.window import Window
from registrations.public import start
from registrations.public.forms import RegistrationForm, new_key, read_key

RETRY_SECONDS = 10
logger = logging.getLogger(__name__)


def _bounded(view: Any) -> Any:
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


@private
@_bounded
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form, the answers to check, or send them."""
    try:
        window = _window(slug)
        if window.is_not_open_yet() or window.is_closed():
            return render(
                request,
                "registrations/closed.html",
                start.context(window),
                status=403 if request.method == "POST" else 200,
            )
        return _step(request, window)
    except (Busy, OperationalError, InterfaceError) as error:
        return busy(request, error)


def _step(request: HttpRequest, window: Window) -> HttpResponse:
    if request.method != "POST":
        return _show(request, window, _form(initial={"submission": new_key()}))
    step = request.POST.get("step", "check")
    if step == "edit":
        return _show(request, window, _form(initial=request.POST.dict()))
    answers = _form(request.POST)
    if not answers.is_valid():
        return _show(request, window, answers)
    key = read_key(answers.cleaned_data["submission"])
    if step != "send" or key is None:
        return _check(request, window, answers)
    register(
        window.workshop,
        submission_key=key,
        language=get_language() or "en",
        **answers.arguments(),
    )
    return redirect("registrations:sent", slug=window.workshop.slug)


def _window(slug: str) -> Window:
    window = queries.window(slug)
    if window is None:
        raise Http404
    return window


def _form(*args: Any, **kwargs: Any) -> RegistrationForm:
    return RegistrationForm(
        *args, categories=queries.open_categories(), states=State.objects.all(), **kwargs
    )


def _show(request: HttpRequest, window: Window, form: RegistrationForm) -> HttpResponse:
    return render(request, "registrations/form.html", {"form": form, **start.context(window)})


def _check(request: HttpRequest, window: Window, form: RegistrationForm) -> HttpResponse:
    """The answers once more, each with its readers; they travel in hidden fields."""
    hidden = dict(form.cleaned_data)
    hidden["privacy"] = "on"
    if read_key(hidden["submission"]) is None:
        hidden["submission"] = new_key()
    return render(
        request,
        "registrations/check.html",
        {
            "hidden": {name: str(value) for name, value in hidden.items()},
            "groups": _summary(form),
            **start.context(window),
        },
    )


def _summary(form: RegistrationForm) -> list[tuple[str, Any, str, str]]:
    """(name of the field, label, answer in words, who sees it)."""
    rows = []
    for field in form:
        value = form.cleaned_data.get(field.name)
        if field.name in {"submission", "privacy"} or (field.name == "state" and not value):
            continue
        if field.name == "other_name" and not value:
            continue
        options = dict(getattr(field.field, "choices", []))
        code = form.personal.get(field.name, "")
        rows.append(
            (
                field.name,
                field.label,
                options.get(value, value),
                catalogue.who_sees(code) if code else "",
            )
        )
    return rows


def busy(request: HttpRequest, error: Exception) -> HttpResponse:
    """Too many at once, or the database restarts: the answers stay on the page, nothing is lost."""
    # The database's own words name a lock, a socket or a column, never a value.
    logger.error("busy: %s", error.__cause__ or error)
    kept = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    response = render(request, "registrations/busy.html", {"kept": kept}, status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """The same words for everybody: what is true goes by mail."""
    return render(request, "registrations/sent.html", {"workshop": _window(slug).workshop})
