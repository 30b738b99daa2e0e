"""Rounds of comments, for staff: until when, who has answered, who was told what when."""

from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from access.models import User
from publications.domain import reminding, round_desk, rounds
from publications.models import ProceedingsPage
from publications.staff.views import page_for


class DayForm(forms.Form):
    """Until when co-organisers comment, in the time of the workshop."""

    until = forms.DateTimeField(
        label=gettext_lazy("Comments until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    tells = forms.BooleanField(
        label=gettext_lazy("Mail every co-organiser once that the chapters are open"),
        required=False,
        initial=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def comment_rounds(request: HttpRequest, page_id: int) -> HttpResponse:
    """The round that runs or the last one; a POST opens, moves or ends it, or reminds somebody."""
    user, page = page_for(request, page_id)
    zone = ZoneInfo(page.workshop.time_zone)
    with timezone.override(zone):
        form = DayForm(request.POST if _sets_day(request) else None, initial=_initial(page))
        if request.method == "POST":
            try:
                if _act(request, page, user, form):
                    return redirect("publications_comments", page.pk)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
                if not _sets_day(request):
                    return redirect("publications_comments", page.pk)
        current = rounds.newest(page)
        context = {
            "proceedings": page,
            "workshop": page.workshop,
            "form": form,
            "round": current,
            "is_open": rounds.running(page) is not None,
            "hosts": reminding.hosts(current) if current is not None else [],
            "accounts": len(round_desk.co_organisers(page.workshop.vault)),
            "earlier": page.comment_rounds.order_by("-number")[1:],
        }
        return render(request, "publications/staff/comment_rounds.html", context)


def _sets_day(request: HttpRequest) -> bool:
    return request.POST.get("action") == "day"


def _initial(page: ProceedingsPage) -> dict[str, object]:
    return {"until": page.comments_until if rounds.running(page) else None}


def _act(request: HttpRequest, page: ProceedingsPage, user: User, form: DayForm) -> bool:
    """Do what a button says; False where the form is not filled in rightly."""
    match request.POST.get("action"):
        case "day":
            if not form.is_valid():
                return False
            round_desk.set_day(page, form.cleaned_data["until"], user)
            messages.success(request, _("The chapters are open for comments until that time."))
            if form.cleaned_data["tells"]:
                _tell(request, page, user)
        case "end":
            round_desk.set_day(page, None, user)
            messages.success(request, _("The round is over."))
        case "remind":
            reminding.remind_host(page, _host(request, page), user)
            messages.success(request, _("A reminder is on its way."))
        case _:
            raise Http404
    return True


def _tell(request: HttpRequest, page: ProceedingsPage, user: User) -> None:
    number = reminding.invite(page, user)
    words = ngettext("%(number)d mail is on its way.", "%(number)d mails are on their way.", number)
    messages.success(request, words % {"number": number})


def _host(request: HttpRequest, page: ProceedingsPage) -> User:
    key = request.POST.get("account", "")
    for user in round_desk.co_organisers(page.workshop.vault):
        if str(user.pk) == key:
            return user
    raise Http404
