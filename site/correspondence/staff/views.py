"""The Secretariat's page on background work: counts and moments, never an address."""

import uuid
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from access.domain import audit
from access.models import User
from access.roles import Role, has_role
from correspondence.domain import delivery, health, occasions, review
from correspondence.models import MailMessage

State = MailMessage.State

SHOWN = 50

# What staff read instead of a class of failure; the class stands behind it, for a specialist.
REASONS = {
    "refused": gettext_lazy("The other side refused it"),
    "mailbox_full": gettext_lazy("The mailbox is full"),
    "returned": gettext_lazy("It came back"),
    "timeout": gettext_lazy("The provider did not answer in time"),
    "disconnected": gettext_lazy("The line broke"),
    "worker_lost": gettext_lazy("The worker stopped while sending"),
    "unreachable": gettext_lazy("The provider could not be reached"),
    "account": gettext_lazy("The provider did not accept our account"),
    "too_many": gettext_lazy("Too many mails in a short time"),
    "answer": gettext_lazy("The provider answered with an error"),
    "cancelled": gettext_lazy("Somebody cancelled it"),
    "erased": gettext_lazy("Its text was erased"),
    "unreadable": gettext_lazy("Its text cannot be read any more"),
}


def reason(failure: str) -> str:
    """A class of failure in words, with the class itself in brackets."""
    words = next((REASONS[start] for start in REASONS if failure.startswith(start)), None)
    return f"{words} ({failure})" if words else failure


class WorkView(WagtailAdminTemplateMixin, TemplateView):
    """What waits, runs and failed, the last sign of life, and when each job last ran."""

    page_title = gettext_lazy("Mail and background work")
    header_icon = "mail"
    template_name = "correspondence/staff/work.html"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_role(request.user, Role.SECRETARIAT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("correspondence_work"), "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = health.mail_counts()
        labels = {occasion.code: occasion.label for occasion in occasions.all_occasions()}
        troubled = MailMessage.objects.filter(
            state__in=(State.FAILED, State.BOUNCED, State.COMPLAINED, State.UNCERTAIN)
        ).order_by("-queued_at")[:SHOWN]
        locked = review.locked(troubled)
        return super().get_context_data(**kwargs) | {
            "silent": health.is_silent(),
            "last_beat": health.last_beat(),
            "mails": [(State(state).label, number) for state, number in counts.items()],
            "oldest_waiting": health.oldest_waiting(),
            "tasks": health.task_counts(),
            "jobs": health.timetable_lines(),
            "troubled": [
                (
                    row,
                    _("A locked record") if row.subject_key in locked else row.subject_line,
                    labels.get(row.occasion, row.occasion),
                    reason(row.failure),
                )
                for row in troubled
            ],
        }


@require_POST
def try_again(request: HttpRequest, mail_id: uuid.UUID) -> HttpResponse:
    """Put a mail that was given up back into the queue."""
    if not has_role(request.user, Role.SECRETARIAT):
        raise PermissionDenied
    if delivery.try_again(mail_id):
        mail = MailMessage.objects.get(pk=mail_id)
        audit.record("mail.try_again", obj=mail, actor=cast(User, request.user), vault=mail.vault)
        messages.success(request, _("The mail waits to be sent again."))
    else:
        messages.error(request, _("This mail cannot be sent again: its text is erased."))
    return redirect("correspondence_work")
