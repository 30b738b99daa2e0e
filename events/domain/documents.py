"""Papers of a workshop: taking them in, and who may read which one at this moment."""

import datetime
import functools
import io
import uuid
from collections.abc import Collection
from pathlib import PurePath
from typing import Any

import pikepdf
import pypdf
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from access.domain import audit
from access.domain.documents import cleaned
from access.models import User
from access.roles import Role, has_role
from events.domain import office
from events.models import Document, Session, SessionDocument, WorkshopPage

# What a file begins with, by the end of its name. The name alone proves nothing.
BEGINNINGS = {
    ".pdf": b"%PDF-",
    ".docx": b"PK\x03\x04",
    ".pptx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
    ".odt": b"PK\x03\x04",
    ".odp": b"PK\x03\x04",
}
LARGEST = 40 * 1024 * 1024
MOST_PAGES, MOST_TEXT = 400, 400_000
Audience = Document.Audience


def open_now(now: datetime.datetime | None = None) -> Q:
    """The condition that a document is not under embargo at a moment (default: now)."""
    return Q(embargo_until=None) | Q(embargo_until__lte=now or timezone.now())


@functools.cache
def told() -> Q:
    """The condition that a document does not tell who takes part where nobody is named.

    A paper of a speaker is shown while its session stands in the agenda on the record, and no
    longer when the Chatham House Rule is set later.
    """
    open_sessions = Session.objects.filter(
        is_public=True, attribution=Session.Attribution.ON_RECORD
    )
    there = SessionDocument.objects.filter(session__in=open_sessions.values("pk"))
    return Q(person=None) | Q(pk__in=there.values("document"))


def public(workshop: WorkshopPage | None = None) -> QuerySet[Document]:
    """What everybody may read now: of one published workshop, or of all."""
    rows = Document.objects.filter(
        open_now(), told(), audience=Audience.PUBLIC, workshop__live=True
    )
    return rows.filter(workshop=workshop) if workshop else rows


def for_participants(workshop: WorkshopPage) -> QuerySet[Document]:
    """What an accepted participant of a workshop may read now, the public papers among it.

    Whoever calls has asked for the private link and the state of the registration.
    """
    readers = (Audience.PUBLIC, Audience.PARTICIPANTS)
    return Document.objects.filter(open_now(), told(), workshop=workshop, audience__in=readers)


def at_session(workshop: WorkshopPage, session: str, user: Any) -> list[Document]:
    """The documents of a session (key) that somebody without a private link may read now.

    At most two statements.
    """
    is_secretariat = isinstance(user, User) and has_role(user, Role.SECRETARIAT)
    rows = Document.objects.filter(workshop=workshop) if is_secretariat else public(workshop)
    return list(rows.filter(at_sessions__session=session).defer("text"))


@transaction.atomic
def put_at_session(
    session: Session, wanted: Collection[str], offered: Collection[str], *, actor: User
) -> None:
    """Choose the documents of a session.

    Arguments: the session; the keys chosen; the keys that the editor was offered: of others nothing
    changes; who. Keys that were not offered are left out.
    """
    links = SessionDocument.objects.filter(session=session.pk, document__in=list(offered))
    kept = set(wanted) & set(offered)
    there = {str(key) for key in links.values_list("document", flat=True)}
    links.exclude(document__in=list(kept)).delete()
    SessionDocument.objects.bulk_create(
        SessionDocument(document_id=uuid.UUID(key), session=session.pk) for key in kept - there
    )
    audit.record(
        "agenda.documents",
        obj=session,
        actor=actor,
        vault=session.workshop.vault,
        documents=len(kept),
    )


def follow(workshop: WorkshopPage, agenda: dict[str, Any]) -> None:
    """Let papers that wait for the beginning of their session wait for the new one.

    Arguments: the workshop, the agenda as just released. One statement where none waits.
    """
    waiting = SessionDocument.objects.filter(
        document__workshop=workshop,
        document__person__isnull=False,
        document__embargo_until__isnull=False,
    )
    starts = {session["id"]: session["starts_at"] for session in agenda["sessions"]}
    for row in waiting.select_related("document"):
        text = starts.get(str(row.session))
        start = datetime.datetime.fromisoformat(text) if text else None
        if start and start != row.document.embargo_until:
            Document.objects.filter(pk=row.document_id).update(embargo_until=start)


def may_read(document: Document, user: Any) -> bool:
    """Whether somebody without a private link may read a document now."""
    if isinstance(user, User) and has_role(user, Role.SECRETARIAT):
        return True
    if document.audience != Audience.PUBLIC or not document.workshop.live:
        return False
    if document.is_under_embargo(timezone.now()):
        return False
    return document.person_id is None or Document.objects.filter(told(), pk=document.pk).exists()


def take_in(document: Document, upload: UploadedFile) -> Document:
    """Put an uploaded file under a document, without what it tells of those who made it.

    The document is not saved. Keeps the size and, of a PDF, its words. Raises ValidationError for a
    file of another kind than its name says, too large a one, or one that cannot be read.
    """
    suffix = PurePath(upload.name or "").suffix.lower()
    beginning = upload.read(8)
    upload.seek(0)
    if suffix not in BEGINNINGS or not beginning.startswith(BEGINNINGS[suffix]):
        raise ValidationError(_("Choose a PDF, or a document of Word, PowerPoint, Excel or ODF."))
    if (upload.size or 0) > LARGEST:
        raise ValidationError(_("Choose a file of at most 40 MB."))
    try:
        content = without_names(upload.read(), suffix, document.title)
    except (ValueError, RuntimeError):
        raise ValidationError(
            _("The file cannot be read safely: it is locked or damaged. Save it again.")
        ) from None
    document.suffix = suffix
    document.size = len(content)
    document.text = words_of(content) if suffix == ".pdf" else ""
    document.file = ContentFile(content, name=f"document{suffix}")
    return document


def without_names(content: bytes, suffix: str, title: str) -> bytes:
    """A file without the names of those who made it, what it says kept. Raises ValueError.

    Of what a PDF says about itself its title stays, and whether it claims to be accessible
    (PDF/UA), because programs that read aloud ask for both. A text without a frame stays as it is.
    """
    if suffix in {".txt", ".csv"}:
        return content
    if suffix != ".pdf":
        return office.without_names(content)
    new, made = io.BytesIO(cleaned(content)), io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as given, pikepdf.open(new) as pdf:
        claims = given.open_metadata().get("pdfuaid:part")
        with pdf.open_metadata(set_pikepdf_as_editor=False) as notes:
            notes["dc:title"] = title
            if claims:
                notes["pdfuaid:part"] = claims
        pdf.save(made, deterministic_id=True)
    return made.getvalue()


def words_of(pdf: bytes) -> str:
    """The words of a PDF for the search, as far as they can be read; never raises.

    A broken or malicious file has no words: it is served as it came, and not found by its text.
    """
    words: list[str] = []
    length = 0
    try:
        for page in pypdf.PdfReader(io.BytesIO(pdf)).pages[:MOST_PAGES]:
            text = page.extract_text().replace("\x00", " ")
            words.append(text)
            length += len(text)
            if length > MOST_TEXT:
                break
    except Exception:
        # pypdf raises whatever a broken file makes it meet.
        return " ".join(words)[:MOST_TEXT]
    return " ".join(" ".join(words).split())[:MOST_TEXT]
