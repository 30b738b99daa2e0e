"""A focal point's page: nominate one by one or by pasted rows, replace, hand over."""

from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from access.domain.cleaning import Refused
from access.forms import PlainForm
from registrations.domain import delegations, invitations
from registrations.domain.invitations import Guest
from registrations.domain.window import local, zone_name
from registrations.models import Delegation, Invitation
from registrations.public.doors import bounded, by_link
from registrations.public.text import AddressField, PlainTextField


class NomineeForm(PlainForm, forms.Form):
    """One person: name and address, nothing else."""

    has_own_summary = True
    personal: ClassVar[dict[str, str]] = {"name": "name", "email": "email"}

    name = PlainTextField(
        label=_("Full name"),
        max_length=200,
        error_messages={"required": _("Enter the full name")},
    )
    email = AddressField(label=_("E-mail address"))
    capacity = forms.ChoiceField(
        label=_("Capacity in the delegation"),
        choices=Invitation.Capacity.choices,
        required=False,
        error_messages={"invalid_choice": _("Choose one of the answers")},
    )


class RowsForm(PlainForm, forms.Form):
    """Several people, a line each."""

    has_own_summary = True

    rows = PlainTextField(
        label=_("Several people at once"),
        help_text=_("One person a line: name; address. You can paste two columns of a table"),
        lines=True,
        max_length=20_000,
        error_messages={"required": _("Paste at least one line")},
    )


class ColleagueForm(PlainForm, forms.Form):
    """To whom the task is handed over."""

    has_own_summary = True

    name = PlainTextField(label=_("Name of your colleague"), max_length=200)
    email = AddressField(label=_("E-mail address"))


class RepresentForm(PlainForm, forms.Form):
    """At what level the delegation represents, and the letter that says so."""

    has_own_summary = True

    level = forms.ChoiceField(
        label=_("Level of representation"),
        choices=[("", _("Not said yet")), *Delegation.Level.choices],
        required=False,
        error_messages={"invalid_choice": _("Choose one of the answers")},
    )
    letter = forms.FileField(
        label=_("Credentials or note verbale"),
        help_text=_("PDF, JPEG, PNG or WebP, at most 10 MB. Only the Secretariat opens it"),
        required=False,
        max_length=250,
        error_messages={
            "empty": _("The file is empty. Choose another one"),
            "max_length": _("The name of the file is too long. Rename it"),
        },
    )


@by_link
@bounded
@require_http_methods(["GET", "HEAD", "POST"])
def delegation(request: HttpRequest, token: str) -> HttpResponse:
    """See the delegation; add, take back, hand over."""
    row = delegations.find(token)
    step = request.POST.get("step", "")
    deeds = {"level": _represent, "add": _add, "rows": _rows, "back": _back, "hand": _hand}
    forms_now: dict[str, Any] = {}
    if request.method == "POST" and step in deeds:
        forms_now = deeds[step](request, row)
        if forms_now == {}:
            if step == "hand":
                return redirect("registrations:ended")
            return redirect("registrations:delegation", token=token)
    return _page(request, row, forms_now)


def _page(request: HttpRequest, row: Delegation, shown: dict[str, Any]) -> HttpResponse:
    members = delegations.members(row)
    context = {
        "delegation": row,
        "workshop": row.workshop,
        "members": members,
        "expires_at": local(row.expires_at, row.workshop),
        "zone": zone_name(row.workshop),
        "credentials": delegations.credentials(row),
        "level": RepresentForm(prefix="level", initial={"level": row.level}),
        "one": NomineeForm(prefix="one"),
        "many": RowsForm(prefix="many"),
        "hand": ColleagueForm(prefix="hand"),
        **shown,
    }
    context["form"] = next(
        (context[name] for name in ("level", "one", "many", "hand") if context[name].is_bound),
        None,
    )
    return render(request, "registrations/me/delegation.html", context)


def _represent(request: HttpRequest, row: Delegation) -> dict[str, Any]:
    """The level and the letter; either can come first."""
    form = RepresentForm(request.POST, request.FILES, prefix="level")
    if form.is_valid():
        delegations.represent(row, form.cleaned_data["level"])
        if letter := form.cleaned_data["letter"]:
            try:
                delegations.bring(row, letter)
            except Refused as refused:
                form.add_error("letter", str(refused))
    return {} if form.is_valid() else {"level": form}


def _add(request: HttpRequest, row: Delegation) -> dict[str, Any]:
    form = NomineeForm(request.POST, prefix="one")
    if form.is_valid():
        data = form.cleaned_data
        try:
            delegations.nominate(row, [Guest(data["name"], data["email"], data["capacity"])])
        except delegations.Full:
            form.add_error("name", _("All places of the delegation are taken"))
    return {} if form.is_valid() else {"one": form}


def _rows(request: HttpRequest, row: Delegation) -> dict[str, Any]:
    """Pasted rows: first a preview of every line with its mistake, then the deed."""
    form = RowsForm(request.POST, prefix="many")
    if not form.is_valid():
        return {"many": form}
    lines = invitations.lines(form.cleaned_data["rows"])
    guests = [line.guest for line in lines if line.guest]
    if len(guests) < len(lines) or "sure" not in request.POST:
        return {"many": form, "lines": lines, "all_good": len(guests) == len(lines)}
    try:
        delegations.nominate(row, guests)
    except delegations.Full:
        form.add_error("rows", _("The delegation has fewer places than that"))
        return {"many": form, "lines": lines}
    return {}


def _back(request: HttpRequest, row: Delegation) -> dict[str, Any]:
    found = next(
        (m for m in delegations.members(row) if str(m.invitation.pk) == request.POST.get("which")),
        None,
    )
    if found is None or not found.can_replace:
        raise Http404
    delegations.take_back(row, found.invitation)
    return {}


def _hand(request: HttpRequest, row: Delegation) -> dict[str, Any]:
    form = ColleagueForm(request.POST, prefix="hand")
    if not form.is_valid():
        return {"hand": form}
    delegations.hand_to(row, actor="participant", **form.cleaned_data)
    return {}
