"""Mail to many, urgent changes, and the days of reminders."""

import datetime
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View
from wagtail.admin import messages

from access.models import User, Vault
from correspondence.domain import (
    compartments,
    group,
    occasions,
    recipients,
    reminders,
    urgent,
)
from correspondence.domain.compartments import Compartment
from correspondence.models import GroupMail, UrgentNotice
from correspondence.staff.forms import DaysForm, GroupForm, UrgentForm
from correspondence.staff.rooms import RoomView, WithNews, label_of, news_list

GROUP = ("mail:groups", gettext_lazy("Mail to many"))
URGENT = ("mail:urgents", gettext_lazy("Urgent change"))


class GroupsView(RoomView):
    """Choose to whom, and see what was sent."""

    page_title = GROUP[1]
    template_name = "correspondence/staff/groups.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = [*compartments.all_open(), news_list()]
        return {
            **super().get_context_data(**kwargs),
            "places": known,
            "rows": [
                (
                    row,
                    occasions.label_of(row.occasion),
                    label_of(row.vault_id, known),
                    _tally(counts),
                )
                for row, counts in group.recent()
            ],
        }


def _tally(counts: dict[str, int]) -> dict[str, int]:
    """How many mails wait, have left, and were stopped or failed."""
    waiting = counts.get("queued", 0) + counts.get("held", 0) + counts.get("sending", 0)
    ended = counts.get("dropped", 0) + counts.get("failed", 0) + counts.get("bounced", 0)
    return {"waiting": waiting, "ended": ended, "left": sum(counts.values()) - waiting - ended}


class GroupView(WithNews, RoomView):
    """Write to many: choose, count and read three of them, then send."""

    template_name = "correspondence/staff/group.html"
    parent = GROUP
    actor: User
    vault: Vault

    def get_page_title(self) -> str:
        return self.compartment.label

    @cached_property
    def is_news(self) -> bool:
        return self.compartment == news_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or GroupForm(vault=self.vault, is_news=self.is_news)
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "per_minute": group.PER_MINUTE,
            "count": kwargs.get("count"),
            "minutes": (kwargs.get("count") or 0) // group.PER_MINUTE + 1,
            "samples": kwargs.get("samples"),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = GroupForm(request.POST, vault=self.vault, is_news=self.is_news)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        keys = recipients.matching(self.vault, form.chosen())
        if request.POST.get("do") == "send" and keys:
            if request.POST.get("count") == str(len(keys)):
                return self._send(form, keys)
            messages.warning(request, _("The number of people has changed. Please look again."))
        samples = group.samples(
            self.vault, keys, form.cleaned_data["occasion"], form.cleaned_data["text"]
        )
        return self.render_to_response(
            self.get_context_data(form=form, count=len(keys), samples=samples)
        )

    def _send(self, form: GroupForm, keys: set[uuid.UUID]) -> HttpResponse:
        group.start(
            self.vault,
            keys,
            occasion=form.cleaned_data["occasion"],
            text=form.cleaned_data["text"],
            filters=form.chosen(),
            actor=self.actor,
        )
        messages.success(
            self.request,
            ngettext(
                "A mail to %(n)s person is being written.",
                "Mails to %(n)s people are being written.",
                len(keys),
            )
            % {"n": len(keys)},
        )
        return redirect("mail:groups")


class CancelView(View):
    """Stop a mail to many (POST only)."""

    http_method_names = ["post"]
    actor: User

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        get_object_or_404(GroupMail, pk=kwargs["group"])
        number = group.cancel(kwargs["group"], self.actor)
        messages.success(
            request,
            ngettext("%(n)s mail was stopped.", "%(n)s mails were stopped.", number)
            % {"n": number},
        )
        return redirect("mail:groups")


class RemindersView(RoomView):
    """Every rule in every workshop: when it falls, and its days to change."""

    page_title = gettext_lazy("Reminders")
    template_name = "correspondence/staff/reminders.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = kwargs.get("form")
        return {
            **super().get_context_data(**kwargs),
            "workshops": [
                (one, [(line, _days_form(one, line, shown)) for line in reminders.lines(one)])
                for one in compartments.all_open()
            ],
        }


def _days_form(one: Compartment, line: reminders.Line, shown: Any) -> DaysForm:
    prefix = f"{one.vault_id}-{line.rule.code}"
    if shown is not None and shown.prefix == prefix:
        return shown
    days = ", ".join(str(number) for number in line.days)
    return DaysForm(initial={"days": days}, prefix=prefix)


class DaysView(RemindersView):
    """Change the days of one rule in one workshop (POST only)."""

    http_method_names = ["post"]
    actor: User
    vault: Vault
    compartment: Compartment

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            rule = reminders.get(kwargs["rule"])
        except KeyError:
            raise Http404 from None
        form = DaysForm(request.POST, prefix=f"{self.compartment.vault_id}-{rule.code}")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        reminders.set_days(self.vault, rule, form.cleaned_data["days"], self.actor)
        messages.success(request, _("Saved. Nobody is reminded a second time by this change."))
        return redirect("mail:reminders")


class UrgentsView(RoomView):
    """Choose the workshop, and see which notices stand."""

    page_title = URGENT[1]
    template_name = "correspondence/staff/urgents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = compartments.all_open()
        notices = UrgentNotice.objects.select_related("author").filter(
            vault__in=[one.vault_id for one in known]
        )
        return {
            **super().get_context_data(**kwargs),
            "workshops": known,
            "now": timezone.now(),
            "notices": [(row, label_of(row.vault_id, known)) for row in notices[:20]],
        }


class UrgentView(RoomView):
    """One form: what changes, for whom, on which door, until when."""

    template_name = "correspondence/staff/urgent.html"
    parent = URGENT
    actor: User
    vault: Vault
    compartment: Compartment

    def get_page_title(self) -> str:
        return self.compartment.label

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or UrgentForm(vault=self.vault, initial=self._announced())
        return {**super().get_context_data(**kwargs), "form": form, "count": kwargs.get("count")}

    def _announced(self) -> dict[str, Any]:
        """The words of a notice that stands without a mail, to send them (`?notice=`)."""
        key = self.request.GET.get("notice", "")
        rows = UrgentNotice.objects.filter(vault=self.vault, mail=None, ends_at__gt=timezone.now())
        row = rows.filter(pk=key).first() if key.isdecimal() else None
        return {"text": row.text, "door": row.door} if row else {}

    def _replace(self, notice: UrgentNotice) -> None:
        """The same words that stood without a mail do not stand twice."""
        before = UrgentNotice.objects.filter(
            vault=self.vault, mail=None, text=notice.text, ends_at__gt=timezone.now()
        )
        for row in before.exclude(pk=notice.pk).select_related("vault"):
            urgent.end(row, self.actor)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = UrgentForm(request.POST, vault=self.vault)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        keys = (
            recipients.matching(self.vault, form.chosen()) if form.cleaned_data["mail"] else set()
        )
        if request.POST.get("count") != str(len(keys)):
            return self.render_to_response(self.get_context_data(form=form, count=len(keys)))
        notice = urgent.announce(
            self.vault,
            keys,
            text=form.cleaned_data["text"],
            door=form.cleaned_data["door"],
            ends_at=timezone.now() + datetime.timedelta(hours=form.cleaned_data["hours"]),
            actor=self.actor,
        )
        self._replace(notice)
        messages.success(request, _("The notice stands on the pages, and the mails are leaving."))
        if notice.door:
            return redirect("mail:sign", notice=notice.pk)
        return redirect("mail:urgents")


class EndView(View):
    """Take a notice off the pages (POST only)."""

    http_method_names = ["post"]
    actor: User

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        notice = get_object_or_404(
            UrgentNotice.objects.select_related("vault"), pk=kwargs["notice"]
        )
        urgent.end(notice, self.actor)
        messages.success(request, _("The notice is off the pages."))
        return redirect("mail:urgents")


class SignView(TemplateView):
    """The sign for a door: one sheet in large letters, to be printed from the browser."""

    template_name = "correspondence/staff/sign.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notice = get_object_or_404(UrgentNotice, pk=kwargs["notice"])
        return {
            **super().get_context_data(**kwargs),
            "notice": notice,
            "up": reverse("mail:urgents"),
        }
