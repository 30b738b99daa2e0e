"""Mails that have not left: read them, let them go, or cancel them."""

import uuid
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from access.domain.crypto import Unreadable
from access.models import User
from correspondence.domain import compartments, occasions, review
from correspondence.models import MailMessage
from correspondence.staff.rooms import RoomView, label_of

State = MailMessage.State

PAGE_SIZE = 100
SHOWN = (State.HELD, State.QUEUED)


class ReviewView(RoomView):
    """Held or queued mails, a hundred a page, with one button for all that are ticked."""

    page_title = _("Mails that have not left")
    template_name = "correspondence/staff/review.html"
    actor: User

    @cached_property
    def state(self) -> State:
        wanted = self.request.GET.get("state", State.HELD)
        if wanted not in SHOWN:
            raise BadRequest("state")
        return State(wanted)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = self.request.GET.get("occasion", "")
        found = review.waiting(self.state)
        there = sorted(set(found.order_by().values_list("occasion", flat=True)))
        if wanted:
            found = found.filter(occasion=wanted)
        page = Paginator(found, PAGE_SIZE).get_page(self.request.GET.get("p"))
        known = compartments.all_open()
        locked = review.locked(page)
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "rows": [
                (
                    row,
                    occasions.label_of(row.occasion),
                    label_of(row.vault_id, known),
                    row.subject_key in locked,
                )
                for row in page
            ],
            "state": self.state,
            "states": [(state.value, state.label) for state in SHOWN],
            "occasion": wanted,
            "occasions": [(code, occasions.label_of(code)) for code in there],
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            ticked = [uuid.UUID(text) for text in request.POST.getlist("mail")[:PAGE_SIZE]]
        except ValueError:
            raise BadRequest("mail") from None
        if request.POST.get("do") == "release":
            number = review.release(ticked, self.actor)
            text = ngettext("%(n)s mail is on its way.", "%(n)s mails are on their way.", number)
        elif request.POST.get("do") == "drop":
            number = review.drop(ticked, self.actor)
            text = ngettext("%(n)s mail is cancelled.", "%(n)s mails are cancelled.", number)
        else:
            raise BadRequest("do")
        messages.success(request, text % {"n": number})
        return redirect(f"{reverse('mail:review')}?state={self.state}")


class ReadView(RoomView):
    """One mail as the person will read it, without address and without the secret of its link."""

    page_title = _("One mail")
    parent = ("mail:review", _("Mails that have not left"))
    template_name = "correspondence/staff/read.html"
    actor: User

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = get_object_or_404(
            MailMessage.objects.select_related("vault"), pk=kwargs["mail"], state__in=SHOWN
        )
        try:
            text = review.read(row, self.actor)
        except Unreadable:
            raise Http404 from None
        return {
            **super().get_context_data(**kwargs),
            "mail": row,
            "occasion": occasions.label_of(row.occasion),
            "text": text,
        }
