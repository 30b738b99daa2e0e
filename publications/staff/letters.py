"""The room for letters: their words, who signs, making many, handing them out.

The Secretariat writes invitations and notes; visa letters are the travel desk's, who alone reads
passports.
"""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from access.domain import audit
from access.roles import has_role
from correspondence.domain import wording
from events.models import WorkshopPage
from events.staff.rooms import OfWorkshop
from publications.domain import certificates, letters, letters_kinds, letters_texts
from publications.domain.letters_kinds import Kind
from publications.domain.letters_paper import Press, Sender, Sheet, html_of
from publications.engine.errors import BuildError
from publications.models import LetterBatch, Letterhead
from publications.staff.letters_forms import LetterheadForm, LetterTextForm

LOOK_AGAIN_SECONDS = "3"


class OfKind(OfWorkshop):
    """Who works here, on which workshop, on which kind: 404 for a kind of another role."""

    def kind_of(self, code: str) -> Kind:
        kind = letters_kinds.KINDS.get(code)
        if kind is None or not has_role(self.actor, kind.role):
            raise Http404
        return kind

    @cached_property
    def kind(self) -> Kind:
        return self.kind_of(self.kwargs["kind"])

    @cached_property
    def batch(self) -> LetterBatch:
        rows = LetterBatch.objects.select_related("vault", "print_file__vault", "requested_by")
        batch = get_object_or_404(rows, pk=self.kwargs["batch"], vault=self.workshop.vault)
        self.kind_of(batch.kind)
        return batch


class LettersView(OfKind, WagtailAdminTemplateMixin, TemplateView):
    """The frame of a page."""

    page_title = gettext_lazy("Letters")
    header_icon = "doc-full"
    is_inner = True  # below the first page of a workshop
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [*self.breadcrumbs_items, {"url": reverse("letters:index"), "label": _("Letters")}]
        if "workshop" in self.kwargs:
            home = reverse("letters:workshop", args=[self.workshop.pk])
            items.append({"url": home, "label": self.workshop.title})
        if self.is_inner:
            items.append({"url": "", "label": self.get_page_title()})
        return items

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if "workshop" in self.kwargs:
            context["workshop"] = self.workshop
        return context


class IndexView(LettersView):
    """Choose a workshop."""

    template_name = "publications/letters/staff/index.html"
    is_inner = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = WorkshopPage.objects.filter(vault__destroyed_at=None).order_by("-year", "title")
        return {**super().get_context_data(**kwargs), "workshops": rows.only("title", "year")}


class WorkshopView(LettersView):
    """The kinds of the role, their words, and what was made."""

    template_name = "publications/letters/staff/workshop.html"
    is_inner = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = [k for k in letters_kinds.KINDS.values() if has_role(self.actor, k.role)]
        batches = LetterBatch.objects.filter(
            vault=self.workshop.vault, kind__in=[kind.code for kind in kinds]
        )
        return {
            **super().get_context_data(**kwargs),
            "kinds": [
                (k, letters_texts.languages(self.workshop.vault, k), self._is_made(k))
                for k in kinds
            ],
            "languages": settings.LANGUAGES,
            "letterhead": letters.letterhead_of(self.workshop.vault),
            "batches": [
                (batch, letters_kinds.get(batch.kind).label, *_counts(batch))
                for batch in batches.prefetch_related("letters")[:30]
            ],
        }

    def _is_made(self, kind: Kind) -> bool:
        return kind.code in letters_kinds.MADE_BY_STAFF


def _counts(batch: LetterBatch) -> tuple[int, int]:
    """(made, asked for)"""
    rows = batch.letters.all()
    return sum(row.made_at is not None for row in rows), len(rows)


class LetterheadView(LettersView):
    """Who writes and signs."""

    template_name = "publications/letters/staff/letterhead.html"
    page_title = gettext_lazy("Letterhead and signature")

    def form(self, data: Any = None) -> LetterheadForm:
        head = letters.letterhead_of(self.workshop.vault)
        first = {"sender": f"{settings.SITE_NAME}\n{_('Secretariat')}", "prefix": "WGS"}
        return LetterheadForm(data, instance=head, initial={} if head else first)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"form": self.form(), **super().get_context_data(**kwargs)}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        head: Letterhead = form.save(commit=False)
        head.vault = self.workshop.vault
        if head.pk:
            # The running number is never written here: letters may be asked for at this moment.
            head.save(update_fields=form.Meta.fields)
        else:
            head.save()
        audit.record("letters.letterhead", obj=head, actor=self.actor, vault=self.workshop.vault)
        messages.success(request, _("Saved. It stands on every letter from the next one on."))
        return redirect("letters:workshop", workshop=self.workshop.pk)


class TextView(LettersView):
    """The words of one kind in one language: look at the paper, save a version, go back."""

    template_name = "publications/letters/staff/text.html"

    @cached_property
    def language(self) -> str:
        if self.kwargs["language"] not in dict(settings.LANGUAGES):
            raise Http404
        return str(self.kwargs["language"])

    def get_page_title(self) -> str:
        return f"{self.kind.label} · {dict(settings.LANGUAGES)[self.language]}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list(letters_texts.versions(self.workshop.vault, self.kind, self.language)[:20])
        newest = versions[0].version if versions else 0
        form = kwargs.get("form") or LetterTextForm(
            kind=self.kind, initial={"text": self._shown(versions), "based_on": newest}
        )
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "kind": self.kind,
            "language": self.language,
            "versions": versions,
            "newest": newest,
            "has_own": bool(versions and versions[0].text),
        }

    def _shown(self, versions: list[Any]) -> str:
        wanted = self.request.GET.get("version", "")
        asked = (row.text for row in versions if str(row.version) == wanted and row.text)
        held = versions[0].text if versions else ""
        return next(asked, "") or held or letters_kinds.built_in(self.kind, self.language)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.POST.get("do") == "built_in":
            based_on = request.POST.get("based_on", "")
            number = int(based_on) if based_on.isascii() and based_on.isdigit() else 0
            return self._save(LetterTextForm(kind=self.kind), "", number)
        form = LetterTextForm(request.POST, kind=self.kind)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        text = form.cleaned_data["text"]
        if request.POST.get("do") == "save":
            return self._save(form, text, form.cleaned_data["based_on"])
        try:
            return paper(sample(self.workshop, self.kind, self.language, text), "sample.pdf", True)
        except BuildError as error:
            form.add_error("text", _("The paper could not be made: %s") % error)
            return self.render_to_response(self.get_context_data(form=form))

    def _save(self, form: LetterTextForm, text: str, based_on: int) -> HttpResponse:
        try:
            letters_texts.save(
                self.workshop.vault,
                self.kind,
                self.language,
                text,
                based_on=based_on,
                actor=self.actor,
            )
        except wording.Stale:
            messages.error(
                self.request,
                _("Somebody else saved a version in the meantime. Look at it, then save yours."),
            )
            return self.render_to_response(
                self.get_context_data(form=form if form.is_bound else None)
            )
        words = _("Saved. It holds from the next letter on.")
        messages.success(self.request, words if text else _("The built-in words hold again."))
        return redirect("letters:text", **self.kwargs)


def sample(workshop: WorkshopPage, kind: Kind, language: str, text: str) -> bytes:
    """The paper with an invented person. Raises BuildError."""
    head = letters.letterhead_of(workshop.vault)
    sender = letters.sender_of(head) if head else Sender((str(settings.SITE_NAME),), "", "", "–")
    if kind.code == letters_kinds.CERTIFICATE:
        return certificates.preview(workshop, kind.samples["name"], language, text)
    sheet = Sheet(language, lambda: str(kind.heading), text, lambda: kind.samples)
    prefix = head.prefix if head else "WGS"
    body = html_of([sheet], sender, f"{prefix}/0000/000", timezone.localdate())
    with Press() as press:
        return press.pdf(str(kind.label), language, body)


def paper(content: bytes, name: str, inline: bool = False) -> HttpResponse:
    """A PDF as the answer."""
    response = HttpResponse(content, content_type="application/pdf")
    how = "inline" if inline else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    return response
