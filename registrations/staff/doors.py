"""Ways in that staff open: personal invitations, and delegations of focal points."""

import datetime
import io
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from wagtail.admin import messages

from events.models import Category, Institution, State
from registrations.domain import delegations, invitations
from registrations.models import Delegation, Invitation
from registrations.public.text import AddressField, PlainTextField
from registrations.staff.base import DeskView

FILE_BYTES = 2 * 1024 * 1024


class InviteForm(forms.Form):
    """Whom to invite: pasted rows, or a file; always looked at before anything is sent."""

    category = forms.ModelChoiceField(
        label=_("In what capacity"),
        queryset=Category.objects.all(),
        required=False,
        help_text=_("Empty: each person chooses."),
    )
    until = forms.DateField(
        label=_("The invitation works until the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: 30 days."),
    )
    language = forms.ChoiceField(
        label=_("Language of the mail"),
        choices=settings.LANGUAGES,
        initial=settings.LANGUAGE_CODE,
        required=False,
    )
    rows = PlainTextField(
        label=_("People, one a line: name; address"),
        required=False,
        lines=True,
        max_length=100_000,
    )
    file = forms.FileField(
        label=_("Or a file with two columns (XLSX or CSV)"),
        required=False,
        help_text=_("At most 500 rows and 2 MB."),
    )

    def clean_until(self) -> datetime.datetime | None:
        day = self.cleaned_data["until"]
        return end_of(day) if day else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("file"):
            try:
                data["rows"] = text_of(data["file"])
            except ValueError as error:
                self.add_error("file", str(error))
        elif not data.get("rows") and not self.errors:
            self.add_error("rows", _("Paste at least one line, or choose a file"))
        return data


def end_of(day: datetime.date) -> datetime.datetime:
    """The end of a day, in UTC. Raises ValidationError where it is over."""
    end = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), datetime.UTC)
    if end <= timezone.now():
        raise forms.ValidationError(_("Choose a day that is still to come"))
    return end


def text_of(file: Any) -> str:
    """The rows of an XLSX or CSV file as lines. Raises ValueError in words."""
    if file.size > FILE_BYTES:
        raise ValueError(_("The file is larger than 2 MB"))
    content = file.read()
    if content[:4] == b"PK\x03\x04":
        try:
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            page = book.worksheets[0]
            rows = page.iter_rows(max_row=invitations.MAX_ROWS + 2, max_col=4, values_only=True)
            return "\n".join(
                "\t".join(str(cell).replace("\n", " ") for cell in row if cell is not None)
                for row in rows
            )
        except Exception as error:  # a torn file raises whatever its reader meets first
            raise ValueError(_("This is not a spreadsheet that can be read")) from error
    try:
        return str(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError(_("Choose an XLSX file, or a CSV file in UTF-8")) from None


class InvitationsView(DeskView):
    """Invite people personally, see who has followed, revoke."""

    template_name = "registrations/desk/invitations.html"
    page_title = _("Invitations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Invitation.objects.select_related("category", "registration").filter(
            workshop=self.workshop,
            delegation=None,  # type: ignore[attr-defined]
        )
        return {
            **super().get_context_data(**kwargs),
            "form": InviteForm(),
            **kwargs,
            "workshop": self.workshop,  # type: ignore[attr-defined]
            "rows": invitations.names(self.workshop, rows[:500]),  # type: ignore[attr-defined]
            "now": timezone.now(),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        workshop, actor = self.workshop, self.actor  # type: ignore[attr-defined]
        if which := request.POST.get("revoke"):
            row = next(
                (
                    r
                    for r in Invitation.objects.select_related("workshop__vault").filter(
                        workshop=workshop, delegation=None
                    )
                    if str(r.pk) == which
                ),
                None,
            )
            if row is None:
                raise Http404
            invitations.revoke(row, actor)
            messages.success(request, _("The invitation no longer works."))
            return redirect("registrations_desk:invitations", **self.kwargs)
        form = InviteForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        lines = invitations.lines(form.cleaned_data["rows"])
        guests = [line.guest for line in lines if line.guest]
        if "sure" not in request.POST or len(guests) < len(lines):
            filled = InviteForm(
                initial={
                    "rows": form.cleaned_data["rows"],
                    "category": form.cleaned_data["category"],
                    "until": form.data.get("until"),
                    "language": form.cleaned_data["language"],
                }
            )
            return self.render_to_response(
                self.get_context_data(
                    form=filled, lines=lines, all_good=bool(guests) and len(guests) == len(lines)
                )
            )
        for guest in guests:
            invitations.invite(
                workshop,
                guest,
                category=form.cleaned_data["category"],
                actor=actor,
                expires_at=form.cleaned_data["until"],
                language=form.cleaned_data["language"] or settings.LANGUAGE_CODE,
            )
        messages.success(request, _("%d invitations are on their way.") % len(guests))
        return redirect("registrations_desk:invitations", **self.kwargs)


class DelegationForm(forms.Form):
    """Who may nominate how many, until when."""

    category = forms.ModelChoiceField(
        label=_("Category of the delegates"), queryset=Category.objects.all()
    )
    state = forms.ModelChoiceField(label=_("State"), queryset=State.objects.all(), required=False)
    institution = forms.ModelChoiceField(
        label=_("Institution or national working group"),
        queryset=Institution.objects.select_related("state").prefetch_related("names"),
        required=False,
    )
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=200)
    until = forms.DateField(
        label=_("Nominations until the end of"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    name = PlainTextField(label=_("Focal point: name"), max_length=200)
    email = AddressField(label=_("Focal point: e-mail address"))

    language = forms.ChoiceField(
        label=_("Language of the mail"),
        choices=settings.LANGUAGES,
        initial=settings.LANGUAGE_CODE,
        required=False,
    )

    def clean_until(self) -> datetime.datetime:
        return end_of(self.cleaned_data["until"])


class DelegationsView(DeskView):
    """Let focal points nominate; see how far they are; close their link."""

    template_name = "registrations/desk/delegations.html"
    page_title = _("Delegations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Delegation.objects.select_related("category", "state", "institution").filter(
            workshop=self.workshop  # type: ignore[attr-defined]
        )
        letters = delegations.letters(self.workshop)  # type: ignore[attr-defined]
        return {
            **super().get_context_data(**kwargs),
            "form": DelegationForm(),
            **kwargs,
            "workshop": self.workshop,  # type: ignore[attr-defined]
            "rows": [(row, letters.get(row.pk)) for row in delegations.with_counts(rows)],
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        workshop, actor = self.workshop, self.actor  # type: ignore[attr-defined]
        if which := request.POST.get("close"):
            rows = Delegation.objects.select_related("workshop__vault").filter(workshop=workshop)
            row = next((r for r in rows if str(r.pk) == which), None)
            if row is None:
                raise Http404
            delegations.close(row, actor)
            messages.success(request, _("The focal point’s link no longer works."))
            return redirect("registrations_desk:delegations", **self.kwargs)
        form = DelegationForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = form.cleaned_data
        delegations.open_for(
            workshop,
            category=data["category"],
            places=data["places"],
            expires_at=data["until"],
            name=data["name"],
            email=data["email"],
            state=data["state"],
            institution=data["institution"],
            actor=actor,
            language=data["language"] or settings.LANGUAGE_CODE,
        )
        messages.success(request, _("The focal point has the link by mail."))
        return redirect("registrations_desk:delegations", **self.kwargs)
