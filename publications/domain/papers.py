"""Authors' PDFs beside their abstracts: which may be shown, and how a chapter leads to its own.

A paper goes with the name of its author: from the moment they take their name back it is in no
edition and at no address. What a page of it shows is kept as the author wrote it.
"""

import uuid
from collections.abc import Mapping

from django.core.files.storage import storages
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.domain import consent
from access.domain.consent import Naming, Output
from events.models import WorkshopPage
from publications.domain.people import present
from publications.models import Paper


def allowed(workshop: WorkshopPage) -> dict[int, Paper]:
    """The papers that may be shown at this moment, by chapter. One or two statements."""
    rows = Paper.objects.filter(chapter__path__startswith=workshop.path)
    papers = list(rows.select_related("chapter"))
    authors = [paper.author_id for paper in papers if paper.author_id is not None]
    there = present(workshop) if authors else set()
    known = [author for author in authors if author in there]
    naming = consent.naming(known, Output.PROCEEDINGS) if known else {}
    return {paper.chapter_id: paper for paper in papers if _is_allowed(paper, naming)}


def _is_allowed(paper: Paper, naming: Mapping[uuid.UUID, Naming]) -> bool:
    if not paper.is_personal:
        return True
    return paper.author_id is not None and naming.get(paper.author_id) is Naming.NAME


def data_of(paper: Paper) -> bytes:
    """The bytes of a paper. Raises FileNotFoundError."""
    with storages["private"].open(paper.file) as file:
        data: bytes = file.read()
    return data


def note_html(paper: Paper, base: str, slug: str) -> str:
    """The line at the end of a chapter that leads to its paper."""
    path = reverse("publications_paper", args=[slug, paper.chapter_id])
    pages = ngettext("%(number)d page", "%(number)d pages", paper.pages) % {"number": paper.pages}
    words = _("The full paper, “%(title)s”, goes with this volume as a PDF (%(pages)s).")
    text = escape(words % {"title": paper.title, "pages": pages})
    return f'<p class="note">{text} <a href="{base}{path}">{escape(_("Read the paper"))}</a></p>'
