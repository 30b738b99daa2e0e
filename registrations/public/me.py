"""The private pages of a participant. A GET changes nothing: mail scanners fetch links first."""

import contextlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.catalogue import Reader
from access.decorators import private
from access.domain import disclosure, tokens
from access.domain.consent import Output
from registrations.domain import answers, finding, links, places, queries, registering, waiting
from registrations.domain.described import text
from registrations.domain.registering import WrongState
from registrations.domain.states import State, may
from registrations.domain.window import local, zone_name
from registrations.models import Registration
from registrations.public import mine
from registrations.public.doors import by_link
from registrations.public.forms import (
    NAMING,
    NAMING_CHOICES,
    TEXT_VERSION,
    AppearanceForm,
    FindForm,
)
from registrations.public.status_parts import parts

GET_OR_POST = ["GET", "HEAD", "POST"]


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
            "held": mine.held(registration),
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
            "can_undo": registration.state == State.WITHDRAWN and registration.state_before,
            "can_change": registration.state in answers.CHANGEABLE,
            "items": _items(registration),
            "parts": parts(request, registration, token),
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
        form = AppearanceForm(request.POST, initial=_present(registration))
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


@by_link
@require_http_methods(GET_OR_POST)
def find(request: HttpRequest) -> HttpResponse:
    """Ask for a new link; the same answer whether or not the address is known."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        finding.find_again(form.cleaned_data["email"])
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


def _present(registration: Registration) -> dict[str, str]:
    """The present choices, as the form's initial answers."""
    choices = queries.choices_of(registration)
    return {
        **{f"appear_{output.value}": naming.value for output, naming in choices.items()},
        **_values(registration, ["name", "organisation", "other_name", "form_of_address"]),
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


def _items(registration: Registration) -> list[str]:
    """The optional items that the person takes part in, in words."""
    codes = places.codes_of(registration.items)
    labels = (
        {item.code: text(item.label) for item in answers.form_of(registration).items}
        if codes
        else {}
    )
    return [labels.get(code, code) for code in codes]
