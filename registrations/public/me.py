"""The private pages of a participant. A GET changes nothing: mail scanners fetch links first."""

import contextlib
import functools
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import catalogue
from access.catalogue import Reader, Track
from access.decorators import private
from access.domain import disclosure, tokens
from access.domain.consent import Output
from registrations.domain import links, queries, registering, waiting
from registrations.domain.places import Busy
from registrations.domain.registering import WrongState
from registrations.domain.states import State, may
from registrations.domain.window import local, zone_name
from registrations.models import Registration
from registrations.public.forms import (
    NAMING,
    NAMING_CHOICES,
    TEXT_VERSION,
    AppearanceForm,
    FindForm,
)
from registrations.public.register import busy

GET_OR_POST = ["GET", "HEAD", "POST"]


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


@by_link
@require_http_methods(GET_OR_POST)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm the address: a button on GET, the deed on POST."""
    if request.method == "POST":
        registering.confirm(token)
        return redirect("registrations:confirmed")
    tokens.find(token, links.CONFIRM)
    return render(request, "registrations/me/confirm.html")


@private
@require_safe
def confirmed(request: HttpRequest) -> HttpResponse:
    return render(request, "registrations/me/confirmed.html")


@private
@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    return render(request, "registrations/me/ended.html")


@by_link
@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """All that we hold about the person, and what they can do."""
    registration = _of(token)
    return render(
        request,
        "registrations/me/status.html",
        {
            "registration": registration,
            "workshop": registration.workshop,
            "held": _held(registration),
            "appearance": _appearance(registration),
            "history": [
                {"state": label, "at": local(entry.at, registration.workshop)}
                for entry in queries.history(registration)
                if (label := _label(entry.action))
            ],
            "zone": zone_name(registration.workshop),
            "changed_at": local(registration.state_changed_at, registration.workshop),
            "held_until": local(registration.held_until, registration.workshop),
            "position": waiting.position(registration)
            if registration.state == State.WAITLISTED
            else None,
            "can_withdraw": may(registration, State.WITHDRAWN),
            "token": token,
        },
    )


@by_link
@require_http_methods(GET_OR_POST)
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """The second of two steps: no reason is asked."""
    registration = _of(token)
    if request.method == "POST":
        # Already withdrawn, in another window: the status page says so.
        with contextlib.suppress(WrongState):
            registering.withdraw(registration)
        return redirect("registrations:status", token=token)
    if not may(registration, State.WITHDRAWN):
        return redirect("registrations:status", token=token)
    return render(
        request,
        "registrations/me/withdraw.html",
        {"registration": registration, "workshop": registration.workshop, "token": token},
    )


@by_link
@require_http_methods(GET_OR_POST)
def appear(request: HttpRequest, token: str) -> HttpResponse:
    """Change how the person appears; what is printed tomorrow follows at once."""
    registration = _of(token)
    if request.method == "POST":
        form = AppearanceForm(request.POST)
        if form.is_valid():
            registering.change_appearance(
                registration,
                form.choices(),
                form.cleaned_data["other_name"],
                text_version=TEXT_VERSION,
            )
            return redirect("registrations:status", token=token)
    else:
        form = AppearanceForm(initial=_present(registration))
    return render(
        request,
        "registrations/me/appear.html",
        {"form": form, "workshop": registration.workshop, "token": token},
    )


@by_link
@require_POST
def take_up(request: HttpRequest, token: str) -> HttpResponse:
    """Take the place that was offered; an offer that has lapsed shows on the status page."""
    with contextlib.suppress(WrongState):
        registering.take_up(_of(token))
    return redirect("registrations:status", token=token)


@by_link
@require_POST
def end(request: HttpRequest, token: str) -> HttpResponse:
    """End this link and every other one to the page, at once."""
    links.end(_of(token))
    return redirect("registrations:ended")


@private
@require_http_methods(GET_OR_POST)
def find(request: HttpRequest) -> HttpResponse:
    """Ask for a new link; the same answer whether or not the address is known."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            registering.find_again(form.cleaned_data["email"])
        except (Busy, OperationalError, InterfaceError) as error:
            return busy(request, error)
        return redirect("registrations:find-sent")
    return render(request, "registrations/me/find.html", {"form": form})


@private
@require_safe
def find_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "registrations/me/find_sent.html")


def _of(token: str) -> Registration:
    return registering.of_token(tokens.find(token, links.STATUS))


def _values(registration: Registration, codes: list[str]) -> dict[str, str]:
    """The person's own values, by field code, through the one door."""
    person = registration.person
    assert person is not None  # noqa: S101 - `of_token` found it by this person
    viewer = disclosure.Viewer(Reader.PERSON, subject=person.pk)
    vault = registration.workshop.vault
    return disclosure.visible_to(viewer, vault, {person.pk: person.track}, codes)[person.pk]


def _held(registration: Registration) -> list[tuple[Any, str, str]]:
    """(label, value, who sees it) of every value that is held about the person."""
    fields = catalogue.all_fields()
    found = _values(registration, [field.code for field in fields])
    track = registration.person.track if registration.person else Track.DIRECT
    return [
        (field.label, found[field.code], catalogue.who_sees(field.code, track))
        for field in fields
        if field.code in found
    ]


def _present(registration: Registration) -> dict[str, str]:
    """The present choices, as the form's initial answers."""
    choices = queries.choices_of(registration)
    return {
        **{f"appear_{output.value}": naming.value for output, naming in choices.items()},
        "other_name": _values(registration, ["other_name"]).get("other_name", ""),
    }


def _appearance(registration: Registration) -> list[tuple[Any, Any]]:
    choices = queries.choices_of(registration)
    words = dict(NAMING_CHOICES)
    return [
        *((label, words[choices[output].value]) for output, label in NAMING.items()),
        (Output.HOST.label, words[choices[Output.HOST].value]),
    ]


def _label(action: str) -> Any:
    _app, _dot, state = action.partition(".")
    return dict(State.choices).get(state)
