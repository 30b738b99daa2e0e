"""What the pre-flight finds about people and their consent: what is missing, open or bad."""

import re
import uuid
from collections.abc import Iterator
from html import unescape

from django.core.files.storage import storages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.domain import consent
from access.domain.consent import Naming, Output
from publications.domain.editing import Standing
from publications.domain.findings import Finding, place_of
from publications.domain.findings import typed as typed_in
from publications.domain.masking import Names
from publications.domain.people import PERSON
from publications.domain.sessions import speakers_of
from publications.models import ChapterPage, EditorialStep, Paper, ProceedingsPage, SessionNote

Told = tuple[str, bool, str]


def of_volume(page: ProceedingsPage) -> Iterator[Finding]:
    """Notes that rapporteurs handed in and nobody took."""
    waiting = SessionNote.objects.filter(
        workshop=page.workshop, state=SessionNote.State.HANDED_IN
    ).count()
    if waiting:
        words = ngettext(
            "The notes of %(number)d session are handed in and stand in no chapter.",
            "The notes of %(number)d sessions are handed in and stand in no chapter.",
            waiting,
        )
        url = reverse("publications_rapporteurs", args=[page.pk])
        yield Finding(page.volume_title, words % {"number": waiting}, url)


def of_chapter(chapter: ChapterPage, standing: Standing, names: Names) -> Iterator[Told]:
    """What is missing in one chapter: words, whether it stops a build, where to mend it.

    Where is an address, or "#" with the place in the editor, or "" for the chapter.

    Arguments: the chapter, how it stands on the editorial way, names that no text may hold.
    """
    way = reverse("publications_editing_chapter", args=[chapter.get_parent().pk, chapter.pk])
    if standing.open_comments:
        words = ngettext(
            "%(number)d comment is open.", "%(number)d comments are open.", standing.open_comments
        )
        yield words % {"number": standing.open_comments}, False, way
    if standing.kind and standing.kind != EditorialStep.Kind.CLEARED:
        yield _("It is not cleared: %(state)s.") % {"state": standing.label}, False, way
    elif standing.kind and standing.is_changed:
        yield _("Its text changed after it was cleared."), False, way
    if _is_not_approved(chapter, standing):
        yield _("Its author got a proof and has not approved the text as it is."), False, way
    yield from _consents(chapter)
    yield from _paper(chapter, way)
    typed = unescape(" ".join(re.sub(r"<[^>]*>", " ", text) for text in _texts(chapter)))
    if names.stand_in(typed):
        place = place_of(chapter, names.stand_in)
        yield (
            _("The text names somebody who has not agreed to be named."),
            False,
            f"#{place}" if place else "",
        )


def _is_not_approved(chapter: ChapterPage, standing: Standing) -> bool:
    """Whether a chapter was cleared whose author was asked, and did not approve these words."""
    if standing.last is None or standing.kind != EditorialStep.Kind.CLEARED:
        return False
    steps = chapter.editorial_steps
    if not steps.filter(kind=EditorialStep.Kind.PROOF_SENT).exists():
        return False
    approved = steps.filter(kind=EditorialStep.Kind.APPROVED).order_by("-number").first()
    return approved is None or approved.sha256 != standing.last.sha256


def _texts(chapter: ChapterPage) -> list[str]:
    blocks = [str(block["value"]) for block in chapter.body.get_prep_value()]
    return [chapter.title, chapter.subtitle, chapter.lede, *blocks]


def _consents(chapter: ChapterPage) -> Iterator[Told]:
    """Who is meant to be named, by the text or as a speaker, and has not agreed."""
    quoted = {uuid.UUID(key) for text in _texts(chapter) for key in PERSON.findall(text)}
    if lacking := _without_consent(quoted):
        words = ngettext(
            "%(number)d person referred to in the text has not agreed to be named; “a "
            "participant” is printed.",
            "%(number)d people referred to in the text have not agreed to be named; “a "
            "participant” is printed.",
            lacking,
        )
        place = place_of(
            chapter,
            lambda text: _without_consent({uuid.UUID(key) for key in PERSON.findall(text)}),
            typed_in,
        )
        yield words % {"number": lacking}, False, f"#{place}" if place else ""
    speakers = speakers_of(chapter.volume.workshop, chapter.session_key)
    if lacking := _without_consent(speakers):
        words = ngettext(
            "%(number)d speaker of the session has not agreed to be named in the proceedings.",
            "%(number)d speakers of the session have not agreed to be named in the proceedings.",
            lacking,
        )
        yield words % {"number": lacking}, False, ""


def _without_consent(people: set[uuid.UUID]) -> int:
    naming = consent.naming(people, Output.PROCEEDINGS) if people else {}
    return sum(naming.get(key, Naming.NONE) is Naming.NONE for key in people)


def _paper(chapter: ChapterPage, way: str) -> Iterator[Told]:
    paper = Paper.objects.filter(chapter=chapter).first()
    if paper is None:
        return
    is_named = paper.author_id is not None and not _without_consent({paper.author_id})
    if paper.is_personal and not is_named:
        yield _("The author’s PDF is left out: its author has not agreed to be named."), False, way
    elif not storages["private"].exists(paper.file):
        yield _("The author’s PDF is gone."), True, way
    elif not paper.accessibility.startswith(_("The file is tagged")):
        words = _("The author’s PDF: %(note)s") % {"note": paper.accessibility}
        yield words, False, way
