"""Texts of mails: which occasions there are, one text with its versions, preview, test, hold."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages

from access.models import User, Vault
from correspondence.domain import compartments, occasions, trial, wording
from correspondence.domain.occasions import Occasion
from correspondence.domain.rendering import built_in
from correspondence.staff.forms import TextForm
from correspondence.staff.rooms import ForAllOrOne, RoomView

STALE = gettext_lazy(
    "Somebody else saved a version in the meantime. What you typed is still below; the newest "
    "version stands at the head of the list."
)


class ScopesView(RoomView):
    """Choose all workshops or one."""

    page_title = gettext_lazy("Texts of mails")
    template_name = "correspondence/staff/scopes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "workshops": compartments.all_open()}


class OccasionsView(ForAllOrOne, RoomView):
    """Every occasion with its languages, and whether its mails wait."""

    template_name = "correspondence/staff/occasions.html"
    parent = ("mail:scopes", gettext_lazy("Texts of mails"))

    def get_page_title(self) -> str:
        return str(self.scope_label)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own, holds = trial.overview(self.vault)
        return {
            **super().get_context_data(**kwargs),
            "scope": self.kwargs["scope"],
            "languages": settings.LANGUAGES,
            "rows": [
                (one, own.get(one.code, set()), holds.get(one.code))
                for one in occasions.all_occasions()
            ],
        }


class OneText(ForAllOrOne):
    """A view of one occasion in one language."""

    @cached_property
    def occasion(self) -> Occasion:
        try:
            return occasions.get(self.kwargs["occasion"])
        except LookupError:
            raise Http404 from None

    @cached_property
    def language(self) -> str:
        if self.kwargs["language"] not in dict(settings.LANGUAGES):
            raise Http404
        return str(self.kwargs["language"])

    def here(self) -> str:
        return reverse("mail:text", args=[self.kwargs["scope"], self.occasion.code, self.language])


class TextView(OneText, RoomView):
    """Edit one text: look at it, have it sent to oneself, save a version, go back to built-in."""

    template_name = "correspondence/staff/text.html"
    parent = ("mail:scopes", gettext_lazy("Texts of mails"))
    actor: User

    def get_page_title(self) -> str:
        return f"{self.occasion.label} · {dict(settings.LANGUAGES)[self.language]}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = super().get_breadcrumbs_items()
        up = reverse("mail:occasions", args=[self.kwargs["scope"]])
        return [*items[:-1], {"url": up, "label": self.scope_label}, items[-1]]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list(wording.versions(self.vault, self.occasion.code, self.language)[:20])
        form = kwargs.get("form") or TextForm(
            occasion=self.occasion,
            vault=self.vault,
            initial={
                "text": self._shown(versions),
                "based_on": versions[0].version if versions else 0,
            },
        )
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "versions": versions,
            "has_own": bool(versions and versions[0].text),
            "newest": versions[0].version if versions else 0,
            "occasion": self.occasion,
            "scope": self.kwargs["scope"],
            "scope_label": self.scope_label,
            "language": self.language,
            "preview": kwargs.get("preview"),
        }

    def _shown(self, versions: list[Any]) -> str:
        """The text to begin with: an older version that was asked for, the own one, or the one
        that holds without it."""
        wanted = self.request.GET.get("version", "")
        for row in versions:
            if str(row.version) == wanted and row.text:
                return str(row.text)
        if versions and versions[0].text:
            return str(versions[0].text)
        general = wording.versions(None, self.occasion.code, self.language).first()
        if self.vault is not None and general and general.text:
            return general.text
        return built_in(self.occasion.code, self.language, self.occasion.needs | self.occasion.may)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.POST.get("do") == "built_in":
            return self._back(request)
        form = TextForm(request.POST, occasion=self.occasion, vault=self.vault)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        text = form.cleaned_data["text"]
        if request.POST.get("do") == "save":
            return self._save(form, text)
        if request.POST.get("do") == "test":
            trial.send(self.occasion, self.language, text, self.here(), self.actor)
            messages.success(request, _("The test mail to your own address is on its way."))
        preview = trial.preview(self.occasion, self.language, text)
        return self.render_to_response(self.get_context_data(form=form, preview=preview))

    def _save(self, form: TextForm, text: str) -> HttpResponse:
        based_on = form.cleaned_data["based_on"]
        try:
            wording.save(
                self.vault, self.occasion, self.language, text, based_on=based_on, actor=self.actor
            )
        except wording.Stale:
            messages.error(self.request, STALE)
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(self.request, _("Saved. It holds from the next mail on."))
        return redirect(self.here())

    def _back(self, request: HttpRequest) -> HttpResponse:
        try:
            wording.save(
                self.vault,
                self.occasion,
                self.language,
                "",
                based_on=_number(request.POST.get("based_on")),
                actor=self.actor,
            )
        except wording.Stale:
            messages.error(request, STALE)
        else:
            messages.success(request, _("The text from before holds again. No version is lost."))
        return redirect(self.here())


class HoldView(ForAllOrOne, View):
    """Have the mails of an occasion wait for a look, or not any more (POST only)."""

    http_method_names = ["post"]
    actor: User
    vault: Vault | None

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            occasion = occasions.get(kwargs["occasion"])
            is_held = request.POST.get("held") == "1"
            wording.hold(
                self.vault,
                occasion,
                is_held,
                based_on=_number(request.POST.get("based_on")),
                actor=self.actor,
            )
        except (LookupError, ValueError):
            raise Http404 from None
        except wording.Stale:
            messages.error(request, _("Somebody else decided this in the meantime. Look again."))
        else:
            messages.success(
                request,
                _("Mails of this occasion wait for your look from now on.")
                if is_held
                else _("Mails of this occasion leave by themselves from now on."),
            )
        return redirect("mail:occasions", scope=kwargs["scope"])


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
