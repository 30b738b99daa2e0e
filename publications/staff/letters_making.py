"""Making letters for many, how far they are, and handing them out."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages

from access.domain import files
from publications.domain import letters, letters_kinds
from publications.domain.letters_people import addressees, labels
from publications.models import Letter
from publications.staff.letters import LettersView, OfKind, paper
from publications.staff.letters_forms import MakeForm

LOOK_AGAIN_SECONDS = "3"


class MakeView(LettersView):
    """Choose for whom, see how many, have them made."""

    template_name = "publications/letters/staff/make.html"

    def get_page_title(self) -> str:
        return str(self.kind.label)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["kind"] not in letters_kinds.MADE_BY_STAFF:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.kind and letters.letterhead_of(self.workshop.vault) is None:
            messages.warning(request, _("Say first who writes and signs."))
            return redirect("letters:letterhead", workshop=self.workshop.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or MakeForm(kind=self.kind, workshop=self.workshop)
        return {**super().get_context_data(**kwargs), "form": form, "kind": self.kind}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = MakeForm(request.POST, kind=self.kind, workshop=self.workshop)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        found = addressees(self.workshop, self.kind, form.keys())
        if request.POST.get("do") != "make" or request.POST.get("count") != str(len(found)):
            # Also where somebody registered since the count: it is shown anew.
            return self.render_to_response(self.get_context_data(form=form, count=len(found)))
        try:
            batch = letters.request_letters(
                self.workshop,
                self.kind,
                found.keys(),
                languages=form.cleaned_data["languages"],
                tells=form.cleaned_data.get("tells", False),
                actor=self.actor,
            )
        except letters.NoLetterhead:
            return redirect("letters:letterhead", workshop=self.workshop.pk)
        except ValueError:
            return self.render_to_response(self.get_context_data(form=form, count=0))
        messages.success(request, _("The letters are being made. This page shows how far it is."))
        return redirect("letters:batch", workshop=self.workshop.pk, batch=batch.pk)


class BatchView(LettersView):
    """How far a batch is, and its papers."""

    template_name = "publications/letters/staff/batch.html"

    def get_page_title(self) -> str:
        return str(letters_kinds.get(self.batch.kind).label)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(self.batch.letters.select_related("file__vault"))
        kind = letters_kinds.get(self.batch.kind)
        known = labels(self.workshop, [row.subject_key for row in rows])
        made = sum(row.made_at is not None for row in rows)
        return {
            **super().get_context_data(**kwargs),
            "batch": self.batch,
            "kind": kind,
            "rows": [(row, known.get(row.subject_key)) for row in rows],
            "made": made,
            "all": len(rows),
            "languages": [name for c, name in settings.LANGUAGES if c in self.batch.languages],
            "can_print": letters.printable(self.batch) is not None,
            "has_files": any(row.file_id for row in rows),
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if self.batch.is_open:
            response["Refresh"] = LOOK_AGAIN_SECONDS
        return response

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        letters.cancel(self.batch, self.actor)
        messages.success(request, _("No further letter of these is made."))
        return redirect("letters:batch", **self.kwargs)


class ZipView(OfKind, View):
    """Every letter of a batch in one ZIP."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = HttpResponse(
            letters.archive(self.batch, self.actor), content_type="application/zip"
        )
        response["Content-Disposition"] = 'attachment; filename="letters.zip"'
        return response


class PrintView(OfKind, View):
    """Every letter of a batch in one PDF, for the printer."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        file = letters.printable(self.batch)
        if file is None:
            raise Http404
        viewer = letters_kinds.get(self.batch.kind).viewer
        return paper(letters.read(file, viewer, self.actor), "letters.pdf")


class LetterView(OfKind, View):
    """One letter."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        rows = Letter.objects.select_related("batch", "file__vault").exclude(file=None)
        letter = get_object_or_404(rows, pk=kwargs["letter"], vault=self.workshop.vault)
        viewer = self.kind_of(letter.batch.kind).viewer
        if letter.file is None or not files.may_read(viewer, letter.file):
            raise Http404
        return paper(letters.read(letter.file, viewer, self.actor), letters.name_of(letter))
