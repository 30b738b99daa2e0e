"""The form in steps on one address, then check and send. Nothing is kept between them."""

import time
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from access import catalogue
from access.decorators import private
from events.models import State
from registrations.domain import drafts, invitations, queries
from registrations.domain.described import shown, text
from registrations.domain.places import Busy, ItemFull
from registrations.domain.registering import register
from registrations.domain.window import Window
from registrations.models import Invitation
from registrations.public import correct, start
from registrations.public.doors import bounded, busy, by_link, even_out
from registrations.public.forms import RegistrationForm, new_key, read_key


@private
@bounded
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a step of the form, the answers to check, or send them."""
    try:
        window = _window(slug)
        if window.is_not_open_yet() or window.is_closed():
            return render(
                request,
                "registrations/closed.html",
                start.context(window),
                status=403 if request.method == "POST" else 200,
            )
        return Journey(request, window).answer()
    except (Busy, OperationalError, InterfaceError) as error:
        return busy(request, error)


class Journey:
    """One request of the form: which step comes next. Every answer travels with the request.

    `step` in the request is where the person wants to go: a step, `check`, `send`, or `later`.
    """

    first = "you"

    def __init__(
        self,
        request: HttpRequest,
        window: Window,
        invitation: Invitation | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        self.request, self.window, self.invitation = request, window, invitation
        # What the invitation or a draft says; answers of the request come after it.
        self.given = dict(given or {})

    def answer(self) -> HttpResponse:
        """What the request gets."""
        if self.request.method != "POST":
            return self.show(
                self.first, self._form(initial={**self.given, "submission": new_key()})
            )
        wanted = self.request.POST.get("step", "check")
        if wanted == "edit":
            wanted = self.first
        answers = self._form(self._sent())
        answers.is_valid()
        if wanted == "later":
            return self._put_aside(answers)
        if wrong := answers.first_wrong_step(before=wanted):
            answers.only_errors_of(wrong)
            return self.show(wrong, answers)
        if wanted in answers.steps():
            return self.show(wanted, self._form(initial=_by_name(self._sent())))
        if "seen" in self.request.POST and answers.asked - set(self.request.POST["seen"].split()):
            return self.show("needs", self._form(initial=_by_name(self._sent())))
        key = read_key(answers.cleaned_data["submission"])
        if wanted != "send" or key is None:
            return self._check(answers)
        return self._send(answers, key)

    def _sent(self) -> QueryDict:
        """The answers; what an invitation fixes cannot be changed by them."""
        sent = self.request.POST.copy()
        if self.invitation:
            for name, value in self.given.items():
                if name in invitations.FIXED and value:
                    sent[name] = value
        return sent

    def _send(self, answers: RegistrationForm, key: uuid.UUID) -> HttpResponse:
        started = time.monotonic()
        try:
            register(
                self.window.workshop,
                submission_key=key,
                language=get_language() or "en",
                invitation=self.invitation,
                **answers.arguments(),
            )
        except ItemFull as full:
            labels = {item.code: text(item.label) for item in answers.description.items}
            for code in full.codes:
                answers.add_error(
                    "items",
                    _("The last place was taken a moment ago: %(item)s. Leave it out and go on.")
                    % {"item": labels.get(code, code)},
                )
            return self.show("needs", answers)
        answer = redirect("registrations:sent", slug=self.window.workshop.slug)
        if self.invitation is None:
            correct.remember(answer, key)
            even_out(started)
        return answer

    def _put_aside(self, answers: RegistrationForm) -> HttpResponse:
        """Keep the answers for seven days under a link that goes by mail (SB-R13)."""
        if "email" in answers.errors:
            answers.only_errors_of("you")
            for name in [name for name in answers.errors if name != "email"]:
                del answers.errors[name]
            return self.show("you", answers)
        kept = {
            name: values
            for name, values in self.request.POST.lists()
            if name in answers.fields and name not in {"submission", "privacy"}
        }
        drafts.keep(
            self.window.workshop, answers.cleaned_data["email"], kept, get_language() or "en"
        )
        return redirect("registrations:kept", slug=self.window.workshop.slug)

    def _form(self, data: Any = None, initial: Any = None) -> RegistrationForm:
        categories = queries.open_categories()
        if self.invitation and self.invitation.category:
            categories = [self.invitation.category]
        return RegistrationForm(
            data,
            initial=initial,
            categories=categories,
            states=State.objects.all(),
            description=self.window.form,
        )

    def show(self, step: str, form: RegistrationForm) -> HttpResponse:
        """One step; the answers of the others travel in hidden fields."""
        steps = form.steps()
        names = list(steps)
        number = names.index(step)
        carried = form.data if form.is_bound else form.initial
        return render(
            self.request,
            "registrations/form.html",
            {
                "form": form,
                "fields": [form[name] for name in steps[step]],
                "carried": _pairs(carried, set(form.fields) - {*steps[step], "submission"}),
                "step": step,
                "heading": HEADINGS[step],
                "lede": LEDES.get(step, ""),
                "files": form.file_labels if step == names[-1] else [],
                "number": number + 1,
                "count": len(names) + 1,
                "next": names[number + 1] if number + 1 < len(names) else "check",
                "before": names[number - 1] if number else "",
                "tasks": [(each, HEADINGS[each], _standing(form, each, step)) for each in names],
                "seen": " ".join(sorted(form.asked)),
                "action": self._action(),
                "invited": self.invitation is not None,
                **start.context(self.window),
            },
        )

    def _check(self, form: RegistrationForm) -> HttpResponse:
        """The answers once more, each with its readers; they travel in hidden fields."""
        sent = self._sent()
        if read_key(form.cleaned_data["submission"]) is None:
            sent["submission"] = new_key()
        return render(
            self.request,
            "registrations/check.html",
            {
                "hidden": _pairs(sent, set(form.fields)),
                "groups": _summary(form),
                "action": self._action(),
                **start.context(self.window),
            },
        )

    def _action(self) -> str:
        if self.invitation:
            return self.request.path
        return reverse("registrations:form", args=[self.window.workshop.slug])


HEADINGS = {
    "you": _("Tell us who you are"),
    "capacity": _("Say which organisation you come from"),
    "appear": _("Choose how you appear"),
    "needs": _("Tell us what you need"),
}
LEDES = {
    "appear": _(
        "Some people who come would be at risk if it were known. Nothing is shown unless you "
        "choose it, and you can change your mind later."
    ),
    "needs": _("Say only what helps us to prepare. Nobody is told why you need it."),
}


def _standing(form: RegistrationForm, step: str, shown: str) -> str:
    """Where a step stands: `here`, `done` (what it needs is given), or `open`."""
    if step == shown:
        return "here"
    given = form.sent()
    needed = [name for name in form.steps()[step] if form.fields[name].required]
    return "done" if all(given[name] for name in needed) else "open"


def _by_name(sent: QueryDict) -> dict[str, Any]:
    """The answers as initial values: several answers to one question are a list."""
    return {name: values if len(values) > 1 else values[0] for name, values in sent.lists()}


def _pairs(source: Any, names: set[str]) -> list[tuple[str, str]]:
    """(name, value) of every answer to one of the fields, in the order in which they came."""
    if hasattr(source, "lists"):
        return [(n, v) for n, values in source.lists() if n in names for v in values]
    pairs = []
    for name, value in source.items():
        if name in names and value not in ("", None):
            pairs += [(name, v) for v in (value if isinstance(value, list) else [value])]
    return pairs


def _window(slug: str) -> Window:
    window = queries.window(slug)
    if window is None:
        raise Http404
    return window


def _summary(form: RegistrationForm) -> list[tuple[str, str, Any, str, str]]:
    """(step, name of the field, label, answer in words, who sees it)."""
    rows = []
    for step, names in form.steps().items():
        for field in (form[name] for name in names):
            value = form.cleaned_data.get(field.name)
            if field.name == "privacy" or (
                field.name in {"state", "other_name", "items"} and not value
            ):
                continue
            options = dict(getattr(field.field, "choices", []))
            answers = value if isinstance(value, list) else [value]
            given = ((options.get(one, one),) for one in answers if one is not None)
            words = format_html_join(", ", "{}", given)
            code = form.personal.get(field.name, "")
            seen = catalogue.who_sees(code) if code else ""
            rows.append((step, field.name, field.label, words, seen))
    return rows


@require_safe
def kept(request: HttpRequest, slug: str) -> HttpResponse:
    """The answers are put aside; the link is in the mail."""
    return render(request, "registrations/kept.html", {"workshop": _window(slug).workshop})


@by_link
@bounded
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, token: str) -> HttpResponse:
    """Go on where one stopped: a button on GET, the form with the answers on POST."""
    found = drafts.find(token)
    window = _window(found.workshop.slug)
    if request.method != "POST":
        return render(request, "registrations/me/draft.html", {"workshop": window.workshop})
    if window.is_not_open_yet() or window.is_closed():
        return render(request, "registrations/closed.html", start.context(window))
    answers = {n: v if len(v) > 1 else v[0] for n, v in drafts.answers(found).items() if v}
    journey = Journey(request, window)
    return journey.show("you", journey._form(initial={**answers, "submission": new_key()}))


@by_link
@bounded
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """The form for one who was invited or nominated: open until the invitation ends."""
    invitation = invitations.find(token)
    window = _window(invitation.workshop.slug)
    return Journey(request, window, invitation, invitations.given(invitation)).answer()


@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """The same form to print and fill in by hand, from the same description."""
    window = _window(slug)
    form = Journey(request, window)._form(initial={})
    skipped = {"submission", "privacy"}
    return render(
        request,
        "registrations/paper.html",
        {
            "parts": [
                (HEADINGS[step], [form[name] for name in names if name not in skipped])
                for step, names in form.steps().items()
            ],
            "files": [shown(question.label) for question in window.form.files],
            **start.context(window),
        },
    )
