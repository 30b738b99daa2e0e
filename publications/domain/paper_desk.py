"""Authors' PDFs: taken in cleaned, and taken out with their file."""

import datetime
import hashlib
import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from access.domain import audit
from access.models import User
from publications.domain.uploading import accessibility_note, cleaned
from publications.models import ChapterPage, Paper


@transaction.atomic
def attach(
    chapter: ChapterPage,
    actor: User,
    file: UploadedFile,
    *,
    title: str,
    author: uuid.UUID | None,
    agreed_on: datetime.date,
) -> Paper:
    """Keep a cleaned PDF beside a chapter, in place of an earlier one.

    Arguments: the chapter; who uploads; the file; its title; the author among the people of the
    workshop (None: an organisation); the day on which they agreed. Raises NotAVolume.
    """
    data, pages, has_text, is_tagged = cleaned(file.read(), title)
    digest = hashlib.sha256(data).hexdigest()
    name = f"proceedings/papers/{uuid.uuid4()}.pdf"
    earlier = Paper.objects.filter(chapter=chapter).first()
    if earlier is not None:
        earlier.delete()
    paper = Paper.objects.create(
        chapter=chapter,
        author_id=author,
        is_personal=author is not None,
        title=title,
        file=storages["private"].save(name, ContentFile(data)),
        sha256=digest,
        pages=pages,
        size=len(data),
        accessibility=accessibility_note(has_text, is_tagged),
        agreed_on=agreed_on,
        uploaded_by=actor,
    )
    vault = chapter.volume.workshop.vault
    audit.record("chapter.paper_attached", obj=chapter, actor=actor, vault=vault, sha256=digest)
    return paper


@transaction.atomic
def remove(paper: Paper, actor: User) -> None:
    """Take a paper out; its file goes with it."""
    vault = paper.chapter.volume.workshop.vault
    audit.record("chapter.paper_removed", obj=paper.chapter, actor=actor, vault=vault)
    paper.delete()
