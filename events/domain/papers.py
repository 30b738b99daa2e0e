"""Papers of speakers: sent in by the private link, swapped until released, shown when they may be.

A paper is cleaned and sealed as it comes in; the Secretariat reads it, nobody else. When its author
releases it, it becomes a document of the workshop for the readers whom the author chose, at once or
from the moment when the session begins (US-ST11). The author can take it back; what others copied
meanwhile cannot be called back, and the page says so.
"""

import datetime
import functools
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from access.catalogue import Reader
from access.domain import audit, files
from access.domain.disclosure import Viewer
from access.models import Vault
from events.domain.agenda_states import State, start_of
from events.domain.paper_stamp import stamped
from events.domain.releases import latest_release
from events.domain.speakers import Speaker
from events.models import (
    Document,
    Session,
    SessionDocument,
    SessionRole,
    SpeakerPaper,
    WorkshopPage,
)

# The field of the catalogue that a paper belongs to.
PURPOSE = "statement"
ON_RECORD = Session.Attribution.ON_RECORD


class NotNow(Exception):
    """A released paper is not swapped; one of a session that names nobody is not released."""


@dataclass(frozen=True)
class SentPaper:
    """A paper as its author sees it."""

    paper: SpeakerPaper
    is_shown_from: datetime.datetime | None
    audience: str


def of_speaker(speaker: Speaker) -> dict[uuid.UUID, list[SentPaper]]:
    """The papers of a speaker by session, statements last. One statement."""
    rows = SpeakerPaper.objects.filter(person=speaker.person).select_related("document", "file")
    found: dict[uuid.UUID, list[SentPaper]] = {}
    for row in rows.order_by("kind"):
        shown = row.document
        sent = SentPaper(
            row,
            shown.embargo_until if shown else None,
            str(shown.get_audience_display()) if shown else "",
        )
        found.setdefault(row.session, []).append(sent)
    return found


def of_workshop(workshop: WorkshopPage) -> dict[tuple[uuid.UUID, uuid.UUID], list[SpeakerPaper]]:
    """What speakers of a workshop sent in, by person and session. One statement."""
    found: dict[tuple[uuid.UUID, uuid.UUID], list[SpeakerPaper]] = {}
    rows = SpeakerPaper.objects.filter(person__workshop=workshop).order_by("kind")
    for row in rows:
        found.setdefault((row.person_id, row.session), []).append(row)
    return found


def find(speaker: Speaker, key: uuid.UUID) -> SpeakerPaper:
    """A paper of this speaker. Raises SpeakerPaper.DoesNotExist for any other."""
    rows = SpeakerPaper.objects.select_related("file__vault", "person__workshop", "document")
    return rows.get(pk=key, person=speaker.person)


def take_in(
    speaker: Speaker,
    part: SessionRole,
    upload: UploadedFile,
    *,
    kind: str,
    language: str,
    check_against_delivery: bool,
) -> SpeakerPaper:
    """Keep a paper for a part, cleaned and sealed; it takes the place of the one sent before.

    Arguments: the speaker, one of their parts, the file (PDF), a value of `SpeakerPaper.Kind`, a
    code of LANGUAGES, whether the spoken word counts. Raises Refused with the reason in words,
    NotNow where the paper of this kind is released already.
    """
    own = SpeakerPaper.objects.filter(person=speaker.person, session=part.session_id, kind=kind)
    if own.filter(document__isnull=False).exists():
        raise NotNow
    workshop = speaker.workshop
    # Cleaning takes seconds: outside the transaction, which would keep others waiting.
    file = files.store(
        workshop.vault,
        speaker.person.pk,
        PURPOSE,
        upload,
        track=speaker.person.track,
        last_day=workshop.last_day,
        is_only=False,
    )
    with transaction.atomic():
        before = own.select_related("file").first()
        paper, _made = SpeakerPaper.objects.update_or_create(
            person=speaker.person,
            session=part.session_id,
            kind=kind,
            defaults={
                "file": file,
                "language": language,
                "check_against_delivery": check_against_delivery,
            },
        )
        if before:
            files.remove(before.file)
        audit.record("paper.sent", obj=paper, actor="participant", vault=workshop.vault)
    return paper


@transaction.atomic
def remove(paper: SpeakerPaper) -> None:
    """Erase a paper that is not released. Raises NotNow for one that is."""
    if paper.is_released:
        raise NotNow
    vault = paper.person.workshop.vault
    audit.record("paper.removed", obj=paper, actor="participant", vault=vault)
    files.remove(paper.file)


def releasable(speaker: Speaker) -> dict[uuid.UUID, State]:
    """The sessions, as released, whose papers this speaker may release, by key. One statement.

    Those are the sessions that the public sees on the record with a part of the speaker: a paper
    tells who takes part, and its title what is planned.
    """
    last = latest_release(speaker.workshop)
    key = str(speaker.person.pk)
    return {
        uuid.UUID(session["id"]): session
        for session in (last.document["sessions"] if last else ())
        if session["is_public"]
        and session["attribution"] == ON_RECORD
        and any(role["person"] == key for role in session["roles"])
    }


@transaction.atomic
def release(speaker: Speaker, paper: SpeakerPaper, *, audience: str, from_start: bool) -> Document:
    """Let others read a paper.

    Arguments: its author, the paper, whom (a value of Document.Audience: everybody or
    participants), whether only from the moment when the session begins (which follows the agenda:
    `documents.follow`). Raises NotNow where the session is not `releasable`, has no start while one
    is waited for, or the paper is released already.
    """
    session = releasable(speaker).get(paper.session)
    start = start_of(session) if session else None
    if session is None or paper.is_released or (from_start and start is None):
        raise NotNow
    workshop = speaker.workshop
    document = Document(
        workshop=workshop,
        kind=paper.kind,
        title=session["title"][:200],
        language=paper.language,
        audience=audience,
        embargo_until=start if from_start else None,
        check_against_delivery=paper.check_against_delivery,
        person=paper.person,
        suffix=".pdf",
    )
    own = Viewer(Reader.PERSON, subject=paper.person_id)
    _name, chunks = files.read(own, paper.file, "participant")
    content = b"".join(chunks)
    if paper.check_against_delivery:
        content = stamped(content)
    document.file, document.size = ContentFile(content, name="paper.pdf"), len(content)
    document.save()
    SessionDocument.objects.create(document=document, session=paper.session)
    SpeakerPaper.objects.filter(pk=paper.pk).update(document=document)
    audit.record(
        "paper.released",
        obj=paper,
        actor="participant",
        vault=workshop.vault,
        audience=audience,
    )
    return document


@transaction.atomic
def take_back(paper: SpeakerPaper) -> None:
    """Nobody reads the paper any more; the sealed one stays its author's. Bears being run again."""
    if paper.document is not None:
        _delete([paper.document])
        vault = paper.person.workshop.vault
        audit.record("paper.taken_back", obj=paper, actor="participant", vault=vault)


def sweep(vault: Vault, subject: uuid.UUID) -> int:
    """Erase what a person has released (`erasure.register`); sealed papers go as files do."""
    return _delete(list(Document.objects.filter(workshop__vault=vault, person=subject)))


def _delete(documents: Iterable[Document]) -> int:
    """Delete documents, and after the commit their files."""
    rows = list(documents)
    Document.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        transaction.on_commit(functools.partial(row.file.delete, save=False))
    return len(rows)
